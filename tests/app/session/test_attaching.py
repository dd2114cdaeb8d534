"""Hazard: a window that opens during a pass and loses it, its tracks or its device."""

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.problems import EditRefused
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
