"""The engine's memory: the block it shares with clients, the control block of each client, and its private arrays.

`EngineMemory` owns every array whose address the callback sees, and must outlive the stream.

Lives: engine (or bounce, or test); clients map `SharedBlock` and `ControlBlock`.
"""

import itertools
import math
import os
from collections.abc import Callable
from multiprocessing import resource_tracker, shared_memory
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine.capacity import (
    CUES,
    FIRST_EFFECT,
    FIRST_GROUP,
    LANES,
    LONGEST_DELAY_S,
    SENDS,
    bus_lane,
    group_level,
)
from audio_engine.click_sounds import CLICK_S, click_sounds
from audio_engine.plan import (
    EFFECT_ROWS,
    STRIP_ROWS,
    BusPlan,
    ChannelPlan,
    ChannelValues,
    MixPlan,
    MonitorPlan,
    plays_in_monitor,
)
from audio_engine.plan_record import PlanRecord
from audio_engine.rt import layout as at

TAPE_S = 4.0  # playback rings, seconds (rounded up to a power of two frames)
CAPTURE_S = 60.0  # capture rings
CAPTURE_LEAST_S = 15.0
CAPTURE_BYTES = 256 << 20  # memory cap of all capture rings: more inputs shorten them, never under CAPTURE_LEAST_S
# line lengths of a hall in seconds, incommensurate so that their echoes do not coincide; then the eight diffusers
REVERB_SECONDS = (
    0.03089, 0.03307, 0.03611, 0.03847, 0.04129, 0.04441, 0.04733, 0.05051,
    0.05393, 0.05711, 0.06029, 0.06373, 0.06709, 0.07043, 0.07417, 0.07789,
)  # fmt: skip
DIFFUSER_SECONDS = (0.00277, 0.00419, 0.00613, 0.00877, 0.00293, 0.00443, 0.00587, 0.00911)
# what each kind of effect remembers sound in; what no effect uses takes no memory, since nobody touches its pages
EFFECT_RINGS = {"reverb": ("reverb_lines", "reverb_pre", "diffusers"), "delay": ("echo",), "chorus": ("reverb_pre",)}
PAGE_BYTES = 4096
REVERB_SCALES = (0.55, 0.8, 1.35)  # room, plate, hall
GATE_SHUT_LOG2 = -20.0  # -120 dB: gates that have heard nothing yet
Array = npt.NDArray[Any]


def power_of_two(frames: float) -> int:
    """The smallest power of two that is at least `frames`."""
    return 1 << max(6, math.ceil(math.log2(max(1.0, frames))))


def layout_hash() -> str:
    """Differs when two programs would disagree about shared memory."""
    import hashlib

    text = repr((at.SHARED, at.CONTROL_BLOCK, sorted((k, v) for k, v in vars(at).items() if isinstance(v, int))))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def capture_frames(rate_hz: int, channels: int, keep_s: float = CAPTURE_S) -> int:
    """Length of a capture ring: `keep_s`, shortened by the memory cap, never under 15 s."""
    requested = power_of_two(max(keep_s, CAPTURE_LEAST_S) * rate_hz)
    while requested * max(1, channels) * 4 > CAPTURE_BYTES and requested / 2 >= CAPTURE_LEAST_S * rate_hz:
        requested //= 2
    return requested


def ring_sizes(rate_hz: int, inputs: int, keep_s: float | None, stem_frames: int) -> dict[str, int]:
    """The fields of the engine record that depend on rate and device."""
    return {
        "tape_frames": power_of_two(TAPE_S * rate_hz),
        "capture_frames": 64 if keep_s is None else capture_frames(rate_hz, inputs, keep_s),
        "capture_channels": max(1, inputs),
        "click_frames": int(CLICK_S * rate_hz),
        "reverb_frames": power_of_two(max(REVERB_SECONDS) * max(REVERB_SCALES) * rate_hz + 2),
        "pre_frames": power_of_two(0.26 * rate_hz),
        "diffuser_frames": power_of_two(max(DIFFUSER_SECONDS) * max(REVERB_SCALES) * rate_hz + 2),
        "echo_frames": power_of_two(LONGEST_DELAY_S * rate_hz + 1),
        "stem_frames": max(1, stem_frames),
    }


def oversampling_taps() -> Array:
    """Low-pass at four times the rate: -6 dB at 0.9 of the old Nyquist, Kaiser window: 70 dB down at 1.08 of it."""
    n = np.arange(at.OVERSAMPLING_TAPS) - (at.OVERSAMPLING_TAPS - 1) / 2
    taps = np.sinc(0.9 * n / at.OVERSAMPLING) * np.kaiser(at.OVERSAMPLING_TAPS, 7.0)
    return np.asarray(taps / taps.sum(), np.float32)


