"""Listening to a file beside the song. Hazards: it seems to be over before it began, or to play on after it ended."""

from pathlib import Path

import pytest

from app.engine.audition import Audition
from app.problems import Refused
from audio_engine.protocol import DeviceRequest
from tests.helpers.fake_engine import FakeEngine, device_for

FILE = Path("/ideas/one.wav")


def test_it_plays_from_the_request_to_its_end() -> None:
    engine = FakeEngine()
    audition = Audition(lambda: engine)
    with pytest.raises(Refused, match="device"):
        audition.play(FILE)
    engine.device = device_for(DeviceRequest())
    engine.auditioned = engine.auditioned._replace(serial=7)  # of a window before this one
    audition.play(FILE, start_frame=100, loop=(0, 4800))
    request = engine.arguments("audition")[0]
    assert (request.serial, request.start_frame, request.loop_end_frame) == (8, 100, 4800)
    assert audition.path == FILE and audition.frame == 100
    engine.auditioned = engine.auditioned._replace(serial=7, is_playing=False)  # not taken up yet
    assert audition.path == FILE and audition.frame == 0
    engine.auditioned = engine.auditioned._replace(serial=8, is_playing=False)
    assert audition.path is None
    audition.play(FILE)
    audition.stop()
    assert audition.path is None and "end_audition" in engine.called
