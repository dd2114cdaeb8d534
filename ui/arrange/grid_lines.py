"""The lines of the grid behind the clips: the unit to which drags snap, as far as its lines can be seen apart.

Lives: window, main thread.
"""

import math
from typing import NamedTuple

from app.edits.grid import GridStep, GridUnit, grid_step
from app.model.tempo_map import TempoMap
from ui.arrange.viewport import Viewport

LEAST_PX = 18.0  # between two lines
STRONG_EVERY = 4  # bars, where not all of them have lines


class GridLine(NamedTuple):
    """A line. `rank`: 0 is strong (bars), 1 plain (beats, or every tenth of a time), 2 faint (what lies between)."""

    frame: float
    rank: int


def grid_lines(tempo: TempoMap, view: Viewport, unit: GridUnit) -> list[GridLine]:
    """The lines in sight, and a few beside them."""
    first, last = max(0.0, view.frame_at(0)), float(max(0, view.frame_at(view.width_px)))
    step = _shown_step(tempo, unit, (first + last) / 2, LEAST_PX * view.frames_per_px)
    if step.frames:
        numbers = range(math.floor(first / step.frames), math.ceil(last / step.frames) + 1)
        return [GridLine(number * step.frames, 1 if number % 10 == 0 else 2) for number in numbers]
    if step.bars:
        every = 1 if step.bars == 1 else step.bars * STRONG_EVERY
        lines = tempo.lines(first, last, step.bars)
        return [GridLine(line.frame, 0 if (line.bar - 1) % every == 0 else 1) for line in lines]
    return _parts_of_bars(tempo, first, last, step.beats)


def _shown_step(tempo: TempoMap, unit: GridUnit, frame: float, least_frames: float) -> GridStep:
    """The step of the unit, or the finest multiple of it whose lines are far enough apart."""
    step = grid_step(tempo, unit, frame, least_frames)
    if step.frames:
        tens = max(0, math.ceil(math.log10(least_frames / step.frames) - 1e-9))
        return GridStep(frames=step.frames * 10**tens)
    beat = tempo.at(frame).beat_frames
    beats = step.beats or step.bars * tempo.at(frame).meter.beats_per_bar
    return step if beats * beat >= least_frames else grid_step(tempo, "adaptive", frame, least_frames)


def _parts_of_bars(tempo: TempoMap, first: float, last: float, beats: float) -> list[GridLine]:
    """Lines every so many beats, counted from the start of each bar."""
    found = []
    start, end = tempo.bars_at(first), tempo.bars_at(last)
    for bar in range(max(1, math.floor(start) + 1), math.ceil(end) + 2):
        in_bar = tempo.meter_of(bar).beats_per_bar
        low = max(0, math.floor((start - (bar - 1)) * in_bar / beats))
        high = min(math.ceil(in_bar / beats - 1e-9) - 1, math.ceil((end - (bar - 1)) * in_bar / beats))
        for number in range(low, high + 1):
            place = number * beats
            rank = 0 if number == 0 else 1 if abs(place - round(place)) < 1e-9 else 2
            found.append(GridLine(tempo.frame_of(bar, place), rank))
    return found
