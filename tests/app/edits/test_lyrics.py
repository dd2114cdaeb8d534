"""Edits of the words: they keep every character, and say what is too long."""

import pytest

from app.edits.lyrics import set_capo, set_lyrics, set_section_chords
from app.model.ids import SectionId
from app.model.lyrics import SectionChords
from app.model.ranges import LONGEST_LYRICS
from app.problems import EditRefused
from tests.helpers.songs import song_with


def test_a_text_is_kept_character_for_character() -> None:
    text = "\ufeff{title: A}\r\n[Am]One \t\r\n{x_unknown: 1}\r\n\r\n"
    assert set_lyrics(text).apply(song_with()).lyrics.text == text


def test_a_text_that_is_too_long_is_refused() -> None:
    song = song_with()
    set_lyrics("x" * LONGEST_LYRICS).apply(song)
    with pytest.raises(EditRefused, match="100,000 characters"):
        set_lyrics("x" * (LONGEST_LYRICS + 1)).apply(song)


def test_the_same_words_are_no_step() -> None:
    song = set_lyrics("one").apply(song_with())
    assert set_lyrics("one").apply(song) is song


def test_a_capo_stays_on_the_neck() -> None:
    assert set_capo(40).apply(song_with()).lyrics.capo == 11


def test_chords_of_a_section_replace_those_before_and_go_when_empty() -> None:
    verse = SectionId("v")
    song = set_section_chords(verse, ["Am", "", " F  G ", ""]).apply(song_with())
    assert song.lyrics.chords == (SectionChords(verse, ("Am", "", "F G")),)
    assert set_section_chords(verse, []).apply(song).lyrics.chords == ()
    with pytest.raises(EditRefused, match="Spread them"):
        set_section_chords(verse, ["Am " * 50]).apply(song)
