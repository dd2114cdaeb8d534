"""Reads WAV files of any recorder and editor: RIFF, RIFX, RF64 and BW64 with uncompressed samples.

Our own code instead of libsndfile: it is three times as fast, and reading releases the GIL. Lengths in a header are
only hints: a recorder that lost power leaves sizes of 0, an editor forgets to pad an odd chunk, a copy is cut off in
the middle.

Lives: engine (disk reader), bounce; window, workers; command line. A file belongs to one thread.
"""

import os
import struct
import weakref
from collections.abc import Iterator
from io import FileIO
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine.disk.audio_source import LEAST_HZ, MOST_HZ, Samples, Unreadable, seconds
from audio_engine.disk.pcm import unpack_24
from audio_engine.disk.wav import HEADER_BYTES, OLD_HEADER_BYTES

_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_UNKNOWN_SIZE = 0xFFFFFFFF
_BLOCK_FRAMES = 1 << 16
_PROBED_WORDS = 1 << 16  # of 32 bits, to tell whole numbers from floats
_KNOWN = (b"fmt ", b"data", b"LIST", b"fact", b"bext", b"iXML", b"JUNK", b"junk", b"cue ", b"smpl", b"PEAK", b"id3 ",
          b"ID3 ", b"inst", b"axml", b"chna", b"minf", b"elm1", b"regn", b"umid", b"DGDA", b"FLLR", b"PAD ", b"bmd ")  # fmt: skip
_TAGS = (b"ID3", b"TAG", b"APETAGEX", b"Lyrics3")  # of other formats, appended by tagging programs
_STAMP_AT = 338  # TimeReference in a bext chunk: EBU Tech 3285
MOST_CHUNKS = 4096


class _Chunk(NamedTuple):
    name: bytes
    first: int  # byte of its contents
    size: int


class _Shape(NamedTuple):
    """How samples are laid out in the file."""

    rate_hz: int
    channels: int
    sample_bytes: int
    is_float: bool
    big_endian: bool

    @property
    def frame_bytes(self) -> int:
        return self.channels * self.sample_bytes


