"""Names of chords: read leniently, spelled by the key, and left alone where they are none.

Lives: any thread (pure).
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

LETTERS = "CDEFGAB"
PITCHES = (0, 2, 4, 5, 7, 9, 11)  # semitones of the letters above C

Family = Literal["major", "minor", "dominant", "diminished", "augmented", "open"]
Accidentals = Literal["ascii", "signs", "syllables"]  # F#, F♯, Fis

_SIGNS = {"#": 1, "\u266f": 1, "b": -1, "\u266d": -1}
_NOTE = r"(?P<{0}letter>[A-Ha-h])(?P<{0}accidental>(?:[#\u266f]{{1,2}}|[b\u266d]{{1,2}}|is(?:is)?|es(?:es)?|(?<=[AEae])s(?!us)|))"
_QUALITY = (
    r"(?:maj|Maj|MAJ|min|Min|MIN|dim|aug|sus|add|omit|no|alt|dom|ma|mi|M|m(?!oll)|\u0394|\u2206|\^|\u00b0|\u00ba|\u00f8|o(?=7|9|$)"
    r"|[-\u2212+]|[#b\u266f\u266d](?=\d)|1[13]|[2-79]|\((?=[^()]*\))|\)|,|(?<=\d)/(?=\d))*"
)
_CHORD = re.compile(
    rf"(?P<open>\(?){_NOTE.format('')}(?P<quality>{_QUALITY})(?:/{_NOTE.format('bass_')})?(?P<tail>\)?\**)"
)
_NO_CHORD = re.compile(r"\(?n\.?\s?c\.?\)?", re.IGNORECASE)
_BETWEEN = re.compile(r"[|:.,/%*~\u2013-]+|\(?[x\u00d7]\s?\d+\)?|\d+[x\u00d7]|\|?\d?:?\|")  # bar lines, beats, repeats
_PART = re.compile(r"\s+|(?<![\w(])\|+:?|:?\|+")
_REMARK = re.compile(r"\s+\((?=[^()]*[a-z]{3})[^()]*\)\s*$")  # [D7 (play twice)]
_WORDS = {"Go", "Do", "Ado", "Be", "Bad", "Add", "Dad", "Fad", "Cad", "Gad", "Dim", "Egg", "Dom"}


@dataclass(frozen=True, slots=True)
class Note:
    """A name of a note: a letter, and how many semitones it is raised."""

    letter: int  # index into LETTERS
    accidental: int = 0

    @property
    def pitch(self) -> int:
        """Semitones above C, 0 to 11."""
        return (PITCHES[self.letter] + self.accidental) % 12


@dataclass(frozen=True, slots=True)
class Notation:
    """How a text writes its notes.

    Attributes:
        german: B is called H there, and B flat is B; a small letter is a minor chord.
        accidentals: How sharps and flats are written.
    """

    german: bool = False
    accidentals: Accidentals = "ascii"


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord as written.

    Attributes:
        root: The note that it is built on.
        quality: What follows it, such as `m7b5`.
        bass: The lowest note where that is another one.
        small: The root is written in a small letter.
        opening: What stands before the root: a parenthesis or nothing.
        tail: What stands behind the chord.
        german_minor: The small letter makes it minor.
    """

    root: Note
    quality: str = ""
    bass: Note | None = None
    small: bool = False
    opening: str = ""
    tail: str = ""
    german_minor: bool = False

    @property
    def family(self) -> Family:
        """What the chord is in a key."""
        return _family(self.quality.removeprefix("("), self.german_minor)


@cache
def _family(quality: str, german_minor: bool) -> Family:
    if re.match(r"m(?!aj|a)|min|Min|MIN|mi|[-\u2212]", quality):
        return "diminished" if re.search(r"[b\u266d-]5", quality) else "minor"
    if re.match(r"dim|\u00b0|\u00ba|\u00f8|o", quality):
        return "diminished"
    if re.match(r"aug|\+", quality):
        return "augmented"
    if german_minor:
        return "minor"
    if re.match(r"sus|5$|no3|[24]$", quality):
        return "open"
    if re.match(r"dom|alt|7|9|1[13]", quality):
        return "dominant"
    return "major"


def parse_chord(text: str, notation: Notation = Notation()) -> Chord | None:
    """The chord that a text is, from one end to the other; None if it is none."""
    found = _CHORD.fullmatch(text)
    if found is None or (found["open"] and ")" not in text):
        return None
    letter = found["letter"]
    small = letter.islower()
    if small and found["quality"] and not re.match(r"m|\d|sus|dim|add|maj", found["quality"]):
        return None
    bass = _note(found["bass_letter"], found["bass_accidental"], notation) if found["bass_letter"] else None
    root = _note(letter, found["accidental"], notation)
    german_minor = small and notation.german and not found["quality"].startswith("m")
    return Chord(root, found["quality"], bass, small, found["open"], found["tail"], german_minor)


