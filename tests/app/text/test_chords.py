"""Names of chords: read leniently, and left alone where they are none."""

import pytest

from app.text.chords import Notation, changed_chords, chords_in, format_chord, is_chord_line, notation_of, parse_chord

CHORDS = (
    "C Am F#m7b5 Bb Bbmaj7/F Esus4 Asus2 C#/G# C7(#9) Am(add9) Dm7/G G/B C6/9 F#o7 Ebm9 A+ Eaug C°7 Gm7-5 D7sus4 E7#9 Cmaj7#11 "
    "CΔ7 Bø7 Dadd9 Cno3 G13 (Am) C* am g7 B♭ F♯° Abm Cb Fbb E5 G6 AmMaj7 Dm11 Bb7b9 A7alt Dmin7 GM7"
)
NO_CHORDS = ("", "Verse", "Verse 1", "Chorus", "Add", "x", "1", "IV", "C#7 with 2 fingers", "Coda", "Ahh", "(C")


@pytest.mark.parametrize("name", CHORDS.split())
def test_usual_names_are_chords_and_are_written_as_they_were_read(name: str) -> None:
    chord = parse_chord(name)
    assert chord is not None
    assert format_chord(chord, notation_of([name])) == name


@pytest.mark.parametrize(
    "name", ["", "Verse", "Verse 1", "Chorus", "Add", "x", "1", "IV", "C#7 with 2 fingers", "Coda", "Ahh", "(C"]
)
def test_other_texts_are_no_chords(name: str) -> None:
    assert chords_in(name) is None


@pytest.mark.parametrize(
    ("name", "family"),
    [("C", "major"), ("Cmaj7", "major"), ("Cadd9", "major"), ("C7", "dominant"), ("C9sus4", "dominant"), ("Cm", "minor"),
     ("C-7", "minor"), ("Am(add9)", "minor"), ("Cmin7", "minor"), ("Cm7b5", "diminished"), ("Co7", "diminished"),
     ("Caug", "augmented"), ("C5", "open"), ("Csus4", "open"), ("C6", "major")],
)  # fmt: skip
def test_the_family_of_a_chord(name: str, family: str) -> None:
    chord = parse_chord(name)
    assert chord is not None and chord.family == family


def test_german_names() -> None:
    german = notation_of(["H7", "Fis", "Es", "cis"])
    assert german == Notation(german=True, accidentals="syllables")
    pitches = {name: parse_chord(name, german).root.pitch for name in ("H", "B", "Fis", "Es", "As", "Asus4", "cis")}  # type: ignore[union-attr]
    assert pitches == {"H": 11, "B": 10, "Fis": 6, "Es": 3, "As": 8, "Asus4": 9, "cis": 1}
    small = parse_chord("cis", german)
    assert small is not None and small.family == "minor"
    assert parse_chord("B").root.pitch == 11  # type: ignore[union-attr]  # elsewhere


def test_several_chords_bar_lines_and_remarks_in_one_pair_of_brackets() -> None:
    assert [chord.root.pitch for chord in chords_in("| Am | F . G/B |") or ()] == [9, 5, 7]
    assert chords_in("N.C.") == chords_in("|") == chords_in("x2") == ()
    assert changed_chords("D7 (play twice)", lambda chord: "X") == "X (play twice)"
    assert changed_chords("| Am  | F |", lambda chord: "X") == "| X  | X |"
    assert changed_chords("Am? F", lambda chord: "X") == "Am? F"


@pytest.mark.parametrize(
    ("line", "is_one"),
    [("Am    F   C/E", True), ("  G", True), ("| C . . . | F . | x2", True), ("N.C.  E7", True), (".A   D", True),
     ("A man in Am", False), ("Go", False), ("Do Be Do", False), ("am I", False), ("", False), ("x2", False)],
)  # fmt: skip
def test_lines_of_chords_are_told_from_words(line: str, is_one: bool) -> None:
    assert is_chord_line(line) is is_one
