"""Takes between the engine and the song: what was undone on purpose stays undone, and what was lost is offered."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from app.edits import tracks
from app.problems import Refused
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.disk import recovery
from audio_engine.protocol import AudioLost, FinishedFile, Gap, PassFinished, PassRequest, PassResult, Round
from tests.ui.conftest import Desk
from ui import theme


def record_a_take(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One second on the first track, with its journal in the song's folder."""
    track = desk.song.tracks[0]
    desk.session.document.perform(tracks.set_armed(track.id, True))
    desk.session.document.save()
    request = desk.session.recorder.record()
    desk.tick()
    Path(request.journal).write_text("{}")
    desk.engine.frame = request.start_frame + 48000
    desk.engine.stop()
    finished = desk.engine.events[-1]
    assert isinstance(finished, PassFinished)
    file = request.files[0]
    taken = FinishedFile(key=file.key, name=file.name, path=file.path, channels=1, length_frames=48000, peak=0.5)
    result: PassResult = msgspec.structs.replace(finished.result, files=(taken,))
    desk.engine.events[-1] = PassFinished(result)
    monkeypatch.setattr(recovery, "read_back", lambda _journal, _in_use: result)
    desk.tick()
    assert len(desk.song.tracks[0].takes) == 1


def test_an_undone_take_is_not_offered_when_the_song_is_opened_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_a_take(desk, monkeypatch)
    desk.run("song.undo")
    assert not desk.session.document.is_modified
    folder = desk.session.document.folder
    assert folder is not None
    desk.window.close()
    desk.session.close()
    desk.session.open_song(folder)
    assert desk.session.document.inbox.recovered == []


def test_an_undone_take_is_offered_after_a_crash(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    record_a_take(desk, monkeypatch)
    desk.run("song.undo")
    desk.session.document.inbox.look_for_lost(set())
    assert len(desk.session.document.inbox.recovered) == 1


def test_lost_audio_is_marked_on_the_ruler_while_it_records(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.session.document.perform(tracks.set_armed(desk.song.tracks[0].id, True))
    desk.session.recorder.record()
    desk.tick()
    ruler, view = desk.window.arrange.ruler, desk.window.arrange.viewport
    where = QPoint(round(view.x_of(96000)), ruler.height() - 4)
    assert ruler.grab().toImage().pixelColor(where) != theme.colour(theme.WARN)
    desk.engine.events.append(AudioLost(Gap(96000, 64, False, 96000)))
    desk.tick()
    assert ruler.grab().toImage().pixelColor(where) == theme.colour(theme.WARN)
    desk.engine.stop()
    desk.tick()
    assert desk.session.passes.lost_frames == ()


def test_a_take_after_a_close_that_was_refused_is_stopped_by_the_next(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.session.document.perform(tracks.set_armed(desk.song.tracks[0].id, True))

    def refuse() -> None:
        raise Refused("The drive is full.")

    with monkeypatch.context() as full:
        full.setattr(desk.window.bridge, "put_song_away", refuse)
        for _ in range(2):
            desk.session.recorder.record()
            desk.tick()
            desk.window.close()
            assert desk.engine.state == "stopped", "it is kept first"
            desk.tick()
            qtbot.waitUntil(lambda: desk.window._close_tries == 0)
    assert desk.window.isVisible()


def test_the_window_waits_for_what_was_just_played(desk: Desk, qtbot: QtBot) -> None:
    desk.engine.frame = 30 * 48000
    desk.tick(31)
    desk.session.retrospective.capture([desk.song.tracks[0].id])
    request = desk.session.passes.retrospective
    assert isinstance(request, PassRequest)
    desk.window.close()
    assert desk.window.isVisible(), "it is still being written"
    Path(request.journal).write_text("{}")
    file = request.files[0]
    taken = FinishedFile(key=file.key, name=file.name, path=file.path, channels=1, length_frames=48000, peak=0.5)
    result = PassResult(
        pass_id=request.pass_id, journal=request.journal, rate_hz=48000, started_at="2026-01-01T12:00:00Z",
        latency_frames=0, latency_measured=False, files=(taken,), rounds=(Round(request.start_frame, 0, 48000),), gaps=(),
    )  # fmt: skip
    desk.engine.events.append(PassFinished(result))
    desk.tick()
    qtbot.waitUntil(lambda: not desk.window.isVisible())
    assert desk.session.document.folder is not None
    assert [take.pass_id for take in read_song(SongFolder(desk.session.document.folder)).tracks[0].takes] == [
        request.pass_id
    ]