def true_peak_taps(rate_hz: int) -> Array:
    """Interpolators of the limiter's detector, [phase, tap]: a sixteenth of a frame apart, Kaiser window; then those of
    libebur128 (`interp_create`: 49 taps, Hann window), which interpolates four times, from 96 kHz on twice, then not."""
    n = np.arange(at.FINE_PHASES * at.TRUE_PEAK_TAPS)
    taps = np.sinc((n - (len(n) - 1) / 2) / at.FINE_PHASES) * np.kaiser(len(n), 8.0)
    fine = taps.reshape(at.TRUE_PEAK_TAPS, at.FINE_PHASES).T
    all_phases = np.zeros((at.PEAK_PHASES, at.TRUE_PEAK_TAPS), np.float32)
    all_phases[: at.FINE_PHASES] = fine / fine.sum(axis=1, keepdims=True)
    factor = 4 if rate_hz < 96000 else 2 if rate_hz < 192000 else 1
    taps = np.sinc((np.arange(49) - 24) / factor) * np.hanning(49)
    for phase in range(1, factor):
        part = taps[phase::factor][::-1]
        middle = at.TRUE_PEAK_TAPS // 2  # between the two samples before and at it, as the fine ones
        first = middle - len(part) // 2
        all_phases[at.FINE_PHASES + phase - 1, first : first + len(part)] = part
    return all_phases


class MixDelays(NamedTuple):
    """How many frames each stage of the mix is late by (saturation), and the limiter after the master."""

    stages: tuple[int, ...]
    limiter: int

    @property
    def before_master(self) -> int:
        """How late the mix enters the master."""
        return sum(self.stages[: at.MASTER_STAGE])

    @property
    def master(self) -> int:
        """How late the master's outputs are."""
        return sum(self.stages) + self.limiter

    def after_stage(self, stage: int) -> int:
        """What a signal of a stage still has before it when it leaves the stage, up to the master's input."""
        return sum(self.stages[stage + 1 : at.MASTER_STAGE])

    def after_bus(self, number: int) -> int:
        return self.after_stage(stage_of(number))


def mix_delays(plan: MixPlan) -> MixDelays:
    """The delays of a plan: switches are no automation, so they hold for the whole song."""
    late = [0] * at.STAGES
    for channel in plan.channels:
        late[0] |= channel.values.strip.saturation_on > 0.5
    for bus in plan.buses:
        if bus_lane(bus.number) >= 0:
            late[stage_of(bus.number)] |= bus.values.strip.saturation_on > 0.5
    master = next(bus for bus in plan.buses if bus.number == 0)
    limiter = at.TRUE_PEAK_TAPS // 2 + limiter_look_ahead(plan.rate_hz) - 1 if master.effect.limiter_on > 0.5 else 0
    return MixDelays(tuple(at.OVERSAMPLING_DELAY * on for on in late), limiter)


def performer_delay(plan: MixPlan, output_channels: int) -> int:
    """How many frames later than the tape somebody hears it who plays to it, on a device with so many outputs.

    In a headphone mix, on outputs of its own or in place of the master, that is the saturation of tracks; with channels
    listened to alone (PFL, AFL) what those have run through; else everything up to the master's limiter.
    """
    delays = mix_delays(plan)
    main = next(bus.outputs for bus in plan.buses if bus.kind == "master")
    phones = [bus for bus in plan.buses if bus.kind == "headphones" and _is_heard(bus, output_channels)]
    if any(not plays_in_monitor(bus.outputs, main) for bus in phones):
        return delays.stages[0]
    alone = [0 for channel in plan.channels if _is_listened_to(channel.values)]
    alone += [stage_of(bus.number) for bus in plan.buses if _is_listened_to(bus.values)]
    if alone:
        return sum(delays.stages[: max(alone) + 1])
    return delays.stages[0] if phones or plan.monitor.listen_in >= 0 else delays.master


def _is_heard(bus: BusPlan, output_channels: int) -> bool:
    on = bus.values.strip.on * bus.values.strip.fader_gain > 0
    return on and any(output < output_channels for output in bus.outputs)


def _is_listened_to(values: ChannelValues) -> bool:
    return values.strip.pfl > 0.5 or values.strip.afl > 0.5


def limiter_look_ahead(rate_hz: int) -> int:
    """An even number of frames."""
    return 2 * round(at.LIMITER_LOOK_AHEAD_S * rate_hz / 2)


def stage_of(number: int) -> int:
    """The stage of the mix in which a bus runs."""
    if number >= FIRST_GROUP:
        return group_level(number)
    return at.RETURN_STAGE if number else at.MASTER_STAGE


_numbers = itertools.count()


def _new_memory(size: int) -> shared_memory.SharedMemory:
    """Under a name that nobody has: a killed engine may have had this process's id and left its blocks."""
    while True:
        try:
            return shared_memory.SharedMemory(f"worktape-{os.getpid()}-{next(_numbers)}", create=True, size=size)
        except FileExistsError:
            continue


