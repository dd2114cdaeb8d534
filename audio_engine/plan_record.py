"""A plan as the callback reads it: rows and lanes instead of channels and buses.

Lives: engine (or bounce, or test).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from audio_engine.capacity import BUSES, FIRST_CUE, FIRST_GROUP, SENDS, bus_lane, group_level
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ClickPlan,
    CurvePlan,
    MixPlan,
    plays_in_monitor,
)
from audio_engine.rt import layout as at
from audio_engine.rt.effects import EFFECTS
from audio_engine.rt.rows import EFFECT_ROW_0, BusValues, StripValues

NEVER = -(1 << 62)  # no frame of a timeline
_KINDS = {"master": at.MASTER, "group": at.GROUP, "headphones": at.HEADPHONES}
_KINDS |= {effect.kind: at.FIRST_EFFECT_KIND + place for place, effect in enumerate(EFFECTS)}
_BUS_ROWS = {name: row for row, name in enumerate(BusValues._fields)}
_BUS_ROWS |= {f"{e.kind}_{name}": EFFECT_ROW_0 + row for e in EFFECTS for row, name in enumerate(e.rows)}
_CLICK_SOUNDS = {"tone": 0, "wood": 1, "stick": 2}
_ACCENTS = {"X": at.ACCENT, "x": at.BEAT, ".": at.NO_CLICK}
_MONITORING = {"off": at.MONITOR_OFF, "in": at.MONITOR_IN, "auto": at.MONITOR_AUTO}


def target_row(parameter: str, index: int = 0) -> int:
    """The row of a strip's value (or of send `index`) in the target table. Raises ValueError."""
    if parameter == "send_gain":
        return at.SEND_GAIN_0 + index
    if parameter == "send_pan":
        return at.SEND_PAN_0 + index
    return StripValues._fields.index(parameter)


def bus_row(name: str) -> int:
    """The row of a bus's own value in its target table: a field of BusValues or `KIND_ROW` of an effect. Raises KeyError."""
    return _BUS_ROWS[name]


def is_of_bus(name: str) -> bool:
    """True for the name of a bus's own value, False for one of a strip."""
    return name in _BUS_ROWS


class Fading(NamedTuple):
    """What still sounds of earlier plans: a new record keeps it until it has faded out.

    Attributes:
        buses: Removed buses.
        routes: [stage, bus], True where lanes of a stage may still go to a bus.
        lanes: [lane], True for lanes of removed tracks.
    """

    buses: tuple[BusPlan, ...]
    routes: NDArray[np.bool_]
    lanes: NDArray[np.bool_]


NOTHING_FADING = Fading((), np.zeros((at.STAGES, BUSES), np.bool_), np.zeros(at.STRIPS, np.bool_))


