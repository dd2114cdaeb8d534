"""Hazard: who goes somewhere before there is an engine, or after one was lost, finds the playhead at the start again."""

from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.engine.transport import Transport
from app.session.session import Session
from audio_engine.protocol import DeviceRequest
from tests.helpers.fake_engine import FakeEngine, device_for


@pytest.fixture
def engine() -> FakeEngine:
    return FakeEngine()


def test_where_somebody_went_before_there_was_a_device_it_begins(engine: FakeEngine) -> None:
    ports: list[FakeEngine] = []
    transport = Transport(lambda: ports[0] if ports else None)
    transport.locate(48000)
    assert transport.clock.frame == 48000
    transport.poll()
    ports.append(engine)
    transport.locate(96000)
    engine.frame = 0  # it has no device, and obeys nobody
    transport.poll()
    assert transport.clock.frame == 96000 and engine.arguments("locate") == [96000]
    engine.device = device_for(DeviceRequest())
    assert transport.clock.frame == 96000
    transport.poll()
    assert engine.frame == 96000 and transport.clock.frame == 96000
    engine.frame = 0  # as long as its clock does not say so, it is on its way
    transport.poll()
    assert transport.clock.frame == 96000 and engine.arguments("locate") == [96000, 96000], "it is sent once"
    engine.frame = 96000
    transport.poll()
    engine.frame = 100000
    assert transport.clock.frame == 100000, "from now on the engine says"


def test_where_the_device_was_lost_the_next_one_begins(engine: FakeEngine) -> None:
    transport = Transport(lambda: engine)
    engine.device = device_for(DeviceRequest())
    transport.poll()
    engine.state, engine.frame = "rolling", 144000
    transport.poll()
    engine.close_device()
    engine.state, engine.frame = "stopped", 0
    assert transport.clock.frame == 144000, "it is seen at once"
    transport.poll()
    engine.device = device_for(DeviceRequest())
    transport.poll()
    assert engine.frame == 144000


def test_an_engine_that_rolls_already_is_left_alone(engine: FakeEngine) -> None:
    transport = Transport(lambda: engine)
    transport.locate(48000)
    engine.calls.clear()
    engine.device = device_for(DeviceRequest())
    engine.state, engine.frame = "rolling", 7000
    assert transport.clock.frame == 7000
    transport.poll()
    assert transport.clock.frame == 7000 and engine.called == []


def test_another_song_begins_at_its_start(tmp_path: Path) -> None:
    session = Session(lambda: engine, SettingsFile())
    engine = FakeEngine()
    engine.answers = False
    session.new_song(tmp_path / "First", "First")
    session.start_engine()
    session.poll()
    session.transport.locate(48000)
    session.document.perform(tracks.add_track("Vox"))
    assert session.transport.clock.frame == 48000
    session.new_song(tmp_path / "Second", "Second")
    assert session.transport.clock.frame == 0
    session.close()
