"""Hazards: latency of another block size, a damaged settings file that keeps the program from starting."""

import json
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.session.session import Session
from audio_engine.protocol import DeviceRequest
from tests.helpers.fake_engine import device_for


def test_settings_come_back_and_a_virtual_input_does_not(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    settings = file.settings
    settings.device = DeviceRequest(host_api="JACK", block_frames=64, virtual_input="tone", virtual_fast=True)
    settings.set_input_name("Box", 3, "Snare")
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        settings.add_recent_song(tmp_path / name)
    settings.add_recent_song(tmp_path / "gone")
    settings.add_recent_song(tmp_path / "a")
    file.save()
    again = SettingsFile(tmp_path).settings
    assert again.device == DeviceRequest(host_api="JACK", block_frames=64)
    assert again.input_name("Box", 3) == "Snare" and again.input_name("Box", 4) == "Input 4"
    assert [path.name for path in again.recent_folders] == ["a", "b"]


def test_latency_belongs_to_device_rate_and_block(tmp_path: Path) -> None:
    file = SettingsFile(tmp_path)
    settings = file.settings
    at_64 = device_for(DeviceRequest(block_frames=64))
    settings.set_measured_latency(at_64, 200, "now")
    settings.set_measured_latency(at_64, 201, "later")
    file.save()
    again = SettingsFile(tmp_path).settings
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
    file = SettingsFile(tmp_path)
    settings = file.settings
    assert "damaged" in file.problem and settings.device == DeviceRequest()
    assert (tmp_path / "settings.damaged.json").exists()
    assert [notice.sentence for notice in Session(settings=file).board.notices] == [file.problem]


def test_a_recent_song_whose_name_can_be_no_folders_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{"recent_songs": ["/' + "x" * 300 + f'", "{tmp_path}"]}}')
    assert SettingsFile(tmp_path).settings.recent_folders == [tmp_path]


def test_a_file_of_an_earlier_version_is_read_and_keeps_its_form(tmp_path: Path) -> None:
    earlier = {
        "version": 1,
        "device": {"host_api": "JACK", "input_device": "Box", "output_device": "Box", "block_frames": 64},
        "input_names": {"Box": {"3": "Snare"}},
        "monitoring": {"Box": "direct"},
        "talkback_inputs": {"Box": 2},
        "talkback_db": -12.0,
        "recent_songs": ["/songs/A.worktape"],
        "demo_made": True,
        "set_up_shown": True,
        "retrospective_on": False,
        "of a later version": [1],
    }
    (tmp_path / "settings.json").write_text(json.dumps(earlier))
    file = SettingsFile(tmp_path)
    assert file.problem == "" and file.settings.talkback_inputs == {"Box": 2} and not file.settings.retrospective_on
    file.save()
    written = json.loads((tmp_path / "settings.json").read_bytes())
    device = written.pop("device")
    assert {key: earlier[key] for key in written if key in earlier} == {
        k: v for k, v in written.items() if k in earlier
    }
    assert earlier["device"].items() <= device.items()  # type: ignore[attr-defined]
