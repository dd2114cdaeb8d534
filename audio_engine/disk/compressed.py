"""Reads everything that FFmpeg (through PyAV) decodes: compressed files, and containers of other systems.

One continuous decode from the first packet to the last: encoder delay and padding are left out (see `priming`), and
damaged packets are skipped. FFmpeg gets the bytes without a file name, so that neither a suffix nor a playlist inside
the file can make it open anything else.

Lives: window, workers; command line.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import av
import av.error
import av.logging
import numpy as np
import numpy.typing as npt
import soxr

from audio_engine.disk.audio_file_types import CONTAINERS
from audio_engine.disk.audio_source import LEAST_HZ, MOST_HZ, NoAudio, Samples, Unreadable, seconds
from audio_engine.disk.lost_sizes import HEAD_BYTES, restore_sizes
from audio_engine.disk.ogg import chain_links
from audio_engine.disk.priming import MP3_DELAY_FRAMES, without_beginning, without_padding

MOST_LOGGED = 20  # different lines of the decoder kept of one file
_BUFFER_BYTES = 1 << 16
_SHORT_S = 0.1  # less than this short of what the header says is padding, not a cut
_ENCRYPTED = ("drms", "enca")  # decoded they are noise
_GUESSED = ("mp3", "aac", "latm", "ac3", "eac3", "dts", "amr", "mpeg")  # containers that do not say how long they are
_MARKS = (
    b"fLaC",
    b"OggS",
    b"RIFF",
    b"ID3",
    b"FORM",
    b"caff",
    b".snd",
    b"wvpk",
    b"MAC ",
    b"TTA",
    b"\x1aE\xdf\xa3",
    b"0&\xb2u",
)
av.logging.set_level(av.logging.ERROR)  # into `Capture`, never onto the terminal
av.logging.set_skip_repeated(False)  # a suppressed line would be reported for the next file


class _Bytes:
    """Part of a file for FFmpeg. Keeps the OSError of a failed read, which FFmpeg would replace by a number."""

    def __init__(self, file: BinaryIO, first: int, end: int) -> None:
        self._file, self._first, self._size, self._at = file, first, end - first, 0
        self.problem: OSError | None = None
        file.seek(first)
        head = file.read(min(HEAD_BYTES, self._size))
        self._head = restore_sizes(head, self._size)
        self.sizes_restored = self._head is not head

    def read(self, size: int = -1) -> bytes:
        left = self._size - self._at
        if left <= 0:  # a damaged index leads anywhere
            return b""
        try:
            self._file.seek(self._first + self._at)
            data = self._file.read(left if size < 0 else min(size, left))
            data = self._head[self._at : self._at + len(data)] + data[max(0, len(self._head) - self._at) :]
        except OSError as error:  # av would print it; whoever asked for the bytes raises it
            self.problem = error
            return b""
        self._at += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at


class CompressedFile:
    """An AudioSource of whatever FFmpeg decodes: the first audio track, and all links of a chained file."""

    def __init__(self, path: Path) -> None:
        """Open a file and decode its first frame.

        Raises:
            Unreadable: It holds no audio that can be decoded.
            OSError: It cannot be opened or read.
        """
        self.time_stamp_frames: int | None = None
        self.notes: list[str] = []
        self.log: list[str] = []
        self.share = 0.0
        self._damaged, self._frames, self._said_s = 0, 0, 0.0
        self._hole_s: float | None = None  # where the first samples are missing before others
        self._packets_end_s = 0.0  # what the container says of the last packet that was read
        self._resampler: tuple[int, Any] | None = None  # for a stream whose rate changes
        self._file = path.open("rb")
        self._container: Any = None  # av's types leave too much open
        try:
            self._size_bytes = path.stat().st_size
            links = chain_links(self._file, self._size_bytes)
            self._open(*links[0])
            self._decoded = self._decode(links)
            self._first: Any = next(self._decoded, None)
            if self._first is None:
                raise Unreadable("holds no audio that can be decoded")
            self.rate_hz, self.channels = int(self._first.sample_rate), len(self._first.layout.channels)
            if not LEAST_HZ <= self.rate_hz <= MOST_HZ:
                raise Unreadable(f"claims a sample rate of {self.rate_hz} Hz: its header is damaged")
        except BaseException as error:
            self.close()
            if isinstance(error, Unreadable):
                error.log = self.log
            raise

    def _open(self, first: int, end: int) -> None:
        """Open the container between two bytes of the file, and select its audio track."""
        self._bytes = _Bytes(self._file, first, end)
        try:
            with av.logging.Capture() as lines:
                self._container = av.open(
                    self._bytes,
                    options={"format_whitelist": ",".join(CONTAINERS), "protocol_whitelist": "none"},
                    metadata_errors="replace",
                    buffer_size=_BUFFER_BYTES,
                )
        except (av.error.FFmpegError, ValueError, OSError) as error:
            if self._bytes.problem is not None:
                raise self._bytes.problem from error
            self._file.seek(first)
            if _is_marked(self._file.read(12)):
                raise Unreadable("is damaged or cut off: nothing in it can be decoded") from error
            raise NoAudio("is not audio") from error
        finally:
            self._keep(lines)
        tracks = self._container.streams.audio
        if not tracks:
            raise NoAudio("holds no audio")
        self._stream = tracks[0]
        if self._stream.codec_context is None:
            raise Unreadable("uses a compression that cannot be decoded")
        if self._stream.codec_context.codec_tag in _ENCRYPTED:
            raise Unreadable("is copy-protected: only the shop's own player can read it")
        if self._bytes.sizes_restored:
            self.notes.append("has no length in its header; all of it was imported")
        if first == 0:
            self.time_stamp_frames = _whole_number(self._container.metadata.get("time_reference"))
            if len(tracks) > 1:
                self.notes.append(f"has {len(tracks)} audio tracks; the first was imported")
        self._kind = self._container.format.name.split(",")[0]
        self._says = self._kind not in _GUESSED or (self._kind == "mp3" and _counts_its_frames(self._file))
        if self._says and self._stream.duration is not None:
            self._said_s += float(self._stream.duration * self._stream.time_base)

    def pieces(self) -> Iterator[Samples]:
        """Samples [frame, channel] from the first to the last, once. Raises Unreadable, OSError."""
        if not self._says and self._stream.codec_context.name.startswith("mp3"):  # "mp3float"
            return without_beginning(self._all_pieces(), MP3_DELAY_FRAMES)
        if self._kind == "mov":
            return without_padding(self._all_pieces(), lambda: round(self._packets_end_s * self.rate_hz))
        return self._all_pieces()

    def _all_pieces(self) -> Iterator[Samples]:
        frame = self._first
        while frame is not None:
            piece = self._fitted(frame)
            self._frames += len(piece)
            if len(piece):
                yield piece
            frame = next(self._decoded, None)
        if self._resampler is not None:
            yield self._resampled(np.zeros((0, self.channels), np.float32), last=True)
        self._note_length()

    def _decode(self, links: list[tuple[int, int]]) -> Iterator[Any]:
        """Frames of all links; those that cannot be decoded are counted and left out."""
        yield from self._frames_of(links[0][0])
        for first, end in links[1:]:
            self._container.close()
            try:
                self._open(first, end)
            except Unreadable:
                self._damaged += 1
                return
            yield from self._frames_of(first)

    def _frames_of(self, first_byte: int) -> Iterator[Any]:
        packets = self._container.demux(self._stream)
        while True:
            frames: list[Any] = []
            packet = None
            with av.logging.Capture() as lines:
                try:
                    packet = next(packets, None)
                    if packet is not None:
                        frames = packet.decode()
                except (av.error.FFmpegError, ValueError, OSError):
                    self._damaged += 1
                    if packet is None:  # not even the next one can be found
                        frames = self._rest()
            self._keep(lines)
            if self._bytes.problem is not None:
                raise self._bytes.problem
            if packet is not None and packet.pos:
                self.share = max(self.share, min(1.0, (first_byte + packet.pos) / self._size_bytes))
            if packet is not None and packet.pts is not None and packet.duration:
                start_s = float(packet.pts * packet.time_base)
                if self._hole_s is None and 0 < self._packets_end_s < start_s - _SHORT_S:
                    self._hole_s = self._packets_end_s
                self._packets_end_s = float((packet.pts + packet.duration) * packet.time_base)
            yield from (frame for frame in frames if frame.samples)
            if packet is None:
                return

    def _rest(self) -> list[Any]:
        with suppress(av.error.FFmpegError, ValueError):
            return list(self._stream.codec_context.decode(None))
        return []

    def _keep(self, lines: list[tuple[int, str, str]]) -> None:
        for _, name, message in lines[:MOST_LOGGED]:
            line = f"{name}: {message.strip()}"
            if len(self.log) < MOST_LOGGED and line not in self.log:
                self.log.append(line)

    def _fitted(self, frame: Any) -> Samples:
        """Samples of a frame, with the channels and rate of the first frame."""
        samples = _samples(frame)
        if samples.shape[1] != self.channels:
            samples = np.repeat(samples.mean(axis=1, keepdims=True, dtype=np.float32), self.channels, axis=1)
        if frame.sample_rate == self.rate_hz and self._resampler is None:
            return samples
        return self._changed(samples, int(frame.sample_rate))

    def _changed(self, samples: Samples, rate_hz: int) -> Samples:
        """Resample a stream that changes its rate: the rest of the part before, then these samples."""
        before = np.zeros((0, self.channels), np.float32)
        if self._resampler is not None and self._resampler[0] != rate_hz:
            before = self._resampled(before, last=True)
            self._resampler = None
        if rate_hz == self.rate_hz:
            return np.concatenate([before, samples])
        if self._resampler is None:
            if not LEAST_HZ <= rate_hz <= MOST_HZ:
                raise Unreadable(f"claims a sample rate of {rate_hz} Hz in one part: it is damaged")
            stream = soxr.ResampleStream(rate_hz, self.rate_hz, self.channels, "float32", "VHQ")
            self._resampler = (rate_hz, stream)
        return np.concatenate([before, self._resampled(samples, last=False)])

    def _resampled(self, samples: Samples, last: bool) -> Samples:
        assert self._resampler is not None
        made = self._resampler[1].resample_chunk(np.ascontiguousarray(samples), last)
        return made.reshape(-1, self.channels)  # type: ignore[no-any-return]

    def _note_length(self) -> None:
        there = seconds(self._frames, self.rate_hz)
        short = self._frames / self.rate_hz < self._said_s - _SHORT_S
        length = f": {there} are there of the {self._said_s:.2f} s in its header" if short else ""
        if self._damaged > 1:
            self.notes.append(f"is damaged in {self._damaged} places, which were left out{length}")
        elif short and self._hole_s is not None:
            self.notes.append(f"is damaged after {self._hole_s:.2f} s{length}")
        elif short:
            self.notes.append(f"is cut off{length}")
        elif self._damaged:
            self.notes.append("is damaged in one place, which was left out")

    def close(self) -> None:
        """Close the file."""
        with suppress(av.error.FFmpegError, ValueError, OSError):
            if self._container is not None:
                self._container.close()
        self._file.close()


def _counts_its_frames(file: BinaryIO) -> bool:
    """True if an MP3 begins with a header frame that says how many frames follow."""
    file.seek(0)
    head = file.read(10)
    tag_bytes = 0
    if head.startswith(b"ID3") and len(head) == 10:  # ID3v2: seven bits a byte
        tag_bytes = 10 + sum(byte << shift for byte, shift in zip(head[6:], (21, 14, 7, 0), strict=True))
    file.seek(tag_bytes)
    frame = file.read(256)
    return b"Xing" in frame or b"Info" in frame


def _is_marked(start: bytes) -> bool:
    """True if a file begins like one of a type that can be read."""
    return start.startswith(_MARKS) or start[4:8] == b"ftyp"


def _samples(frame: Any) -> Samples:
    """Samples [frame, channel] of any of FFmpeg's sample formats, full scale at 1. Raises Unreadable."""
    try:
        raw = frame.to_ndarray()
    except ValueError as error:
        raise Unreadable(f"has samples in a format that cannot be read ({frame.format.name})") from error
    lying: npt.NDArray[Any] = raw.T if frame.format.is_planar else raw.reshape(frame.samples, -1)
    kind = lying.dtype
    if kind == np.float32:
        return np.ascontiguousarray(lying)
    if kind == np.uint8:
        return (lying.astype(np.float32) - np.float32(128.0)) * np.float32(1 / 128)
    if kind.kind == "i":
        return lying.astype(np.float32) * np.float32(2.0 ** (1 - 8 * kind.itemsize))
    with np.errstate(over="ignore", invalid="ignore"):
        return lying.astype(np.float32)


def _whole_number(text: str | None) -> int | None:
    return int(text) or None if text is not None and text.isascii() and text.isdigit() and len(text) < 16 else None
