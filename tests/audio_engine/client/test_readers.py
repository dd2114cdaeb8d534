"""Hazards: a clock that changes while it is read; a load that is red from the start on; a dead engine that still sounds."""

from types import SimpleNamespace
from typing import Any

import numpy as np

from audio_engine.client.readers import EngineReaders
from audio_engine.rt import layout as at

RATE = 48000  # without a device


def readers(clock: Any, loads: Any) -> EngineReaders:
    reading = EngineReaders()
    reading.read_from(SimpleNamespace(clock_sequence=[0], clock=clock, load_histogram=loads, cycles_a_frame=[1.0]))  # type: ignore[arg-type]
    return reading


class Changing:
    """What the engine writes at any time: only a copy of it holds still."""

    def copy(self) -> np.ndarray:
        return np.array([0, 0, 3, 0])

    def __array__(self, *text: object, **more: object) -> np.ndarray:
        raise RuntimeError("number of non-zero array elements changed during function execution.")


def test_the_clock_is_read_while_the_engine_goes_on_counting() -> None:
    clock = np.zeros(1, at.CLOCK)[0]
    clock["engine_frame"] = RATE
    assert readers(clock, Changing()).clock().load_peak == 0.02


def test_the_peak_of_the_load_forgets_the_start_and_what_was_cleared() -> None:
    """A device that opened at 255 % was red until the end."""
    clock, loads = np.zeros(1, at.CLOCK)[0], np.zeros(256, np.int64)
    reading = readers(clock, loads)

    def peak(engine_frame: int, percent: int) -> float:
        clock["engine_frame"] = engine_frame
        loads[percent] += 1
        return reading.clock().load_peak

    assert peak(RATE // 2, 255) == 0.0, "it still starts"
    assert [peak(RATE, 3), peak(RATE + 1, 41), peak(RATE + 2, 4)] == [0.03, 0.41, 0.41]
    reading.clear_load_peak()
    assert peak(RATE + 3, 5) == 0.05
    loads[:] = 0
    assert [peak(64, 200), peak(RATE, 6)] == [0.0, 0.06], "another device begins anew"


def test_a_dead_engine_shows_silence_and_a_tape_that_is_stopped() -> None:
    clock = np.zeros(1, at.CLOCK)[0]
    clock["state"] = at.ROLLING
    reading = readers(clock, np.zeros(4))
    assert reading.clock().state == "stopped"
    assert not reading.meters().output_peak.any()
    assert not EngineReaders().scope(64).master.any()
