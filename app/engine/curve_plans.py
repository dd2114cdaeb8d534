"""Automation curves in the engine's units.

Lives: any thread (pure).
"""

from app.edits.freezing import is_rendered
from app.engine.plan_context import PlanContext
from app.engine.slots import SlotAllocator
from app.engine.strip_rows import EFFECT_ROW, SEND_ROW, STRIP_ROW, Row
from app.model.automation import Breakpoint, Curve
from app.model.bus import Bus
from app.model.channel import Channel, kind_of
from app.model.ids import BusId
from app.model.parameters import parameter
from app.model.tempo_map import nearest
from app.model.track import Track
from app.units import db_to_gain
from audio_engine.capacity import FIRST_EFFECT
from audio_engine.plan import CurvePlan


def curve_plans(context: PlanContext, channel: Channel) -> tuple[CurvePlan, ...]:
    """Every curve that plays now; none while the channel's automation is off."""
    live = () if channel.automation == "off" else channel.curves
    plans = [_plan(context, channel, curve) for curve in live if _is_live(channel, curve)]
    if isinstance(channel, Bus) and channel.kind == "delay" and all(curve.path != "time_beats" for curve in live):
        plans.append(_echo_in_time(context, channel))
    return tuple(plan for plan in plans if plan is not None)


def engine_row(channel: Channel, path: str, slots: SlotAllocator) -> tuple[str, int]:
    """The row and index that carry a path's value: `send_gain` has one for each effect bus. Raises KeyError."""
    match path.split("/"):
        case ["send", bus_id, field]:
            return SEND_ROW[field].name, slots.number(BusId(bus_id)) - FIRST_EFFECT
        case ["mute"]:
            return "on", 0
        case _:
            return _row(channel, path).name, 0


def _row(channel: Channel, path: str) -> Row:
    owner = parameter(kind_of(channel), path).owner
    return STRIP_ROW[path] if owner == "strip" else EFFECT_ROW[path]


def _is_live(channel: Channel, curve: Curve) -> bool:
    return not isinstance(channel, Track) or channel.frozen is None or not is_rendered(curve)


def _plan(context: PlanContext, channel: Channel, curve: Curve) -> CurvePlan | None:
    """None for a curve without points, or of `mute` where solo or a VCA decides instead."""
    if not curve.points:
        return None
    frames = tuple(point.timeline_frame for point in curve.points)
    values = tuple(point.value for point in curve.points)
    bends = tuple(point.bend for point in curve.points) if any(point.bend for point in curve.points) else ()
    parts = curve.path.split("/")
    if curve.path == "mute":
        return _switch("on", curve.points) if context.audibility.follows_mute(channel) else None
    if parts[0] == "send":
        row, (_, index) = SEND_ROW[parts[2]], engine_row(channel, curve.path, context.slots)
        return CurvePlan(row.name, index, frames, tuple(map(row.to_engine, values)), bends, row.geometric)
    row, factor = _row(channel, curve.path), 1.0
    if curve.path == "fader_db":
        factor = db_to_gain(context.audibility.vca_db(channel))
    elif curve.path == "trim_db" and channel.strip.polarity:
        factor = -1.0
    if curve.path == "time_beats":
        values = tuple(p.value * context.tempo.quarter_frames(p.timeline_frame) for p in curve.points)
    scaled = tuple(row.to_engine(value) * factor for value in values)
    return CurvePlan(row.name, 0, frames, scaled, bends, row.geometric)


def _echo_in_time(context: PlanContext, bus: Bus) -> CurvePlan | None:
    """The time of an echo follows the song's changes of tempo; None where there are none."""
    if not context.song.tempo_changes:
        return None
    steps: list[tuple[int, float]] = []
    for segment in context.tempo.segments:
        quarter = context.song.rate_hz * 60.0 / segment.tempo_bpm
        _step(steps, nearest(segment.start_frame), bus.delay.time_beats * quarter)
    return CurvePlan("delay_frames", 0, tuple(frame for frame, _ in steps), tuple(time for _, time in steps))


def _step(steps: list[tuple[int, float]], frame: int, value: float) -> None:
    """The value before holds until the frame before."""
    if steps and steps[-1][1] != value and steps[-1][0] < frame - 1:
        steps.append((frame - 1, steps[-1][1]))
    steps.append((frame, value))


def _switch(row: str, points: tuple[Breakpoint, ...]) -> CurvePlan:
    """A mute as steps of `on`: each value holds until the frame before the next one."""
    steps: list[tuple[int, float]] = []
    for point in points:
        _step(steps, point.timeline_frame, 1.0 - point.value)
    return CurvePlan(row, 0, tuple(frame for frame, _ in steps), tuple(on for _, on in steps))
