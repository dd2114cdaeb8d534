"""The chart of a song: words with chords over them, on one page where that fits.

Lives: window or command line, main thread; a QGuiApplication has to exist.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontDatabase, QPageSize

from app.messages.lyrics import as_before, capo_at
from app.model.song import Song
from app.text.chordpro import parse_lyrics
from app.text.keys import moved_key
from app.text.sheet import ChordView, sheet_of
from app.text.tempo import format_meter
from app.text.transposing import key_of
from app.text.values import format_tempo
from ui.printing.page import Alignment, Pages, font, points
from ui.widgets.sheet_layout import Row, SheetFonts, height_of, rows_of

TITLE_PT, ARTIST_PT, FACTS_PT, FORM_PT = 20.0, 11.0, 10.0, 9.5
SIZES_PT = (
    (1, (11.5, 11.0, 10.5, 10.0, 9.5, 9.0)),
    (2, (10.0, 9.5, 9.0, 8.5, 8.0, 7.5)),
)  # columns, and sizes to try in them
LONG_PT = 10.5  # where one page is too small
COLUMN_GAP_PT = 22.0
BLOCK_GAP = 0.85  # between blocks, in sizes of their type


@dataclass(frozen=True, slots=True)
class _SetBlock:
    """A block of the sheet set in some size."""

    heading: str
    heading_height: float
    rows: tuple[Row, ...]

    @property
    def height(self) -> float:
        return self.heading_height + height_of(self.rows)


def chart_pdf(song: Song, view: ChordView | None = None, size: QPageSize.PageSizeId | None = None) -> bytes:
    """The chart as a PDF.

    Args:
        song: Whose words.
        view: How chords are shown; with the song's capo if left out.
        size: Of the paper; that of the country if left out.
    """
    shown = ChordView(song.lyrics.capo) if view is None else view
    pages = Pages(song.name, size)
    top = _head(pages, song, shown)
    columns, size_pt, columns_of_blocks = _fitted(song, shown, pages.size.width(), pages.size.height() - top)
    if columns_of_blocks is None:
        _draw_long(pages, _set(song, shown, pages.size.width(), size_pt), top, size_pt)
    else:
        width = _column_width(pages.size.width(), columns)
        for number, blocks in enumerate(columns_of_blocks):
            _draw(pages, blocks, number * (width + points(COLUMN_GAP_PT)), top, size_pt)
    return pages.finish()


# --- the head


def _head(pages: Pages, song: Song, view: ChordView) -> float:
    """Title, artist, key, tempo and form. Returns where the words begin."""
    whole = pages.size.width()
    values = parse_lyrics(song.lyrics).values
    facts = _facts(song, view)
    pages.text(QRectF(0, points(5), whole, points(20)), facts, font(FACTS_PT, 600), Alignment.AlignRight)
    left = whole * 0.62
    top = pages.text(QRectF(0, 0, left, points(40)), song.name, font(TITLE_PT, 600))
    artist = song.artist or values.get("artist", "")
    if artist:
        top += pages.text(QRectF(0, top, left, points(20)), artist, font(ARTIST_PT))
    form = form_line(song)
    if form:
        top += points(4)
        top += pages.text(QRectF(0, top, whole, points(60)), form, font(FORM_PT), wraps=True)
    pages.rule(top + points(5))
    return top + points(14)


def _facts(song: Song, view: ChordView) -> str:
    key = key_of(song.lyrics)
    shapes = moved_key(key, -view.capo).short_title if key is not None and view.capo else ""
    facts = [
        "" if key is None else key.title,
        capo_at(view.capo, shapes) if view.capo and not view.numbers else "",
        f"{format_tempo(song.tempo_bpm)} bpm",
        format_meter(song.meter),
    ]
    return " \u00b7 ".join(fact for fact in facts if fact)


def form_line(song: Song) -> str:
    """`Intro 4 · Verse 1 8 · Chorus 8`: the sections with their bars, or else the blocks of the words."""
    if song.sections:
        parts = [f"{section.name}\u00a0{section.length_bars:g}" for section in song.sections]
    else:
        parts = [block.name for block in sheet_of(song.lyrics) if block.name]
    return " \u00b7 ".join(parts)


# --- setting and fitting


def _column_width(whole: float, columns: int) -> float:
    return (whole - (columns - 1) * points(COLUMN_GAP_PT)) / columns


def _set(song: Song, view: ChordView, width: float, size_pt: float) -> list[_SetBlock]:
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPixelSize(round(points(size_pt * 0.9)))
    fonts = SheetFonts(font(size_pt), font(size_pt * 0.95, 600), fixed)
    made = []
    for block in sheet_of(song.lyrics, view):
        lines = () if block.repeats else block.lines
        heading = as_before(block.name) if block.repeats else block.name
        height = points(size_pt * 1.5) if heading else 0.0
        if heading or lines:
            made.append(_SetBlock(heading, height, tuple(rows_of(lines, width, fonts))))
    return made


def _fitted(
    song: Song, view: ChordView, whole: float, height: float
) -> tuple[int, float, list[list[_SetBlock]] | None]:
    """Columns, size in points and the blocks of each column for one page; None as the last where none is large enough."""
    for columns, sizes in SIZES_PT:
        for size_pt in sizes:
            blocks = _set(song, view, _column_width(whole, columns), size_pt)
            placed = _in_columns(blocks, columns, height, points(size_pt * BLOCK_GAP))
            if placed is not None:
                return columns, size_pt, placed
    return 1, LONG_PT, None


def _in_columns(blocks: list[_SetBlock], columns: int, height: float, gap: float) -> list[list[_SetBlock]] | None:
    """Whole blocks in columns, filled evenly; None if they do not fit."""
    total = sum(block.height + gap for block in blocks)
    for target in (max(total / columns, 1.0), height) if columns > 1 else (height,):
        placed: list[list[_SetBlock]] = [[]]
        used = 0.0
        for block in blocks:
            if placed[-1] and (used >= target or used + block.height > height) and len(placed) < columns:
                placed.append([])
                used = 0.0
            placed[-1].append(block)
            used += block.height + gap
        if all(sum(block.height + gap for block in column) - gap <= height for column in placed):
            return placed
    return None


# --- drawing


def _draw(pages: Pages, blocks: Iterable[_SetBlock], left: float, top: float, size_pt: float) -> None:
    for block in blocks:
        top = _draw_heading(pages, block, left, top, size_pt)
        for row in block.rows:
            _draw_row(pages, row, left, top, size_pt)
            top += row.height
        top += points(size_pt * BLOCK_GAP)


def _draw_long(pages: Pages, blocks: list[_SetBlock], top: float, size_pt: float) -> None:
    """On as many pages as it takes: a block goes on on the next page if it is longer than half of one."""
    height = pages.size.height()
    for block in blocks:
        whole = block.height <= height / 2
        first = block.heading_height + height_of(block.rows[:2])
        if top > 0 and top + (block.height if whole else first) > height:
            pages.new_page()
            top = 0.0
        top = _draw_heading(pages, block, 0.0, top, size_pt)
        for row in block.rows:
            if top + row.height > height:
                pages.new_page()
                top = 0.0
            _draw_row(pages, row, 0.0, top, size_pt)
            top += row.height
        top += points(size_pt * BLOCK_GAP)


def _draw_heading(pages: Pages, block: _SetBlock, left: float, top: float, size_pt: float) -> float:
    if block.heading:
        pages.text_at(left, top + points(size_pt * 0.95), block.heading, font(size_pt * 0.95, 600))
    return top + block.heading_height


def _draw_row(pages: Pages, row: Row, left: float, top: float, size_pt: float) -> None:
    for piece in row.pieces:
        weight = 600 if piece.role == "chord" else 400
        if piece.role == "fixed":
            used = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
            used.setPixelSize(round(points(size_pt * 0.9)))
        else:
            used = font(size_pt * (0.95 if piece.role == "chord" else 1.0), weight)
        pages.text_at(left + piece.x, top + piece.baseline, piece.text, used)
