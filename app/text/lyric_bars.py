"""The chords of a block of the words, bar by bar.

Lives: any thread (pure).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.text.chordpro import Block, Line
from app.text.chords import chords_in, is_no_chord

_BAR_LINE = re.compile(r"[|:]*\|[|:.]*")
_PARTS = re.compile(r"[|:]*\|[|:.]*|[^\s|]+")
FINEST = (1, 2, 4)  # parts of a bar at which chords may begin when they are spread


@dataclass(frozen=True, slots=True)
class PlacedChord:
    """A chord in a section.

    Attributes:
        bar: Where it begins, in bars from the beginning of the section, with fraction.
        name: As the words write it.
        line: Index of its line in the text; -1 if it was entered by hand.
    """

    bar: float
    name: str
    line: int


@dataclass(frozen=True, slots=True)
class _Named:
    name: str
    line: int


_Bar = list[_Named]


def bars_of_block(block: Block) -> list[_Bar]:
    """The chords of each bar: between bar lines where a line has any, else one to a bar; empty without chords."""
    bars: list[_Bar] = []
    for line in block.lines:
        parts = list(_parts(line))
        if any(part is None for part in parts):
            bars += _between_lines(parts, bars)
        else:
            bars += [[part] for part in parts if part is not None]
    return bars if any(bars) else []


def has_bar_lines(block: Block) -> bool:
    """True if the words say where bars begin."""
    return any(part is None for line in block.lines for part in _parts(line))


def placed_chords(block: Block, length_bars: float) -> list[PlacedChord]:
    """The chords of a block in a section of some length.

    With bar lines each bar has its own. Without, each chord lasts as many whole bars as there are for it; where there
    are more chords than bars they share them evenly.
    """
    bars = bars_of_block(block)
    if has_bar_lines(block):
        placed = [chord for n, bar in enumerate(bars) for chord in in_bar(n, [(one.name, one.line) for one in bar])]
    else:
        named = [one for bar in bars for one in bar]
        placed = [PlacedChord(at, one.name, one.line) for at, one in zip(_spread(len(named), length_bars), named)]
    return [chord for chord in placed if chord.bar < length_bars]


def in_bar(bar: float, names: Sequence[tuple[str, int]]) -> list[PlacedChord]:
    """Chords (name, line) that share a bar evenly."""
    return [PlacedChord(bar + n / len(names), name, line) for n, (name, line) in enumerate(names)]


def _spread(chords: int, bars: float) -> list[float]:
    whole = max(1, int(bars))
    if chords <= whole:
        return [float(n * (whole // max(1, chords))) for n in range(chords)]
    parts = next((parts for parts in FINEST if chords <= whole * parts), 0)
    if not parts:
        return [n * whole / chords for n in range(chords)]
    return [n * whole * parts // chords / parts for n in range(chords)]


def _parts(line: Line) -> Iterator[_Named | None]:
    """Chords of a line in their order; None for a bar line."""
    if line.kind == "grid":
        yield from _parts_of(line.text, line, is_grid=True)
    elif line.kind == "words":
        at = 0
        for span in line.spans:
            yield from (None for _ in _BAR_LINE.findall(line.text[at : span.start]))
            if chords_in(span.name) is not None:
                yield from _parts_of(span.name, line)
            at = span.end
        yield from (None for _ in _BAR_LINE.findall(line.text[at:]))


def _parts_of(text: str, line: Line, *, is_grid: bool = False) -> Iterator[_Named | None]:
    found = _PARTS.findall(text)
    lines = [n for n, part in enumerate(found) if _BAR_LINE.fullmatch(part)]
    if is_grid and lines:
        found = found[lines[0] : lines[-1] + 1]  # without what is written beside it
    for part in found:
        if _BAR_LINE.fullmatch(part):
            yield None
        elif chords_in(part) or is_no_chord(part) or part in ("%", "%%"):
            yield _Named(part, line.start)


def _between_lines(parts: Sequence[_Named | None], before: list[_Bar]) -> list[_Bar]:
    bars: list[_Bar] = [[]]
    for part in parts:
        if part is None:
            bars.append([])
        else:
            bars[-1].append(part)
    bars = bars[1:] if not bars[0] else bars
    bars = bars[:-1] if bars and not bars[-1] else bars
    for n, bar in enumerate(bars):
        if [one.name for one in bar] == ["%"]:
            earlier = bars[n - 1] if n else (before[-1] if before else [])
            bars[n] = [_Named(one.name, bar[0].line) for one in earlier]
    return [[one for one in bar if one.name not in ("%", "%%")] for bar in bars]
