"""Verbs of words and chords."""

from dataclasses import replace

import pytest

from app.edits.lyrics import set_lyrics
from app.model.ids import SectionId
from app.model.section import Section
from app.model.song import Song
from app.problems import NothingToDo
from app.text.chord_lane import chord_lane, chords_of_bar
from app.verbs.table import VERBS
from app.verbs.target import Target
from tests.helpers.songs import BAR, song_with


@pytest.fixture
def song() -> Song:
    made = set_lyrics("[Verse]\n[Am]one [F]two [C]three [G]four\n").apply(song_with())
    return replace(made, sections=(Section(SectionId("v"), "Verse", 3, 4),))


def run(song: Song, verb: str, bar: int = 1, **values: object) -> Song:
    return VERBS[verb].run(Target(song, playhead_frame=(bar - 1) * BAR), **values).apply(song)


def test_chords_move_with_their_key(song: Song) -> None:
    moved = run(song, "lyrics.transpose", semitones=2)
    assert "[Bm]one [G]two" in moved.lyrics.text
    assert run(moved, "lyrics.transpose", semitones=-2) == song
    with pytest.raises(NothingToDo):
        run(song_with(), "lyrics.transpose")


def test_key_and_capo_begin_with_what_is_there(song: Song) -> None:
    chosen = run(run(song, "lyrics.key", key="c"), "lyrics.capo", fret=3)
    assert (chosen.lyrics.key, chosen.lyrics.capo) == ("Cm", 3)
    assert VERBS["lyrics.key"].present(Target(chosen))["key"] == "Cm"


def test_chords_of_one_bar_are_entered_and_the_others_stay(song: Song) -> None:
    assert VERBS["chords.bar"].present(Target(song, playhead_frame=3 * BAR))["chords"] == "F"
    entered = run(song, "chords.bar", bar=4, chords="Dm E7")
    assert [chord.name for chord in chord_lane(entered)] == ["Am", "Dm", "E7", "C", "G"]
    assert run(entered, "chords.words", bar=4) == song
    with pytest.raises(NothingToDo):
        run(song, "chords.words", bar=4)


def test_chords_are_entered_where_no_section_is(song: Song) -> None:
    entered = run(song, "chords.bar", bar=10, chords="D")
    assert chords_of_bar(entered, 10) == "D" and chords_of_bar(entered, 11) == ""
    assert [chord.name for chord in chord_lane(entered)] == ["Am", "F", "C", "G", "D"]
    assert run(entered, "chords.bar", bar=10, chords="") == song


def test_chords_of_the_words_stay_in_their_bars_when_their_section_is_split(song: Song) -> None:
    long = replace(song, sections=(replace(song.sections[0], length_bars=8),))
    split = run(long, "sections.split", bar=6)
    before, after = chord_lane(long), chord_lane(split)
    assert [chord.name for chord in after] == ["Am", "F", "F", "C", "G"], "the one that sounds goes on"
    assert {(c.start_frame, c.name) for c in before} <= {(c.start_frame, c.name) for c in after}
