"""What can be taken over from a hearing into the song, one value at a time: nothing is applied by itself.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.edits.edit import Edit
from app.edits.lyrics import set_section_chords
from app.edits.tempo import set_beats_per_bar, set_tempo
from app.messages.ideas import chords_of_bars, first_bar_at, or_tempos
from app.model.song import Song
from app.song.hearing import Hearing, sureness
from app.text.chordpro import parse_lyrics
from app.text.chords import parse_chord
from app.text.transposing import set_key
from app.text.values import format_clock, format_tempo

NOT_HEARD = "nothing clear"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One value that was heard.

    Attributes:
        id: Stable name.
        title: What it is.
        value: As shown.
        about: What else it could be, or how it was counted; may be empty.
        sure: "sure", "likely" or "not sure".
        edit: Takes it over as one step; None where nothing was heard.
    """

    id: str
    title: str
    value: str
    about: str
    sure: str
    edit: Edit | None


def proposals(hearing: Hearing) -> tuple[Proposal, ...]:
    """Every value, also those that were not heard: a person sees then that it was tried."""
    return (*tempo_proposals(hearing), _meter(hearing), _key(hearing), _chords(hearing))


def tempo_proposals(hearing: Hearing) -> tuple[Proposal, ...]:
    """The tempo, and its half or double where that is as usual."""
    if hearing.bpm is None:
        return (Proposal("tempo", "Tempo", NOT_HEARD, "", "not sure", None),)
    tempo = round(hearing.bpm, 1)
    about = or_tempos(format_tempo(round(hearing.bpm / 2, 1)), format_tempo(round(hearing.bpm * 2, 1)))
    heard = Proposal(
        "tempo", "Tempo", f"{format_tempo(tempo)} bpm", about, sureness(hearing.tempo_sure), set_tempo(tempo)
    )
    return (heard, *(replace(other, title="") for other in _other_tempos(hearing.bpm, heard)))


def _other_tempos(bpm: float, heard: Proposal) -> list[Proposal]:
    made = []
    for name, factor in (("half-tempo", 0.5), ("double-tempo", 2.0)):
        tempo = round(bpm * factor, 1)
        if 50 <= tempo <= 200:
            value = f"{format_tempo(tempo)} bpm"
            made.append(replace(heard, id=name, value=value, about="", sure="", edit=set_tempo(tempo)))
    return made


def _meter(hearing: Hearing) -> Proposal:
    if hearing.bpm is None:
        return Proposal("meter", "Meter", NOT_HEARD, "", "not sure", None)
    about = first_bar_at(format_clock(hearing.first_bar_s))
    edit = set_beats_per_bar(hearing.beats_a_bar)
    return Proposal("meter", "Meter", f"{hearing.beats_a_bar}/4", about, sureness(hearing.bars_sure), edit)


def _key(hearing: Hearing) -> Proposal:
    if not hearing.key:
        return Proposal("key", "Key", NOT_HEARD, "", "not sure", None)
    return Proposal("key", "Key", hearing.key_title, "", sureness(hearing.key_sure), set_key(hearing.key))


def _chords(hearing: Hearing) -> Proposal:
    if not any(hearing.bars):
        return Proposal("chords", "Chords", NOT_HEARD, "", "not sure", None)
    value = " | ".join(bar or "\u2013" for bar in hearing.bars)
    about = chords_of_bars(len(hearing.bars))
    edit = set_section_chords(None, hearing.bars)
    return Proposal("chords", "Chords", value, about, sureness(hearing.chords_sure), edit)


def words_have_other_chords(song: Song, bars: Sequence[str]) -> bool:
    """Whether the words have a chord that is none of those of the bars."""
    read = parse_lyrics(song.lyrics)
    heard = {parse_chord(name) for name in " ".join(bars).split()}
    return any(chord not in heard for chord in read.chords)
