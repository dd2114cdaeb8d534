"""Ticks and labels of the ruler: which lines can be seen apart, and which labels stand beside each other.

Lives: window, main thread.
"""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

from app.model.song import Song
from app.model.tempo_map import Line
from app.text.tempo import format_tempo_change
from ui.arrange.viewport import Grid, Viewport

LEAST_TICK_PX = 12.0
LEAST_LABEL_PX = 46.0
LABEL_GAP_PX = 8.0
LABEL_X = 4.0  # from its line
FLAG_PX = 8.0  # of a tempo flag, beside its text
STEPS_S = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 18000, 36000)
FINEST_S = 1e-5

TextWidth = Callable[[str], float]


class Label(NamedTuple):
    """A text of the ruler.

    Attributes:
        frame: Of its line.
        x: The same in px of the widget.
        text: What it says; empty where only the line has room.
        flag: True for a change of tempo or meter.
        pinned: True for the bar that begins left of the picture: it has no line.
    """

    frame: float
    x: float
    text: str
    flag: bool = False
    pinned: bool = False


# --- time


def format_time(seconds: float, decimals: int) -> str:
    """`3:07`, `1:02:03`, `0:01.250`."""
    ticks = round(seconds * 10**decimals)
    whole, rest = divmod(ticks, 10**decimals)
    hours, minutes = whole // 3600, whole // 60 % 60
    text = f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
    return f"{text}.{rest:0{decimals}d}" if decimals else text


def time_step(view: Viewport, rate_hz: int, width_of: TextWidth) -> tuple[float, int]:
    """Seconds between two labels, and their decimals."""
    last_s = view.frame_at(view.width_px) / rate_hz
    px_per_s = rate_hz / view.frames_per_px
    fractions = [(factor * 10.0**-power, power) for power in range(5, 0, -1) for factor in (1, 2, 5)]
    for step, decimals in [*fractions, *((float(step), 0) for step in STEPS_S)]:
        if step >= FINEST_S and step * px_per_s >= width_of(format_time(last_s, decimals)) + LABEL_X + LABEL_GAP_PX:
            return step, decimals
    return STEPS_S[-1] * math.ceil(100 / (STEPS_S[-1] * px_per_s)), 0


def time_labels(view: Viewport, rate_hz: int, width_of: TextWidth) -> list[Label]:
    """The labels of the time row in sight."""
    step, decimals = time_step(view, rate_hz, width_of)
    first = max(0, math.floor(view.frame_at(0) / rate_hz / step))
    last = math.floor(view.frame_at(view.width_px) / rate_hz / step)
    return [
        Label(frame, view.x_of(frame), format_time(number * step, decimals))
        for number in range(first, last + 1)
        for frame in (number * step * rate_hz,)
    ]


# --- bars


def bar_ticks(grid: Grid, view: Viewport) -> list[tuple[float, int]]:
    """Frame and rank of each tick in sight: 0 at bars, 1 at beats, 2 between them."""
    step = grid.step_bars(view.frames_per_px, LEAST_TICK_PX)
    first, last = view.frame_at(0), view.frame_at(view.width_px)
    lines = grid.lines(first, last, step)
    ticks = [(line.frame, 0 if line.beat == 0 else 1) for line in lines]
    beat = grid.tempo.at(max(0, first)).beat_frames
    parts = 2 ** max(0, math.floor(math.log2(beat / view.frames_per_px / LEAST_TICK_PX)))
    if step == 0 and parts > 1:
        ticks += _between(grid, max(0, first), last, parts)
    return ticks


def _between(grid: Grid, first: float, last: float, parts: int) -> list[tuple[float, int]]:
    """Parts of the beats in sight."""
    beat = grid.tempo.at(first).beat_frames
    lines = grid.lines(max(0.0, first - 2 * beat), last + 2 * beat, 0)
    found = []
    for here, following in zip(lines, lines[1:], strict=False):
        if following.frame < first or here.frame > last:
            continue
        part = (following.frame - here.frame) / parts
        low = max(1, math.floor((first - here.frame) / part))
        high = min(parts - 1, math.ceil((last - here.frame) / part))
        found += [(here.frame + part * number, 2) for number in range(low, high + 1)]
    return found


def bar_labels(song: Song, grid: Grid, view: Viewport, width_of: TextWidth) -> list[Label]:
    """The labels of the bar row in sight, none over another: changes of tempo first, then bars or beats."""
    flags = _flags(song, grid, view, width_of)
    areas = [(flag.x, flag.x + LABEL_X + width_of(flag.text) + FLAG_PX) for flag in flags]
    step = grid.step_bars(view.frames_per_px, LEAST_LABEL_PX)
    lines = grid.lines(view.frame_at(-80), view.frame_at(view.width_px), step)
    placed, end = [], -math.inf
    for line in lines:
        x = view.x_of(line.frame)
        text = _name(line)
        area = x, x + LABEL_X + width_of(text)
        free = all(area[1] + LABEL_GAP_PX <= left or right <= area[0] for left, right in areas)
        if area[0] >= end and free:
            placed.append(Label(line.frame, x, text))
            end = area[1] + LABEL_GAP_PX
    pinned = _pinned(grid, view, width_of, [*flags, *placed])
    return [*pinned, *flags, *placed]


def _name(line: Line) -> str:
    return f"{line.bar}.{line.beat + 1}" if line.beat else str(line.bar)


def _flags(song: Song, grid: Grid, view: Viewport, width_of: TextWidth) -> list[Label]:
    """Changes in sight: with their text while it ends before the next one, else with the number of the bar or nothing."""
    found = []
    frames = [grid.tempo.frame_of(change.bar) for change in song.tempo_changes]
    for number, change in enumerate(song.tempo_changes):
        x = view.x_of(frames[number])
        if not -200 < x < view.width_px:
            continue
        following = view.x_of(frames[number + 1]) if number + 1 < len(frames) else math.inf
        available = following - x - LABEL_X - FLAG_PX
        texts = (f"{change.bar}  {format_tempo_change(change)}", str(change.bar), "")
        text = next(text for text in texts if not text or width_of(text) <= available)
        found.append(Label(frames[number], x, text, flag=True))
    return found


def _pinned(grid: Grid, view: Viewport, width_of: TextWidth, others: Iterable[Label]) -> list[Label]:
    """The beat that began left of the picture, if nothing else is said there."""
    frame = view.frame_at(0)
    beat = grid.tempo.at(frame).beat_frames
    before = [line for line in grid.lines(max(0.0, frame - 2 * beat), frame, 0) if line.frame <= frame]
    if frame <= 0 or not before or view.frames_per_px * LEAST_LABEL_PX > beat:
        return []
    text = f"{before[-1].bar}.{before[-1].beat + 1}"
    end = LABEL_X + width_of(text) + LABEL_GAP_PX
    clear = all(other.x >= end or other.x + LABEL_X + width_of(other.text) + FLAG_PX <= 0 for other in others)
    return [Label(frame, 0.0, text, pinned=True)] if clear else []