class WavFile:
    """An AudioSource that can also be read at any frame.

    Attributes:
        length_frames: Frames that are in the file.
        is_cut: True if the header says that there were more.
    """

    def __init__(self, file: FileIO, shape: _Shape, first: int, frames: int) -> None:
        self._file, self._shape, self._first, self.length_frames = file, shape, first, frames
        weakref.finalize(self, file.close)  # where nobody closes it, before it is garbage itself
        self.rate_hz, self.channels = shape.rate_hz, shape.channels
        self.time_stamp_frames: int | None = None
        self.notes: list[str] = []
        self.log: list[str] = []
        self.is_cut = False  # the header says that there was more
        self._read = 0

    @property
    def share(self) -> float:
        """Share of the file that has been read, 0 to 1."""
        return self._read / max(1, self.length_frames)

    def pieces(self) -> Iterator[Samples]:
        """Samples [frame, channel] of the whole file. Raises OSError."""
        while len(samples := self.read_at(self._read, _BLOCK_FRAMES)):
            self._read += len(samples)
            yield samples

    def read_at(self, start: int, frames: int) -> Samples:
        """Samples [frame, channel] from frame `start`; fewer at the end of the file. Raises OSError."""
        width = self._shape.frame_bytes
        data = np.empty(max(0, min(frames, self.length_frames - start)) * width, np.uint8)
        self._file.seek(self._first + start * width)
        got = self._file.readinto(data.data) or 0
        return _samples(data[: got // width * width], self._shape).reshape(-1, self.channels)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def open_wav(path: Path | str) -> WavFile | None:
    """Open a WAV file; None if it is not WAV, or its samples are compressed.

    Raises:
        Unreadable: It is a damaged WAV file.
        OSError: It cannot be opened or read.
    """
    file = open(path, "rb", buffering=0)
    try:
        source = _open(file)
    except BaseException:
        file.close()
        raise
    if source is None:
        file.close()
    return source


def _open(file: FileIO) -> WavFile | None:
    start = file.read(12)
    if start[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64") or start[8:] != b"WAVE":
        return None
    order = ">" if start[:4] == b"RIFX" else "<"
    there = os.fstat(file.fileno()).st_size
    chunks = _chunks(file, there, order, start[:4] in (b"RF64", b"BW64"))
    by_name = {chunk.name: chunk for chunk in reversed(chunks)}  # of two, the first
    if b"data" not in by_name:
        raise Unreadable("has no samples (no data chunk): it was cut off before they began")
    if b"fmt " not in by_name:
        raise Unreadable("does not say what format its samples have (no fmt chunk), so it cannot be read")
    data = by_name[b"data"]
    size = _true_size(file, data, there, order, 8 + struct.unpack(order + "I", start[4:8])[0])
    shape = _shape(file, by_name[b"fmt "], order, data.first, min(size, there - data.first))
    if shape is None:
        return None
    if not LEAST_HZ <= shape.rate_hz <= MOST_HZ:
        raise Unreadable(f"claims a sample rate of {shape.rate_hz} Hz: its header is damaged")
    frames = min(size, there - data.first) // shape.frame_bytes
    source = WavFile(file, shape, data.first, frames)
    _note_length(source, data.size, size // shape.frame_bytes, frames)
    source.time_stamp_frames = _time_stamp(file, by_name.get(b"bext"))
    return source


def _note_length(source: WavFile, said_bytes: int, stated_frames: int, frames: int) -> None:
    said = said_bytes // source._shape.frame_bytes
    if stated_frames > frames:
        source.is_cut = True
        source.notes.append(
            f"is cut off: {seconds(frames, source.rate_hz)} of {seconds(stated_frames, source.rate_hz)} are there"
        )
    elif frames > said:
        source.notes.append(
            f"says {seconds(said, source.rate_hz)} in its header and holds {seconds(frames, source.rate_hz)}; "
            "all of it was imported"
        )


def _chunks(file: FileIO, there: int, order: str, large: bool) -> list[_Chunk]:
    """Chunks as far as they can be followed; sizes as stated, those over 4 GB from `ds64`."""
    found: list[_Chunk] = []
    at, data_size = 12, 0
    while at + 8 <= there and len(found) < MOST_CHUNKS:
        name, size = _head(file, at, order)
        first = at + 8
        if name == b"ds64" and large:
            file.seek(first + 8)
            data_size = int(struct.unpack("<Q", file.read(8).ljust(8, b"\0"))[0])
        if name == b"data" and size == _UNKNOWN_SIZE:
            size = data_size if large and data_size else there - first
        found.append(_Chunk(name, first, size))
        at = _next(file, first + size, size, there, order)
        if name == b"data" and size == 0 and not _leads_to_end(file, at, there, order):
            break  # the samples follow, and no chunks
    return found


def _head(file: FileIO, at: int, order: str) -> tuple[bytes, int]:
    file.seek(at)
    head = file.read(8).ljust(8, b"\0")
    return head[:4], int(struct.unpack(order + "I", head[4:])[0])


def _next(file: FileIO, end: int, size: int, there: int, order: str) -> int:
    """Position of the chunk after one that ends at `end`: odd ones are padded, unless their writer forgot."""
    if size % 2 == 0:
        return end
    return end if _head(file, end, order)[0] in _KNOWN else end + 1


def _leads_to_end(file: FileIO, at: int, there: int, order: str) -> bool:
    """True if chunks follow from here to the end of the file, give or take a few bytes of padding."""
    if there - at < 8:
        return True
    for _ in range(MOST_CHUNKS):
        name, size = _head(file, at, order)
        if at + 8 + size > there + 1:
            return name in _KNOWN  # one that was cut off
        if not all(32 <= byte < 127 for byte in name):
            return False
        at = _next(file, at + 8 + size, size, there, order)
        if there - at < 8:
            return True
    return False


def _true_size(file: FileIO, data: _Chunk, there: int, order: str, riff_end: int) -> int:
    """Bytes of samples: as stated, unless what follows shows that the header was never updated."""
    end = data.first + data.size
    if end >= there or (data.size and end + data.size % 2 < riff_end <= there):
        return data.size
    if data.first in (HEADER_BYTES, OLD_HEADER_BYTES) and riff_end == end + data.size % 2:
        return there - data.first  # ours, and nothing is ever written behind the samples
    if _leads_to_end(file, _next(file, end, data.size, there, order), there, order) or _is_padding(file, end):
        return data.size
    return there - data.first


def _is_padding(file: FileIO, at: int) -> bool:
    """True if there are only zeros from here to the end, or tags of another format."""
    file.seek(at)
    behind = file.read(1 << 16)
    if behind.startswith(_TAGS):
        return True
    while behind and not any(behind):
        behind = file.read(1 << 16)
    return not behind


def _shape(file: FileIO, fmt: _Chunk, order: str, first: int, size: int) -> _Shape | None:
    """Layout of the samples; None if they are compressed."""
    file.seek(fmt.first)
    raw = file.read(min(fmt.size, 40))
    if len(raw) < 14:
        raise Unreadable("does not say what format its samples have (its fmt chunk is cut off)")
    tag, channels, rate_hz, _, align = struct.unpack(order + "HHIIH", raw[:14])
    bits = struct.unpack(order + "H", raw[14:16])[0] if len(raw) >= 16 else 8 * align // max(1, channels)
    if tag == _EXTENSIBLE:
        tag = struct.unpack(order + "H", raw[24:26])[0] if len(raw) >= 26 else _PCM
    if tag not in (_PCM, _FLOAT):
        return None
    if channels == 0:
        raise Unreadable("claims to have no channels: its header is damaged")
    width = align // channels if align and align % channels == 0 else -(-bits // 8)
    if width not in ((4, 8) if tag == _FLOAT else (1, 2, 3, 4)):
        width = -(-bits // 8)
    if width not in ((4, 8) if tag == _FLOAT else (1, 2, 3, 4)):
        raise Unreadable(f"has samples of {bits} bits, which no WAV file has: its header is damaged")
    big = order == ">"
    is_float = tag == _FLOAT or (width == 4 and _look_like_floats(file, first, size, big))
    return _Shape(rate_hz, channels, width, is_float, big)


def _look_like_floats(file: FileIO, first: int, size: int, big: bool) -> bool:
    """True if 32-bit samples declared as integers are floats: some old editors wrote those.

    Of integers, few would make floats of a sensible size: between 1e-7 and full scale at 24 bits.
    """
    file.seek(first)
    data = file.read(min(size, 4 * _PROBED_WORDS))
    text = np.frombuffer(data[: len(data) // 4 * 4], ">u4" if big else "<u4")
    exponents = ((text[text != 0] >> 23) & 0xFF).astype(np.int64) - 127
    if len(exponents) == 0:
        return False
    sensible = (exponents >= -24) & (exponents <= 24)
    return bool(sensible.mean() > 0.99 and len(np.unique(exponents)) > 4)


def _time_stamp(file: FileIO, bext: _Chunk | None) -> int | None:
    if bext is None or bext.size < _STAMP_AT + 8:
        return None
    file.seek(bext.first + _STAMP_AT)
    raw = file.read(8)
    return int(struct.unpack("<Q", raw)[0]) or None if len(raw) == 8 else None


def _samples(data: npt.NDArray[np.uint8], shape: _Shape) -> Samples:
    order = ">" if shape.big_endian else "<"
    if shape.is_float:
        with np.errstate(over="ignore", invalid="ignore"):  # what is no number is dealt with where it comes in
            return data.view(f"{order}f{shape.sample_bytes}").astype(np.float32, copy=False)
    if shape.sample_bytes == 1:
        return (data.astype(np.float32) - np.float32(128.0)) / np.float32(128.0)
    if shape.sample_bytes == 3:
        return unpack_24(data.reshape(-1, 3)[:, ::-1].reshape(-1) if shape.big_endian else data)
    return data.view(f"{order}i{shape.sample_bytes}").astype(np.float32) * np.float32(
        2.0 ** (1 - 8 * shape.sample_bytes)
    )
