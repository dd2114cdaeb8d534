"""Hazards: an autosave that touches the song, changes of a crash that are written over, refused or forgotten, an old
autosave that takes the place of a newer song."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli.recovery import recover
from app.cli.songs import set_values
from app.devices.settings import SettingsFile
from app.edits import strips, tempo, tracks
from app.model.ids import TrackId
from app.problems import EditRefused
from app.session.session import Session
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.protocol import PassRequest
from tests.helpers.fake_engine import FakeEngine

VOX = TrackId("Vox")
SECOND_NS = 1_000_000_000


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """A saved song of one track."""
    made = Session(FakeEngine, SettingsFile())
    made.new_song(tmp_path / "Song", "Song")
    made.document.perform(tracks.add_track(VOX, inputs=(1,), track_id=VOX))
    made.document.save()
    yield made
    made.close()


@contextmanager
def opened_again(folder: Path, engine: FakeEngine | None = None) -> Iterator[Session]:
    made = Session(lambda: engine or FakeEngine(), SettingsFile())
    made.open_song(folder)
    yield made
    made.close()


def crash(session: Session) -> Path:
    """Leaves the folder with an autosave in it, as a crash does."""
    folder = session.document.opened.folder.path
    session.document.opened.autosave()
    session.close(keep_autosave=True)
    assert (folder / "autosave.json").is_file()
    return folder


def saved_fader(folder: Path) -> float:
    return read_song(SongFolder(folder)).tracks[0].strip.fader_db


def is_aged(folder: Path) -> None:
    """The song was saved a minute after the autosave was written."""
    later = (folder / "autosave.json").stat().st_mtime_ns + 60 * SECOND_NS
    os.utime(folder / "song.json", ns=(later, later))


def test_autosave_never_touches_the_song_and_is_offered_after_a_crash(session: Session) -> None:
    saved = session.document.opened.folder.song_file.read_bytes()
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    assert (folder / "song.json").read_bytes() == saved
    with opened_again(folder) as again:
        assert again.document.song.tracks[0].strip.fader_db == 0.0
        assert again.board.notices[-1].action is not None
        assert again.board.notices[-1].sentence == "This song has unsaved changes."
        again.document.autosave.accept()
        assert again.document.song.tracks[0].strip.fader_db == -7.0 and again.document.is_modified
        again.document.undo()
        assert again.document.song.tracks[0].strip.fader_db == 0.0


def test_changes_that_a_crash_left_are_never_written_over(session: Session) -> None:
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    left = (folder / "autosave.json").read_bytes()
    with opened_again(folder) as again:
        again.document.perform(strips.set_fader_db(VOX, -3))  # without a look at the notice
        again.document.opened.autosave()
        again.document.opened.finish_autosave()
        assert (folder / "autosave 2.json").read_bytes() == left
        assert saved_fader(folder) == 0.0
    # Nothing was saved: the crash's changes are offered again, and not this sitting's.
    with opened_again(folder) as third:
        assert (
            third.document.autosave.unsaved is not None
            and third.document.autosave.unsaved.tracks[0].strip.fader_db == -7.0
        )
        third.document.perform(strips.set_fader_db(VOX, -3))
        third.document.save()
        assert saved_fader(folder) == -3.0
        assert (folder / "autosave 2.json").read_bytes() == left
        third.document.autosave.accept()
        assert third.document.song.tracks[0].strip.fader_db == -7.0, "they can still be restored"


def offered_fader(session: Session) -> float:
    autosaved = session.document.opened.autosaved
    assert autosaved is not None and session.board.notices[-1].kind == "recovery"
    return autosaved.tracks[0].strip.fader_db


@pytest.mark.parametrize("ends", ["well", "killed"])
def test_changes_are_offered_until_they_are_answered(session: Session, tmp_path: Path, ends: str) -> None:
    """Saving the song, without a look at the offer, put them in the trash."""
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    with opened_again(folder) as again:
        again.document.perform(strips.set_fader_db(VOX, -3))
        again.document.save()
        again.document.perform(strips.set_fader_db(VOX, -2))
        again.document.save()
        if ends == "killed":
            again.close(keep_autosave=True)
        else:
            again.new_song(tmp_path / "Next", "Next")
    with opened_again(folder) as third:
        assert offered_fader(third) == -7.0
        third.document.autosave.decline()
        assert str(folder / "trash") in third.board.notices[-1].sentence
        third.document.perform(strips.set_fader_db(VOX, -1))
        third.document.save()
    with opened_again(folder) as fourth:
        assert fourth.document.opened.autosaved is None and saved_fader(folder) == -1.0


def test_the_changes_of_two_crashes_are_offered_one_after_the_other(session: Session) -> None:
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    with opened_again(folder) as again:
        again.document.perform(strips.set_fader_db(VOX, -3))
        crash(again)
    with opened_again(folder) as third:
        assert offered_fader(third) == -3.0
        third.document.autosave.accept()
        third.document.save()
    with opened_again(folder) as fourth:
        assert offered_fader(fourth) == -7.0
        fourth.document.autosave.accept()
        fourth.document.save()
    with opened_again(folder) as last:
        assert last.document.opened.autosaved is None
    assert not list(folder.glob("autosave*"))


def begin_recording(again: Session) -> None:
    again.start_engine()
    again.poll()
    again.document.perform(tracks.set_armed(VOX, True))
    again.recorder.record()


def test_changes_that_cannot_be_restored_now_go_on_waiting(session: Session) -> None:
    session.document.perform(tempo.set_tempo(91.0))
    folder, engine = crash(session), FakeEngine()
    with opened_again(folder, engine) as again:
        begin_recording(again)
        with pytest.raises(EditRefused):
            again.document.autosave.accept()
        assert again.document.autosave.unsaved is not None
        engine.finish_pass()
        again.poll()
        again.document.autosave.accept()
        assert again.document.song.tempo_bpm == 91.0 and len(again.document.song.tracks[0].takes) == 1


def test_a_take_that_came_in_before_the_autosave_was_accepted_is_kept(session: Session) -> None:
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder, engine = crash(session), FakeEngine()
    with opened_again(folder, engine) as again:
        begin_recording(again)
        engine.finish_pass()
        again.poll()
        again.document.autosave.accept()
        assert again.document.song.tracks[0].strip.fader_db == -7.0 and len(again.document.song.tracks[0].takes) == 1


def test_a_command_that_saves_leaves_an_autosave_older_than_the_song_waiting(session: Session) -> None:
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    is_aged(folder)
    told: list[str] = []
    set_values(folder, ["tempo_bpm=92"], told.append)
    (text, assignment) = told
    assert assignment == "tempo_bpm=92"
    assert "older than the saved song" in text
    with opened_again(folder) as again:
        assert offered_fader(again) == -7.0


def test_an_autosave_older_than_the_song_is_offered_as_such_and_never_taken_unasked(session: Session) -> None:
    session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(session)
    is_aged(folder)
    told: list[str] = []
    recover(folder, told.append)
    assert saved_fader(folder) == 0.0 and "older than the saved song" in told[0]
    engine = FakeEngine()
    engine.running_pass = PassRequest(pass_id="p", song_folder=str(folder), journal="", start_frame=0)
    with opened_again(folder, engine) as again:
        assert again.board.notices[-1].sentence.endswith("They are older than the saved song.")
        again.start_engine()
        assert again.passes.recording is not None and not again.document.is_modified, (
            "attaching does not take it either"
        )
        engine.running_pass = None
        again.passes.reset()
        again.document.autosave.accept()
        assert again.document.song.tracks[0].strip.fader_db == -7.0, "by hand it can be"


def test_a_removed_autosave_stays_removed_through_a_power_cut(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, synced = session.document.opened.folder, list[bool]()
    session.document.perform(strips.set_fader_db(VOX, -7))
    session.document.opened.autosave()
    session.document.opened.finish_autosave()
    monkeypatch.setattr("app.storage.song_store.sync_folder", lambda path: synced.append(folder.autosave_file.exists()))
    session.document.save()
    assert synced == [False], "the folder is synced after the file has gone"


def test_an_autosave_that_fails_in_any_way_is_told_and_the_next_is_made(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise UnicodeEncodeError("utf-8", "x", 0, 1, "surrogates not allowed")

    opened = session.document.opened
    with monkeypatch.context() as failing:
        failing.setattr("app.song.open_song.write_autosave", fail)
        session.document.perform(strips.set_fader_db(VOX, -7))
        opened.autosave()
        opened.finish_autosave()
    assert "surrogates" in opened.new_autosave_problem()
    session.document.perform(strips.set_fader_db(VOX, -8))
    opened.autosave()
    opened.finish_autosave()
    assert opened.folder.autosave_file.is_file()
