"""Hazards: latency of another block size, a damaged settings file that keeps the program from starting."""

from pathlib import Path

import pytest

from app.devices.settings import Settings
from app.session.session import Session
from audio_engine.protocol import DeviceRequest
from tests.app.fake_engine import device_for


def test_settings_come_back_and_a_virtual_input_does_not(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.device = DeviceRequest(host_api="JACK", block_frames=64, virtual_input="tone", virtual_fast=True)
    settings.set_input_name("Box", 3, "Snare")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        settings.add_recent_song(tmp_path / name)
    settings.add_recent_song(tmp_path / "gone")
    settings.add_recent_song(tmp_path / "a")
    settings.save()
    again = Settings(tmp_path)
    assert again.device == DeviceRequest(host_api="JACK", block_frames=64)
    assert again.input_name("Box", 3) == "Snare" and again.input_name("Box", 4) == "Input 4"
    assert [path.name for path in again.recent_songs] == ["a", "b"]


def test_latency_belongs_to_device_rate_and_block(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    at_64 = device_for(DeviceRequest(block_frames=64))
    settings.set_measured_latency(at_64, 200, "now")
    settings.set_measured_latency(at_64, 201, "later")
    settings.save()
    again = Settings(tmp_path)
    found = again.measured_latency(at_64)
    assert found is not None and found.round_trip_frames == 201
    assert again.measured_latency(device_for(DeviceRequest(block_frames=128))) is None
    assert again.measured_latency(device_for(DeviceRequest(block_frames=64, rate_hz=96000))) is None


@pytest.mark.parametrize(
    "data",
    [
        b'{"device": 3}',
        '{"recent_songs": ["/home/caf\u00e9"]}'.encode("latin-1"),
        b'{"recent_songs": [' + b"[" * 100_000,
        b'{"recent_songs": ["' + b"x" * 8000 + b'"]}',
        b'{"recent_songs": ["a\\u0000b"]}',
        b'{"device": {"block_frames": 1000000000000000000000000000000}}',
        b'{"device": {"host_api": "\\ud800"}}',
        b'{"talkback_db": 1e300}',
        b"\0" * 64,
        b"",
    ],
)
def test_a_damaged_file_is_put_aside_and_told(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "settings.json").write_bytes(data)
    settings = Settings(tmp_path)
    assert "damaged" in settings.sentence and settings.device == DeviceRequest()
    assert (tmp_path / "settings.damaged.json").exists()
    assert [notice.sentence for notice in Session(settings=settings).notices] == [settings.sentence]


def test_a_recent_song_whose_name_can_be_no_folders_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"recent_songs": ["/' + "x" * 300 + f'", "{tmp_path}"]}}')
    assert Settings(tmp_path).recent_songs == [tmp_path]
