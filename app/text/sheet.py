"""The words as players read them: lines in blocks, each cut into pieces with the chord that stands over it.

Lives: any thread (pure).
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.model.lyrics import Lyrics
from app.text.chordpro import COMMENTS, Block, ChordPro, Line, parse_lyrics
from app.text.chords import Chord, changed_chords, format_chord
from app.text.keys import Key, format_number, moved_chord, moved_key
from app.text.transposing import key_of

SheetKind = Literal["words", "comment", "fixed", "blank"]

_INLINE = re.compile(r"\{[^{}]*\}|</?(?:b|i|u|s|span|sub|sup|tt|big|small|font|strut)\b[^<>]*>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a line with what stands over its first letter.

    Attributes:
        chord: The chord or remark over it; empty for none.
        words: The piece; empty under a chord that has no words.
        is_remark: True where `chord` is no chord.
    """

    chord: str
    words: str
    is_remark: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line to be read.

    Attributes:
        kind: `fixed` are tablature and grids, in which every column counts.
        segments: One without a chord for anything but words.
        start: Index of the line in the text.
    """

    kind: SheetKind
    segments: tuple[Segment, ...]
    start: int

    @property
    def words(self) -> str:
        """The line without chords."""
        return "".join(segment.words for segment in self.segments)

    @property
    def has_chords(self) -> bool:
        """True if anything stands over it."""
        return any(segment.chord for segment in self.segments)


@dataclass(frozen=True, slots=True)
class SheetBlock:
    """A verse, a chorus. `repeats`: the text only says that it comes again."""

    name: str
    lines: tuple[SheetLine, ...]
    repeats: bool = False


@dataclass(frozen=True, slots=True)
class ChordView:
    """How chords are shown.

    Attributes:
        capo: Fret; chords are those that a hand plays above it.
        numbers: As numbers of the key.
    """

    capo: int = 0
    numbers: bool = False


@lru_cache(maxsize=8)
def sheet_of(lyrics: Lyrics, view: ChordView = ChordView()) -> tuple[SheetBlock, ...]:
    """The blocks of a text as `parse_lyrics` has them, without blank lines at their ends; some hold nothing to read."""
    parsed = parse_lyrics(lyrics)
    write = _writer(parsed, key_of(lyrics), view)
    return tuple(
        SheetBlock(block.name, tuple(_trimmed(_lines(block, parsed, write))), block.repeats) for block in parsed.blocks
    )


def _writer(parsed: ChordPro, key: Key | None, view: ChordView) -> Callable[[Chord], str]:
    if key is None or (not view.numbers and not view.capo):
        return lambda chord: format_chord(chord, parsed.notation)
    if view.numbers:
        return lambda chord: format_number(chord, key)
    target = moved_key(key, -view.capo)
    return lambda chord: format_chord(moved_chord(chord, key, target), parsed.notation)


def _lines(block: Block, parsed: ChordPro, write: Callable[[Chord], str]) -> Iterator[SheetLine]:
    pending: list[Segment] = []  # of lines that go on in the next one
    for line in block.lines:
        if line.kind == "words":
            segments = [*pending, *_segments(line, parsed, write, goes_on=bool(pending))]
            pending = []
            if line.text.endswith("\\"):
                last = segments[-1]
                pending = [*segments[:-1], Segment(last.chord, last.words.removesuffix("\\"), last.is_remark)]
                continue
            yield SheetLine("words", tuple(segments), line.start)
        elif line.kind in ("tab", "grid"):
            text = changed_chords(line.text, write, parsed.notation) if line.kind == "grid" else line.text
            yield SheetLine("fixed", (Segment("", text.expandtabs(8)),), line.start)
        elif line.kind == "blank":
            yield SheetLine("blank", (), line.start)
        elif line.directive is not None and line.directive.name in COMMENTS:
            yield SheetLine("comment", (Segment("", _readable(line.directive.value)),), line.start)
    if pending:
        yield SheetLine("words", tuple(pending), block.lines[-1].start)


def _segments(line: Line, parsed: ChordPro, write: Callable[[Chord], str], *, goes_on: bool) -> Iterator[Segment]:
    first = line.spans[0].start if line.spans else len(line.text)
    head = line.text[:first].lstrip() if goes_on else line.text[:first]
    if head or not line.spans:
        yield Segment("", _readable(head))
    for number, span in enumerate(line.spans):
        end = line.spans[number + 1].start if number + 1 < len(line.spans) else len(line.text)
        is_remark = span.name.startswith("*")
        chord = span.name.removeprefix("*") if is_remark else changed_chords(span.name, write, parsed.notation)
        yield Segment(chord.strip(), _readable(line.text[span.end : end]), is_remark)


def _readable(text: str) -> str:
    """Without what is meant for a program."""
    plain = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), _INLINE.sub("", text))
    return "".join(" " if character == "\t" or ord(character) < 32 else character for character in plain)


def _trimmed(lines: Iterator[SheetLine]) -> list[SheetLine]:
    """Without blank lines at either end."""
    kept = list(lines)
    while kept and kept[-1].kind == "blank":
        kept.pop()
    while kept and kept[0].kind == "blank":
        del kept[0]
    return kept
