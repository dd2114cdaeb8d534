"""The words in the order in which they are sung, and when each line begins: what a teleprompter follows.

Lives: any thread (pure).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.text.chord_lane import chords_of_sections
from app.text.lyric_bars import PlacedChord
from app.text.lyric_sections import blocks_of_sections
from app.text.sheet import ChordView, SheetBlock, sheet_of

UNKNOWN_LENGTH_S = 180.0  # of a song in which nothing is recorded yet


@dataclass(frozen=True, slots=True)
class Cue:
    """A block as it is sung once.

    Attributes:
        block: The words, under the name of the section; without lines where nothing is sung.
        start_frame: Where it begins.
        end_frame: The frame after it; `start_frame` for words that no section has.
        line_frames: Where each line of the block begins.
    """

    block: SheetBlock
    start_frame: int
    end_frame: int
    line_frames: tuple[int, ...]


def performance(song: Song, view: ChordView) -> tuple[Cue, ...]:
    """The song as it is sung: by its sections, or by share of its length where no section has words."""
    blocks = sheet_of(song.lyrics, view)
    tied = blocks_of_sections(song)
    if not tied:
        return tuple(_by_share(song, [block for block in blocks if block.name or block.lines]))
    cues, sung, placed = [], set(tied.values()), chords_of_sections(song)
    waiting = [n for n, block in enumerate(blocks) if n not in sung and block.lines]
    before = [n for n in waiting if n < min(sung)]
    cues += [_untimed(blocks[n], 0) for n in before]
    for section in song.sections:
        number = tied.get(section.id)
        block = SheetBlock("", ()) if number is None else blocks[number]
        cues.append(_of_section(song, section, block, placed[section.id]))
        following = [n for n in waiting if number is not None and n > number and not any(number < s < n for s in sung)]
        cues += [_untimed(blocks[n], cues[-1].end_frame) for n in following if n not in before]
        before += following
    return tuple(cues)


def line_now(cues: Sequence[Cue], frame: int) -> tuple[int, int, float]:
    """Where the song is in the words.

    Returns:
        Number of the cue, number of its line (-1 before its first one, or where it has none), and how far the song is from
        the beginning of that line to the next one, 0 to 1.
    """
    timed = [n for n, cue in enumerate(cues) if cue.end_frame > cue.start_frame]
    if not timed:
        return 0, -1, 0.0
    at = bisect_right([cues[n].start_frame for n in timed], frame) - 1
    number = timed[max(0, at)]
    cue = cues[number]
    line = bisect_right(cue.line_frames, frame) - 1
    start = cue.start_frame if line < 0 else cue.line_frames[line]
    end = cue.line_frames[line + 1] if line + 1 < len(cue.line_frames) else cue.end_frame
    return number, line, min(1.0, max(0.0, (frame - start) / max(1, end - start)))


def _untimed(block: SheetBlock, frame: int) -> Cue:
    return Cue(block, frame, frame, (frame,) * len(block.lines))


def _of_section(song: Song, section: Section, block: SheetBlock, chords: Sequence[PlacedChord]) -> Cue:
    start, end = section_frames(song, section)
    tempo = tempo_map(song)
    begins: dict[int, int] = {}
    for chord in chords:
        if chord.line >= 0:
            begins.setdefault(chord.line, tempo.place_frame(section.start_bar + chord.bar))
    known = [begins.get(line.start) for line in block.lines]
    return Cue(replace(block, name=section.name), start, end, tuple(_filled(known, start, end)))


def _filled(known: Sequence[int | None], start: int, end: int) -> Iterator[int]:
    """Frames of lines, those that are unknown spread evenly between the others."""
    frame, at = start, 0
    while at < len(known):
        here = known[at]
        if here is not None and here >= frame:
            yield here
            frame, at = here, at + 1
            continue
        following = next((n for n in range(at, len(known)) if (known[n] or -1) > frame), len(known))
        goal = known[following] if following < len(known) else end
        first = at if at == 0 else at - 1  # the line before has its share of what follows it
        for n in range(at, following):
            yield frame + round(((goal or end) - frame) * (n - first) / max(1, following - first))
        at = following


def _by_share(song: Song, blocks: Sequence[SheetBlock]) -> Iterator[Cue]:
    """Every line lasts as long as any other."""
    length = song.length_frames or round(UNKNOWN_LENGTH_S * song.rate_hz)
    lines = sum(max(1, len(block.lines)) for block in blocks)
    at = 0
    for block in blocks:
        number = max(1, len(block.lines))
        frames = [round(length * (at + n) / lines) for n in range(number + 1)]
        yield Cue(block, frames[0], frames[-1], tuple(frames[: len(block.lines)]))
        at += number
