"""Hazard: a window that opens during a pass and loses it, its tracks or its device."""

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.problems import EditRefused, SongBeingRecorded
from app.session import attaching
from app.session.session import Session
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.protocol import (
    DeviceOpened,
    DeviceRequest,
)
from tests.helpers.fake_engine import FakeEngine, device_for
from tests.helpers.session_rig import VOX, SessionRig


def test_a_running_pass_is_taken_over_with_its_song(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    rig.session.document.save()
    rig.session.leave()
    assert "detach" in rig.engine.called and "close" not in rig.engine.called
    engine = FakeEngine()
    engine.running_pass = request
    engine.device = device_for(DeviceRequest())
    again = Session(lambda: engine, SettingsFile())
    again.open_song(rig.folder)
    again.start_engine()
    assert again.passes.recording == request and engine.opened == [], "its device is open already"
    assert again.devices.choice.requested == device_for(DeviceRequest()).request(), (
        "to be opened again where it is lost"
    )
    with pytest.raises(EditRefused):
        again.document.perform(tracks.remove_track(VOX))
    engine.finish_pass()
    again.poll()
    assert len(again.document.song.tracks[0].takes) == 1
    chosen = again.settings.device
    engine.events.append(DeviceOpened(device_for(DeviceRequest(input_device="of the other window"))))
    again.poll()
    assert again.settings.device == chosen, "nobody chose here what the other window had opened"
    again.devices.open(DeviceRequest(input_device="mine"))
    again.poll()
    assert again.settings.device.input_device == "mine"
    again.close()


def test_a_running_pass_is_found_with_tracks_that_were_never_saved(rig: SessionRig) -> None:
    rig.start()
    rig.arm(VOX)
    request = rig.session.recorder.record()
    rig.session.leave()
    assert not read_song(SongFolder(rig.folder)).tracks
    engine = FakeEngine()
    engine.running_pass = request
    again = Session(lambda: engine, SettingsFile())
    again.open_song(rig.folder)
    again.start_engine()
    assert [(track.name, track.armed) for track in again.document.song.tracks] == [("Vox", True), ("Bass", False)]
    assert again.document.is_modified and again.document.undo_label == "Restore unsaved changes"
    engine.finish_pass()
    again.poll()
    assert len(again.document.song.tracks[0].takes) == 1
    again.close()


@pytest.fixture
def its_engine(rig: SessionRig, monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    """The engine that records the rig's song; its window is gone, and it has not noticed: nobody holds the song's lock."""
    rig.start()
    rig.arm(VOX)
    engine = FakeEngine()
    engine.running_pass = rig.session.recorder.record()
    rig.session.leave()
    monkeypatch.setattr(attaching, "engine_pid", lambda folder: 4711 if folder == rig.folder else 0)
    return engine


def test_an_engine_that_has_not_noticed_its_windows_end_is_joined(rig: SessionRig, its_engine: FakeEngine) -> None:
    again = Session(lambda: its_engine, SettingsFile())
    again.open_song(rig.folder)
    assert again.passes.recording == its_engine.running_pass and again.document.is_modified
    again.close()


def test_such_a_song_is_joined_by_a_worker_of_a_window(rig: SessionRig, its_engine: FakeEngine) -> None:
    own = FakeEngine()
    again = Session(lambda: own, SettingsFile())
    again.new_song(rig.folder.with_name("Other.worktape"), "Other")
    again.start_engine()
    again.engine.waits = False
    for _ in range(2):  # the first keeps no lock, and leaves the autosave
        with pytest.raises(SongBeingRecorded, match="Song.worktape is open in Worktape's engine"):
            again.open_song(rig.folder)
    assert again.document.song.name == "Other" and again.engine.controller is own
    again.open_song(rig.folder, joined=its_engine)
    assert again.passes.recording == its_engine.running_pass and again.document.is_modified
    again.close()


def test_to_read_a_song_no_engine_is_needed(rig: SessionRig, its_engine: FakeEngine) -> None:
    again = Session(lambda: its_engine, SettingsFile())
    again.open_song(rig.folder, read_only=True)
    assert again.document.read_only and again.engine.controller is None
    again.close()
