"""One file that a bounce writes: WAV as bytes, other formats by libsndfile, at its own rate, with tags, and measured.

Lives: bounce process, encoder thread; descriptions on any thread (frozen).
"""

import io
import math
import os
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from audio_engine.formats import SAMPLE_BYTES, WAV, Depth, Format, Tags, format_of

Samples = npt.NDArray[Any]


class OutputFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file: the mix (`slot` and `bus` -1), a track by its slot, or a group or effect return by its bus number.

    `path` ends as one of formats.FORMATS; it is written beside and renamed when whole. `point` is where all files of a
    request are tapped; before the fader a mono track gives one channel. `summed`: part of the sum that is compared with
    the mix.
    """

    name: str
    path: str
    slot: int = -1
    bus: int = -1
    point: Literal["after_fader", "before_fader"] = "after_fader"
    summed: bool = True
    tags: Tags = Tags()


class WrittenFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file holds, measured from its samples (of a lossy one: decoded again).

    `peak` is linear; so is `rendered_peak`, before the file's depth or encoder limited it. `loudness_lufs` is integrated,
    after BS.1770; levels are -inf for silence. `crc32` is of the samples' bytes, of what is tapped before the fader, which
    is not measured otherwise.
    """

    name: str
    path: str
    peak: float
    length_frames: int
    rendered_peak: float = 0.0
    loudness_lufs: float = -math.inf
    true_peak_db: float = -math.inf
    crc32: int = 0


class Resampler:
    """From one rate to another, block by block; passes on what needs none."""

    def __init__(self, from_hz: int, to_hz: int, channels: int) -> None:
        self._channels, self._stream = channels, None
        if from_hz != to_hz:
            import soxr

            self._stream = soxr.ResampleStream(from_hz, to_hz, channels, "float32", "VHQ")

    def convert(self, samples: Samples, last: bool) -> Samples:
        """Convert the next samples, [frame, channel]; `last` returns what was still on its way too."""
        if self._stream is None:
            return samples
        converted: Samples = self._stream.resample_chunk(np.ascontiguousarray(samples, np.float32), last)
        return converted.reshape(-1, self._channels)


class OutputWriter:
    """Writes one file beside its final name. Raises OSError or RuntimeError.

    `start_frame` is where the file lies in the song. `number` is the file's among those of a bounce: with its name it
    makes the dither its own.
    """

    def __init__(
        self, file: OutputFile, depth: Depth, kbits: int, rate_hz: int, target_hz: int, channels: int,
        start_frame: int, number: int,
    ) -> None:  # fmt: skip
        from audio_engine.disk import quantise
        from audio_engine.loudness import LoudnessMeter

        self._file = file
        self._seed = zlib.crc32(f"{number} {file.name}".encode())
        self._kind = format_of(file.path) or WAV
        self.rate_hz = self._kind.rate_for(target_hz)
        self._resampler = Resampler(rate_hz, self.rate_hz, channels)
        self._quantise, self._bits = quantise, 0 if self._kind.lossy else quantise.BITS.get(depth, 0)
        self._position = start_frame if self.rate_hz == rate_hz else 0
        self._peak = self._rendered_peak = 0.0
        self._frames = 0
        measured = file.point != "before_fader"
        self._meter = LoudnessMeter(self.rate_hz, (1.0,) * channels) if measured else None
        self._final = Path(file.path)
        self._final.parent.mkdir(parents=True, exist_ok=True)
        self._partial = partial_path(self._final.parent, os.getpid(), number)
        self._sink: _WavSink | _EncodedSink = (
            _EncodedSink(self._partial, self._kind, depth, kbits or self._kind.default_kbits, self.rate_hz, channels, file.tags)
            if self._kind.container
            else _WavSink(self._partial, depth, self.rate_hz, channels, file.tags, checked=not measured)
        )  # fmt: skip

    def write(self, samples: Samples, last: bool = False) -> Samples:
        """Append [frame, channel]; returns what the file got, at its rate and on its grid."""
        samples = self._resampler.convert(samples, last)
        if len(samples) == 0:
            return samples
        self._rendered_peak = max(self._rendered_peak, _loudest(samples))
        if self._bits:
            samples = self._quantise.onto_grid(samples, self._bits, self._seed, self._position + self._frames)
        self._frames += len(samples)
        self._sink.write(samples)
        if not self._kind.lossy:
            self._measure(samples)
        return samples

    def _measure(self, samples: Samples) -> None:
        if self._meter is None:
            self._peak = max(self._peak, _loudest(samples))
        else:
            self._meter.feed(samples)
            self._peak = self._meter.sample_peak

    def finish(self) -> WrittenFile:
        """Make the file whole, under its temporary name. Returns what it holds."""
        self._sink.finish(self._frames, durable=self._file.point == "before_fader")
        if self._kind.lossy:
            for samples in _decoded(self._partial):
                self._measure(samples)
        return WrittenFile(
            name=self._file.name, path=str(self._final), peak=self._peak, length_frames=self._frames,
            rendered_peak=self._rendered_peak,
            loudness_lufs=self._meter.integrated if self._meter else -math.inf,
            true_peak_db=self._meter.true_peak_db if self._meter else -math.inf,
            crc32=getattr(self._sink, "crc32", 0),
        )  # fmt: skip

    def publish(self) -> None:
        """Give the file its final name."""
        os.replace(self._partial, self._final)

    def abandon(self) -> None:
        """Remove the file."""
        self._sink.close()
        self._partial.unlink(missing_ok=True)


