"""Keys: found from progressions, and chords spelled by them."""

import pytest

from app.text.chords import parse_chord
from app.text.keys import all_keys, diatonic_chords, find_key, format_number, moved_key, parse_key

PROGRESSIONS = """
C: C G Am F
G: G D Em C G
D: D A Bm G
A: A D A E A
E: E B C#m A
F: F Bb C F
Bb: Bb Eb F Bb
Eb: Eb Cm Ab Bb7 Eb
Ab: Ab Db Eb Ab
C: Dm7 G7 Cmaj7
F: F Dm Gm C7
D: G A D Bm G A D
A: A7 D7 A7 E7 D7 A7
B: B E F# G#m E B
Am: Am F C E7 Am
Am: Am G F E
Em: Em C G D Em
Dm: Dm Bb F C Dm
Bm: Bm G D A Bm
F#m: F#m D A E F#m
Cm: Cm Fm G7 Cm
Gm: Gm Cm D7 Gm
C#m: C#m A E B C#m
Fm: Fm Db Ab Eb Fm
"""
CASES = [line.split(": ") for line in PROGRESSIONS.strip().splitlines()]


@pytest.mark.parametrize(("key", "progression"), CASES)
def test_the_key_of_24_progressions(key: str, progression: str) -> None:
    found = find_key([chord for name in progression.split() if (chord := parse_chord(name))])
    assert len(CASES) == 24
    assert found is not None and found.name == key


def test_no_chords_have_no_key() -> None:
    assert find_key([]) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("F#m", "F#m"), ("Bb major", "Bb"), ("a moll", "Am"), ("Fis-dur", "F#"), ("H", "B"), ("B minor", "Bm"), ("as", "Abm"),
     ("Es", "Eb"), ("C dur", "C"), (" gm ", "Gm"), ("Dmaj", "D")],
)  # fmt: skip
def test_keys_as_people_write_them(text: str, name: str) -> None:
    found = parse_key(text)
    assert found is not None and found.name == name


@pytest.mark.parametrize("text", ["", "abc", "Verse", "C7", "X", "major"])
def test_what_is_no_key(text: str) -> None:
    assert parse_key(text) is None


def test_every_key_offers_chords_in_its_own_spelling() -> None:
    assert diatonic_chords(parse_key("D")) == ("D", "Em", "F#m", "G", "A", "A7", "Bm", "C#dim")  # type: ignore[arg-type]
    assert diatonic_chords(parse_key("Am")) == ("Am", "Bdim", "C", "Dm", "Em", "E7", "F", "G")  # type: ignore[arg-type]
    for key in all_keys():
        chords = [parse_chord(name) for name in diatonic_chords(key)]
        assert all(chord is not None and abs(chord.root.accidental) < 2 for chord in chords)
        assert len({chord.root.letter for chord in chords if chord}) == 7, key.name


def test_names_of_moved_keys_are_those_that_players_read() -> None:
    key = parse_key("A")
    assert key is not None
    assert [moved_key(key, n).name for n in range(12)] == [
        "A",
        "Bb",
        "B",
        "C",
        "Db",
        "D",
        "Eb",
        "E",
        "F",
        "F#",
        "G",
        "Ab",
    ]


def test_numbers_of_a_key() -> None:
    key = parse_key("C")
    assert key is not None
    shown = [
        format_number(chord, key) for name in ["C", "Dm7", "G/B", "Bb", "F#o", "E7sus4"] if (chord := parse_chord(name))
    ]
    assert shown == ["1", "2m\u2077", "5/7", "b7", "#4o", "3\u2077sus\u2074"]
