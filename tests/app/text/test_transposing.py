"""Transposing: spelled as the key is, and there and back is the same text."""

from dataclasses import replace

import pytest

from app.edits.lyrics import set_section_chords
from app.model.ids import SectionId
from app.model.lyrics import Lyrics
from app.problems import EditRefused
from app.text.transposing import key_of, set_key, transpose, transposed
from tests.helpers.songs import song_with

ODD = (
    "\ufeff{key: Dm}\r\n[Dm]The [A#]kettle [Bb/F]and\t[N.C.]rain [*softly] [E#m] [Verse 1]\r\n"
    "[Dm7 Am | D\u266f] [Cb] [unknown]  "
)


@pytest.mark.parametrize("semitones", range(-12, 13))
def test_there_and_back_is_the_identity(semitones: int) -> None:
    for text in (ODD, "[H7]und [B]dann [Fis]noch [h]leise", "words only", ""):
        lyrics = Lyrics(text, key="D#m" if text == ODD else "")
        assert transposed(transposed(lyrics, semitones), -semitones) == lyrics


def test_every_path_that_ends_where_it_began_is_the_identity() -> None:
    lyrics = Lyrics(ODD)
    for steps in ((1, 1, -2), (5, 7), (11, 3, -2), (-1, -1, -1, 3)):
        moved = lyrics
        for step in steps:
            moved = transposed(moved, step)
        assert moved == lyrics


@pytest.mark.parametrize(
    ("semitones", "chords"),
    [(3, "Cm Ab Eb G7 Fm/Ab"), (1, "Bbm Gb Db F7 Ebm/Gb"), (6, "Ebm Cb Gb Bb7 Abm/Cb"), (-1, "G#m E B D#7 C#m/E")],
)
def test_chords_are_spelled_as_the_key_is(semitones: int, chords: str) -> None:
    text = "[Am][F][C][E7][Dm/F]"
    assert transposed(Lyrics(text), semitones).text == "".join(f"[{name}]" for name in chords.split())


def test_german_names_stay_german() -> None:
    moved = transposed(Lyrics("[h]eins [G]zwei [A]drei [H7]vier"), -1)
    assert moved.text == "[b]eins [Gb]zwei [Ab]drei [B7]vier"  # B is B flat there
    assert key_of(moved).name == "Bbm"  # type: ignore[union-attr]


def test_the_key_goes_along_and_comes_back_as_it_was_written() -> None:
    lyrics = Lyrics("{key: A#m}\n[A#m]one", key="D#m")
    moved = transposed(lyrics, 2)
    assert moved.key == "Fm" and moved.text.startswith("{key: Cm}")
    assert transposed(moved, -2) == lyrics


def test_lines_that_were_changed_meanwhile_are_kept_and_the_others_come_back() -> None:
    lyrics = Lyrics("[A#]one\n[Bb]two\n[F]three\n", key="F")
    moved = transposed(lyrics, 2)
    assert moved.text == "[C]one\n[C]two\n[G]three\n"
    edited = replace(moved, text="[C]one\n[C]two [D7]more\nnew\n[G]three\n")
    assert transposed(edited, -2).text == "[A#]one\n[Bb]two [C7]more\nnew\n[F]three\n"


def test_chords_entered_by_hand_move_too_and_come_back() -> None:
    verse = SectionId("v")
    song = set_section_chords(verse, ["A#", "", "F C"]).apply(song_with())
    there = transpose(3).apply(song)
    assert there.lyrics.chords[0].bars[2] == "Ab Eb"
    assert transpose(-3).apply(there).lyrics == song.lyrics


def test_a_key_is_chosen_by_name_and_found_again_without_one() -> None:
    song = set_key("f# minor").apply(song_with())
    assert song.lyrics.key == "F#m"
    assert set_key("").apply(song).lyrics.key == ""
    with pytest.raises(EditRefused, match="no key"):
        set_key("loud").apply(song)
