"""The engine's memory: the block it shares with clients, the control block of each client, and its private arrays.

`EngineMemory` owns every array whose address the callback sees, and must outlive the stream.

Lives: engine (or bounce, or test); clients map `SharedBlock` and `ControlBlock`.
"""

import itertools
import math
import os
from collections.abc import Callable
from multiprocessing import resource_tracker, shared_memory
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.plan import BusPlan, ChannelPlan, MixPlan
from audio_engine.rt import layout as at

TAPE_S = 4.0  # playback rings, seconds (rounded up to a power of two frames)
CAPTURE_S = 60.0  # capture rings
CAPTURE_LEAST_S = 15.0
CAPTURE_BYTES = 256 << 20  # memory cap of all capture rings: more inputs shorten them, never under CAPTURE_LEAST_S
LONGEST_ECHO_S = 4.0
CLICK_S = 0.04
CLICK_HZ = (1760.0, 1320.0)  # accent, beat
# line lengths in seconds, mutually incommensurate so that their echoes do not coincide; then the four diffusers
REVERB_SECONDS = (0.02963, 0.03417, 0.03851, 0.04337, 0.04783, 0.05309, 0.05867, 0.06427)
DIFFUSER_SECONDS = (0.00471, 0.00771, 0.00513, 0.00819)
Array = npt.NDArray[Any]


def power_of_two(frames: float) -> int:
    """The smallest power of two that is at least `frames`."""
    return 1 << max(6, math.ceil(math.log2(max(1.0, frames))))


