"""Hazards: a round trip from an echo or from noise, one that is off by a frame, an unclear one that is taken all the same."""

import subprocess
import sys

import numpy as np
import numpy.typing as npt
import pytest

from audio_engine import launcher
from audio_engine.calibrate import (
    CANCELLED,
    CLEAR,
    REPETITIONS,
    CalibrationProblem,
    CapturedSweep,
    agreed,
    find,
    measure,
    refusal,
    sweep,
)
from audio_engine.protocol import DeviceRequest

RATE = 48000
ROOM = 8192  # frames in which the sweep may lie


def heard_after(frames: float, gain: float = 1.0, noise: float = 0.0) -> npt.NDArray[np.float32]:
    """The sweep as an input has it, delayed by any part of a frame."""
    played = sweep(RATE).astype(np.float64)
    size = len(played) + ROOM
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size) * frames)
    samples = gain * np.fft.irfft(np.fft.rfft(played, size) * turn, size)
    return (samples + noise * np.random.default_rng(1).standard_normal(size)).astype(np.float32)


def test_a_silent_input_is_not_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large interface has dozens of them, and a measurement looks at each for every sweep."""
    monkeypatch.setattr(np.fft, "rfft", None)
    assert find(np.zeros(len(sweep(RATE)) + ROOM, np.float32), sweep(RATE)) == (0.0, 0.0)


@pytest.mark.parametrize("frames", [0.0, 293.0, 293.25, 1000.5, 4001.75])
@pytest.mark.parametrize("gain", [1.0, -0.01])
def test_a_sweep_is_found_between_the_samples(frames: float, gain: float) -> None:
    at, likeness = find(heard_after(frames, gain), sweep(RATE))
    assert at == pytest.approx(frames, abs=0.1)
    assert likeness > 0.95, "half a frame beside a sample the best match is a little less like it"


def test_noise_makes_it_less_sure_and_not_wrong() -> None:
    at, likeness = find(heard_after(500.0, 1.0, 0.1), sweep(RATE))
    assert at == pytest.approx(500.0, abs=0.5) and CLEAR < likeness < 0.95
    assert find(heard_after(0.0, 0.0, 0.1), sweep(RATE))[1] < CLEAR, "noise alone"


def sweeps(*frames: float, likeness: float = 0.9) -> list[CapturedSweep]:
    return [CapturedSweep(place, likeness, 0) for place in frames]


def test_five_alike_give_their_median_and_how_far_they_lie_apart() -> None:
    assert agreed(sweeps(*[293.0] * REPETITIONS)) == (293, 0.0)
    through_air = agreed(sweeps(293.2, 292.6, 293.1, 293.9, 293.0))
    assert through_air is not None and through_air[0] == 293 and through_air[1] == pytest.approx(1.3)
    assert agreed(sweeps(90.0, *[293.0] * REPETITIONS)) == (293, 0.0), "before the cable was in"


def test_what_is_unclear_is_refused() -> None:
    assert agreed(sweeps(*[293.0] * (REPETITIONS - 1))) is None
    assert agreed(sweeps(293.0, 293.0, 293.0, 293.0, 294.5)) is None, "further than a frame"
    assert agreed([*sweeps(*[293.0] * 4), *sweeps(293.0, likeness=CLEAR - 0.01)]) is None
    assert agreed([*sweeps(*[293.0] * 4), CapturedSweep(293.0, 0.9, 1)]) is None, "another input"


def test_a_refusal_says_what_to_do() -> None:
    assert "use a cable" in refusal(sweeps(200.0, 293.0, 350.0, 293.0, 400.0))
    assert "turn the level up" in refusal(sweeps(293.0, likeness=0.2))
    assert "connect an output" in refusal(sweeps(293.0, likeness=0.01)) and "connect" in refusal([])


def test_cancelling_ends_the_process_that_holds_the_device(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []

    def start(*_arguments: str, **_options: object) -> subprocess.Popen[bytes]:
        listening = [sys.executable, "-c", "import time; time.sleep(60)"]
        started.append(subprocess.Popen(listening, stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return started[0]

    monkeypatch.setattr(launcher, "start", start)
    with pytest.raises(CalibrationProblem, match=CANCELLED):
        measure(DeviceRequest(), cancelled=lambda: True)
    assert started[0].returncode not in (None, 0)
