"""Hazards: a grid that leaves bars and beats where the meter changes, that drifts, or whose step by key stands still."""

import pytest

from app.edits.grid import GRID_UNITS, GridStep, GridUnit, grid_step, lines_around, nearest_line, stepped_line
from app.edits.songs import fresh_song
from app.edits.tempo import set_tempo, set_tempo_change
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import TempoMap, tempo_map

BEAT = 24000  # at 120 BPM and 48 kHz


def waltz_from_bar_3() -> TempoMap:
    song = set_tempo(120.0).apply(fresh_song("Test", 48000))
    return tempo_map(set_tempo_change(TempoChange(3, 90.0, Meter(6, 8))).apply(song))


PLAIN = tempo_map(set_tempo(120.0).apply(fresh_song("Test", 48000)))


@pytest.mark.parametrize(
    ("unit", "frames"),
    [
        ("bar", 4 * BEAT), ("beat", BEAT), ("1/2", 2 * BEAT), ("1/4", BEAT), ("1/8", BEAT / 2), ("1/16", BEAT / 4),
        ("1/32", BEAT / 8), ("1/4T", BEAT * 2 / 3), ("1/8T", BEAT / 3), ("1/16T", BEAT / 6), ("second", 48000), ("ms", 48),
        ("CD frame", 640), ("frame", 1),
    ],
)  # fmt: skip
def test_lines_are_as_far_apart_as_their_unit_says(unit: GridUnit, frames: float) -> None:
    step = grid_step(PLAIN, unit, 0, 1)
    at = 0
    for number in range(1, 50):
        at = stepped_line(PLAIN, at, step, 1)
        assert abs(at - number * frames) <= 0.5 + 1e-6
    for number in range(48, -1, -1):
        at = stepped_line(PLAIN, at, step, -1)
        assert abs(at - number * frames) <= 0.5 + 1e-6
    assert stepped_line(PLAIN, 0, step, -1) == 0


def test_every_unit_has_a_step_at_a_change_of_meter() -> None:
    tempo = waltz_from_bar_3()
    third = tempo.bar_frame(3)
    for unit in GRID_UNITS:
        for frame in (third - 1, third, third + 1, third + 20000):
            step = grid_step(tempo, unit, frame, 480)
            before, after = lines_around(tempo, frame, step)
            assert before <= frame < after, (unit, frame)
    assert stepped_line(tempo, third - 1, GridStep(beats=3.0), 1) == third, "a bar begins anew"
    quaver = grid_step(tempo, "1/8", third, 1)
    assert stepped_line(tempo, third, quaver, 1) == round(third + 48000 * 60 / 90 / 2)


def test_the_adaptive_grid_is_as_fine_as_the_distance_allows() -> None:
    for least in (1, 10, 100, 1000, 10000, 100000, 1000000):
        step = grid_step(PLAIN, "adaptive", 0, least)
        before, after = lines_around(PLAIN, 12345678, step)
        finest = BEAT / 32
        assert after - before >= least - 1 and after - before < max(2 * least + 1, 4 * BEAT, finest + 1)


def test_the_nearest_line_is_the_first_one_before_the_start() -> None:
    assert nearest_line(PLAIN, -5000, GridStep(beats=1.0)) == 0
    assert nearest_line(PLAIN, BEAT * 0.49, GridStep(beats=1.0)) == 0
    assert nearest_line(PLAIN, BEAT * 0.51, GridStep(beats=1.0)) == BEAT