def _note(letter: str, accidental: str, notation: Notation) -> Note:
    upper, signs = letter.upper(), _raised(accidental)
    if upper == "H":
        return Note(LETTERS.index("B"), signs)
    if upper == "B" and notation.german and not accidental:
        return Note(LETTERS.index("B"), -1)
    return Note(LETTERS.index(upper), signs)


def _raised(accidental: str) -> int:
    if accidental.startswith("is"):
        return len(accidental) // 2
    if accidental.endswith("s"):
        return -max(1, len(accidental) // 2)
    return sum(_SIGNS[sign] for sign in accidental)


def format_note(note: Note, notation: Notation = Notation()) -> str:
    """`F#`, or as a notation writes it: `F♯`, `Fis`."""
    letter, raised = LETTERS[note.letter], note.accidental
    if notation.german and letter == "B":
        if raised == -1:
            return "B"
        letter = "H"
    if notation.accidentals == "syllables":
        flat = "s" if letter in "AE" else "es"
        return letter + ("is" * raised if raised > 0 else (flat + "es" * (-raised - 1) if raised else ""))
    sharp, flat = ("#", "b") if notation.accidentals == "ascii" else ("\u266f", "\u266d")
    return letter + (sharp * raised if raised > 0 else flat * -raised)


def format_chord(chord: Chord, notation: Notation = Notation()) -> str:
    """The chord as a text writes it; what it was read from, unless its notes were spelled otherwise there."""
    root = format_note(chord.root, notation)
    bass = "" if chord.bass is None else "/" + format_note(chord.bass, notation)
    return chord.opening + (root[0].lower() + root[1:] if chord.small else root) + chord.quality + bass + chord.tail


def is_no_chord(text: str) -> bool:
    """True for `N.C.`: nothing is played."""
    return _NO_CHORD.fullmatch(text) is not None


# --- what stands in brackets, or in a line of chords


@lru_cache(maxsize=4096)
def chords_in(text: str, notation: Notation = Notation()) -> tuple[Chord, ...] | None:
    """The chords of what stands in brackets: one or several, with bar lines and repeats between them.

    Returns:
        Empty for `N.C.` and bar lines alone; None if anything there is neither, such as a heading or an annotation.
    """
    found: list[Chord] = []
    for part in _PART.split(_REMARK.sub("", text.strip())):
        chord = parse_chord(part, notation) if part else None
        if chord is not None:
            found.append(chord)
        elif part and not is_no_chord(part) and not _BETWEEN.fullmatch(part):
            return None
    return tuple(found) if text.strip() and not text.strip().startswith("*") else None


def changed_chords(text: str, write: Callable[[Chord], str], notation: Notation = Notation()) -> str:
    """What stands in brackets with each of its chords written anew; the same text where it holds anything else."""
    if not chords_in(text, notation):
        return text
    remark = _REMARK.search(text)
    last = len(text) if remark is None else remark.start()
    pieces, at = [], 0
    for gap in (*_PART.finditer(text, 0, last), None):
        end = last if gap is None else gap.start()
        chord = parse_chord(text[at:end], notation)
        pieces.append(text[at:end] if chord is None else write(chord))
        if gap is not None:
            pieces.append(gap[0])
            at = gap.end()
    return "".join(pieces) + text[last:]


def is_chord_line(line: str) -> bool:
    """True if a line of plain text holds chords and nothing else, as they stand over words."""
    parts = line.removeprefix(".").split()
    if not parts or not chords_in(" ".join(parts)):
        return False
    chords = [part for part in parts if parse_chord(part) is not None]
    return not any(part in _WORDS or part[0].islower() for part in chords)


def notation_of(names: Iterable[str]) -> Notation:
    """The notation of a text, from what stands in its brackets."""
    german, accidentals = False, "ascii"
    for name in names:
        if chords_in(name) is None:
            continue
        for found in map(_CHORD.match, _PART.split(name)):
            if found is None:
                continue
            signs = found["accidental"] + (found["bass_accidental"] or "")
            syllables = bool(re.search("[is]", signs))
            german = german or syllables or "H" in (found["letter"] + (found["bass_letter"] or "")).upper()
            if syllables:
                accidentals = "syllables"
            elif re.search("[\u266f\u266d]", signs) and accidentals == "ascii":
                accidentals = "signs"
    return Notation(german, accidentals)  # type: ignore[arg-type]  # one of the three
