"""The engine's memory: everything that the callback touches, shared with clients or private.

`EngineMemory` owns every array whose address the callback sees, and must outlive the stream.

Lives: engine (or bounce, or test).
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.capacity import FIRST_EFFECT, LANES, LONGEST_DELAY_S, bus_lane
from audio_engine.click_sounds import CLICK_S, click_sounds
from audio_engine.control_block import ControlBlock
from audio_engine.filter_taps import oversampling_taps, true_peak_taps
from audio_engine.mix_delays import limiter_look_ahead
from audio_engine.plan import MixPlan
from audio_engine.plan_record import NOTHING_FADING, Fading, PlanRecord
from audio_engine.rt import layout as at
from audio_engine.rt.effects import EFFECTS
from audio_engine.rt.rows import GATE_GAIN
from audio_engine.shared_memory import Block

TAPE_S = 4.0  # playback rings, seconds (rounded up to a power of two frames)
CAPTURE_S = 60.0  # capture rings
AUDITION_S = 1.0  # ring of a file that only the control room hears
CAPTURE_LEAST_S = 15.0
CAPTURE_BYTES = 256 << 20  # memory cap of all capture rings: more inputs shorten them, never under CAPTURE_LEAST_S
# line lengths of a hall in seconds, incommensurate so that their echoes do not coincide; then the eight diffusers
REVERB_SECONDS = (
    0.03089, 0.03307, 0.03611, 0.03847, 0.04129, 0.04441, 0.04733, 0.05051,
    0.05393, 0.05711, 0.06029, 0.06373, 0.06709, 0.07043, 0.07417, 0.07789,
)  # fmt: skip
DIFFUSER_SECONDS = (0.00277, 0.00419, 0.00613, 0.00877, 0.00293, 0.00443, 0.00587, 0.00911)
PAGE_BYTES = 4096
REVERB_SCALES = (0.55, 0.8, 1.35)  # room, plate, hall
GATE_SHUT_LOG2 = -20.0  # -120 dB: gates before the first sound
Array = npt.NDArray[Any]


def power_of_two(frames: float) -> int:
    """The smallest power of two that is at least `frames`."""
    return 1 << max(6, math.ceil(math.log2(max(1.0, frames))))


def capture_frames(rate_hz: int, channels: int, remembered_s: float = CAPTURE_S) -> int:
    """Length of a capture ring: `remembered_s`, shortened by the memory cap, never under 15 s."""
    requested = power_of_two(max(remembered_s, CAPTURE_LEAST_S) * rate_hz)
    while requested * max(1, channels) * 4 > CAPTURE_BYTES and requested / 2 >= CAPTURE_LEAST_S * rate_hz:
        requested //= 2
    return requested


def ring_sizes(rate_hz: int, inputs: int, remembered_s: float | None, stem_frames: int) -> dict[str, int]:
    """The fields of the engine record that depend on rate and device."""
    return {
        "tape_frames": power_of_two(TAPE_S * rate_hz),
        "capture_frames": 64 if remembered_s is None else capture_frames(rate_hz, inputs, remembered_s),
        "capture_channels": max(1, inputs),
        "click_frames": int(CLICK_S * rate_hz),
        "reverb_frames": power_of_two(max(REVERB_SECONDS) * max(REVERB_SCALES) * rate_hz + 2),
        "pre_frames": power_of_two(0.26 * rate_hz),
        "diffuser_frames": power_of_two(max(DIFFUSER_SECONDS) * max(REVERB_SCALES) * rate_hz + 2),
        "echo_frames": power_of_two(LONGEST_DELAY_S * rate_hz + 1),
        "audition_frames": power_of_two(AUDITION_S * rate_hz),
        "stem_frames": max(1, stem_frames),
    }


def on_cache_lines(shape: tuple[int, ...], dtype: npt.DTypeLike = np.float32) -> Array:
    """Zeros whose first byte begins a cache line."""
    count = int(np.prod(shape)) * np.dtype(dtype).itemsize
    space = np.zeros(count + at.CACHE_LINE, np.uint8)
    first = -space.ctypes.data % at.CACHE_LINE
    return space[first : first + count].view(dtype).reshape(shape)


class EngineMemory:
    """Everything the callback touches. Plain arrays unless `shared` blocks are given.

    `inputs` and `outputs` count device channels; `remembered_s` is how far back the capture rings should reach, and `capture`
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
        remembered_s: float = CAPTURE_S,
        stem_frames: int = 0,
        stem_buffers: int = 1,
    ) -> None:
        self.rate_hz, self.inputs, self.outputs = rate_hz, inputs, outputs
        self._record = on_cache_lines((1,), at.ENGINE_RECORD)
        record = self._record[0]
        self._rings: dict[str, Array] = {}
        for name, value in ring_sizes(rate_hz, inputs, remembered_s if capture else None, stem_frames).items():
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

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_fields"][name]
        except KeyError:
            raise AttributeError(name) from None

    def _prepare(self) -> None:
        self._record[0]["rate_hz"] = self.rate_hz
        self.reader[at.READY_EPOCH] = -1
        self.swap_at[:] = at.NO_SWAP
        self.filled_to[:] = at.SILENT
        self.lane_state[at.ROUTE_INPUT] = -1
        self.transport["stop_at"] = self.device_clock["stalled"] = self.device_clock["stall_reported"] = -1
        self.transport["click_age"] = 1 << 40
        self.transport["epoch"] = self.epoch["number"] = 1
        self.transport["fresh"] = 1
        for kind, scale in enumerate(REVERB_SCALES):
            self.reverb_lengths[kind] = [round(s * scale * self.rate_hz) for s in REVERB_SECONDS + DIFFUSER_SECONDS]
        self.effect_words[:, at.FX_KIND] = -1
        self.lane_side[LANES:] = at.LEFT + np.arange(at.STRIPS - LANES) % 2
        self.filter_now[:, :, 3] = -1  # no shape yet
        self.monitor[:] = 1.0, 0.0, 1.0, 0.0
        self.watched[0] = -1
        self.control_room_source[0] = -1
        self.talkback_input[:] = -1
        self.dynamics_state[:, GATE_GAIN * at.WIDTH : (GATE_GAIN + 1) * at.WIDTH] = GATE_SHUT_LOG2
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
        adopted = int(self.transport["adopted_plan"])
        self._plans = [p for p in self._plans if p.serial >= adopted]
        record = PlanRecord(plan, self._serial, self._fading(plan))
        self._touch_effects(record)
        self._plans.append(record)
        self._record[0]["plan"][0] = record.address
        return self._serial

    def _fading(self, plan: MixPlan) -> Fading:
        """What a new plan lacks that still sounds."""
        numbers = {bus.number for bus in plan.buses}
        buses, routes = {}, NOTHING_FADING.routes.copy()
        for earlier in self._plans:
            for bus in (*earlier.leaving, *earlier.plan.buses):
                if bus.number not in numbers and self._sounds(bus.number):
                    buses[bus.number] = bus
            record = earlier.record[0]
            arrived = (self.lane_output == record["lane_output"])[record["lane_active"] != 0].all()
            routes |= earlier.routes if arrived else record["feeds"] != 0
        lanes = NOTHING_FADING.lanes.copy()
        lanes[:LANES] = (self.lane_state[at.ROUTE_ACTIVE] != 0) & (self.lane_fades[at.FADE_ROUTE] > 0)
        return Fading(tuple(buses.values()), routes, lanes)

    def _sounds(self, bus: int) -> bool:
        lane = bus_lane(bus)
        if lane < 0:
            return bool(self.bus_gains[[at.BUS_GAIN_LEFT, at.BUS_GAIN_RIGHT], bus].any())
        return bool(self.sounding[lane // at.WIDTH, lane % at.WIDTH] > 0)

    def _touch_effects(self, record: PlanRecord) -> None:
        """Page faults belong here, not in the callback: touch the memory of effects that this plan is the first to use."""
        used = {effect.kind: effect.rings for effect in EFFECTS}
        for bus in record.plan.buses:
            for name in used.get(bus.kind, ()):
                if (name, bus.number) not in self._touched:
                    self._touched.add((name, bus.number))
                    self._rings[name][bus.number - FIRST_EFFECT].reshape(-1)[:: PAGE_BYTES // 4] += 0.0

    @property
    def plan(self) -> MixPlan:
        """The plan that was posted last."""
        return self._plans[-1].plan

    def next_stems(self) -> None:
        """Write the next block's stems into another buffer, so that the last ones can still be read."""
        self._stem_buffers.append(self._stem_buffers.pop(0))
        self._rings["stems"] = self._fields["stems"] = self._stem_buffers[0]
        self._record[0]["stems"] = self._stem_buffers[0].ctypes.data

    def set_cycle_rate(self, cycles_hz: float) -> None:
        """Set the rate of the processor's counter; without it the callback's load is not measured."""
        self._record[0]["cycles_a_frame"] = cycles_hz / self.rate_hz

    def set_stem_point(self, before_fader: bool) -> None:
        """Take stems before the fader, or after it."""
        self._record[0]["stem_point"] = int(before_fader)

    def use_control(self, control: ControlBlock) -> None:
        """Make the callback read this control block from the next block on."""
        self.control = control
        self._record[0]["control"][0] = control.address

    @property
    def userdata(self) -> int:
        """Address of the record for the callback."""
        return int(self._record.ctypes.data)
