"""Takes between the engine and the song: what was undone on purpose stays undone, and what was lost is offered."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.edits import tracks
from app.problems import Refused
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.disk import recovery
from audio_engine.protocol import AudioLost, FinishedFile, Gap, PassFinished, PassRequest, PassResult, Round
from tests.ui.conftest import WindowDriver
from ui import theme


def record_a_take(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    """One second on the first track, with its journal in the song's folder."""
    track = driver.song.tracks[0]
    driver.session.document.perform(tracks.set_armed(track.id, True))
    driver.session.document.save()
    request = driver.session.recorder.record()
    driver.tick()
    Path(request.journal).write_text("{}")
    driver.engine.frame = request.start_frame + 48000
    driver.engine.stop()
    result = give_audio(driver, request)
    monkeypatch.setattr(recovery, "read_back", lambda _journal, _in_use: result)
    driver.tick()
    assert len(driver.song.tracks[0].takes) == 1


def give_audio(driver: WindowDriver, request: PassRequest) -> PassResult:
    """Let the pass that has just ended have a second of audio on its first track."""
    finished = driver.engine.events[-1]
    assert isinstance(finished, PassFinished)
    file = request.files[0]
    taken = FinishedFile(key=file.key, name=file.name, path=file.path, channels=1, length_frames=48000, peak=0.5)
    result: PassResult = msgspec.structs.replace(finished.result, files=(taken,))
    driver.engine.events[-1] = PassFinished(result)
    return result


def test_undo_during_a_recording_takes_no_earlier_take_away(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_a_take(driver, monkeypatch)
    driver.session.recorder.record()
    driver.tick()
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(driver.song.tracks[0].takes) == 1
    assert "Stop the recording first" in driver.window.notices.cards[-1].accessibleName()
    other = driver.song.tracks[1].id
    driver.session.document.perform(tracks.rename_track(other, "Another"))
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song.tracks[1].name != "Another", "what takes no take away is undone"


def test_a_take_that_is_begun_again_is_set_aside_and_can_be_kept(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.document.perform(tracks.set_armed(driver.song.tracks[0].id, True))
    request = driver.session.recorder.record()
    driver.tick()
    driver.engine.frame = request.start_frame + 48000
    stop = driver.engine.stop

    def stop_with_audio(*args: object) -> object:
        answer = stop(*args)
        give_audio(driver, request)
        return answer

    monkeypatch.setattr(driver.engine, "stop", stop_with_audio)
    driver.key(Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    monkeypatch.setattr(driver.engine, "stop", stop)
    driver.tick(3)
    track = driver.song.tracks[0]
    assert driver.session.passes.recording is not None, "it records again"
    assert not track.takes and [take.name for take in track.discarded] == [f"{track.name} 1"]
    assert driver.session.document.undo_label == "Discard takes"
    notice = driver.session.board.notices[-1]
    assert notice.sentence == f"{track.name} 1 is set aside." and notice.action_label == "Keep it"
    assert callable(notice.action)
    notice.action()
    assert [take.name for take in driver.song.tracks[0].takes] == [f"{track.name} 1"]


def test_an_undone_take_is_not_offered_when_the_song_is_opened_again(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_a_take(driver, monkeypatch)
    driver.run("song.undo")
    assert not driver.session.document.is_modified
    folder = driver.session.document.folder
    assert folder is not None
    driver.window.close()
    driver.session.close()
    driver.session.open_song(folder)
    assert driver.session.document.inbox.recovered == []


def test_an_undone_take_is_offered_after_a_crash(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    record_a_take(driver, monkeypatch)
    driver.run("song.undo")
    driver.session.document.inbox.look_for_lost(set())
    assert len(driver.session.document.inbox.recovered) == 1


def test_lost_audio_is_marked_on_the_ruler_while_it_records(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.document.perform(tracks.set_armed(driver.song.tracks[0].id, True))
    driver.session.recorder.record()
    driver.tick()
    ruler, view = driver.window.arrange.ruler, driver.window.arrange.viewport
    where = QPoint(round(view.x_of(96000)), ruler.height() - 4)
    assert ruler.grab().toImage().pixelColor(where) != theme.colour(theme.WARN)
    driver.engine.events.append(AudioLost(Gap(96000, 64, False, 96000)))
    driver.tick()
    assert ruler.grab().toImage().pixelColor(where) == theme.colour(theme.WARN)
    driver.engine.stop()
    driver.tick()
    assert driver.session.passes.lost_frames == ()


def test_a_take_after_a_close_that_was_refused_is_stopped_by_the_next(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.document.perform(tracks.set_armed(driver.song.tracks[0].id, True))

    def refuse() -> None:
        raise Refused("The drive is full.")

    with monkeypatch.context() as full:
        full.setattr(driver.window.bridge, "put_song_away", refuse)
        for _ in range(2):
            driver.session.recorder.record()
            driver.tick()
            driver.window.close()
            assert driver.engine.state == "stopped", "it is kept first"
            driver.tick()
            qtbot.waitUntil(lambda: driver.window._close_tries == 0)
    assert driver.window.isVisible()


def test_the_window_waits_for_what_was_just_played(driver: WindowDriver, qtbot: QtBot) -> None:
    driver.engine.frame = 30 * 48000
    driver.tick(31)
    driver.session.retrospective.capture([driver.song.tracks[0].id])
    request = driver.session.passes.retrospective
    assert isinstance(request, PassRequest)
    driver.window.close()
    assert driver.window.isVisible(), "it is still being written"
    Path(request.journal).write_text("{}")
    file = request.files[0]
    taken = FinishedFile(key=file.key, name=file.name, path=file.path, channels=1, length_frames=48000, peak=0.5)
    result = PassResult(
        pass_id=request.pass_id, journal=request.journal, rate_hz=48000, started_at="2026-01-01T12:00:00Z",
        latency_frames=0, latency_measured=False, files=(taken,), rounds=(Round(request.start_frame, 0, 48000),), gaps=(),
    )  # fmt: skip
    driver.engine.events.append(PassFinished(result))
    driver.tick()
    qtbot.waitUntil(lambda: not driver.window.isVisible())
    assert driver.session.document.folder is not None
    assert [take.pass_id for take in read_song(SongFolder(driver.session.document.folder)).tracks[0].takes] == [
        request.pass_id
    ]
