"""A device without hardware: a clock that runs the same compiled callback.

Its performer hears a block and answers in the next one, so the round trip is one block. Inputs are silence, a tone, or a
file whose frame k is played at timeline frame k while the tape rolls.

Lives: engine, a thread of its own.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile

from audio_engine.backend.base import DeviceProblem
from audio_engine.capacity import DEVICE_CHANNELS
from audio_engine.memory import EngineMemory
from audio_engine.protocol import DeviceRequest, DeviceState
from audio_engine.rt import layout as at

DEFAULT_BLOCK_FRAMES = 256
DEFAULT_INPUTS, DEFAULT_OUTPUTS = 8, 8
TONE_HZ, TONE_GAIN = 440.0, 0.25119  # -12 dBFS
CATCH_UP_S = 0.5  # after a longer stall the clock does not try to catch up
NAME = "Virtual device"


class VirtualBackend:
    """A device of its own thread; see base.Backend.

    Args:
        keeps_up: Whether the disk threads are ready for so many frames more; asked while it runs fast, on its thread.
    """

    def __init__(self, keeps_up: Callable[[int], bool]) -> None:
        self._keeps_up = keeps_up
        self._request = DeviceRequest(backend="virtual")
        self._file: npt.NDArray[np.float32] | None = None
        self._end = threading.Event()
        self._thread: threading.Thread | None = None

    def describe(self, request: DeviceRequest) -> DeviceState:
        """See base.Backend; reads the file that is played into it."""
        self._request = request
        inputs = DEFAULT_INPUTS if request.input_channels < 0 else request.input_channels
        if request.virtual_input not in ("silence", "tone"):
            self._file = self._load(request.virtual_input, request.rate_hz)
            if request.input_channels < 0:
                inputs = max(inputs, self._file.shape[1])
        if not 8000 <= request.rate_hz <= 192000:
            raise DeviceProblem(f"The virtual device runs at 8000 to 192000 Hz, not at {request.rate_hz} Hz.")
        block = request.block_frames or DEFAULT_BLOCK_FRAMES
        if not 16 <= block <= 4096:
            raise DeviceProblem(f"A block of {block} frames cannot be had; choose 16 to 4096.")
        return DeviceState(
            backend="virtual",
            host_api="",
            input_device=NAME,
            output_device=NAME,
            rate_hz=request.rate_hz,
            block_frames=block,
            input_channels=min(inputs, DEVICE_CHANNELS),
            output_channels=DEFAULT_OUTPUTS if request.output_channels < 0 else request.output_channels,
            round_trip_frames=block,
        )

    def _load(self, path: str, rate_hz: int) -> npt.NDArray[np.float32]:
        try:
            samples, rate = soundfile.read(path, dtype="float32", always_2d=True)
        except (RuntimeError, OSError) as error:
            raise DeviceProblem(f"{Path(path).name} cannot be played into the virtual device: {error}.") from error
        if rate != rate_hz:
            raise DeviceProblem(f"{Path(path).name} has {rate} Hz and the song {rate_hz} Hz; resample it first.")
        return np.ascontiguousarray(samples)

    def start(self, memory: EngineMemory) -> DeviceState:
        """See base.Backend."""
        from audio_engine.rt.callback import callback

        state = self.describe(self._request)
        call = ctypes.CFUNCTYPE(
            ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64,
            ctypes.c_void_p,
        )(callback.address or 0)  # fmt: skip
        self._thread = threading.Thread(
            target=self._run, args=(memory, state, call), name="virtual device", daemon=True
        )
        self._thread.start()
        return state

    def stop(self) -> None:
        """See base.Backend; waits 2 s at most."""
        self._end.set()
        if self._thread:
            self._thread.join(2.0)

    def _run(self, memory: EngineMemory, state: DeviceState, call: Any) -> None:
        block = state.block_frames
        inputs = np.zeros((block, state.input_channels), np.float32)
        outputs = np.zeros((block, state.output_channels), np.float32)
        began, done = time.perf_counter(), 0
        while not self._end.is_set():
            if self._request.virtual_fast:
                self._wait_for_disk(memory, block)
            else:
                late = time.perf_counter() - began - done / state.rate_hz
                if late > CATCH_UP_S:
                    began += late
                elif late < 0:
                    time.sleep(-late)
            before = int(memory.transport["timeline"])
            was_rolling = int(memory.transport["state"]) in (at.ROLLING, at.FADING)
            call(inputs.ctypes.data if inputs.size else None, outputs.ctypes.data, block, None, 0, memory.userdata)
            rolling = int(memory.transport["state"]) in (at.ROLLING, at.FADING)
            first = int(memory.transport["timeline"]) - block if rolling else before
            self._perform(inputs, first if rolling or was_rolling else None, done, state.rate_hz)
            done += block

    def _wait_for_disk(self, memory: EngineMemory, block: int) -> None:
        idle = int(memory.transport["state"]) in (at.STOPPED, at.WAITING)
        if idle:
            time.sleep(0.0005)
        while not self._keeps_up(block) and not self._end.is_set():
            time.sleep(0.0005)

    def _perform(self, inputs: npt.NDArray[np.float32], timeline: int | None, done: int, rate_hz: int) -> None:
        """Fill the next block's inputs with the answer to the block that began at `timeline` (None: nothing rolled)."""
        frames = len(inputs)
        if self._request.virtual_input == "tone":
            phase = 2 * np.pi * TONE_HZ * (np.arange(done, done + frames) / rate_hz)
            inputs[:] = (TONE_GAIN * np.sin(phase)).astype(np.float32)[:, None]
        elif self._file is not None:
            inputs[:] = 0.0
            if timeline is not None:
                low, high = max(0, timeline), min(len(self._file), timeline + frames)
                width = min(inputs.shape[1], self._file.shape[1])
                if low < high:
                    inputs[low - timeline : high - timeline, :width] = self._file[low:high, :width]
