"""Hazards: a movement that replays as another one, a curve with a point for every tick, a neighbour that is moved too."""

import math
import random

import pytest

from app.automation.movement import RETURN_S, Movement
from app.automation.thinning import thinned
from app.model.automation import AutomationMode, Breakpoint
from app.model.curve import SILENCE_DB, value_at
from app.model.parameters import Parameter, parameter

RATE = 48000
FADER, PAN, FREQUENCY, MUTE = (parameter("track", path) for path in ("fader_db", "pan", "eq/low/frequency_hz", "mute"))
TICK = RATE // 60


def moved(movement: Movement, start: int, values: list[float]) -> int:
    """Moves once a tick; the frame of the last one."""
    for index, value in enumerate(values):
        movement.move(start + index * TICK, value)
    return start + (len(values) - 1) * TICK


def made(entry: Parameter, mode: AutomationMode, before: tuple[Breakpoint, ...] = (), resting: float = 0.0) -> Movement:
    return Movement(entry, mode, RATE, before, resting, trim_from=resting)


def hand(entry: Parameter, seed: int, ticks: int = 600) -> list[float]:
    """A smooth movement of a hand inside the range: slow waves, with rests."""
    chance = random.Random(seed)
    phases = [chance.uniform(0, math.tau) for _ in range(3)]
    low, high = max(entry.low, -30.0), entry.high
    values, time = [], 0.0
    for _ in range(ticks):
        time += 0.0 if chance.random() < 0.1 else 1 / 60
        wave = sum(math.sin(phase + math.tau * speed * time) for phase, speed in zip(phases, (0.1, 0.25, 0.4))) / 3
        values.append(low + (high - low) * (0.5 + 0.5 * wave))
    return values


@pytest.mark.parametrize("entry", [FADER, PAN, FREQUENCY], ids=lambda entry: entry.path)
@pytest.mark.parametrize("seed", range(4))
def test_a_hands_movement_needs_few_points_and_replays_as_it_was(entry: Parameter, seed: int) -> None:
    movement, values = made(entry, "latch"), hand(entry, seed)
    end = moved(movement, 1000, values)
    curve = movement.curve(end)
    seconds = len(values) / 60
    assert len(curve) < 10 * seconds
    allowed = 0.2 if entry.unit == "dB" else 0.01 * (entry.high - entry.low)
    if entry.scale == "log":
        allowed = 0.04 * max(values)
    worst = max(abs(value_at(curve, entry, 1000 + index * TICK) - value) for index, value in enumerate(values))
    assert worst <= allowed, worst


def test_noise_is_drawn_coarsely_rather_than_with_a_point_for_every_tick() -> None:
    chance = random.Random(1)
    movement = made(FADER, "latch")
    end = moved(movement, 0, [chance.uniform(-20, 0) for _ in range(600)])
    assert len(movement.curve(end)) < 100


def test_thinning_keeps_both_ends_and_a_corner() -> None:
    line = [Breakpoint(frame, -10.0 if frame < 500 else 0.0) for frame in range(0, 1000, 10)]
    kept = thinned(line, FADER, 1)
    assert (kept[0], kept[-1]) == (line[0], line[-1])
    assert {point.timeline_frame for point in kept} >= {490, 500}


def test_a_hand_that_rests_holds_the_value_until_it_moves_again() -> None:
    movement = made(FADER, "latch")
    movement.move(0, -10.0)
    movement.move(2 * RATE, 0.0)
    curve = movement.curve(3 * RATE)
    assert value_at(curve, FADER, int(1.9 * RATE)) == -10.0
    assert value_at(curve, FADER, 3 * RATE) == 0.0


