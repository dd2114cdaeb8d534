"""Quantises samples to 16 or 24 bits, with dither only where bits are lost.

Samples that are exactly on the grid already, such as digital silence, stay as they are. The dither is triangular, 2 LSB
wide (TPDF: Lipshitz, Wannamaker & Vanderkooy, JAES 1992), and depends on the seed and the number of the sample alone: a
range of a file has the bits of the whole, and files with different seeds have independent noise.

Lives: bounce process, encoder thread. The kernels release the GIL.
"""

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import entry, kernel

CHUNK_FRAMES = 1024  # dithered or not as a whole, counted from frame 0
BITS = {"16": 16, "24": 24}
_F4 = types.Array(types.float32, 1, "C")
_F8 = types.Array(types.float64, 1, "C")
_F4_READ = types.Array(types.float32, 1, "C", readonly=True)


@kernel(types.uint32(types.uint32))
def _mixed(x):
    """Hash of an integer; neighbours give unrelated values (lowbias32, C. Wellons)."""
    x = numba.uint32(x ^ (x >> numba.uint32(16)))  # Numba would go on with 64 bit
    x = numba.uint32(x * numba.uint32(0x7FEB352D))
    x = numba.uint32(x ^ (x >> numba.uint32(15)))
    x = numba.uint32(x * numba.uint32(0x846CA68B))
    return numba.uint32(x ^ (x >> numba.uint32(16)))


@entry(types.void(_F4_READ, _F4, types.float64, types.uint32, types.int64, types.int64))
def _onto_grid(samples, out, scale, seed, first, chunk):
    """Quantise to multiples of 1 / scale, chunk by chunk; `first` is the number of the first sample."""
    inverse, start, seed = 1.0 / scale, 0, _mixed(seed)
    while start < samples.shape[0]:
        end = min(samples.shape[0], start + chunk - (first + start) % chunk)
        part, into, lost = samples[start:end], out[start:end], 0
        for i in range(part.shape[0]):
            value = numba.float64(part[i]) * scale
            lost += value != np.rint(value)
        if lost:
            base = numba.uint32(numba.uint32(first) + numba.uint32(first >> 32) + numba.uint32(start) + seed)
            for i in range(part.shape[0]):
                random = _mixed(numba.uint32(base + numba.uint32(i)))
                high, low = numba.int32(random >> numba.uint32(16)), numba.int32(random & numba.uint32(0xFFFF))
                value = numba.float64(part[i]) * scale + numba.float64(numba.int32(high - low)) * (1.0 / 65536.0)
                into[i] = numba.float32(min(scale - 1.0, max(-scale, np.rint(value))) * inverse)
        else:
            for i in range(part.shape[0]):
                into[i] = numba.float32(min(scale - 1.0, max(-scale, numba.float64(part[i]) * scale)) * inverse)
        start = end


@kernel(types.void(_F4_READ, _F8))  # only stems need it
def _add(samples, total):
    for i in range(samples.shape[0]):
        total[i] += numba.float64(samples[i])


def onto_grid(samples: npt.NDArray[np.float32], bits: int, seed: int, first_frame: int) -> npt.NDArray[np.float32]:
    """Quantise samples to `bits` bits, clipped at full scale.

    Args:
        samples: float32 [frame, channel], full scale at 1.
        bits: 16 or 24.
        seed: Any integer; selects the dither noise.
        first_frame: Number of the first frame, counted from where the dither began.

    Returns:
        float32 of the same shape; every value is a multiple of 2 ** (1 - bits).
    """
    flat = np.ascontiguousarray(samples, np.float32).reshape(-1)
    out, channels = np.empty_like(flat), samples.shape[1]
    _onto_grid(flat, out, float(1 << (bits - 1)), seed & 0xFFFFFFFF, first_frame * channels, CHUNK_FRAMES * channels)
    return out.reshape(samples.shape)


def add(samples: npt.NDArray[np.float32], total: npt.NDArray[np.float64]) -> None:
    """Add float32 samples [frame, channel] to the float64 array `total` of the same shape."""
    _add(np.ascontiguousarray(samples, np.float32).reshape(-1), total.reshape(-1))
