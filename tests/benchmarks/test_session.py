"""Hazards: a benchmark that no longer runs, or that measures another mix than its peers."""

from pathlib import Path

import pytest

from tests.benchmarks.session import COMPRESSOR, EQ, Session, Track, Variant
from tests.benchmarks.worktape import plan, timelines

TRACK = Track(Path("one.wav"), 0.5, -0.25, 0.125)


@pytest.mark.parametrize("variant", ["A", "B"])
def test_the_plan_says_what_the_session_says(variant: Variant) -> None:
    session = Session((TRACK, TRACK), 48000, variant)
    made = plan(session)
    strip, sends = made.channels[1].values.strip, made.channels[1].values.sends
    assert (strip.fader_gain, strip.pan, sends[0].gain) == (0.5, -0.25, 0.125)
    assert (strip.eq_on, strip.compressor_on) == ((1.0, 1.0) if variant == "B" else (0.0, 0.0))
    if variant == "B":
        assert strip.eq_high_mid_gain_db == EQ[2].gain_db and strip.eq_low_frequency_hz == EQ[0].frequency_hz
        assert (strip.eq_low_shape, strip.eq_low_mid_shape) == (1.0, 0.0)
        assert strip.compressor_ratio == COMPRESSOR.ratio and strip.compressor_release_ms == COMPRESSOR.release_ms
    assert made.buses[1].effect["reverb_decay_s"] > 1.0
    assert [line.spans[0].length_frames for line in timelines(session)] == [48000, 48000]