class PlanRecord:
    """A plan as the callback reads it; keeps the arrays that its addresses name."""

    def __init__(self, plan: MixPlan, serial: int, fading: Fading = NOTHING_FADING) -> None:
        """Make the record.

        Args:
            plan: The plan.
            serial: Its number; later plans have larger ones.
            fading: What still sounds of earlier plans.
        """
        self.plan, self.serial, self.leaving = plan, serial, fading.buses
        self.record = np.zeros(1, at.PLAN)
        r = self.record[0]
        r["serial"] = serial
        buses = (*plan.buses, *fading.buses)
        numbers = {bus.number for bus in buses}
        effects = [n for n in numbers if 1 <= n <= SENDS]
        cues = [n for n in numbers if FIRST_CUE <= n < FIRST_GROUP]
        r["effect_count"] = max(effects, default=0)
        r["cue_count"] = max(cues, default=FIRST_CUE - 1) - FIRST_CUE + 1
        r["lane_input"] = -1
        r["bus_output"] = -1
        r["bus_lane"] = -1
        for channel in plan.channels:
            self._add_channel(r, channel)
        for bus in plan.buses:
            self._add_bus(r, bus)
        self.routes = r["feeds"] != 0  # of this plan alone
        for bus in fading.buses:
            self._add_bus(r, bus)
            r["bus_leaving"][bus.number] = 1
            if bus_lane(bus.number) >= 0:
                r["lane_leaving"][bus_lane(bus.number) : bus_lane(bus.number) + 2] = 1
        r["feeds"] |= fading.routes
        self._share_outputs(r, buses)
        r["bus_count"] = len(numbers)
        r["bus_in_use"][: len(numbers)] = sorted(numbers)
        for block in range(at.BLOCKS):
            lanes = slice(block * at.WIDTH, (block + 1) * at.WIDTH)
            r["block_active"][block] = r["lane_active"][lanes].any() or fading.lanes[lanes].any()
        for stage in range(at.STAGES):
            if r["feeds"][stage].sum() == 1:
                r["feeds"][stage] *= 2
        self._add_click(r, plan.click)
        self._add_curves(r, plan.channels, buses)

    def _add_channel(self, r: Any, channel: ChannelPlan) -> None:
        for side in range(channel.channels):
            lane = channel.slot + side
            r["lane_active"][lane] = 1
            if channel.inputs:
                r["lane_input"][lane] = channel.inputs[min(side, len(channel.inputs) - 1)]
            r["lane_monitor"][lane] = _MONITORING[channel.monitoring]
            r["lane_armed"][lane] = channel.armed
            r["lane_side"][lane] = at.MONO if channel.channels == 1 else at.LEFT + side
            r["lane_output"][lane] = channel.output
        r["feeds"][0, channel.output] = 1

    def _add_bus(self, r: Any, bus: BusPlan) -> None:
        r["bus_kind"][bus.number] = _KINDS[bus.kind]
        r["click_sound"][bus.number] = _CLICK_SOUNDS[bus.click_sound]
        lane = bus_lane(bus.number)
        r["bus_lane"][bus.number] = lane
        if lane < 0:
            return
        for side in range(2):
            r["lane_active"][lane + side] = 1
            r["lane_side"][lane + side] = at.LEFT + side
            r["lane_output"][lane + side] = bus.output
        if bus.number >= FIRST_GROUP:
            r["feeds"][group_level(bus.number), bus.output] = 1
        elif bus.number > 0:
            r["feeds"][at.RETURN_STAGE, bus.output] = 1

    def _share_outputs(self, r: Any, buses: tuple[BusPlan, ...]) -> None:
        """An output carries one mix, so that no signal reaches it twice."""
        main = next(bus.outputs for bus in buses if bus.kind == "master")
        taken: set[int] = set()
        for bus in sorted(buses, key=lambda bus: bus.kind != "master"):
            r["in_monitor"][bus.number] = bus.kind == "headphones" and plays_in_monitor(bus.outputs, main)
            for side, output in enumerate(bus.outputs[:2]):
                if output not in taken:
                    r["bus_output"][bus.number * 2 + side] = output
            taken.update(bus.outputs)

    def _add_click(self, r: Any, click: ClickPlan) -> None:
        r["click_on"], r["click_subdivision"] = click.on, max(1, click.subdivision)
        accents, places = "", []
        for segment in click.segments:
            places.append((segment.first_beat, len(accents), len(segment.accents)))
            accents += segment.accents
        self.click_times = np.array([(s.start_frame, max(1.0, s.beat_frames)) for s in click.segments], np.float64)
        self.click_places = np.array(places, np.int64)
        self.click_accents = np.array([_ACCENTS[sign] for sign in accents], np.int64)
        r["click_segments"], r["click_beats"] = len(click.segments), len(accents)
        for name in ("click_times", "click_places", "click_accents"):
            r[name] = getattr(self, name).ctypes.data

    def _add_curves(self, r: Any, channels: tuple[ChannelPlan, ...], buses: tuple[BusPlan, ...]) -> None:
        self._rows: list[tuple[int, ...]] = []
        frames: list[int] = []
        values: list[float] = []
        bends: list[float] = []

        def add(curve: CurvePlan, on_bus: bool, row: int, places: range) -> None:
            if not curve.frames:
                return
            for place in places:
                self._rows.append((int(on_bus), row, place, len(frames), len(curve.frames), int(curve.geometric)))
            frames.extend(curve.frames)
            values.extend(curve.values)
            bends.extend(curve.bends or (0.0,) * len(curve.frames))

        for channel in channels:
            for curve in channel.curves:
                lanes = range(channel.slot, channel.slot + channel.channels)
                add(curve, False, target_row(curve.parameter, curve.index), lanes)
        for bus in buses:
            lane = bus_lane(bus.number)
            for curve in bus.curves:
                if is_of_bus(curve.parameter):
                    add(curve, True, bus_row(curve.parameter), range(bus.number, bus.number + 1))
                elif lane >= 0:
                    add(curve, False, target_row(curve.parameter, curve.index), range(lane, lane + 2))
        self.curves = np.array(self._rows or [(0,) * at.CURVE_WORDS], np.int64)
        self.curve_frames = np.array(frames or [0], np.int64)
        self.curve_values = np.array(values or [0.0], np.float32)
        self.curve_bends = np.array(bends or [0.0], np.float32)
        r["curve_count"], r["curve_points"] = len(self._rows), len(self.curve_frames)
        self.curve_reached = np.full(len(self.curves), NEVER, np.int64)
        self.curve_ahead = np.zeros(len(self.curves), np.float32)
        for name in ("curves", "curve_frames", "curve_values", "curve_bends", "curve_reached", "curve_ahead"):
            r[name] = getattr(self, name).ctypes.data

    @property
    def address(self) -> int:
        """Address of the record for the callback."""
        return int(self.record.ctypes.data)
