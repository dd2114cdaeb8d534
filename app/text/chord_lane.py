"""The chords of the song on its timeline: those of the words, spread over the sections, or entered by hand.

Lives: any thread (pure).
"""

from dataclasses import dataclass

from app.edits.edit import Edit
from app.edits.lyrics import set_section_chords
from app.model.ids import SectionId
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.text.chordpro import parse_lyrics
from app.text.lyric_bars import PlacedChord, in_bar, placed_chords
from app.text.lyric_sections import blocks_of_sections


@dataclass(frozen=True, slots=True)
class LaneChord:
    """A chord that sounds from one frame to the next chord, or to the end of its section.

    Attributes:
        start_frame: Where it begins.
        end_frame: The frame after it.
        name: As the words write it.
        section: Where it is.
        line: Index of its line in the text; -1 if it was entered by hand.
    """

    start_frame: int
    end_frame: int
    name: str
    section: SectionId | None
    line: int = -1


def chord_lane(song: Song) -> tuple[LaneChord, ...]:
    """Every chord in order of time."""
    placed, found, taken = chords_of_sections(song), [], []
    for section in song.sections:
        chords = placed[section.id]
        span = section_frames(song, section)
        found += _on_timeline(song, chords, section.start_bar, span[1], section.id)
        taken += [span] if chords else []
    return tuple(sorted([*found, *_of_song(song, taken)], key=lambda chord: chord.start_frame))


def chords_of_sections(song: Song) -> dict[SectionId, list[PlacedChord]]:
    """The chords of each section: entered by hand if any were, else those of its words."""
    entered = {chords.section: chords.bars for chords in song.lyrics.chords}
    blocks, tied = parse_lyrics(song.lyrics).blocks, blocks_of_sections(song)
    placed: dict[SectionId, list[PlacedChord]] = {}
    for section in song.sections:
        if section.id in entered:
            placed[section.id] = [c for c in _entered(entered[section.id]) if c.bar < section.length_bars]
        elif section.id in tied:
            placed[section.id] = placed_chords(blocks[tied[section.id]], section.length_bars)
        else:
            placed[section.id] = []
    return placed


def sections_with_chords_of_words(song: Song) -> frozenset[SectionId]:
    """The sections whose chords are those of the words, not entered by hand."""
    return frozenset(blocks_of_sections(song)) - {chords.section for chords in song.lyrics.chords}


def chords_of_bars(song: Song, section_id: SectionId) -> list[str]:
    """The chords of a section as texts, one for each of its bars, as they are entered by hand."""
    section = next(section for section in song.sections if section.id == section_id)
    bars = [""] * max(1, int(section.length_bars + 0.999))
    for chord in chords_of_sections(song)[section_id]:
        bars[int(chord.bar)] = f"{bars[int(chord.bar)]} {chord.name}".strip()
    return bars


def _entered(bars: tuple[str, ...]) -> list[PlacedChord]:
    return [chord for n, bar in enumerate(bars) if bar for chord in in_bar(n, [(name, -1) for name in bar.split()])]


def _of_song(song: Song, taken: list[tuple[int, int]]) -> list[LaneChord]:
    """Chords that were entered for the song as a whole, where no section has its own."""
    bars = tuple(_entered_for_song(song))
    end = tempo_map(song).place_frame(1 + len(bars))
    made = _on_timeline(song, _entered(bars), 1, end, None)
    return [chord for chord in made if not any(start <= chord.start_frame < stop for start, stop in taken)]


def _on_timeline(
    song: Song, chords: list[PlacedChord], first_bar: float, end_frame: int, section: SectionId | None
) -> list[LaneChord]:
    tempo = tempo_map(song)
    starts = [tempo.place_frame(first_bar + chord.bar) for chord in chords]
    ends = [*starts[1:], end_frame]
    return [
        LaneChord(start, end, chord.name, section, chord.line)
        for chord, start, end in zip(chords, starts, ends, strict=False)
        if start < end
    ]


def chords_of_bar(song: Song, bar: int) -> str:
    """The chords that begin in a bar, counted from 1, as they are entered by hand."""
    section = _section_of(song, bar)
    if section is None:
        entered = _entered_for_song(song)
        return entered[bar - 1] if bar <= len(entered) else ""
    bars = chords_of_bars(song, section.id)
    return bars[min(len(bars) - 1, int(bar - section.start_bar))]


def enter_bar_chords(song: Song, bar: int, chords: str) -> Edit:
    """Enter the chords of a bar by hand; the other bars of its section keep those that they have."""
    section = _section_of(song, bar)
    if section is None:
        bars = [*_entered_for_song(song), *[""] * (bar - len(_entered_for_song(song)))]
        bars[bar - 1] = chords
        return set_section_chords(None, bars)
    bars = chords_of_bars(song, section.id)
    bars[min(len(bars) - 1, int(bar - section.start_bar))] = chords
    return set_section_chords(section.id, bars)


def has_own_chords(song: Song, section: SectionId | None) -> bool:
    """True if chords of a section were entered by hand."""
    return any(chords.section == section for chords in song.lyrics.chords)


def _section_of(song: Song, bar: int) -> Section | None:
    return next((section for section in song.sections if section.start_bar <= bar < section.end_bar), None)


def _entered_for_song(song: Song) -> list[str]:
    return list(next((chords.bars for chords in song.lyrics.chords if chords.section is None), ()))
