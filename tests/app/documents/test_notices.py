"""Hazards: what was offered for one song acts on the next one or on a closed one, and loses what it was for; a word about
the engine or the device goes with the song."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.documents.notices import Notice, NoticeBoard
from app.edits import strips, tempo
from app.problems import Refused
from app.session.session import Session
from app.song.open_song import OpenSong
from audio_engine.protocol import DeviceLost
from tests.app.song.test_open_song import crash
from tests.helpers.fake_engine import FakeEngine
from tests.helpers.session_rig import VOX, SessionRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.session.document.save()
    OpenSong.new(tmp_path / "Other", "Other", 48000, "test").close()
    yield made
    made.session.close()


def offered(session: Session, label: str) -> Notice:
    return next(notice for notice in session.board.notices if notice.action_label == label)


def act(notice: Notice) -> None:
    assert notice.action is not None
    notice.action()


def lost_pass(rig: SessionRig) -> None:
    """The song's inbox offers a recording that a crash cut short."""
    rig.start()
    rig.arm(VOX)
    rig.session.recorder.record()
    result = rig.engine.finish_pass()
    rig.engine.events = []
    rig.session.passes.reset()
    rig.session.document.inbox.recovered = [result]
    rig.session.document.inbox.offer()


def test_lost_recordings_come_into_no_other_song_and_stay_with_theirs(rig: SessionRig, tmp_path: Path) -> None:
    lost_pass(rig)
    put_back, inbox, opened = (
        offered(rig.session, "Put it back"),
        rig.session.document.inbox,
        rig.session.document.opened,
    )
    assert inbox is not None
    rig.session.open_song(tmp_path / "Other.worktape")
    other, before = rig.session.document.song, opened.song
    for restore in (lambda: act(put_back), inbox.restore):
        with pytest.raises(Refused):
            restore()
    assert rig.session.document.song is other and opened.song is before and len(inbox.recovered) == 1


def test_recordings_that_cannot_be_put_back_now_go_on_waiting(rig: SessionRig, monkeypatch: pytest.MonkeyPatch) -> None:
    lost_pass(rig)
    inbox = rig.session.document.inbox
    assert inbox is not None
    with monkeypatch.context() as refusing:
        refusing.setattr(rig.session.document.opened.history, "apply_beneath_gesture", refuse)
        with pytest.raises(Refused):
            inbox.restore()
    assert len(inbox.recovered) == 1
    act(offered(rig.session, "Put it back"))
    assert len(rig.session.document.song.tracks[0].takes) == 1 and not inbox.recovered


def refuse(_edit: object) -> None:
    raise Refused("Not now.")


def test_a_song_left_to_its_engine_takes_nothing_in_any_more(rig: SessionRig) -> None:
    lost_pass(rig)
    put_back, opened = offered(rig.session, "Put it back"), rig.session.document.opened
    before = opened.song
    rig.session.leave()
    with pytest.raises(Refused):
        act(put_back)
    assert opened.song is before


def test_changes_of_a_crash_are_restored_into_their_own_song_only(rig: SessionRig, tmp_path: Path) -> None:
    rig.session.document.perform(strips.set_fader_db(VOX, -7))
    folder = crash(rig.session)
    another = Session(FakeEngine, SettingsFile())
    another.new_song(tmp_path / "Third", "Third")
    another.document.perform(tempo.set_tempo(91.0))
    third = crash(another)
    again = Session(FakeEngine, SettingsFile())
    again.open_song(folder)
    restore = offered(again, "Restore them")
    again.open_song(third)
    song = again.document.song
    with pytest.raises(Refused, match="no longer open"):
        act(restore)
    assert again.document.song is song and again.document.autosave.unsaved is not None
    act(offered(again, "Restore them"))
    assert again.document.song.tempo_bpm == 91.0
    again.close()
    with pytest.raises(Refused):
        act(restore)


def test_what_was_told_about_a_song_goes_with_it_and_nothing_else(rig: SessionRig, tmp_path: Path) -> None:
    put_away: list[str] = []
    rig.start()
    rig.session.board.on_settled.append(put_away.append)
    rig.engine.events = [DeviceLost("The device is gone.")]
    rig.session.poll()
    rig.session.board.post("warn", "Of the song.", "Do it", lambda: None, of_song=True)
    rig.session.open_song(tmp_path / "Other.worktape")
    assert put_away == ["Of the song."]
    assert [notice.sentence for notice in rig.session.board.notices] == ["The device is gone."]
    act(rig.session.board.notices[0])


def test_what_is_told_about_the_next_song_can_be_done() -> None:
    board, done = NoticeBoard(), list[str]()
    board.post("warn", "It waits.", "Do it", lambda: done.append("first"), of_song=True)
    (first,) = board.notices
    board.let_song_go()
    board.post("warn", "It waits.", "Do it", lambda: done.append("second"), of_song=True)
    (second,) = board.notices
    act(second)
    with pytest.raises(Refused):
        act(first)
    assert done == ["second"]
