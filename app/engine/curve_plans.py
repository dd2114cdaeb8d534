"""Automation curves in the engine's units.

Lives: any thread (pure).
"""

from app.edits.freezing import is_rendered
from app.engine.plan_context import PlanContext
from app.engine.rows import moves_by_ratio, to_engine
from app.engine.slots import SlotAllocator
from app.model.automation import Breakpoint, Curve
from app.model.channel import Channel, kind_of, value_of, values_in_beats
from app.model.ids import BusId
from app.model.parameters import Parameter, parameter
from app.model.tempo_map import nearest
from app.model.track import Track
from app.units import db_to_gain
from audio_engine.capacity import FIRST_EFFECT
from audio_engine.plan import CurvePlan


def curve_plans(context: PlanContext, channel: Channel) -> tuple[CurvePlan, ...]:
    """Every curve that plays now; none while the channel's automation is off."""
    live = () if channel.automation == "off" else channel.curves
    plans = [_plan(context, channel, curve) for curve in live if _is_live(channel, curve)]
    for entry in values_in_beats(channel):
        if all(curve.path != entry.path for curve in live):
            plans.append(_in_time(context, channel, entry))
    return tuple(plan for plan in plans if plan is not None)


def engine_row(channel: Channel, path: str, slots: SlotAllocator) -> tuple[str, int]:
    """The row and index that carry a path's value: `send_gain` has one for each effect bus. Raises KeyError."""
    entry = parameter(kind_of(channel), path)
    if entry.owner == "send":
        return entry.row, slots.number(BusId(path.split("/")[1])) - FIRST_EFFECT
    return "on" if path == "mute" else entry.row, 0


def _is_live(channel: Channel, curve: Curve) -> bool:
    return not isinstance(channel, Track) or channel.frozen is None or not is_rendered(curve)


def _plan(context: PlanContext, channel: Channel, curve: Curve) -> CurvePlan | None:
    """None for a curve without points, or of `mute` where solo or a VCA decides instead."""
    if not curve.points:
        return None
    frames = tuple(point.timeline_frame for point in curve.points)
    values = tuple(point.value for point in curve.points)
    bends = tuple(point.bend for point in curve.points) if any(point.bend for point in curve.points) else ()
    if curve.path == "mute":
        return _switch(context, curve.points) if context.audibility.follows_mute(channel) else None
    entry, factor = parameter(kind_of(channel), curve.path), 1.0
    row, index = engine_row(channel, curve.path, context.slots)
    if curve.path == "fader_db":
        factor = db_to_gain(context.audibility.vca_db(channel))
    elif curve.path == "trim_db" and channel.strip.polarity:
        factor = -1.0
    scaled = tuple(
        to_engine(entry, value, context.quarter_frames(frame)) * factor
        for frame, value in zip(frames, values, strict=True)
    )
    return CurvePlan(row, index, context.in_engine(frames), scaled, bends, moves_by_ratio(entry))


def _in_time(context: PlanContext, channel: Channel, entry: Parameter) -> CurvePlan | None:
    """A value in beats follows the song's changes of tempo; None where there are none."""
    if not context.song.tempo_changes:
        return None
    beats, steps = float(value_of(channel, entry.path)), list[tuple[int, float]]()
    for segment in context.tempo.segments:
        _step(steps, nearest(segment.start_frame), beats * context.quarter_frames(segment.start_frame))
    return _steps(context, entry.row, steps)


def _step(steps: list[tuple[int, float]], frame: int, value: float) -> None:
    """The value before holds until the frame before."""
    if steps and steps[-1][1] != value and steps[-1][0] < frame - 1:
        steps.append((frame - 1, steps[-1][1]))
    steps.append((frame, value))


def _steps(context: PlanContext, row: str, steps: list[tuple[int, float]]) -> CurvePlan:
    return CurvePlan(row, 0, context.in_engine(frame for frame, _ in steps), tuple(value for _, value in steps))


def _switch(context: PlanContext, points: tuple[Breakpoint, ...]) -> CurvePlan:
    """A mute as steps of `on`: each value holds until the frame before the next one."""
    steps: list[tuple[int, float]] = []
    for point in points:
        _step(steps, point.timeline_frame, 1.0 - point.value)
    return _steps(context, "on", steps)
