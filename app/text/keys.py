"""Keys: found from chords, written, their chords, and degrees in them.

Lives: any thread (pure).
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from app.text.chords import LETTERS, PITCHES, Chord, Family, Notation, Note, format_note, parse_chord

MAJOR_SCALE = (0, 2, 4, 5, 7, 9, 11)
MINOR_SCALE = (0, 2, 3, 5, 7, 8, 10)
_MAJOR_NAMES = ("C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
_MINOR_NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "G#", "A", "Bb", "B")
_KEY = re.compile(
    r"(?P<note>[A-Ha-h](?:[#b\u266f\u266d]|is|es|(?<=[AEae])s)?)[ -]?(?P<mode>major|minor|maj|min|dur|moll|m|M|)", re.I
)
_DEGREES = ("1", "b2", "2", "b3", "3", "4", "#4", "5", "b6", "6", "b7", "7")
_RAISED = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")


@dataclass(frozen=True, slots=True)
class Key:
    """A tonic, and whether its third is minor."""

    tonic: Note
    minor: bool = False

    @property
    def name(self) -> str:
        """`F#m`."""
        return format_note(self.tonic) + ("m" if self.minor else "")

    @property
    def title(self) -> str:
        """`F♯ minor`."""
        return f"{format_note(self.tonic, Notation(accidentals='signs'))} {'minor' if self.minor else 'major'}"

    @property
    def short_title(self) -> str:
        """`F♯m`."""
        return format_note(self.tonic, Notation(accidentals="signs")) + ("m" if self.minor else "")

    @property
    def pitches(self) -> tuple[int, ...]:
        """Pitches of its seven notes from the tonic up; those of natural minor."""
        return tuple((self.tonic.pitch + step) % 12 for step in (MINOR_SCALE if self.minor else MAJOR_SCALE))

    @property
    def notes(self) -> tuple[Note, ...]:
        """The names of its seven notes from the tonic up."""
        return tuple(_named((self.tonic.letter + n) % 7, pitch) for n, pitch in enumerate(self.pitches))


def parse_key(text: str) -> Key | None:
    """The key in `F#m`, `Bb major`, `a moll`, `Fis-dur`; None if it is none."""
    found = _KEY.fullmatch(text.strip())
    if found is None:
        return None
    german = bool(re.search("dur|moll", found["mode"], re.I)) or bool(re.search("[Hh]|.i?e?s$", found["note"]))
    chord = parse_chord(found["note"][0].upper() + found["note"][1:], Notation(german))
    if chord is None or chord.quality:
        return None
    mode = found["mode"]
    minor = mode == "m" or mode.lower() in ("minor", "min", "moll") or (not mode and found["note"][0].islower())
    return Key(chord.root, minor)


@cache
def all_keys() -> tuple[Key, ...]:
    """The 24 keys in their usual spelling, C major first."""
    return tuple(usual_key(pitch, minor) for minor in (False, True) for pitch in range(12))


@cache
def usual_key(pitch: int, minor: bool) -> Key:
    """The key on a pitch (semitones above C), spelled as players expect it."""
    found = parse_chord((_MINOR_NAMES if minor else _MAJOR_NAMES)[pitch % 12])
    assert found is not None
    return Key(found.root, minor)


# --- moving chords


def moved_key(key: Key, semitones: int) -> Key:
    """The key so many semitones higher, in its usual spelling."""
    return key if semitones % 12 == 0 else usual_key(key.tonic.pitch + semitones, key.minor)


def moved_chord(chord: Chord, key: Key, target: Key) -> Chord:
    """A chord of one key in another: each note keeps its degree, and simple names are preferred outside the scale."""
    letters, semitones = target.tonic.letter - key.tonic.letter, target.tonic.pitch - key.tonic.pitch

    def move(note: Note) -> Note:
        return _simple(_named((note.letter + letters) % 7, note.pitch + semitones), target)

    return replace(chord, root=move(chord.root), bass=None if chord.bass is None else move(chord.bass))


def _named(letter: int, pitch: int) -> Note:
    """The note with a letter and a pitch."""
    return Note(letter, (pitch - PITCHES[letter] + 6) % 12 - 6)


def _simple(note: Note, key: Key) -> Note:
    """The note in a name that players read: E sharp only where the key has it, no double sharps."""
    rare = abs(note.accidental) > 1 or (LETTERS[note.letter], note.accidental) in (
        ("E", 1), ("B", 1), ("C", -1), ("F", -1),
    )  # fmt: skip
    if not rare or note in key.notes:
        return note
    if note.pitch in PITCHES:
        return Note(PITCHES.index(note.pitch))
    flat = sum(scale_note.accidental for scale_note in key.notes) < 0
    beside = PITCHES.index((note.pitch + (1 if flat else -1)) % 12)
    return Note(beside, -1 if flat else 1)


# --- which key it is

_Weights = dict[int, dict[Family, float]]
_IN_MAJOR: _Weights = {  # semitones above the tonic -> how well each family of chords fits there
    0: {"major": 3.0, "dominant": 2.0},
    2: {"minor": 2.0, "dominant": 1.0, "major": 0.6},
    3: {"major": 0.4},
    4: {"minor": 2.0, "dominant": 0.8, "major": 0.6},
    5: {"major": 2.5, "minor": 0.8, "dominant": 1.0},
    7: {"major": 2.5, "dominant": 3.0, "minor": 0.3, "augmented": 1.0},
    8: {"major": 0.4},
    9: {"minor": 2.5, "dominant": 0.8, "major": 0.5},
    10: {"major": 1.2, "dominant": 0.6},
    11: {"diminished": 1.5, "minor": 0.2, "dominant": 0.3},
}
_IN_MINOR: _Weights = {
    0: {"minor": 3.0, "major": 0.3},
    1: {"major": 0.5},
    2: {"diminished": 1.5, "minor": 0.4},
    3: {"major": 2.0, "augmented": 0.8},
    5: {"minor": 2.5, "major": 0.8, "dominant": 0.6},
    7: {"major": 2.5, "dominant": 3.0, "minor": 1.6, "augmented": 1.0},
    8: {"major": 2.2, "dominant": 0.6},
    10: {"major": 2.2, "dominant": 1.4},
    11: {"diminished": 1.5},
}
_STRANGE, _OPEN = -1.0, 0.9  # a chord that fits nowhere; one without a third, of the best that it may be
_FIRST, _LAST, _CADENCE, _SHARE = (
    0.35,
    0.5,
    0.3,
    0.8,
)  # beginning and ending on the tonic, V7 to I, how often the tonic comes


def find_key(chords: Sequence[Chord]) -> Key | None:
    """The key that chords in their order are most likely in; None without chords.

    The mean of how well each chord fits into the key, with something added for a beginning, an ending and a cadence on
    the tonic, since relative keys share their chords.
    """
    if not chords:
        return None
    facts = _Facts(chords)
    return max(all_keys(), key=facts.fit)


_Place = tuple[int, Family]  # pitch of the root, family


class _Facts:
    """What counts of a progression, whatever its length."""

    def __init__(self, chords: Sequence[Chord]) -> None:
        places: list[_Place] = [(chord.root.pitch, chord.family) for chord in chords]
        self._counts, self._number = Counter(places), len(places)
        self._first, self._last = places[0], places[-1]
        self._resolved = {  # chords that a dominant seventh leads to
            after for before, after in pairwise(places) if before[1] == "dominant" and (before[0] - after[0]) % 12 == 7
        }

    def fit(self, key: Key) -> float:
        """How well the progression fits into a key."""
        table, tonic = (_IN_MINOR if key.minor else _IN_MAJOR), key.tonic.pitch

        def is_tonic(place: _Place) -> bool:
            families = ("minor", "open") if key.minor else ("major", "open", "dominant")
            return place[0] == tonic and place[1] in families

        total = sum(
            number * _weight(table, (pitch - tonic) % 12, family) for (pitch, family), number in self._counts.items()
        )
        tonics = sum(number for place, number in self._counts.items() if is_tonic(place))
        beginning = _FIRST * is_tonic(self._first) + _LAST * is_tonic(self._last)
        cadence = _CADENCE * any(map(is_tonic, self._resolved))
        return (total + _SHARE * tonics) / self._number + beginning + cadence


def _weight(table: _Weights, degree: int, family: Family) -> float:
    fits = table.get(degree, {})
    if family == "open":
        return _OPEN * max(fits.get("major", _STRANGE), fits.get("minor", _STRANGE))
    return fits.get(family, _STRANGE)


# --- what belongs to a key


def diatonic_chords(key: Key) -> tuple[str, ...]:
    """The names of the chords that a key offers, by degree; in minor with the dominant of the raised seventh."""
    kinds = ("m", "dim", "", "m", "m", "", "") if key.minor else ("", "m", "m", "", "", "m", "dim")
    names = [format_note(note) + kind for note, kind in zip(key.notes, kinds, strict=True)]
    return (*names[:5], format_note(key.notes[4]) + "7", *names[5:])


def format_number(chord: Chord, key: Key) -> str:
    """The chord as a number of its key, as in Nashville charts: `2m⁷`, `5/7`, `b7`. Counted from the tonic."""
    root = _DEGREES[(chord.root.pitch - key.tonic.pitch) % 12]
    bass = "" if chord.bass is None else "/" + _DEGREES[(chord.bass.pitch - key.tonic.pitch) % 12]
    minor = "m" if chord.german_minor else ""
    return chord.opening + root + minor + chord.quality.translate(_RAISED) + bass + chord.tail
