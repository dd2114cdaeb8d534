"""Bytes of our own WAV files: sizes are rewritten as a take grows, and space for RF64's `ds64` is reserved.

Layout (EBU Tech 3306): RIFF size WAVE | JUNK 28 bytes (becomes ds64 above 4 GB) | fmt | fact | JUNK | data. All
little-endian. For floats, fmt has 18 bytes and fact counts the frames; the second JUNK makes all headers equally long.
Files of older versions have 80 bytes before their samples: fmt of 16 bytes and no fact, for floats too.

Lives: engine (writer, sync thread); recovery in whoever opens the song.
"""

import os
import struct
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

HEADER_BYTES = 104
OLD_HEADER_BYTES = 80
_RIFF_LIMIT = 0xFFFFFFFF
_PCM, _FLOAT = 1, 3


class WavFormat(NamedTuple):
    """Format of the samples.

    Attributes:
        rate_hz: Sample rate.
        channels: Number of channels.
        sample_bytes: 4 for 32-bit float, 3 and 2 for 24- and 16-bit integers.
    """

    rate_hz: int
    channels: int
    sample_bytes: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one frame."""
        return self.channels * self.sample_bytes


def header(kind: WavFormat, frames: int, header_bytes: int = HEADER_BYTES, behind_bytes: int = 0) -> bytes:
    """Bytes before the samples; RF64 if the sizes need more than 32 bits.

    Args:
        kind: Format of the samples.
        frames: Frames in the file.
        header_bytes: HEADER_BYTES, or OLD_HEADER_BYTES for a file of an older version.
        behind_bytes: Bytes of the chunks after the samples.
    """
    data_bytes = frames * kind.frame_bytes
    riff_bytes = header_bytes - 8 + data_bytes + data_bytes % 2 + behind_bytes
    large = riff_bytes > _RIFF_LIMIT
    if large:
        first = b"RF64" + struct.pack("<I", _RIFF_LIMIT) + b"WAVE"
        first += _chunk(b"ds64", struct.pack("<QQQI", riff_bytes, data_bytes, frames, 0))
    else:
        first = b"RIFF" + struct.pack("<I", riff_bytes) + b"WAVE" + _chunk(b"JUNK", bytes(28))
    is_float = kind.sample_bytes == 4
    about = struct.pack(
        "<HHIIHH", _FLOAT if is_float else _PCM, kind.channels, kind.rate_hz, kind.rate_hz * kind.frame_bytes,
        kind.frame_bytes, kind.sample_bytes * 8,
    )  # fmt: skip
    if is_float and header_bytes > OLD_HEADER_BYTES:
        first += _chunk(b"fmt ", about + bytes(2))
        first += _chunk(b"fact", struct.pack("<I", _RIFF_LIMIT if large else frames))
    else:
        first += _chunk(b"fmt ", about)
    space = header_bytes - len(first) - 8
    if space:
        first += _chunk(b"JUNK", bytes(space - 8))
    return first + b"data" + struct.pack("<I", _RIFF_LIMIT if large else data_bytes)


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content


def header_bytes_of(path: str | os.PathLike[str]) -> int:
    """Number of bytes before the samples of one of our own files. Raises OSError."""
    with open(path, "rb") as file:
        first = file.read(HEADER_BYTES)
    return OLD_HEADER_BYTES if first[OLD_HEADER_BYTES - 8 : OLD_HEADER_BYTES - 4] == b"data" else HEADER_BYTES


def write_sizes(
    descriptor: int, kind: WavFormat, frames: int, header_bytes: int = HEADER_BYTES, behind_bytes: int = 0
) -> None:
    """Rewrite the header of an open file for `frames` frames. Raises OSError."""
    new = header(kind, frames, header_bytes, behind_bytes)
    if hasattr(os, "pwrite"):
        os.pwrite(descriptor, new, 0)
        return
    at = os.lseek(descriptor, 0, os.SEEK_CUR)  # Windows has no pwrite
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, new)
    os.lseek(descriptor, at, os.SEEK_SET)


def to_bytes(samples: npt.NDArray[np.float32], sample_bytes: int) -> memoryview:
    """File bytes of samples [frame, channel]; 16 and 24 bit are rounded and clipped at full scale."""
    if sample_bytes == 4:
        packed: npt.NDArray[Any] = np.ascontiguousarray(samples, "<f4")
    elif sample_bytes == 2:
        packed = np.clip(np.rint(samples * np.float32(32768.0)), -32768, 32767).astype("<i2")
    else:
        from audio_engine.disk.pcm import pack_24

        packed = pack_24(samples)
    return memoryview(packed.reshape(-1).view(np.uint8).data)


def from_bytes(data: bytes, kind: WavFormat) -> npt.NDArray[np.float32]:
    """Samples [frame, channel] of file bytes (32-bit float or 24-bit); an incomplete last frame is dropped."""
    frames = len(data) // kind.frame_bytes
    raw = np.frombuffer(data, np.uint8, frames * kind.frame_bytes)
    if kind.sample_bytes == 4:
        return raw.view("<f4").reshape(frames, kind.channels)
    from audio_engine.disk.pcm import unpack_24

    return unpack_24(raw).reshape(frames, kind.channels)
