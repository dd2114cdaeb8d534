"""One file that a bounce writes: WAV as bytes, other kinds by libsndfile, at its own rate.

Lives: bounce process, encoder thread; descriptions on any thread (frozen).
"""

import os
import zlib
from pathlib import Path
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

ENCODED = {
    ".flac": ("FLAC", ""),
    ".mp3": ("MP3", "MPEG_LAYER_III"),
    ".ogg": ("OGG", "VORBIS"),
    ".opus": ("OGG", "OPUS"),
}
ENCODED_QUALITY: dict[str, dict[str, Any]] = {  # about 320, 256 and 192 kbit/s
    ".mp3": {"compression_level": 0.0, "bitrate_mode": "CONSTANT"},
    ".ogg": {"compression_level": 0.2},
    ".opus": {"compression_level": 0.2},
}
MP3_RATES_HZ = (32000, 44100, 48000)
OPUS_HZ = 48000
Samples = npt.NDArray[Any]
Depth = Literal["16", "24", "32f"]


class OutputFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file: the mix (`slot` and `bus` -1), a track by its slot, or a group or effect return by its bus number.

    `path` ends in .wav, .flac, .mp3, .ogg or .opus; it is written beside and renamed when whole. `point` is where all
    files of a request are tapped; before the fader a mono track gives one channel.
    """

    name: str
    path: str
    slot: int = -1
    bus: int = -1
    point: Literal["after_fader", "before_fader"] = "after_fader"


class WrittenFile(msgspec.Struct, frozen=True, kw_only=True):
    """`crc32` is of the samples' bytes, of what is tapped before the fader."""

    name: str
    path: str
    peak: float
    length_frames: int
    crc32: int = 0


class OutputWriter:
    """Writes one file beside its final name."""

    def __init__(self, file: OutputFile, depth: str, rate_hz: int, target_hz: int, channels: int) -> None:
        from audio_engine.disk import wav

        self._file, self._wav, self._channels = file, wav, channels
        self._final = Path(file.path)
        self._final.parent.mkdir(parents=True, exist_ok=True)
        self._partial = self._final.with_name(f".{self._final.name}.{os.getpid()}.partial")
        kind = self._final.suffix.lower()
        if kind == ".opus":
            target_hz = OPUS_HZ  # Opus knows no other full-band rate
        elif kind == ".mp3" and target_hz > OPUS_HZ:
            target_hz = target_hz // 2 if target_hz // 2 in MP3_RATES_HZ else OPUS_HZ
        self.rate_hz = target_hz
        self._depth, self._peak, self._frames, self._crc32 = depth, 0.0, 0, 0
        self._dither = np.random.default_rng(2026) if depth == "16" and kind in (".wav", ".flac") else None
        self._resampler: Any = None
        if target_hz != rate_hz:
            import soxr

            self._resampler = soxr.ResampleStream(rate_hz, target_hz, channels, "float32", "VHQ")
        self._encoded: Any = None
        if kind in ENCODED:
            import soundfile

            if kind == ".flac" and depth == "32f":
                raise ValueError("FLAC holds 16 or 24 bit, not 32-bit float")
            container, subtype = ENCODED[kind]
            if kind == ".flac":
                subtype = "PCM_16" if depth == "16" else "PCM_24"
            level = ENCODED_QUALITY.get(kind, {})
            self._encoded = soundfile.SoundFile(
                self._partial, "w", target_hz, channels, subtype, format=container, **level
            )
        else:
            self._kind = wav.WavFormat(target_hz, channels, {"16": 2, "24": 3, "32f": 4}[depth])
            self._raw = open(self._partial, "wb", buffering=0)
            self._raw.write(wav.header(self._kind, 0))

    def write(self, samples: Samples, last: bool = False, peak: float | None = None) -> None:
        """Append; `peak` where the caller knows it already."""
        if self._resampler is not None:
            samples = self._resampler.resample_chunk(np.ascontiguousarray(samples, np.float32), last).reshape(
                -1, self._channels
            )
        if len(samples) == 0:
            return
        if peak is None or self._resampler is not None:
            peak = max(float(samples.max()), -float(samples.min()))
        self._peak = max(self._peak, peak)
        self._frames += len(samples)
        if self._dither is not None:  # triangular, 2 LSB wide (TPDF): Lipshitz, Wannamaker & Vanderkooy, JAES 1992
            noise = self._dither.random((2, *samples.shape), np.float32)
            samples = samples + (noise[0] - noise[1]) * np.float32(1 / 32768)
        if self._encoded is not None:
            self._encoded.write(samples)
            return
        data = self._wav.to_bytes(samples, self._kind.sample_bytes)
        if self._file.point == "before_fader":
            self._crc32 = zlib.crc32(data, self._crc32)
        while data:
            data = data[self._raw.write(data) :]

    def finish(self) -> WrittenFile:
        if self._resampler is not None:
            self.write(np.zeros((0, self._channels), np.float32), last=True)
        if self._encoded is not None:
            self._encoded.close()
        else:
            self._wav.write_sizes(self._raw.fileno(), self._kind, self._frames)
            if self._file.point == "before_fader":  # a song is about to play it: it must outlive a power cut
                os.fsync(self._raw.fileno())
            self._raw.close()
        return WrittenFile(
            name=self._file.name, path=str(self._final), peak=self._peak, length_frames=self._frames, crc32=self._crc32
        )

    def publish(self, overwrite: bool) -> None:
        """Give the file its name; one that appeared meanwhile is kept unless overwriting was asked for."""
        if self._final.exists() and not overwrite:
            raise FileExistsError(17, "a file of that name appeared meanwhile", str(self._final))
        os.replace(self._partial, self._final)

    def abandon(self) -> None:
        try:
            (self._encoded or self._raw).close()
        except (OSError, RuntimeError, AttributeError):
            pass
        self._partial.unlink(missing_ok=True)
