"""Hazards: an offset that moves takes the wrong way, belongs to another device, or is forgotten with the window."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.edits import tracks
from app.text import values
from audio_engine.protocol import DeviceRequest
from tests.helpers.fake_engine import device_for
from tests.helpers.session_rig import SessionRig


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[SessionRig]:
    made = SessionRig(tmp_path)
    made.start()
    yield made
    made.session.close()


def test_it_is_of_a_pair_of_devices_and_a_time(tmp_path: Path) -> None:
    file, box = SettingsFile(tmp_path), device_for(DeviceRequest(input_device="Box", output_device="Box"))
    file.settings.set_recording_offset(box, -48)
    file.save()
    again = SettingsFile(tmp_path).settings
    assert again.recording_offset(box) == -48
    at_96 = device_for(DeviceRequest(input_device="Box", output_device="Box", rate_hz=96000, block_frames=256))
    assert again.recording_offset(at_96) == -96, "the same time"
    assert again.recording_offset(device_for(DeviceRequest(input_device="Other", output_device="Box"))) == 0
    again.set_recording_offset(box, 0)
    assert again.recording_offset(at_96) == 0


@pytest.mark.parametrize(("offset", "taken_off"), [(0, 128), (-48, 176), (48, 80), (400, 0)])
def test_a_negative_offset_places_takes_earlier(rig: SessionRig, offset: int, taken_off: int) -> None:
    """The driver reports a round trip of 128 frames; nothing is placed later than it arrives."""
    session = rig.session
    session.devices.set_recording_offset(offset)
    session.document.perform(tracks.set_armed(session.document.song.tracks[0].id, True))
    assert session.recorder.record().latency_frames == taken_off


@pytest.mark.parametrize(
    ("text", "frames"),
    [("-48", -48), ("12 samples", 12), ("-1.5 ms", -72), ("1,5ms", 72), ("\u22121 ms", -48), ("", None), ("x", None)],
)
def test_it_is_typed_in_samples_or_milliseconds(text: str, frames: int | None) -> None:
    assert values.parse_offset(text, 48000) == frames


@pytest.mark.parametrize("frames", [0, -48, 12])
def test_what_is_shown_can_be_typed(frames: int) -> None:
    assert values.parse_offset(values.format_offset(frames, 48000), 48000) == frames
