"""Samples to file bytes, compiled: a stems bounce rounds some hundred million samples.

Lives: bounce, encoder thread; engine, writer thread. The kernels leave the GIL.
"""

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import kernel

_F4 = types.Array(types.float32, 1, "C")
_F8 = types.Array(types.float64, 1, "C")
_U1 = types.Array(types.uint8, 1, "C")
SCALE_24 = 8388608.0


@kernel(types.void(_F4, _U1))
def _pack_24(samples, out):
    """Round and clip to signed 24 bit, little-endian, three bytes a sample."""
    for i in range(samples.shape[0]):
        value = numba.float64(samples[i]) * SCALE_24
        value = min(8388607.0, max(-8388608.0, value))
        whole = numba.int32(np.rint(value))
        out[3 * i] = whole & 255
        out[3 * i + 1] = (whole >> 8) & 255
        out[3 * i + 2] = (whole >> 16) & 255


@kernel(types.float32(_F4, _F8, types.float64))
def _add(samples, total, scale):
    """total += samples as a file of this scale (0: float) holds them; returns their peak."""
    peak = numba.float32(0.0)
    if scale == 0.0:
        for i in range(samples.shape[0]):
            total[i] += samples[i]
            peak = max(peak, abs(samples[i]))
    else:
        for i in range(samples.shape[0]):
            total[i] += np.rint(numba.float64(samples[i]) * scale) / scale
            peak = max(peak, abs(samples[i]))
    return peak


def pack_24(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Interleaved samples of any shape as bytes of 24-bit PCM."""
    flat = np.ascontiguousarray(samples, np.float32).reshape(-1)
    out = np.empty(flat.size * 3, np.uint8)
    _pack_24(flat, out)
    return out


def add(samples: npt.NDArray[np.float32], total: npt.NDArray[np.float64], scale: float) -> float:
    """Add samples [frame, channel] to float64 `total` of the same shape; returns their peak (linear)."""
    return float(_add(np.ascontiguousarray(samples, np.float32).reshape(-1), total.reshape(-1), scale))
