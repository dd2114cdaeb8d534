"""Where words and chords lie on a sheet: each chord over its syllable, lines wrapped at words.

Lives: window, main thread.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from PySide6.QtGui import QFont, QFontMetricsF

from app.text.sheet import SheetLine

Role = Literal["words", "chord", "remark", "comment", "fixed"]

_WORD = re.compile(r"\S+\s*|\s+")
_LEADING = 1.12  # of a row of words, over the height of its letters
_CHORD_LEADING = 0.92  # chords stand close over their words
_BLANK = 0.6  # of an empty line, in rows of words
_GAP = 0.45  # between two chords, in heights of their letters


@dataclass(frozen=True, slots=True)
class SheetFonts:
    """The fonts of a sheet."""

    words: QFont
    chords: QFont
    fixed: QFont

    def of(self, role: Role) -> QFont:
        """The font of a piece."""
        return {"chord": self.chords, "remark": self.words, "fixed": self.fixed}.get(role, self.words)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text; `baseline` is measured from the top of its row."""

    x: float
    baseline: float
    text: str
    role: Role


@dataclass(slots=True)
class Row:
    """A row of a sheet: words with what stands over them."""

    start: int  # index of its line in the text
    height: float
    pieces: list[Piece] = field(default_factory=list)


def rows_of(lines: Iterable[SheetLine], width: float, fonts: SheetFonts) -> list[Row]:
    """The rows of lines in a column of some width, in the fonts' units."""
    return [row for line in lines for row in _line_rows(line, width, fonts)]


def height_of(rows: Iterable[Row]) -> float:
    """The height of rows below each other."""
    return sum(row.height for row in rows)


def _line_rows(line: SheetLine, width: float, fonts: SheetFonts) -> Iterator[Row]:
    metrics = QFontMetricsF(fonts.words)
    if line.kind == "blank":
        yield Row(line.start, metrics.height() * _BLANK)
    elif line.kind == "words":
        yield from _Words(line, width, fonts).rows()
    else:
        role: Role = "fixed" if line.kind == "fixed" else "comment"
        used = QFontMetricsF(fonts.of(role))
        for text in _wrapped(line.words, width, used, at_words=role == "comment"):
            yield Row(line.start, used.height() * _LEADING, [Piece(0.0, used.ascent(), text, role)])


def _wrapped(text: str, width: float, metrics: QFontMetricsF, *, at_words: bool) -> Iterator[str]:
    shown = ""
    for part in _WORD.findall(text) if at_words else [text]:
        if shown and metrics.horizontalAdvance(shown + part.rstrip()) > width:
            yield shown
            shown = ""
        shown += part
    yield shown


class _Words:
    """One line of words being set."""

    def __init__(self, line: SheetLine, width: float, fonts: SheetFonts) -> None:
        self._line, self._width = line, width
        self._words, self._chords = QFontMetricsF(fonts.words), QFontMetricsF(fonts.chords)
        self._gap = self._chords.height() * _GAP
        self._rows: list[tuple[list[Piece], list[Piece]]] = [([], [])]  # chords, words
        self._x = self._chord_end = 0.0

    def rows(self) -> Iterator[Row]:
        for segment in self._line.segments:
            parts = _WORD.findall(segment.words) or [""]
            for number, part in enumerate(parts):
                self._add(segment.chord if number == 0 else "", part, segment.is_remark)
        for chords, words in self._rows:
            yield self._row(chords, words)

    def _add(self, chord: str, text: str, is_remark: bool) -> None:
        metrics = self._words if is_remark else self._chords
        chord_width = metrics.horizontalAdvance(chord)
        over = max(self._x, self._chord_end + self._gap) if chord and self._chord_end else self._x
        needed = max(over + chord_width, over + self._words.horizontalAdvance(text.rstrip()))
        if needed > self._width and self._may_break():
            self._rows.append(([], []))
            self._x = self._chord_end = over = 0.0
        chords, words = self._rows[-1]
        if over > self._x and words and not words[-1].text.endswith(" ") and text.strip():
            hyphen = self._words.horizontalAdvance("-")
            if over - self._x >= hyphen:  # a syllable that makes room for a chord
                words.append(Piece(self._x + (over - self._x - hyphen) / 2, 0.0, "-", "words"))
        if chord:
            chords.append(Piece(over, 0.0, chord, "remark" if is_remark else "chord"))
            self._chord_end = over + chord_width
        if text:
            words.append(Piece(over, 0.0, text, "words"))
        self._x = over + self._words.horizontalAdvance(text)

    def _may_break(self) -> bool:
        chords, words = self._rows[-1]
        return bool(words) and words[-1].text[-1:].isspace() or bool(chords) and not words

    def _row(self, chords: list[Piece], words: list[Piece]) -> Row:
        top = self._chords.height() * _CHORD_LEADING if chords else 0.0
        has_words = any(piece.text.strip() for piece in words)
        height = top + self._words.height() * _LEADING if has_words or not chords else self._chords.height() * _LEADING
        pieces = [Piece(piece.x, self._chords.ascent(), piece.text, piece.role) for piece in chords]
        pieces += [
            Piece(piece.x, top + self._words.ascent(), piece.text, "words") for piece in _joined(words, self._words)
        ]
        return Row(self._line.start, height, pieces)


def _joined(words: list[Piece], metrics: QFontMetricsF) -> list[Piece]:
    """Pieces that lie next to each other as one, so that they are read and drawn as one."""
    made: list[Piece] = []
    for piece in words:
        last = made[-1] if made else None
        if last is not None and abs(last.x + metrics.horizontalAdvance(last.text) - piece.x) < 0.5:
            made[-1] = Piece(last.x, 0.0, last.text + piece.text, "words")
        else:
            made.append(piece)
    return [piece for piece in made if piece.text.strip()]
