"""Hazards: a drive that went away while it played, and nobody says so; a warning about what is known already;
a fault that ends the thread, and with it all playback."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.log import NoRepeats
from audio_engine.plan import MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import RATE, EngineRig, one_track, ramp, span, write_wav

FRAMES = 400000


def test_a_file_that_went_with_its_drive_is_told_once(tmp_path: Path) -> None:
    gone = TrackTimeline(slot=0, channels=1, spans=(span(tmp_path / "pulled out" / "Vox-1.wav", RATE),))
    rig = EngineRig(MixPlan(RATE), [gone])
    assert "Vox-1.wav cannot be read" in rig.reader.new_drive_problem()
    rig.locate(0)
    assert rig.reader.new_drive_problem() == ""


def test_a_file_that_was_missing_when_the_song_opened_is_not_told_again(tmp_path: Path) -> None:
    rig = EngineRig(MixPlan(RATE), [TrackTimeline(slot=0, channels=1, spans=(span(tmp_path / "Vox-1.wav", RATE),))])
    assert rig.reader.problems and rig.reader.new_drive_problem() == ""


def test_a_round_that_fails_does_not_end_the_thread_and_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    reader, rounds = EngineRig(MixPlan(RATE)).reader, list[int]()

    def failing() -> bool:
        rounds.append(1)
        if len(rounds) > 2:
            reader._stop.set()
        raise ValueError("anything")

    monkeypatch.setattr(reader, "fill", failing)
    reader._run()
    assert len(rounds) == 3
    assert len(list(filter(NoRepeats().filter, caplog.records))) == 1


def test_an_edit_soon_after_another_leaves_no_hole_and_holds_up_no_clock(tmp_path: Path) -> None:
    """The ring that played was filled no further while the next one waited: silence, or a device that waited for ever."""
    tape = TrackTimeline(0, 1, (span(write_wav(tmp_path / "ramp.wav", ramp(FRAMES)), FRAMES),))
    rig, block = EngineRig(one_track(), [tape]), 256
    rig.roll()
    heard = [rig.run([block] * 4)]
    for _ in range(3):
        rig.reader.set_timelines([tape])
        rig.reader.fill()
        while rig.word("roll") + block + at.SLICE_FRAMES <= rig.reader.filled_until() and len(heard) < 900:
            heard.append(rig.pump.run(block))  # as fast as it goes, and nobody reads meanwhile
    played = np.concatenate(heard)[:, 0]
    assert np.allclose(played, ramp(FRAMES)[: len(played), 0], atol=2.0**-24)
    assert rig.memory.clock["underruns"] == 0 and len(heard) > 300


def test_a_track_that_was_empty_plays_what_is_put_on_it_and_holds_up_no_clock(tmp_path: Path) -> None:
    tape = TrackTimeline(0, 1, (span(write_wav(tmp_path / "ramp.wav", ramp(FRAMES)), FRAMES),))
    rig = EngineRig(one_track(), [TrackTimeline(0, 1)])
    rig.roll()
    rig.run([256] * 100)
    rig.reader.set_timelines([tape])
    rig.reader.fill()
    assert rig.reader.filled_until() > rig.word("roll") + RATE // 10
    assert rig.run([256] * 100)[-1, 0] == ramp(FRAMES)[200 * 256 - 1, 0]
