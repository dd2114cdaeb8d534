"""WAV bytes, written by ourselves: sizes are rewritten as a take grows, and room for RF64's `ds64` is reserved.

Layout (EBU Tech 3306): RIFF size WAVE | JUNK 28 bytes (becomes ds64 above 4 GB) | fmt 16 bytes | data. All little-endian.

Lives: engine (writer, sync thread); recovery in whoever opens the song.
"""

import os
import struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

HEADER_BYTES = 80
_RIFF_LIMIT = 0xFFFFFFFF
_PCM, _FLOAT = 1, 3


class WavFormat(NamedTuple):
    """`sample_bytes` 4 is 32-bit float, 3 and 2 are 24- and 16-bit integers."""

    rate_hz: int
    channels: int
    sample_bytes: int

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


def header(kind: WavFormat, frames: int) -> bytes:
    """The 80 bytes before the samples, right for this many frames; RF64 where RIFF's 32 bits do not suffice."""
    data_bytes = frames * kind.frame_bytes
    riff_bytes = HEADER_BYTES - 8 + data_bytes + data_bytes % 2
    large = riff_bytes > _RIFF_LIMIT
    if large:
        first = b"RF64" + struct.pack("<I", _RIFF_LIMIT) + b"WAVE"
        first += b"ds64" + struct.pack("<IQQQI", 28, riff_bytes, data_bytes, frames, 0)
    else:
        first = b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVE" + b"JUNK" + struct.pack("<I", 28) + bytes(28)
    tag = _FLOAT if kind.sample_bytes == 4 else _PCM
    first += b"fmt " + struct.pack(
        "<IHHIIHH", 16, tag, kind.channels, kind.rate_hz, kind.rate_hz * kind.frame_bytes, kind.frame_bytes,
        kind.sample_bytes * 8,
    )  # fmt: skip
    return first + b"data" + struct.pack("<I", _RIFF_LIMIT if large else data_bytes)


def write_sizes(descriptor: int, kind: WavFormat, frames: int) -> None:
    """Make the header of an open file say that it holds `frames`."""
    new = header(kind, frames)
    if hasattr(os, "pwrite"):
        os.pwrite(descriptor, new, 0)
        return
    at = os.lseek(descriptor, 0, os.SEEK_CUR)  # Windows has no pwrite
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, new)
    os.lseek(descriptor, at, os.SEEK_SET)


def to_bytes(samples: npt.NDArray[np.float32], sample_bytes: int) -> memoryview:
    """Interleaved samples [frame, channel] as file bytes; 16 and 24 bit are rounded and clipped at full scale."""
    if sample_bytes == 4:
        packed: npt.NDArray[Any] = np.ascontiguousarray(samples, "<f4")
    elif sample_bytes == 2:
        packed = np.clip(np.rint(samples * np.float32(32768.0)), -32768, 32767).astype("<i2")
    else:
        from audio_engine.disk.pcm import pack_24

        packed = pack_24(samples)
    return memoryview(packed.reshape(-1).view(np.uint8).data)


def from_bytes(data: bytes, kind: WavFormat) -> npt.NDArray[np.float32]:
    """File bytes as samples [frame, channel]; a torn last frame is left out."""
    frames = len(data) // kind.frame_bytes
    raw = np.frombuffer(data, np.uint8, frames * kind.frame_bytes)
    if kind.sample_bytes == 4:
        return raw.view("<f4").reshape(frames, kind.channels)
    wide = np.zeros((frames * kind.channels, 4), np.uint8)
    wide[:, 1:] = raw.reshape(-1, 3)
    return (wide.view("<i4").reshape(frames, kind.channels) / np.float32(2147483648.0)).astype(np.float32)
