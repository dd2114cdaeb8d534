"""A sheet as plain text in a fixed type: chords over the words.

Lives: any thread (pure).
"""

from collections.abc import Iterator

from app.text.sheet import SheetBlock, SheetLine


def sheet_text(blocks: tuple[SheetBlock, ...]) -> Iterator[str]:
    """The lines of a sheet, with an empty one between its blocks."""
    first = True
    for block in blocks:
        if not block.name and not block.lines:
            continue
        if not first:
            yield ""
        first = False
        if block.name:
            yield block.name
        for line in block.lines:
            yield from _rows(line)


def _rows(line: SheetLine) -> Iterator[str]:
    chords = words = ""
    for segment in line.segments:
        if segment.chord:
            at = max(len(words), len(chords) + 1 if chords else 0)
            inside = words[-1:].isalnum() and segment.words[:1].isalnum()
            words = words.ljust(at, "-" if inside else " ")
            chords = chords.ljust(at) + segment.chord
        words += segment.words
    if chords:
        yield chords.rstrip()
    if words.strip() or not chords:
        yield words.rstrip()
