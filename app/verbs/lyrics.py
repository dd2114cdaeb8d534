"""Words and chords: transposing, key, capo, and the chords of bars.

Lives: any thread (pure).
"""

from typing import Annotated, Any

from app.edits import lyrics as edits
from app.edits.edit import Edit
from app.messages.lyrics import CHORDS_OF_WORDS, NO_CHORDS_TO_MOVE
from app.model.ranges import CAPO, LONGEST_CHORDS
from app.model.tempo_map import tempo_map
from app.model.value_spec import text, whole
from app.problems import NothingToDo
from app.text.chord_lane import chords_of_bar, enter_bar_chords, has_own_chords
from app.text.transposing import key_of, set_key, transpose
from app.verbs.sections import why_no_section
from app.verbs.target import Target
from app.verbs.verb import LYRICS, Verb

Semitones = Annotated[int, whole("Semitones", -11, 11, "semitones")]
Fret = Annotated[int, whole("Capo", *CAPO)]
KeyName = Annotated[str, text("Key", 12)]
Chords = Annotated[str, text("Chords", LONGEST_CHORDS)]


def move_chords(target: Target, semitones: Semitones = 1) -> Edit:
    """Move all chords, and the key with them."""
    if key_of(target.song.lyrics) is None:
        raise NothingToDo(NO_CHORDS_TO_MOVE)
    return transpose(semitones)


def choose_key(target: Target, key: KeyName = "") -> Edit:
    """Choose the key, such as F#m; without one it is found from the chords."""
    return set_key(key)


def choose_capo(target: Target, fret: Fret = 0) -> Edit:
    """Set the fret of the capo: the sheet then shows what a hand plays above it. 0 is none."""
    return edits.set_capo(fret)


def enter_chords(target: Target, chords: Chords = "") -> Edit:
    """Enter the chords of the bar at the playhead by hand, such as Am F; the others stay as they are."""
    return enter_bar_chords(target.song, _bar(target), chords)


def chords_of_words(target: Target) -> Edit:
    """Drop chords of the section that were entered by hand: those of the words are back."""
    section = target.selected_section().id
    if not has_own_chords(target.song, section):
        raise NothingToDo(CHORDS_OF_WORDS)
    return edits.set_section_chords(section, ())


def _why_no_chords(target: Target) -> str:
    return "write chords first" if key_of(target.song.lyrics) is None else ""


def _bar(target: Target) -> int:
    return max(1, tempo_map(target.song).position(target.frame)[0])


def _present(target: Target) -> dict[str, Any]:
    lyrics = target.song.lyrics
    return {"key": lyrics.key, "fret": lyrics.capo, "chords": chords_of_bar(target.song, _bar(target))}


VERBS = (
    Verb("lyrics.transpose", "Transpose the chords", LYRICS, move_chords, (), _why_no_chords),
    Verb("lyrics.key", "Key of the song", LYRICS, choose_key, present=_present),
    Verb("lyrics.capo", "Capo", LYRICS, choose_capo, present=_present),
    Verb("chords.bar", "Chords of the bar", LYRICS, enter_chords, ("playhead",), present=_present),
    Verb("chords.words", "Chords of the words again", LYRICS, chords_of_words, ("section",), why_no_section),
)
