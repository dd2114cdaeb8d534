"""Hazard: a header that says less than the file holds, because the sync thread was late and wrote over the last one."""

import threading
from pathlib import Path

import pytest
import soundfile

from audio_engine.disk import wav
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, take_request


def test_a_late_sync_leaves_the_sizes_of_a_finished_file_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sync thread is held up where it writes its sizes until the pass could have ended."""
    made = Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)), [TrackTimeline(0, 1)])
    made.record(take_request(tmp_path, end_frame=5000))
    made.hear([1000] * 3)
    original, held_up, ended = wav.write_sizes, threading.Event(), threading.Event()

    def late(descriptor: int, kind: wav.WavFormat, frames: int) -> None:
        if threading.current_thread() is sync:
            held_up.set()
            ended.wait(0.3)
        original(descriptor, kind, frames)

    monkeypatch.setattr(wav, "write_sizes", late)
    sync = threading.Thread(target=made.writer.sync)
    sync.start()
    assert held_up.wait(5)
    made.hear([1000] * 3)
    ended.set()
    sync.join()
    assert soundfile.info(made.result.files[0].path).frames == 5000
