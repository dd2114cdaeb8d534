"""A device without a clock, for bounces and tests: calls the compiled callback with the blocks that it is given.

Lives: any thread, one at a time.
"""

import ctypes
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.memory import EngineMemory

Samples = npt.NDArray[np.float32]


class Pump:
    """Runs blocks through `memory`, as fast as they go; also the device of a bounce."""

    def __init__(self, memory: EngineMemory) -> None:
        from audio_engine.rt.callback import callback

        self.memory = memory
        self._call: Any = ctypes.CFUNCTYPE(
            ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64,
            ctypes.c_void_p,
        )(callback.address or 0)  # fmt: skip

    def run(self, frames: int, inputs: Samples | None = None, adc_s: float | None = None, flags: int = 0) -> Samples:
        """Run one block.

        Args:
            frames: Its length.
            inputs: [frame, channel]; silence by default.
            adc_s: When its first input sample was taken, in seconds of the device's clock; None: the device says nothing.
            flags: PortAudio's status flags.

        Returns:
            The device's outputs, [frame, channel].
        """
        outputs = np.empty((frames, self.memory.outputs), np.float32)
        if inputs is None:
            inputs = np.zeros((frames, self.memory.inputs), np.float32)
        inputs = np.ascontiguousarray(inputs, np.float32)
        times = np.array([adc_s or 0.0, adc_s or 0.0, 0.0])
        self._call(
            inputs.ctypes.data if self.memory.inputs else None,
            outputs.ctypes.data,
            frames,
            None if adc_s is None else times.ctypes.data,
            flags,
            self.memory.userdata,
        )
        return outputs
