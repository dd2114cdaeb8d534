"""Converts samples to 24-bit PCM and back, compiled: a song has hundreds of millions.

Lives: bounce, encoder thread; engine, writer thread. The kernels release the GIL.
"""

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from audio_engine.rt.kernel import entry, kernel

_F4 = types.Array(types.float32, 1, "C")
_U4 = types.Array(types.uint32, 1, "C")
_READ_U4 = types.Array(types.uint32, 1, "C", readonly=True)  # bytes of a file are
SCALE_24 = 8388608.0


@kernel(types.int32(types.float32))
def _whole_24(sample):
    """Round and clip one sample to a signed 24-bit integer."""
    value = min(numba.float32(8388607.0), max(numba.float32(-8388608.0), sample * numba.float32(SCALE_24)))
    return numba.int32(np.rint(value))


@entry(types.void(_F4, _U4))
def _pack_24(samples, text):
    """Pack four samples into three little-endian words; samples.size is a multiple of four."""
    for group in range(samples.shape[0] // 4):
        a = numba.uint32(_whole_24(samples[4 * group])) & numba.uint32(0xFFFFFF)
        b = numba.uint32(_whole_24(samples[4 * group + 1])) & numba.uint32(0xFFFFFF)
        c = numba.uint32(_whole_24(samples[4 * group + 2])) & numba.uint32(0xFFFFFF)
        d = numba.uint32(_whole_24(samples[4 * group + 3])) & numba.uint32(0xFFFFFF)
        text[3 * group] = a | (b << numba.uint32(24))
        text[3 * group + 1] = (b >> numba.uint32(8)) | (c << numba.uint32(16))
        text[3 * group + 2] = (c >> numba.uint32(16)) | (d << numba.uint32(8))


@entry(types.void(_READ_U4, _F4))
def _unpack_24(text, samples):
    """Unpack three words into four samples, exactly."""
    scale = numba.float32(1.0 / 2147483648.0)
    high = numba.uint32(0xFFFFFF00)
    for group in range(text.shape[0] // 3):
        a, b, c = text[3 * group], text[3 * group + 1], text[3 * group + 2]
        samples[4 * group] = numba.float32(numba.int32(a << numba.uint32(8))) * scale
        second = ((a >> numba.uint32(16)) & numba.uint32(0xFF00)) | (b << numba.uint32(16))
        third = ((b >> numba.uint32(8)) & high) | (c << numba.uint32(24))
        samples[4 * group + 1] = numba.float32(numba.int32(second)) * scale
        samples[4 * group + 2] = numba.float32(numba.int32(third)) * scale
        samples[4 * group + 3] = numba.float32(numba.int32(c & high)) * scale


def unpack_24(data: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """Samples of 24-bit PCM bytes, full scale at 1; an incomplete last sample is dropped."""
    count = len(data) // 3
    padded = -(-count // 4) * 12
    if len(data) != padded or data.ctypes.data % 4:
        whole = np.zeros(padded, np.uint8)
        whole[: 3 * count] = data[: 3 * count]
        data = whole
    samples = np.empty(padded // 3, np.float32)
    _unpack_24(data.view(np.uint32), samples)
    return samples[:count]


def pack_24(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """24-bit PCM bytes of interleaved samples of any shape, rounded, and clipped at full scale."""
    flat = np.ascontiguousarray(samples, np.float32).reshape(-1)
    padded = flat if flat.size % 4 == 0 else np.concatenate([flat, np.zeros(-flat.size % 4, np.float32)])
    text = np.empty(padded.size // 4 * 3, np.uint32)
    _pack_24(padded, text)
    return text.view(np.uint8)[: flat.size * 3]