class Block:
    """A named piece of shared memory that Python's resource tracker does not know (it would delete it with any client).

    The owner creates it with every page allocated, so that a full /dev/shm is an error here and not a SIGBUS later.
    """

    def __init__(self, size: int = 0, name: str | None = None) -> None:
        """Create (`size`) or attach (`name`). Raises OSError when memory is short or the name is gone."""
        self.owner = name is None
        self.memory = _new_memory(size) if name is None else shared_memory.SharedMemory(name=name)
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
        if block is None or block.owner:
            record["monitor"][:6] = 1.0, 0.0, -1.0, -1.0, -1.0, 1.0
        self.targets: Array = record["targets"]
        self.overrides: Array = record["overrides"]
        self.bus_targets: Array = record["bus_targets"]
        self.bus_overrides: Array = record["bus_overrides"]
        self.monitor: Array = record["monitor"]
        self.generation: Array = record["generation"]
        self.commands: Array = record["commands"]
        self.command_index: Array = record["command_index"]

    @staticmethod
    def shared(name: str | None = None) -> "ControlBlock":
        """A control block in shared memory: a new one, or the one of that name."""
        return ControlBlock(Block(at.CONTROL_BLOCK.itemsize) if name is None else Block(name=name))

    def set_values(self, lane: int, channels: int, values: ChannelValues) -> None:
        """Write a strip, its sends and headphone levels as targets, on all lanes of the channel."""
        lanes = slice(lane, lane + channels)
        for row, name in enumerate(STRIP_ROWS):
            self.targets[row, lanes] = getattr(values.strip, name)
        for k in range(SENDS):
            send = values.sends[k] if k < len(values.sends) else None
            self.targets[at.SEND_GAIN_0 + k, lanes] = send.gain if send else 0.0
            self.targets[at.SEND_PAN_0 + k, lanes] = send.pan if send else 0.0
            self.targets[at.SEND_OWN_PAN_0 + k, lanes] = send.own_pan if send else 0.0
            self.targets[at.SEND_PRE_0 + k, lanes] = send.pre if send else 0.0
        for k in range(CUES):
            cue = values.cues[k] if k < len(values.cues) else None
            self.targets[at.CUE_0 + k, lanes] = cue.gain if cue else 0.0
            self.targets[at.CUE_LANE_PAN_0 + k, lanes] = cue.pan if cue else 0.0
            self.targets[at.CUE_OWN_PAN_0 + k, lanes] = cue.own_pan if cue else 0.0
        self.generation[0] += 1

    def set_channel(self, channel: ChannelPlan) -> None:
        self.set_values(channel.slot, channel.channels, channel.values)

    def set_bus(self, bus: BusPlan) -> None:
        for row, name in enumerate(EFFECT_ROWS):
            self.bus_targets[row, bus.number] = getattr(bus.effect, name)
        lane, strip = bus_lane(bus.number), bus.values.strip
        if lane < 0:
            self.bus_targets[at.CUE_FADER, bus.number] = strip.fader_gain
            self.bus_targets[at.CUE_PAN, bus.number] = strip.pan
            self.bus_targets[at.CUE_ON, bus.number] = strip.on
        else:
            self.set_values(lane, 2, bus.values)
        self.generation[0] += 1

    def set_monitor(self, monitor: MonitorPlan) -> None:
        self.monitor[at.MONITOR_GAIN], self.monitor[at.MONITOR_MONO] = monitor.gain, monitor.mono
        self.monitor[at.LISTEN_IN] = monitor.listen_in
        self.monitor[at.TALKBACK_GAIN] = monitor.talkback_gain
        self.monitor[at.TALKBACK_INPUT] = monitor.talkback_input

    def set_plan(self, plan: MixPlan) -> None:
        """Every value of a plan."""
        for channel in plan.channels:
            self.set_channel(channel)
        for bus in plan.buses:
            self.set_bus(bus)
        self.set_monitor(plan.monitor)

    def set_override(self, lane: int, channels: int, row: int, on: bool) -> None:
        """While it is set, the target wins over the curve of that row."""
        self.overrides[row, lane : lane + channels] = on
        self.generation[0] += 1

    def set_bus_override(self, number: int, row: int, on: bool) -> None:
        self.bus_overrides[row, number] = on
        self.generation[0] += 1

    def copy_from(self, other: "ControlBlock") -> None:
        """Take over all values, not the commands."""
        for name in ("targets", "overrides", "bus_targets", "bus_overrides", "monitor"):
            getattr(self, name)[:] = getattr(other, name)
        self.generation[0] += 1

    def command(self, kind: int, *text: int, engine_frame: int = -1) -> bool:
        """Queue a command; False when the ring is full (the callback has stood still for 256 commands)."""
        from audio_engine.rt.ring import push

        record = np.zeros(at.COMMAND_WORDS, np.int64)
        record[:2] = kind, engine_frame
        record[2 : 2 + len(text)] = text
        return bool(push(self.commands, self.command_index, record))


