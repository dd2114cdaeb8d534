"""Hazards: an accent on the wrong beat, a tick that is late, a count-in that is no whole number of bars or of another tempo,
a tempo change that loses or doubles a beat, a second headphone mix in which the click runs twice as fast."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from app.edits.songs import fresh_song
from app.model.tempo_map import tempo_map
from audio_engine.capacity import FIRST_CUE
from audio_engine.click_sounds import CLICK_S, GAINS, click_sounds
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ClickPlan,
    ClickSegment,
    MixPlan,
    TrackTimeline,
)
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE, EngineRig, blocks_of, phones

BEAT = 12001.5  # no whole number: ticks must not drift
STRONG, WEAK, TICK = GAINS


@dataclass(frozen=True)
class Heard:
    frame: int
    kind: int  # 0 strong, 1 weak, 2 part of a beat


def steady(accents: str = "Xxxx", subdivision: int = 1) -> ClickPlan:
    return ClickPlan(True, (ClickSegment(0.0, BEAT, accents),), subdivision)


def clicks_of(click: ClickPlan, frames: int, count_in: int = 0, start: int = 0, block: int = 256) -> list[Heard]:
    """Every click heard in the headphones and which of its sounds it is, from the first frame of the count-in."""
    rig = EngineRig(MixPlan(RATE, (ChannelPlan(0, 1),), (MASTER, phones(click_gain=1.0)), click), [TrackTimeline(0, 1)])
    if start:
        rig.locate(start)
    rig.roll(count_in=count_in)
    heard = rig.run(blocks_of(frames, block))[:, 2]
    sounds = click_sounds(RATE, int(CLICK_S * RATE))[0]
    starts = []
    for n in np.flatnonzero(np.abs(heard) > 1e-6):
        if starts and n < starts[-1].frame + sounds.shape[1]:
            continue
        place = int(n) - 1  # a sine begins with a zero
        part = heard[place : place + 200]
        kind = int(np.argmin([np.abs(part - sound[: len(part)]).max() for sound in sounds]))
        np.testing.assert_allclose(part, sounds[kind, : len(part)], atol=1e-6)
        starts.append(Heard(place, kind))
    return starts


def nearest(frame: float) -> int:
    return int(np.floor(frame + 0.5))


@pytest.mark.parametrize("subdivision", [1, 2, 3, 4])
def test_ticks_divide_the_beat_and_are_softer_than_it(subdivision: int) -> None:
    found = clicks_of(steady("Xxx", subdivision), 6 * 12001)
    kinds = [2 if n % subdivision else int(n % (3 * subdivision) > 0) for n in range(6 * subdivision)]
    expected = [(nearest(n * BEAT / subdivision), kind) for n, kind in enumerate(kinds)]
    assert [(click.frame, click.kind) for click in found][: len(expected)] == expected


@pytest.mark.parametrize("bars", [1, 2, 4, 8])
@pytest.mark.parametrize("block", [64, 1000])
def test_a_count_in_of_any_bars_ends_where_the_song_begins(bars: int, block: int) -> None:
    count_in = round(bars * 4 * BEAT)
    found = clicks_of(steady(), count_in + 4000, count_in, 0, block)
    assert [click.frame - count_in for click in found] == [nearest(n * BEAT) for n in range(-4 * bars, 1)]
    assert [click.kind for click in found] == [int(n % 4 > 0) for n in range(-4 * bars, 1)]


def test_a_pattern_says_which_beats_are_strong_weak_or_silent() -> None:
    found = clicks_of(steady("X..x."), round(10 * BEAT))
    assert [(click.frame, click.kind) for click in found] == [
        (nearest(n * BEAT), kind) for n, kind in ((0, 0), (3, 1), (5, 0), (8, 1))
    ]


CHANGING = ClickPlan(
    True,
    (
        ClickSegment(0.0, 9000.25, "Xxx"),
        ClickSegment(6 * 9000.25, 7000.5, "Xxxx"),
        ClickSegment(6 * 9000.25 + 7000.5, 6000.75, "Xxxx", first_beat=1),
    ),
)
CHANGING_AT = [*(n * 9000.25 for n in range(6)), *(54001.5 + 7000.5 + n * 6000.75 for n in range(-1, 8))]
CHANGING_AT[6] = 54001.5


@pytest.mark.parametrize("block", [16, 256, 1000])
def test_tempo_and_meter_change_on_the_beat(block: int) -> None:
    found = clicks_of(CHANGING, 54001 + 7000 + 8 * 6000, block=block)
    assert [click.frame for click in found] == [nearest(at) for at in CHANGING_AT][: len(found)] and len(found) >= 14
    assert [click.kind for click in found] == [0, 1, 1, 0, 1, 1, *([0, 1, 1, 1] * 3)][: len(found)]


@pytest.mark.parametrize("bar", range(2, 14))
def test_a_count_in_to_any_bar_has_all_its_clicks(bar: int) -> None:
    tempo = tempo_map(replace(fresh_song("Song", RATE), tempo_bpm=129.0))
    click = ClickPlan(True, (ClickSegment(0.0, tempo.segments[0].beat_frames, "Xxxx"),))
    start = tempo.bar_frame(bar)
    count_in = tempo.count_in_frames(start, 1)
    heard = [each for each in clicks_of(click, count_in + 2000, count_in, start) if each.frame < count_in]
    assert [each.kind for each in heard] == [0, 1, 1, 1] and heard[0].frame == 0


def test_a_count_in_has_the_tempo_of_where_it_leads_to() -> None:
    start = nearest(54001.5)
    count_in = nearest(4 * 7000.5)
    found = clicks_of(CHANGING, count_in + 100, count_in, start)
    assert [click.frame - count_in + start for click in found] == [nearest(54001.5 + n * 7000.5) for n in range(-4, 1)]
    assert [click.kind for click in found] == [0, 1, 1, 1, 0]


def test_every_headphone_mix_hears_its_own_sound_in_time() -> None:
    buses = [
        BusPlan(FIRST_CUE + n, "headphones", (2 * n + 2, 2 * n + 3), effect={"click_gain": 1.0}, click_sound=sound)
        for n, sound in enumerate(("tone", "wood", "tone"))
    ]  # fmt: skip
    rig = EngineRig(MixPlan(RATE, (ChannelPlan(0, 1),), (MASTER, *buses), steady()), [TrackTimeline(0, 1)], outputs=8)
    rig.roll()
    heard = rig.run(blocks_of(30000, 100))
    sounds = click_sounds(RATE, int(CLICK_S * RATE))
    for n, sound in enumerate((0, 1, 0)):
        for beat, kind in enumerate((0, 1, 1)):
            first = nearest(beat * BEAT)
            expected = sounds[sound, kind]
            np.testing.assert_allclose(heard[first : first + len(expected), 2 + 2 * n], expected, atol=1e-6)


def test_a_click_that_has_begun_rings_on_after_stop() -> None:
    rig = EngineRig(
        MixPlan(RATE, (ChannelPlan(0, 1),), (MASTER, phones(click_gain=1.0)), steady()), [TrackTimeline(0, 1)]
    )
    rig.roll()
    rig.run([64])
    rig.command(at.COMMAND_STOP)
    rest = rig.run(blocks_of(4000, 64))[:, 2]
    expected = click_sounds(RATE, int(CLICK_S * RATE))[0, 0, 64:]
    np.testing.assert_allclose(rest[: len(expected)], expected, atol=1e-6)
    assert not rest[len(expected) :].any()


def test_a_click_peaks_at_its_gain_and_ends_in_silence() -> None:
    for rate_hz in (44100, 96000):
        sounds = click_sounds(rate_hz, int(CLICK_S * rate_hz))
        np.testing.assert_allclose(np.abs(sounds).max(axis=2), np.tile(GAINS, (3, 1)), rtol=1e-6)
        assert np.abs(sounds[:, :, 0]).max() < 0.4 and np.abs(sounds[:, :, -48:]).max() < 0.006
