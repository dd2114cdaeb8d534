"""The grid of the timeline: notes, bars or times, to which drags snap and by which keys step.

Lives: any thread (pure).
"""

import math
from typing import Literal, NamedTuple, get_args

from app.model.tempo_map import TempoMap, nearest

GridUnit = Literal[
    "adaptive", "bar", "beat", "1/2", "1/4", "1/8", "1/16", "1/32", "1/4T", "1/8T", "1/16T",
    "second", "ms", "CD frame", "frame",
]  # fmt: skip
"""`adaptive` depends on the zoom. `T` is a triplet. A CD has 75 frames a second; `frame` is one of the song's rate."""

GRID_UNITS: tuple[GridUnit, ...] = get_args(GridUnit)
FINEST_PARTS = 32  # of a beat in the adaptive grid


class GridStep(NamedTuple):
    """The distance of two lines; one of the fields is not 0."""

    bars: int = 0
    beats: float = 0.0  # counted from each bar's start, which is always a line
    frames: float = 0.0


def grid_step(tempo: TempoMap, unit: GridUnit, frame: float, least_frames: float) -> GridStep:
    """The step of a unit.

    Args:
        tempo: Of the song.
        unit: What the user chose.
        frame: Where on the timeline, for units that depend on the meter or, as `adaptive`, on the tempo.
        least_frames: Least distance of two lines of the adaptive grid.
    """
    match unit:
        case "adaptive":
            return _adaptive(tempo, frame, least_frames)
        case "bar":
            return GridStep(bars=1)
        case "beat":
            return GridStep(beats=1.0)
        case "second":
            return GridStep(frames=tempo.rate_hz)
        case "ms":
            return GridStep(frames=tempo.rate_hz / 1000)
        case "CD frame":
            return GridStep(frames=tempo.rate_hz / 75)
        case "frame":
            return GridStep(frames=1.0)
        case _:
            part = int(unit.removeprefix("1/").removesuffix("T"))
            in_beats = tempo.at(frame).meter.beat_unit / part
            return GridStep(beats=in_beats * 2 / 3 if unit.endswith("T") else in_beats)


def lines_around(tempo: TempoMap, frame: float, step: GridStep) -> tuple[int, int]:
    """The last line up to a frame, and the first one behind it; lines do not lie before the song's start."""
    frame = max(0.0, frame)
    if step.frames:
        number = math.floor(frame / step.frames + 1e-9)
        return nearest(number * step.frames), nearest((number + 1) * step.frames)
    total = tempo.bars_at(frame)
    if step.bars:
        first = math.floor(total / step.bars + 1e-9) * step.bars + 1
        return tempo.bar_frame(first), tempo.bar_frame(first + step.bars)
    bar = math.floor(total + 1e-9)
    beats = tempo.meter_of(bar + 1).beats_per_bar
    number = math.floor(max(0.0, total - bar) * beats / step.beats + 1e-6)
    following = (number + 1) * step.beats
    after = tempo.frame_of(bar + 2) if following > beats - 1e-9 else tempo.frame_of(bar + 1, following)
    return nearest(tempo.frame_of(bar + 1, number * step.beats)), nearest(after)


def nearest_line(tempo: TempoMap, frame: float, step: GridStep) -> int:
    """The line nearest to a frame; the first one for everything before it."""
    before, after = lines_around(tempo, frame, step)
    return before if frame - before <= after - frame else after


def stepped_line(tempo: TempoMap, frame: int, step: GridStep, direction: Literal[-1, 1]) -> int:
    """The next line, or the one before; a frame that lies on a line leaves it."""
    before, after = lines_around(tempo, frame, step)
    if direction > 0:
        return after
    return before if before < frame else lines_around(tempo, max(0, before - 1), step)[0]


def _adaptive(tempo: TempoMap, frame: float, least_frames: float) -> GridStep:
    """Bars by powers of two, beats, or parts of beats, as fine as the least distance allows."""
    segment = tempo.at(frame)
    beat, bar = segment.beat_frames, segment.beat_frames * segment.meter.beats_per_bar
    if bar < least_frames:
        return GridStep(bars=2 ** math.ceil(math.log2(least_frames / bar)))
    if beat < least_frames:
        return GridStep(bars=1)
    return GridStep(beats=1 / min(FINEST_PARTS, 2 ** math.floor(math.log2(beat / max(least_frames, 1e-9)))))
