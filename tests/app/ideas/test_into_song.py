"""Ideas that begin songs. Hazards: a guess that is taken over unasked, chords that lie a bar beside the recording."""

from dataclasses import replace

from app.edits.lyrics import set_lyrics
from app.ideas.into_song import beginning
from app.messages.ideas import chords_applied
from app.model.song import Song
from app.song.hearing import Hearing
from app.song.proposals import words_have_other_chords
from tests.helpers.songs import song_with

SURE = Hearing(9.0, 90.0, 0.9, 4, 1.5, 0.9, "Am", 0.9, (), 0.9, ("Am", "F", "C", "G"))


def begun(hearing: Hearing) -> tuple[Song, int]:
    song = song_with()
    edits, at_frame = beginning(song, hearing)
    for edit in edits:
        song = edit.apply(song)
    return song, at_frame


def test_tempo_key_and_chords_that_are_sure_come_along_in_the_bars_of_the_recording() -> None:
    song, at_frame = begun(SURE)
    bar_frames = 128000  # four beats at 90 bpm and 48 kHz
    assert (song.tempo_bpm, song.lyrics.key, at_frame + 72000) == (90.0, "Am", bar_frames)
    assert song.lyrics.chords[0].bars == ("", "Am", "F", "C", "G")


def test_what_is_not_sure_stays_a_proposal() -> None:
    song, at_frame = begun(replace(SURE, tempo_sure=0.2, bars_sure=0.2, key_sure=0.5, chords_sure=0.5))
    assert (song.tempo_bpm, song.lyrics, at_frame) == (song_with().tempo_bpm, song_with().lyrics, 0)


def test_chords_that_are_applied_are_named_and_other_ones_of_the_words_are_told() -> None:
    song = set_lyrics("[Verse]\n[Am]one [F]two\n").apply(song_with())
    assert not words_have_other_chords(song, SURE.bars) and words_have_other_chords(song, ("C", "G"))
    assert chords_applied(SURE.bars, words_differ=False) == "The chords of bars 1 to 4 are now Am F C G."
    assert chords_applied(("C",), words_differ=True).startswith("The chords of bar 1 are now C. The words have other")