def _loudest(samples: Samples) -> float:
    return max(float(samples.max(initial=0.0)), -float(samples.min(initial=0.0)))


def partial_path(folder: Path, process: int, number: int | str) -> Path:
    """Return the temporary name of a file that is being written; `*` as number finds all of a process."""
    return folder / f".worktape-{process}-{number}.partial"


class _WavSink:
    """Our own bytes; the tags lie in a LIST INFO chunk behind the samples."""

    def __init__(self, path: Path, depth: Depth, rate_hz: int, channels: int, tags: Tags, checked: bool) -> None:
        from audio_engine.disk import wav

        self._wav, self._kind = wav, wav.WavFormat(rate_hz, channels, SAMPLE_BYTES[depth])
        self._info = _list_info(tags)
        self._checked, self.crc32 = checked, 0
        self._file = open(path, "wb", buffering=0)
        self._put(memoryview(wav.header(self._kind, 0)))

    def write(self, samples: Samples) -> None:
        data = self._wav.to_bytes(samples, self._kind.sample_bytes)
        if self._checked:
            self.crc32 = zlib.crc32(data, self.crc32)
        self._put(data)

    def _put(self, data: memoryview) -> None:
        while data:
            data = data[self._file.write(data) or 0 :]

    def finish(self, frames: int, durable: bool) -> None:
        if frames * self._kind.frame_bytes % 2:
            self._put(memoryview(b"\0"))
        self._put(memoryview(self._info))
        self._wav.write_sizes(self._file.fileno(), self._kind, frames, behind_bytes=len(self._info))
        if durable:  # a song is about to play it: it must outlive a power cut
            os.fsync(self._file.fileno())
        self._file.close()

    def close(self) -> None:
        self._file.close()


def _list_info(tags: Tags) -> bytes:
    """The RIFF chunk that holds the tags; empty without any."""
    content = b""
    for name, text in ((b"INAM", tags.title), (b"IART", tags.artist), (b"ICRD", tags.date), (b"ISFT", tags.encoder)):
        if text:
            data = text.encode() + b"\0"
            content += name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)
    return b"LIST" + struct.pack("<I", len(content) + 4) + b"INFO" + content if content else b""


class _EncodedSink:
    """What libsndfile writes: FLAC and what is lossy."""

    def __init__(
        self, path: Path, kind: Format, depth: Depth, kbits: int, rate_hz: int, channels: int, tags: Tags
    ) -> None:
        import soundfile

        self._file = _CheckedFile(path, "wb+")
        how: dict[str, Any] = {} if kind.level is None else {"compression_level": kind.level(kbits, channels)}
        if kind.constant_rate:
            how["bitrate_mode"] = "CONSTANT"
        encoding = kind.encoding(depth)
        self._whole = encoding.startswith("PCM")
        self._encoder = soundfile.SoundFile(self._file, "w", rate_hz, channels, encoding, format=kind.container, **how)
        for tag in kind.tags:  # libsndfile refuses one that the container cannot hold, or drops it unsaid
            if text := getattr(tags, tag):
                setattr(self._encoder, kind.program_tag if tag == "encoder" else tag, text)

    def write(self, samples: Samples) -> None:
        """Whole numbers where bits count: libsndfile scales floats by a little less than full scale."""
        try:
            self._encoder.write((samples * np.float32(2.0**31)).astype(np.int32) if self._whole else samples)
        finally:
            self._file.check()

    def finish(self, frames: int, durable: bool) -> None:
        try:
            self._encoder.close()
        finally:
            self._file.check()
        self._file.close()

    def close(self) -> None:
        try:
            self._encoder.close()
        except (RuntimeError, AttributeError):
            pass
        self._file.close()


class _CheckedFile(io.FileIO):
    """A file that notes why it could not be written: libsndfile loses that, and at the end says nothing at all."""

    _problem: OSError | None = None

    def write(self, data: Any) -> int:
        written, view = 0, memoryview(data)
        try:
            while written < len(view):
                written += super().write(view[written:]) or 0
        except OSError as problem:
            self._problem = self._problem or problem
        return written

    def check(self) -> None:
        """Raises the OSError that there was; it says more than libsndfile does."""
        if self._problem is not None:
            raise self._problem from None


def _decoded(path: Path) -> Iterator[Samples]:
    """Pieces of samples [frame, channel] of a compressed file."""
    from audio_engine.disk.decoding import open_audio

    source = open_audio(path)
    try:
        yield from source.pieces()
    finally:
        source.close()