@pytest.mark.parametrize("mode", ["touch", "latch", "write"])
def test_what_lies_before_and_after_a_movement_stays_what_it_was(mode: AutomationMode) -> None:
    before = (Breakpoint(0, -20.0, 0.5), Breakpoint(100_000, 0.0, -0.5), Breakpoint(400_000, -30.0))
    movement = made(FADER, mode, before)
    end = moved(movement, 200_000, [-5.0] * 60)
    curve = movement.curve(end)
    back = end + round(RETURN_S * RATE)
    for frame in (0, 100_000, 199_999, back, 400_000, 500_000):
        if not 0 < frame < 100_000:
            assert value_at(curve, FADER, frame) == pytest.approx(value_at(before, FADER, frame), abs=1e-6), frame
    for frame in (200_000, 210_000, end):
        assert value_at(curve, FADER, frame) == -5.0
    frames = [point.timeline_frame for point in curve]
    assert frames == sorted(set(frames))


def test_without_a_curve_touch_returns_to_where_the_control_was_and_latch_stays() -> None:
    touch, latch = made(FADER, "touch", resting=-3.0), made(FADER, "latch", resting=-3.0)
    for movement in (touch, latch):
        moved(movement, RATE, [-12.0] * 60)
    assert value_at(touch.curve(2 * RATE), FADER, 10 * RATE) == -3.0
    assert value_at(touch.curve(2 * RATE), FADER, 0) == -3.0
    assert value_at(latch.curve(2 * RATE), FADER, 10 * RATE) == -12.0
    assert latch.curve(2 * RATE)[0].timeline_frame == RATE, "before it the curve is flat"


def test_trim_moves_the_curve_by_the_hands_way_and_keeps_its_shape() -> None:
    before = (Breakpoint(0, -20.0), Breakpoint(10 * RATE, 0.0))
    movement = made(FADER, "trim", before, resting=-6.0)
    end = moved(movement, 2 * RATE, [-6.0 - 3.0 * min(tick / 60, 1.0) for tick in range(240)])
    sounding = movement.trimmed(end)
    curve = movement.curve(end)
    assert sounding == pytest.approx(value_at(before, FADER, end) - 3.0)
    for frame in (int(3.5 * RATE), 5 * RATE, end):
        assert value_at(curve, FADER, frame) == pytest.approx(value_at(before, FADER, frame) - 3.0, abs=0.2)
    for frame in (RATE, 8 * RATE):
        assert value_at(curve, FADER, frame) == pytest.approx(value_at(before, FADER, frame), abs=1e-6)


def test_a_trim_stops_at_the_range_and_silence_stays_reachable() -> None:
    before = (Breakpoint(0, 5.0), Breakpoint(RATE, float("-inf")))
    movement = made(FADER, "trim", before, resting=0.0)
    end = moved(movement, 0, [6.0] * 60)
    values = [point.value for point in movement.curve(end)]
    assert max(values) <= 6.0 and all(not math.isnan(value) for value in values)
    assert all(value == float("-inf") or value > SILENCE_DB for value in values)


def test_a_mute_is_recorded_as_steps() -> None:
    before = (Breakpoint(0, 0.0), Breakpoint(10 * RATE, 1.0))
    movement = made(MUTE, "touch", before)
    movement.move(RATE, 1.0)
    movement.move(2 * RATE, 0.0)
    curve = movement.curve(2 * RATE)
    played = [value_at(curve, MUTE, frame) for frame in (0, RATE - 1, RATE, 2 * RATE - 1, 2 * RATE, 10 * RATE)]
    assert played == [0.0, 0.0, 1.0, 1.0, 0.0, 1.0]
    assert len(curve) == 4
    fresh = made(MUTE, "latch")
    fresh.move(RATE, 1.0)
    assert [value_at(fresh.curve(2 * RATE), MUTE, frame) for frame in (0, RATE, 9 * RATE)] == [0.0, 1.0, 1.0]


def test_a_later_move_in_the_same_frame_wins() -> None:
    movement = made(PAN, "latch")
    for value in (0.1, 0.2, 0.3):
        movement.move(480, value)
    assert [point.value for point in movement.points] == [0.3]
