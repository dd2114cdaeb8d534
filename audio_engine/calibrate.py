"""Measure the round trip of a device: play a sweep, find it in the inputs, count the frames between.

The sweep is played by the same callback that records, so the figure is exactly what a take has to be moved by. It is
repeated until it arrives alike five times in a row, at most 20 s, because cables (and JACK's ports) may be connected only
after the stream runs. A cable gives the same frame each time; in front of a loudspeaker the air may move it by one.

Lives: `measure` in window workers and command line; `main` in the calibration process.
"""

import json
import time
from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from typing import Any, NamedTuple

import msgspec
import numpy as np
import numpy.typing as npt

from audio_engine import launcher
from audio_engine.protocol import DeviceRequest, DeviceState

SWEEP_S = 0.15
SWEEPS_A_RING = 8  # the playback ring goes round and round with so many sweeps in it, one in about 0.7 s
SWEEP_HZ = (150.0, 15000.0)
SWEEP_GAIN = 0.25
GIVE_UP_S = 20.0
ANSWER_S = GIVE_UP_S + 100  # kernels may have to be compiled first
CANCELLED = "Cancelled: the round trip was not measured."
CLEAR = 0.5  # least normalised correlation at the peak, 0 to 1
REPETITIONS = 5  # that have to agree
AGREE_WITHIN_FRAMES = 1.0  # of their median


class CapturedSweep(NamedTuple):
    """One sweep: frames from output to input, fractions too; how alike it is, 0 to 1; the input, from 0."""

    frames: float
    likeness: float
    input: int


class Calibration(NamedTuple):
    """A measured round trip.

    `round_trip_frames` from output to input is the median of `repetitions` sweeps that lie within `residual_frames` of each
    other; `confidence`, 0 to 1, is of the one that was captured least well; `input` counts from 0.
    """

    device: DeviceState
    round_trip_frames: int
    confidence: float
    input: int
    residual_frames: float
    repetitions: int


class CalibrationProblem(Exception):
    """One sentence: why there is no figure."""


def measure(
    request: DeviceRequest, outputs: tuple[int, ...] = (0, 1), cancelled: Callable[[], bool] = lambda: False
) -> Calibration:
    """Measure the round trip in a process of its own; blocks up to 25 s. That process ends with this one.

    Args:
        request: The device, with inputs and outputs; no other program may hold it.
        outputs: Device outputs that play the sweep, counted from 0.
        cancelled: Asked ten times a second; True ends the measurement.

    Raises:
        CalibrationProblem: There is no figure, or it was cancelled.
    """
    message = {"request": msgspec.to_builtins(request), "outputs": list(outputs)}
    try:
        found = launcher.ask("calibrate-job", message=message, limit_s=ANSWER_S, cancelled=cancelled)
    except CancelledError:
        raise CalibrationProblem(CANCELLED) from None
    except TimeoutError as error:
        raise CalibrationProblem("The device stopped answering while it was being measured.") from error
    except ValueError as error:
        raise CalibrationProblem("The measurement ended early; try again.") from error
    if "problem" in found:
        raise CalibrationProblem(found["problem"])
    return Calibration(msgspec.convert(found["device"], DeviceState), *found["measured"])


def sweep(rate_hz: int) -> npt.NDArray[np.float32]:
    """Return an exponential sine sweep with 5 ms fades (Farina, "Simultaneous measurement ...", AES 2000)."""
    time_s = np.arange(int(SWEEP_S * rate_hz)) / rate_hz
    low, high = SWEEP_HZ
    growth = np.log(high / low)
    wave = np.sin(2 * np.pi * low * SWEEP_S / growth * (np.exp(time_s * growth / SWEEP_S) - 1))
    fade = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / 0.005)
    played: npt.NDArray[np.float32] = (wave * fade * SWEEP_GAIN).astype(np.float32)
    return played


def find(captured: npt.NDArray[np.float32], played: npt.NDArray[np.float32]) -> tuple[float, float]:
    """Find the sweep in what an input captured.

    Args:
        captured: Samples of one input, longer than `played`.
        played: Samples of the sweep.

    Returns:
        Where it begins, in frames and fractions of one, and the normalised cross-correlation there, 0 to 1.
    """
    if not captured.any():  # most inputs of a large interface
        return 0.0, 0.0
    size = 1 << int(np.ceil(np.log2(len(captured) + len(played))))
    product = np.fft.rfft(captured, size) * np.conj(np.fft.rfft(played, size))
    correlation = np.abs(np.fft.irfft(product, size)[: max(1, len(captured) - len(played))])
    at = int(np.argmax(correlation))
    part = captured[at : at + len(played)].astype(np.float64)
    scale = np.sqrt(float((part**2).sum()) * float((played.astype(np.float64) ** 2).sum()))
    return at + _beside(correlation, at), min(float(correlation[at] / scale), 1.0) if scale > 1e-9 else 0.0


