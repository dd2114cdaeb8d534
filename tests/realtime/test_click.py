"""Hazards: an accent on the wrong beat, a tick that is late, a count-in that is no whole number of bars."""

import numpy as np
import pytest

from audio_engine.plan import ChannelPlan, ClickPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE, Desk, blocks_of, phones

BEAT = 12001.5  # no whole number: ticks must not drift


def clicks_of(subdivision: int, beats_per_bar: int, frames: int, count_in: int = 0, block: int = 256) -> list:
    """(frame, loudness) of every click heard in the headphones."""
    click = ClickPlan(True, BEAT, beats_per_bar, subdivision)
    plan = MixPlan(RATE, (ChannelPlan(0, 1),), (MASTER, phones(click_gain=1.0)), click)
    desk = Desk(plan, [TrackTimeline(0, 1)])
    desk.roll(count_in=count_in)
    heard = desk.run(blocks_of(frames, block))[:, 2]
    loud = np.abs(heard) > 1e-6
    quiet_before = np.concatenate([[True], ~loud[:-1]])
    starts = [n for n in np.flatnonzero(loud & quiet_before) if n == 1 or not loud[max(0, n - 300) : n].any()]
    return [(int(n) - 1, float(np.abs(heard[n : n + 300]).max())) for n in starts]


@pytest.mark.parametrize("subdivision", [1, 2, 3, 4])
def test_ticks_divide_the_beat_and_are_softer_than_it(subdivision: int) -> None:
    found = clicks_of(subdivision, 3, 6 * 12001)
    expected = [int(np.floor(n * BEAT / subdivision + 0.5)) for n in range(len(found))]
    assert [frame for frame, _ in found] == expected
    assert len(found) >= 6 * subdivision
    for number, (_, loudness) in enumerate(found):
        assert (loudness > 0.4) == (number % subdivision == 0), number


@pytest.mark.parametrize("bars", [1, 2, 4, 8])
@pytest.mark.parametrize("block", [64, 1000])
def test_a_count_in_of_any_bars_ends_where_the_song_begins(bars: int, block: int) -> None:
    count_in = round(bars * 4 * BEAT)
    found = clicks_of(1, 4, count_in + 4000, count_in, block)
    places = [frame - count_in for frame, _ in found]
    assert places == [int(np.floor(n * BEAT + 0.5)) for n in range(-4 * bars, 1)]
