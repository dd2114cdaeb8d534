"""Measure the round trip of a device: play a sweep, find it in the inputs, count the frames between.

The sweep is played by the same callback that records, so the figure is exactly what a take has to be moved by. It is
repeated until it is heard, at most 20 s, because cables (and JACK's ports) may be connected only after the stream runs.

Lives: `measure` in window workers and command line; `main` in the calibration process.
"""

import json
import subprocess
import sys
import time
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
CLEAR = 0.5  # least normalised correlation at the peak, 0 to 1
TWICE_WITHIN_FRAMES = 0  # two sweeps have to agree to the frame


class Calibration(NamedTuple):
    """`round_trip_frames` from output to input; `confidence` 0 to 1; `input` counts from 0."""

    device: DeviceState
    round_trip_frames: int
    confidence: float
    input: int


class CalibrationProblem(Exception):
    """One sentence: why there is no figure."""


def measure(request: DeviceRequest, outputs: tuple[int, ...] = (0, 1)) -> Calibration:
    """Measure in a process of its own; blocks up to 25 s. Raises CalibrationProblem."""
    child = launcher.start("calibrate-job", output=subprocess.PIPE, feed=True)
    text = json.dumps({"request": msgspec.to_builtins(request), "outputs": list(outputs)}).encode()
    try:
        answer, _ = child.communicate(text, timeout=GIVE_UP_S + 100)
        found = json.loads(answer)
    except subprocess.TimeoutExpired as error:
        child.kill()
        raise CalibrationProblem("The device stopped answering while it was being measured.") from error
    except ValueError as error:
        raise CalibrationProblem("The measurement ended early; try again.") from error
    if "problem" in found:
        raise CalibrationProblem(found["problem"])
    return Calibration(msgspec.convert(found["device"], DeviceState), *found["measured"])


def sweep(rate_hz: int) -> npt.NDArray[np.float32]:
    """An exponential sine sweep with 5 ms fades (Farina, "Simultaneous measurement ...", AES 2000)."""
    time_s = np.arange(int(SWEEP_S * rate_hz)) / rate_hz
    low, high = SWEEP_HZ
    growth = np.log(high / low)
    wave = np.sin(2 * np.pi * low * SWEEP_S / growth * (np.exp(time_s * growth / SWEEP_S) - 1))
    fade = np.minimum(1.0, np.minimum(time_s, time_s[::-1]) / 0.005)
    played: npt.NDArray[np.float32] = (wave * fade * SWEEP_GAIN).astype(np.float32)
    return played


def find(heard: npt.NDArray[np.float32], played: npt.NDArray[np.float32]) -> tuple[int, float]:
    """Where `played` lies in `heard`, and how alike they are there (0 to 1, by normalised cross-correlation)."""
    size = 1 << int(np.ceil(np.log2(len(heard) + len(played))))
    product = np.fft.rfft(heard, size) * np.conj(np.fft.rfft(played, size))
    correlation = np.fft.irfft(product, size)[: max(1, len(heard) - len(played))]
    at = int(np.argmax(np.abs(correlation)))
    part = heard[at : at + len(played)].astype(np.float64)
    scale = np.sqrt(float((part**2).sum()) * float((played.astype(np.float64) ** 2).sum()))
    return at, float(abs(correlation[at]) / scale) if scale > 1e-9 else 0.0


def main(arguments: list[str]) -> int:
    """In the calibration process."""
    from audio_engine.backend.base import DeviceProblem
    from audio_engine.backend.portaudio import PortAudioBackend

    asked = json.loads(sys.stdin.buffer.read())
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
    from audio_engine.memory import EngineMemory
    from audio_engine.plan import BusPlan, ChannelPlan, MixPlan
    from audio_engine.rt import layout as at

    memory = EngineMemory(described.rate_hz, described.input_channels, described.output_channels)
    plan = MixPlan(
        described.rate_hz, (ChannelPlan(0, 1, monitoring="off"),), (BusPlan(0, "master", outputs=outputs),)
    )  # fmt: skip
    memory.control.set_plan(plan)
    memory.post(plan)
    played = sweep(described.rate_hz)
    period = memory.tape.shape[2] // SWEEPS_A_RING
    for turn in range(SWEEPS_A_RING):
        memory.tape[0, 0, turn * period : turn * period + len(played)] = played
    memory.filled_to[0, 0] = 1 << 60
    memory.reader[at.READY_EPOCH] = 1
    device = backend.start(memory)
    memory.control.command(at.COMMAND_ROLL, 0, 0, -1, -1)
    until = time.monotonic() + GIVE_UP_S
    last: tuple[int, int] | None = None
    best, looked = 0.0, 0
    while time.monotonic() < until:
        time.sleep(0.05)
        if memory.event_index[at.WRITTEN] < 1:
            continue
        rolled = int(memory.events[0, 1])
        captured = int(memory.captured[0])
        first = rolled + looked * period
        if captured < first + period + len(played):
            continue
        looked += 1
        found = max((_listen(memory, channel, first, period, played) for channel in range(described.input_channels)),
                    key=lambda f: f[1])  # fmt: skip
        best = max(best, found[1])
        if found[1] >= CLEAR:
            now = (found[0], found[2])
            if last is not None and abs(last[0] - now[0]) <= TWICE_WITHIN_FRAMES and last[1] == now[1]:
                return {"device": msgspec.to_builtins(device), "measured": [found[0], found[1], found[2]]}
            last = now
    if best > 0.1:
        return {"problem": "The sweep was heard too faintly to measure: turn the level up, or move closer."}
    return {"problem": "The sweep was not heard in 20 s: connect an output to an input and try again."}


def _listen(memory: Any, channel: int, first: int, period: int, played: Any) -> tuple[int, float, int]:
    """(frames from playing to hearing, likeness, channel) for the sweep that was played at engine frame `first`."""
    ring = memory.capture
    index = np.arange(first, first + period + len(played)) % ring.shape[1]
    at, likeness = find(ring[channel, index], played)
    return at, likeness, channel