def _beside(correlation: npt.NDArray[Any], at: int) -> float:
    """How far from sample `at` the peak lies, -0.5 to 0.5: the top of the parabola through it and its neighbours."""
    if not 0 < at < len(correlation) - 1:
        return 0.0
    before, top, after = (float(value) for value in correlation[at - 1 : at + 2])
    bend = before - 2.0 * top + after
    return 0.0 if bend >= 0.0 else max(-0.5, min(0.5, 0.5 * (before - after) / bend))


def agreed(captured: Sequence[CapturedSweep]) -> tuple[int, float] | None:
    """Return (median in whole frames, spread in frames) of the last REPETITIONS sweeps.

    None unless all of them were clear, came in through one input and lie within AGREE_WITHIN_FRAMES of their median.
    """
    last = captured[-REPETITIONS:]
    if len(last) < REPETITIONS or len({one.input for one in last}) > 1 or min(one.likeness for one in last) < CLEAR:
        return None
    places = np.array([one.frames for one in last])
    median = float(np.median(places))
    if float(np.abs(places - median).max()) > AGREE_WITHIN_FRAMES:
        return None
    return round(median), float(np.ptp(places))


def refusal(captured: Sequence[CapturedSweep]) -> str:
    """Return a sentence: why these sweeps give no figure, and what to do."""
    clear = [one for one in captured if one.likeness >= CLEAR]
    if len(clear) >= REPETITIONS:
        spread = float(np.ptp([one.frames for one in clear[-REPETITIONS:]]))
        return (
            f"The sweep was heard {len(clear)} times, but the last ones lie {spread:.0f} frames apart: use a cable, or hold "
            "the microphone still, close to one loudspeaker."
        )
    if max((one.likeness for one in captured), default=0.0) > 0.1:
        return "The sweep was heard too faintly to measure: turn the level up, or move closer."
    return "The sweep was not heard in 20 s: connect an output to an input and try again."


def main(arguments: list[str]) -> int:
    """In the calibration process."""
    from audio_engine.backend.base import DeviceProblem
    from audio_engine.backend.portaudio import PortAudioBackend

    asked = launcher.read_message()
    request = msgspec.convert(asked["request"], DeviceRequest)
    try:
        if request.backend == "virtual":
            raise DeviceProblem("The virtual device has no cable to measure; choose a sound card.")
        backend = PortAudioBackend()
        described = backend.describe(request)
        if not described.input_channels or not described.output_channels:
            raise DeviceProblem("The round trip needs a device with inputs and outputs.")
        result: Any = _run(backend, described, tuple(asked["outputs"]))
        backend.stop()
    except DeviceProblem as problem:
        result = {"problem": problem.sentence}
    print(json.dumps(result), flush=True)
    return 0


def _run(backend: Any, described: DeviceState, outputs: tuple[int, ...]) -> dict[str, Any]:
    from audio_engine.rt import layout as at

    played = sweep(described.rate_hz)
    memory, period = _sweeping(described, outputs, played)
    device = backend.start(memory)
    memory.control.command(at.COMMAND_ROLL, 0, 0, -1, -1)
    until = time.monotonic() + GIVE_UP_S
    captured: list[CapturedSweep] = []
    while time.monotonic() < until:
        time.sleep(0.05)
        if memory.event_index[at.WRITTEN] < 1:
            continue
        first = int(memory.events[0, 1]) + len(captured) * period
        if int(memory.captured[0]) < first + period + len(played):
            continue
        inputs = range(described.input_channels)
        captured.append(
            max((_captured_sweep(memory, n, first, period, played) for n in inputs), key=lambda one: one.likeness)
        )
        found = agreed(captured)
        if found is not None:
            confidence = min(one.likeness for one in captured[-REPETITIONS:])
            measured = [found[0], confidence, captured[-1].input, found[1], REPETITIONS]
            return {"device": msgspec.to_builtins(device), "measured": measured}
    return {"problem": refusal(captured)}


def _sweeping(described: DeviceState, outputs: tuple[int, ...], played: npt.NDArray[np.float32]) -> tuple[Any, int]:
    """An engine's memory whose tape plays the sweep again and again, and how many frames lie from one to the next."""
    from audio_engine.memory import EngineMemory
    from audio_engine.plan import BusPlan, ChannelPlan, MixPlan
    from audio_engine.rt import layout as at

    memory = EngineMemory(described.rate_hz, described.input_channels, described.output_channels)
    plan = MixPlan(
        described.rate_hz, (ChannelPlan(0, 1, monitoring="off"),), (BusPlan(0, "master", outputs=outputs),)
    )  # fmt: skip
    memory.control.set_plan(plan)
    memory.post(plan)
    period = memory.tape.shape[2] // SWEEPS_A_RING
    for repetition in range(SWEEPS_A_RING):
        memory.tape[0, 0, repetition * period : repetition * period + len(played)] = played
    memory.filled_to[0, 0] = 1 << 60
    memory.reader[at.READY_EPOCH] = 1
    return memory, period


def _captured_sweep(memory: Any, channel: int, first: int, period: int, played: Any) -> CapturedSweep:
    """The sweep that was played at engine frame `first`, as this input has it."""
    ring = memory.capture
    index = np.arange(first, first + period + len(played)) % ring.shape[1]
    return CapturedSweep(*find(ring[channel, index], played), channel)