def layout_hash() -> str:
    """Differs when two programs would disagree about shared memory."""
    import hashlib

    text = repr((at.SHARED, at.CONTROL_BLOCK, sorted((k, v) for k, v in vars(at).items() if isinstance(v, int))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def capture_frames(rate_hz: int, channels: int) -> int:
    """Length of a capture ring: 60 s, shortened by the memory cap, never under 15 s."""
    wanted = power_of_two(CAPTURE_S * rate_hz)
    while wanted * max(1, channels) * 4 > CAPTURE_BYTES and wanted / 2 >= CAPTURE_LEAST_S * rate_hz:
        wanted //= 2
    return wanted


def ring_sizes(rate_hz: int, inputs: int, capture: bool, stem_frames: int) -> dict[str, int]:
    """The fields of the engine record that depend on rate and device."""
    return {
        "tape_frames": power_of_two(TAPE_S * rate_hz),
        "capture_frames": capture_frames(rate_hz, inputs) if capture else 64,
        "capture_channels": max(1, inputs),
        "click_frames": int(CLICK_S * rate_hz),
        "reverb_frames": power_of_two(max(REVERB_SECONDS) * rate_hz + 2),
        "pre_frames": power_of_two(0.26 * rate_hz),
        "diffuser_frames": power_of_two(max(DIFFUSER_SECONDS) * rate_hz + 2),
        "echo_frames": power_of_two(LONGEST_ECHO_S * rate_hz),
        "stem_frames": max(1, stem_frames),
    }


_numbers = itertools.count()


def sweep_blocks(pid: int) -> None:
    """Remove the names of blocks that a dead engine left (POSIX; Windows does so by itself)."""
    for left in Path("/dev/shm").glob(f"worktape-{pid}-*"):
        left.unlink(missing_ok=True)


class Block:
    """A named piece of shared memory that Python's resource tracker does not know (it would delete it with any client).

    The owner creates it with every page allocated, so that a full /dev/shm is an error here and not a SIGBUS later.
    """

    def __init__(self, size: int = 0, name: str | None = None) -> None:
        """Create (`size`) or attach (`name`). Raises OSError when memory is short or the name is gone."""
        self.owner = name is None
        name = name or f"worktape-{os.getpid()}-{next(_numbers)}"
        self.memory = shared_memory.SharedMemory(name=name, create=self.owner, size=size)
        registered = getattr(self.memory, "_name", None)
        if registered is not None and os.name == "posix":
            resource_tracker.unregister(registered, "shared_memory")
        if self.owner and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self.memory._fd, 0, size)  # type: ignore[attr-defined]
        self.memory.close = lambda: None  # type: ignore[method-assign]  # arrays name this memory: it goes with the process
        self.bytes = np.frombuffer(self.memory.buf or b"", np.uint8)[: size or None]
        if self.owner:
            self.bytes[:] = 0

    @property
    def name(self) -> str:
        return self.memory.name

    @property
    def address(self) -> int:
        return int(self.bytes.ctypes.data)

    def record(self, element: np.dtype[Any]) -> Any:
        """The block as one record of this dtype."""
        return self.bytes[: element.itemsize].view(element)[0]

    def unlink(self) -> None:
        """Remove the name; mappings stay until their processes end."""
        if os.name == "posix":
            try:
                os.unlink("/dev/shm/" + self.name.lstrip("/"))
            except OSError:
                try:
                    resource_tracker.register(self.memory._name, "shared_memory")  # type: ignore[attr-defined]
                    self.memory.unlink()
                except OSError:
                    pass


class ControlBlock:
    """What one client tells the callback: targets and commands."""

    def __init__(self, block: Block | None = None) -> None:
        self.block = block
        self._array = np.zeros(1, at.CONTROL_BLOCK) if block is None else block.bytes.view(at.CONTROL_BLOCK)
        self.address = int(self._array.ctypes.data)
        record = self._array[0]
        self.targets: Array = record["targets"]
        self.overrides: Array = record["overrides"]
        self.bus_targets: Array = record["bus_targets"]
        self.commands: Array = record["commands"]
        self.command_index: Array = record["command_index"]

    @staticmethod
    def shared(name: str | None = None) -> "ControlBlock":
        """A control block in shared memory: a new one, or the one of that name."""
        return ControlBlock(Block(at.CONTROL_BLOCK.itemsize) if name is None else Block(name=name))

    def set_channel(self, channel: ChannelPlan) -> None:
        """Write a channel's values as targets, on both lanes of a stereo channel."""
        v = channel.values
        lanes = slice(channel.slot, channel.slot + channel.channels)
        self.targets[at.TRIM, lanes] = v.trim_gain
        self.targets[at.FADER, lanes] = v.fader_gain
        self.targets[at.PAN, lanes] = v.pan
        self.targets[at.ON, lanes] = v.on
        for k in range(at.SENDS):
            self.targets[at.SEND_0 + k, lanes] = v.send_gains[k] if k < len(v.send_gains) else 0.0
        for k in range(at.CUES):
            self.targets[at.CUE_0 + k, lanes] = v.cue_gains[k] if k < len(v.cue_gains) else 0.0

    def set_bus(self, index: int, bus: BusPlan, rate_hz: int) -> None:
        values = {
            at.BUS_FADER: bus.fader_gain,
            at.BUS_PAN: bus.pan,
            at.BUS_ON: bus.on,
            at.BUS_CLICK: bus.click_gain,
            at.BUS_DECAY_S: bus.decay_s,
            at.BUS_PRE_DELAY_FRAMES: bus.pre_delay_ms * rate_hz / 1000,
            at.BUS_DAMPING_HZ: bus.damping_hz,
            at.BUS_DELAY_FRAMES: bus.delay_frames,
            at.BUS_FEEDBACK: bus.feedback,
        }
        for row, value in values.items():
            self.bus_targets[row, index] = value

    def set_plan(self, plan: MixPlan) -> None:
        """Every value of a plan."""
        for channel in plan.channels:
            self.set_channel(channel)
        for index, bus in enumerate(plan.buses):
            self.set_bus(index, bus, plan.rate_hz)

    def command(self, kind: int, *words: int, engine_frame: int = -1) -> bool:
        """Queue a command; False when the ring is full (the callback has stood still for 256 commands)."""
        from audio_engine.rt.ring import push

        record = np.zeros(at.COMMAND_WORDS, np.int64)
        record[:2] = kind, engine_frame
        record[2 : 2 + len(words)] = words
        return bool(push(self.commands, self.command_index, record))


_KINDS = {"master": at.MASTER, "reverb": at.REVERB, "delay": at.DELAY, "headphones": at.HEADPHONES}
_MONITORING = {"off": at.MONITOR_OFF, "in": at.MONITOR_IN, "auto": at.MONITOR_AUTO}
_CURVE_ROWS = {"fader_gain": at.FADER, "pan": at.PAN, "on": at.ON, "send_gain": at.SEND_0}


class PlanRecord:
    """A plan as the callback reads it; keeps the arrays that its addresses name."""

    def __init__(self, plan: MixPlan, serial: int) -> None:
        self.plan, self.serial = plan, serial
        self.record = np.zeros(1, at.PLAN)
        r = self.record[0]
        r["serial"] = serial
        top = max((c.slot + c.channels for c in plan.channels), default=0)
        r["lane_count"] = max(1, -(-top // at.LANE_BLOCK)) * at.LANE_BLOCK
        kinds = [_KINDS[bus.kind] for bus in plan.buses]
        r["bus_count"] = len(kinds)
        r["effect_count"] = sum(k in (at.REVERB, at.DELAY) for k in kinds)
        r["cue_count"] = sum(k == at.HEADPHONES for k in kinds)
        r["click_on"], r["beats_per_bar"] = plan.click.on, max(1, plan.click.beats_per_bar)
        r["beat_frames"] = max(1.0, plan.click.beat_frames)
        r["lane_input"] = -1
        r["bus_output"] = -1
        for channel in plan.channels:
            self._add(r, channel)
        for index, bus in enumerate(plan.buses):
            r["bus_kind"][index] = kinds[index]
            for side, output in enumerate(bus.outputs[:2]):
                r["bus_output"][index * 2 + side] = output
        self._add_curves(r, plan)

    def _add(self, r: Any, channel: ChannelPlan) -> None:
        for side in range(channel.channels):
            lane = channel.slot + side
            r["lane_active"][lane] = 1
            if channel.inputs:
                r["lane_input"][lane] = channel.inputs[min(side, len(channel.inputs) - 1)]
            r["lane_monitor"][lane] = _MONITORING[channel.monitoring]
            r["lane_armed"][lane] = channel.armed
            r["lane_side"][lane] = at.MONO if channel.channels == 1 else at.LEFT + side

    def _add_curves(self, r: Any, plan: MixPlan) -> None:
        rows: list[tuple[int, int, int, int]] = []
        frames: list[int] = []
        values: list[float] = []
        for channel in plan.channels:
            for curve in channel.curves:
                row = _CURVE_ROWS[curve.parameter] + (curve.index if curve.parameter == "send_gain" else 0)
                if curve.frames:
                    for side in range(channel.channels):
                        rows.append((row, channel.slot + side, len(frames), len(curve.frames)))
                    frames += curve.frames
                    values += curve.values
        self.curves = np.array(rows or [(0, 0, 0, 0)], np.int64)
        self.curve_frames = np.array(frames or [0], np.int64)
        self.curve_values = np.array(values or [0.0], np.float32)
        r["curve_count"], r["curve_points"] = len(rows), len(self.curve_frames)
        r["curves"] = self.curves.ctypes.data
        r["curve_frames"] = self.curve_frames.ctypes.data
        r["curve_values"] = self.curve_values.ctypes.data

    @property
    def address(self) -> int:
        return int(self.record.ctypes.data)


class EngineMemory:
    """Everything the callback touches. Plain arrays unless `shared` blocks are given.

    `inputs` and `outputs` count device channels; `capture` False leaves the capture rings out (bounce).
    """

    def __init__(
        self,
        rate_hz: int,
        inputs: int,
        outputs: int,
        *,
        block: Block | None = None,
        control: ControlBlock | None = None,
        capture: bool = True,
        stem_frames: int = 0,
        stem_buffers: int = 1,
    ) -> None:
        self.rate_hz, self.inputs, self.outputs = rate_hz, inputs, outputs
        self._record = np.zeros(1, at.ENGINE_RECORD)
        record = self._record[0]
        self._rings: dict[str, Array] = {}
        for name, value in ring_sizes(rate_hz, inputs, capture, stem_frames).items():
            record[name] = value
        for name, shape in at.RINGS.items():
            self._rings[name] = np.zeros([int(record[n]) if isinstance(n, str) else n for n in shape], np.float32)
            record[name] = self._rings[name].ctypes.data
        self._stem_buffers = [self._rings["stems"]] + [
            np.zeros_like(self._rings["stems"]) for _ in range(stem_buffers - 1)
        ]
        self.block = block
        self._shared = np.zeros(1, at.SHARED) if block is None else block.bytes.view(at.SHARED)
        self._shared[:] = np.zeros(1, at.SHARED)
        self.control = control or ControlBlock()
        self.server_control = ControlBlock()
        record["shared"] = self._shared.ctypes.data
        record["control"][0] = self.control.address
        record["server_control"] = self.server_control.address
        record["inputs"], record["outputs"] = inputs, outputs
        self._fields = {name: record[name] for name in at.ENGINE_RECORD.names or () if name not in at.RINGS}
        self._fields |= {name: self._shared[0][name] for name in at.SHARED.names or ()} | self._rings
        self._plans: list[PlanRecord] = []
        self._serial = 0
        self._prepare()
        self.post(MixPlan(rate_hz))

    def __getattr__(self, name: str) -> Array:
        try:
            return self.__dict__["_fields"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def _prepare(self) -> None:
        self.floats[at.RATE_HZ] = self.rate_hz
        self.reader[at.READY_EPOCH] = -1
        self.swap_at[:] = at.NO_SWAP
        self.filled_to[:] = at.SILENT
        self.lane_state[at.ROUTE_INPUT] = -1
        self.transport[at.STOP_AT] = -1
        self.transport[at.CLICK_AGE] = 1 << 40
        self.transport[at.EPOCH] = 1
        self.transport[at.FRESH] = 1
        self.epoch[1] = 1
        for index, seconds in enumerate(REVERB_SECONDS + DIFFUSER_SECONDS):
            self.reverb_lengths[index] = round(seconds * self.rate_hz)
        time = np.arange(self.click.shape[1]) / self.rate_hz
        for row, hz in enumerate(CLICK_HZ):
            self.click[row] = np.sin(2 * np.pi * hz * time) * np.exp(-time / 0.008) * 0.7
        if self.capture.shape[1] > 64:
            self.capture.fill(0.0)  # touch every page before the callback does

    def post(self, plan: MixPlan) -> int:
        """Hand a plan to the callback and return its serial; plans that it has left behind are freed."""
        self._serial += 1
        record = PlanRecord(plan, self._serial)
        self._touch_effects(record)
        adopted = int(self.transport[at.ADOPTED_PLAN])
        self._plans = [p for p in self._plans if p.serial >= adopted] + [record]
        self._record[0]["plan"][0] = record.address
        return self._serial

    def _touch_effects(self, record: PlanRecord) -> None:
        """Page faults belong here, not in the callback: touch the memory of effects that this plan uses first."""
        for k in range(int(record.record[0]["effect_count"])):
            for name in ("reverb_lines", "reverb_pre", "diffusers", "echo"):
                row = self._rings[name][k]
                if not row.flat[0] and not row.any():
                    row.reshape(-1)[:: 4096 // 4] += 0.0

    @property
    def plan(self) -> MixPlan:
        return self._plans[-1].plan

    def next_stems(self) -> None:
        """The next block's stems go into another buffer, so that the last ones can still be read."""
        self._stem_buffers.append(self._stem_buffers.pop(0))
        self._rings["stems"] = self._fields["stems"] = self._stem_buffers[0]
        self._record[0]["stems"] = self._stem_buffers[0].ctypes.data

    def use_control(self, control: ControlBlock) -> None:
        """From the next block on the callback listens to this control block."""
        self.control = control
        self._record[0]["control"][0] = control.address

    @property
    def userdata(self) -> int:
        return int(self._record.ctypes.data)


class SharedView:
    """A client's view of the engine block: clock and meters."""

    def __init__(self, name: str) -> None:
        self.block = Block(name=name)
        self.record = self.block.record(at.SHARED)

    def __getattr__(self, name: str) -> Array:
        if name not in (at.SHARED.names or ()):
            raise AttributeError(name)
        return self.__dict__["record"][name]  # type: ignore[no-any-return]


def read_sequenced(words: Array, read: Callable[[Array], Array] = np.copy) -> Array:
    """A copy of words under a sequence lock (word 0 is odd while they are being written)."""
    for _ in range(1000):
        before = int(words[0])
        copy = read(words)
        if before % 2 == 0 and int(words[0]) == before:
            return copy
    return copy
