"""Hazards: a device at another rate, with the latency of another one; one that does not open and nobody says why."""

from pathlib import Path

from app.devices.settings import SettingsFile
from app.documents.notices import WindowCommand
from app.session.session import Session
from audio_engine.protocol import (
    DeviceFailed,
    DeviceRequest,
)
from tests.helpers.fake_engine import FakeEngine
from tests.helpers.session_rig import SessionRig


def test_latency_is_the_measured_one_for_this_very_device_and_block(rig: SessionRig) -> None:
    rig.start()
    assert (rig.session.devices.latency_frames, rig.session.devices.latency_measured) == (128, False)
    assert rig.session.devices.device is not None
    rig.session.settings.set_measured_latency(rig.session.devices.device, 300, "2026-01-01")
    assert (rig.session.devices.latency_frames, rig.session.devices.latency_measured) == (300, True)
    rig.session.devices.open(DeviceRequest(block_frames=256))
    rig.session.poll()
    assert not rig.session.devices.latency_measured


def test_where_no_device_opens_the_virtual_one_plays_and_says_why(rig: SessionRig) -> None:
    rig.engine.answers = False
    rig.session.start_engine()
    rig.engine.answers = True
    rig.engine.events.append(DeviceFailed("No audio device was found."))
    rig.session.poll()
    rig.session.poll()
    assert rig.engine.opened[-1].backend == "virtual"
    assert rig.session.devices.device is not None and not rig.session.devices.has_sound_card
    assert rig.session.board.notices[-1].sentence == "No audio device was found."


def test_where_nothing_can_be_tried_again_another_device_is_offered(rig: SessionRig) -> None:
    rig.start()
    rig.session.devices.open(DeviceRequest(backend="virtual"))
    rig.engine.events.append(DeviceFailed("The clock cannot be started."))
    rig.session.poll()
    notice = rig.session.board.notices[-1]
    assert (notice.sentence, notice.action) == ("The clock cannot be started.", WindowCommand.DEVICES)


def test_the_device_opens_at_the_songs_rate(tmp_path: Path) -> None:
    engine = FakeEngine()
    session = Session(lambda: engine, SettingsFile())
    session.new_song(tmp_path / "S", "S", 96000)
    session.start_engine()
    assert engine.opened[-1].rate_hz == 96000
    session.close()


def test_another_song_tries_the_sound_card_again_that_cannot_have_the_rate_of_this_one(tmp_path: Path) -> None:
    engine, next_engine = FakeEngine(), FakeEngine()
    engines = iter([engine, next_engine])
    session = Session(lambda: next(engines), SettingsFile())
    session.settings.device = DeviceRequest(output_device="Scarlett 2i2")
    session.new_song(tmp_path / "Memo", "Memo", 44100)
    engine.answers = False
    session.start_engine()
    engine.answers = True
    engine.events.append(DeviceFailed("It cannot run at 44.1 kHz.", DeviceRequest(output_device="Built-in")))
    session.poll()
    session.poll()
    assert engine.opened[-1].backend == "virtual"
    session.new_song(tmp_path / "Other", "Other", 48000)
    assert [(one.output_device, one.rate_hz) for one in next_engine.opened] == [("Scarlett 2i2", 48000)]
    session.close()
