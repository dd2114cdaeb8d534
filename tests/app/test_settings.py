"""Hazards: latency of another block size, a damaged settings file that keeps the program from starting."""

from pathlib import Path

from app.settings import Settings
from audio_engine.protocol import DeviceRequest
from tests.app.fake_engine import device_for


def test_settings_come_back_and_a_virtual_input_does_not(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    settings.device = DeviceRequest(host_api="JACK", block_frames=64, virtual_input="tone", virtual_fast=True)
    settings.set_input_name("Box", 3, "Snare")
    settings.add_recent_song(tmp_path / "a")
    settings.add_recent_song(tmp_path / "b")
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


def test_a_damaged_file_is_put_aside_and_told(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"device": 3}')
    settings = Settings(tmp_path)
    assert settings.sentence and settings.device == DeviceRequest()
    assert (tmp_path / "settings.damaged.json").exists()
