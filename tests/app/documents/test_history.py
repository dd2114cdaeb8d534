"""Hazards: a drag that leaves fifty steps, a cancelled drag that leaves one, an undo that is equal but not the same."""

from pathlib import Path

import pytest

from app.documents.history import History
from app.edits import strips
from app.edits.edit import Edit
from app.edits.takes import add_takes
from app.model.ids import TrackId
from app.model.song import Song
from app.problems import EditRefused, GestureEnded
from tests.helpers.songs import finished_pass, song_with, with_clip

VOX = TrackId("Vox")


def test_a_drag_is_one_step_however_often_it_moved() -> None:
    song = song_with("Vox")
    history = History(song)
    gesture = history.begin_gesture("Fader")
    for level in (-1.0, -2.0, -3.0):
        gesture.update(strips.set_fader_db(VOX, level))
    gesture.commit()
    assert history.undo_label == "Fader"
    assert history.undo() and history.song is song
    assert history.undo_label is None


def test_a_cancelled_drag_leaves_the_same_object_and_no_step() -> None:
    song = song_with("Vox")
    history = History(song)
    gesture = history.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -9.0))
    gesture.cancel()
    assert history.song is song and history.undo_label is None
    with pytest.raises(GestureEnded):
        gesture.update(strips.set_fader_db(VOX, -1.0))


def test_a_drag_that_returns_to_where_it_began_is_no_step() -> None:
    song = song_with("Vox")
    history = History(song)
    gesture = history.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -9.0))
    gesture.update(strips.set_fader_db(VOX, 0.0))
    gesture.commit()
    assert history.song is song and not history.is_modified and history.undo_label is None


def test_undo_in_the_middle_of_a_drag_ends_it_first() -> None:
    song = song_with("Vox")
    history = History(song)
    gesture = history.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -9.0))
    history.undo()
    assert history.song is song and not gesture.is_open


def test_undoing_back_to_the_saved_root_counts_as_saved() -> None:
    history = History(song_with("Vox"))
    history.perform(strips.set_pan(VOX, 0.5))
    history.mark_saved(history.song)
    history.perform(strips.set_pan(VOX, -0.5))
    assert history.is_modified
    history.undo()
    assert not history.is_modified


def test_a_new_edit_drops_what_could_be_redone() -> None:
    history = History(song_with("Vox"))
    history.perform(strips.set_pan(VOX, 0.5))
    history.undo()
    history.perform(strips.set_pan(VOX, -0.5))
    assert history.redo_label is None and not history.redo()


def test_a_take_that_arrives_keeps_what_could_be_redone(tmp_path: Path) -> None:
    """Once undone during a recording, a take was lost to Redo when the recording ended."""
    history = History(song_with("Vox"))
    history.perform(add_takes(finished_pass(tmp_path, ["Vox"], pass_id="1"), tmp_path))
    history.undo()
    history.apply_beneath_gesture(add_takes(finished_pass(tmp_path, ["Vox"], pass_id="2"), tmp_path))
    assert [take.pass_id for take in history.song.tracks[0].takes] == ["2"]
    assert history.labels == ["Open", "Record", "Record"] and history.redo()
    assert [take.pass_id for take in history.song.tracks[0].takes] == ["1", "2"]
    assert history.undo() and history.undo() and not history.song.tracks[0].takes


def test_a_refused_edit_leaves_song_and_history_as_they_were() -> None:
    song = song_with("Vox")
    heard: list[Song] = []

    def guard(old: Song, new: Song) -> None:
        raise EditRefused("Not now.")

    history = History(song, lambda old, new: heard.append(new), guard)
    with pytest.raises(EditRefused):
        history.perform(strips.set_pan(VOX, 0.5))
    with pytest.raises(EditRefused):
        history.begin_gesture("Pan").update(strips.set_pan(VOX, 0.5))
    assert history.song is song and heard == []


def test_an_edit_that_changes_nothing_is_no_step() -> None:
    history = History(song_with("Vox"))
    assert not history.perform(strips.set_pan(VOX, 0.0))
    assert not history.perform(Edit("Nothing", lambda song: song))
    assert history.undo_label is None


def test_a_take_that_arrives_during_a_drag_is_a_step_of_its_own_under_it() -> None:
    song = song_with("Vox")
    history = History(song)
    gesture = history.begin_gesture("Fader")
    gesture.update(strips.set_fader_db(VOX, -9.0))
    history.apply_beneath_gesture(Edit("Record", with_a_clip))
    assert history.song.tracks[0].strip.fader_db == -9.0 and len(history.song.tracks[0].clips) == 1
    gesture.update(strips.set_fader_db(VOX, -3.0))
    gesture.commit()
    assert history.song.tracks[0].strip.fader_db == -3.0 and len(history.song.tracks[0].clips) == 1
    history.undo()
    assert history.song.tracks[0].strip.fader_db == 0.0 and len(history.song.tracks[0].clips) == 1
    assert history.undo_label == "Record"
    history.undo()
    assert history.song is song


def with_a_clip(song: Song) -> Song:
    return with_clip(song, "Vox", 0, 100)
