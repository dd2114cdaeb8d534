"""Passes on a real device: overdub on overdub, and what was played before anybody pressed a key."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import soundfile

from audio_engine import protocol
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import wait_for
from tests.helpers.jack import Jack, repeated_where_the_device_loses_audio
from tests.helpers.jack_ramp import MODULUS, STEP
from tests.jack.generations import drift, generations
from tests.jack.test_recording import PATIENCE_S, opened, request, started, until


@repeated_where_the_device_loses_audio
def test_ten_generations_of_overdubs_do_not_drift(tmp_path: Path) -> None:
    """One of nine pairs of rate and block; `python -m tests.jack.generations` runs them all."""
    assert drift(generations(tmp_path, 48000, 64)) == 0


@repeated_where_the_device_loses_audio
def test_record_after_the_punch_was_passed_goes_back_to_its_pre_roll(tmp_path: Path) -> None:
    with Jack(48000, 256), started() as engine:
        opened(engine, 48000)
        engine.set_plan(MixPlan(48000, (ChannelPlan(0, 1, (0,), True),)))
        engine.set_timelines([TrackTimeline(0, 1)])
        engine.play()
        until(lambda: engine.readers.clock().frame > 20000, "it plays past the punch")
        punch = {"punch_in_frame": 10001, "punch_out_frame": 15003}
        engine.start_pass(request(tmp_path, 1, start_frame=4000, end_frame=18000, **punch))
        finished = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        assert isinstance(finished, protocol.PassFinished), finished
    (round_,) = finished.result.rounds
    assert (round_.timeline_start_frame, round_.file_start_frame, round_.length_frames) == (10001, 6001, 5002)


@repeated_where_the_device_loses_audio
def test_a_kept_take_has_no_gap_and_lies_where_the_song_rolled(tmp_path: Path) -> None:
    with Jack(48000, 128, patient=True), started() as engine:
        opened(engine, 48000)
        engine.set_plan(MixPlan(48000, (ChannelPlan(0, 1, (0,)),)))
        engine.set_timelines([TrackTimeline(0, 1)])
        player = subprocess.Popen(
            [sys.executable, "-m", "tests.helpers.jack_ramp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert player.stdout is not None and player.stdin is not None
        try:
            assert player.stdout.readline() == b"ready\n"
            engine.play()
            until(lambda: engine.readers.clock().frame > 48000, "it plays")
            engine.start_retrospective_pass(request(tmp_path, 2), 0.5)
            finished = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        finally:
            player.stdin.close()
            player.wait()
            player.stdout.close()
        assert isinstance(finished, protocol.PassFinished), finished
        assert engine.readers.clock().state == "rolling", "what plays goes on"
        dropped = engine.readers.clock().dropouts
        engine.start_pass(request(tmp_path / "running", 1))
        wait_for(engine, protocol.PassStarted, PATIENCE_S)
        engine.start_retrospective_pass(request(tmp_path / "refused", 1), 1.0)
        refused = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        assert isinstance(refused, protocol.Problem) and "A recording is running" in refused.sentence
        assert not (tmp_path / "refused").exists()
        engine.stop()
        assert isinstance(wait_for(engine, protocol.PassFinished, PATIENCE_S), protocol.PassFinished)
    (round_,) = finished.result.rounds
    assert round_.length_frames == 24000 and round_.timeline_start_frame > 20000
    held, _ = soundfile.read(finished.result.files[0].path, dtype="float32")
    steps = np.diff(np.round(held.astype(np.float64) * MODULUS)) % MODULUS
    assert dropped or np.all(steps == 1)
    second, _ = soundfile.read(finished.result.files[1].path, dtype="float32")
    ahead = np.round((second.astype(np.float64) - held) * MODULUS) % MODULUS
    assert np.all(ahead == STEP), "both inputs are kept from the same frame on"
    with started() as engine:
        engine.start_retrospective_pass(request(tmp_path / "again", 1), 1.0)
        refused = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        assert isinstance(refused, protocol.Problem) and "No audio device" in refused.sentence