def on_cache_lines(shape: tuple[int, ...], dtype: npt.DTypeLike = np.float32) -> Array:
    """Zeros whose first byte begins a cache line."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    room = np.zeros(count + at.CACHE_LINE, np.uint8)
    first = -room.ctypes.data % at.CACHE_LINE
    return room[first : first + count].view(dtype).reshape(shape)


class EngineMemory:
    """Everything the callback touches. Plain arrays unless `shared` blocks are given.

    `inputs` and `outputs` count device channels; `keep_s` is how far back the capture rings should reach, and `capture`
    False leaves them out (bounce).
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
        keep_s: float = CAPTURE_S,
        stem_frames: int = 0,
        stem_buffers: int = 1,
    ) -> None:
        self.rate_hz, self.inputs, self.outputs = rate_hz, inputs, outputs
        self._record = on_cache_lines((1,), at.ENGINE_RECORD)
        record = self._record[0]
        self._rings: dict[str, Array] = {}
        for name, value in ring_sizes(rate_hz, inputs, keep_s if capture else None, stem_frames).items():
            record[name] = value
        for name, shape in at.RINGS.items():
            self._rings[name] = on_cache_lines(tuple(int(record[n]) if isinstance(n, str) else n for n in shape))
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
        record["metering"] = int(capture)
        self._fields = {name: record[name] for name in at.ENGINE_RECORD.names or () if name not in at.RINGS}
        self._fields |= {name: self._shared[0][name] for name in at.SHARED.names or ()} | self._rings
        self._plans: list[PlanRecord] = []
        self._touched: set[tuple[str, int]] = set()  # rings and buses
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
        self.transport[at.STOP_AT] = self.transport[at.STALLED] = self.transport[at.STALL_TOLD] = -1
        self.transport[at.CLICK_AGE] = 1 << 40
        self.transport[at.EPOCH] = 1
        self.transport[at.FRESH] = 1
        self.epoch[1] = 1
        for kind, scale in enumerate(REVERB_SCALES):
            self.reverb_lengths[kind] = [round(s * scale * self.rate_hz) for s in REVERB_SECONDS + DIFFUSER_SECONDS]
        self.effect_words[:, at.FX_KIND] = -1
        self.lane_side[LANES:] = at.LEFT + np.arange(at.STRIPS - LANES) % 2
        self.filter_now[:, :, 3] = -1  # no shape yet
        self.monitor[:] = 1.0, 0.0, 1.0, 0.0
        self.watched[0] = -1
        self.listen_in_cue[0] = -1
        self.talkback_input[:] = -1
        self.dynamics_state[:, at.GATE_GAIN * at.WIDTH : (at.GATE_GAIN + 1) * at.WIDTH] = GATE_SHUT_LOG2
        self.taps_of[0, : at.OVERSAMPLING_TAPS] = oversampling_taps()
        self.up_taps_of[0] = self.taps_of[0] * at.OVERSAMPLING
        self.true_peak_of[:] = true_peak_taps(self.rate_hz)
        self.limiter_words[1] = limiter_look_ahead(self.rate_hz)
        self.click[:] = click_sounds(self.rate_hz, self.click.shape[2])
        if self.capture.shape[1] > 64:
            self.capture.fill(0.0)  # touch every page before the callback does
        self._record.view(np.uint8)[::4096] += 0

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
        """Page faults belong here, not in the callback: touch the memory of effects that this plan is the first to use."""
        for bus in record.plan.buses:
            for name in EFFECT_RINGS.get(bus.kind, ()):
                if (name, bus.number) not in self._touched:
                    self._touched.add((name, bus.number))
                    self._rings[name][bus.number - FIRST_EFFECT].reshape(-1)[:: PAGE_BYTES // 4] += 0.0

    @property
    def plan(self) -> MixPlan:
        return self._plans[-1].plan

    def next_stems(self) -> None:
        """The next block's stems go into another buffer, so that the last ones can still be read."""
        self._stem_buffers.append(self._stem_buffers.pop(0))
        self._rings["stems"] = self._fields["stems"] = self._stem_buffers[0]
        self._record[0]["stems"] = self._stem_buffers[0].ctypes.data

    def set_stem_point(self, before_fader: bool) -> None:
        self._record[0]["stem_point"] = int(before_fader)

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


def read_sequenced(text: Array, read: Callable[[Array], Array] = np.copy) -> Array:
    """A copy of words under a sequence lock (word 0 is odd while they are being written)."""
    for _ in range(1000):
        before = int(text[0])
        copy = read(text)
        if before % 2 == 0 and int(text[0]) == before:
            return copy
    return copy
