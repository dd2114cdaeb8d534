"""The session that every program mixes: mono 24-bit WAV files, and one mix said in units that each can be told in."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

import numpy as np

from audio_engine.disk import wav

RATE_HZ = 48000
SEED = 2026
Variant = Literal["A", "B"]  # A: gain, pan, reverb send; B: four-band EQ and compressor on every track too


class Band(NamedTuple):
    """One band of the EQ, the same on every track."""

    shape: Literal["low shelf", "bell", "high shelf"]
    frequency_hz: float
    gain_db: float
    q: float


EQ = (
    Band("low shelf", 100.0, 3.0, 0.71),
    Band("bell", 400.0, -3.0, 1.0),
    Band("bell", 2500.0, 2.0, 1.0),
    Band("high shelf", 8000.0, 4.0, 0.71),
)


class Compression(NamedTuple):
    """The compressor, the same on every track."""

    threshold_db: float = -30.0
    ratio: float = 3.0
    knee_db: float = 6.0
    attack_ms: float = 10.0
    release_ms: float = 120.0


COMPRESSOR = Compression()


class Track(NamedTuple):
    """`gain` and `send_gain` are linear, the send is taken after the fader; `pan` is -1 (left) to 1."""

    path: Path
    gain: float
    pan: float
    send_gain: float


@dataclass(frozen=True)
class Session:
    tracks: tuple[Track, ...]
    frames: int
    variant: Variant

    @property
    def seconds(self) -> float:
        return self.frames / RATE_HZ


def write_files(folder: Path, count: int, seconds: int) -> tuple[Path, ...]:
    """Tones that swell and fade (110 Hz upwards), each with its noise; the same for one seed wherever it runs."""
    random = np.random.default_rng(SEED)
    time_s = np.arange(RATE_HZ * seconds) / RATE_HZ
    kind = wav.WavFormat(RATE_HZ, 1, 3)
    paths = []
    for number in range(count):
        swell = 0.5 + 0.5 * np.sin(np.pi * time_s + number)
        tone = 0.1 * np.sin(2 * np.pi * (110 + 37 * number) * time_s) * swell
        samples = tone.astype(np.float32) + np.float32(0.01) * random.standard_normal(len(time_s), np.float32)
        path = folder / f"track{number:02}.wav"
        path.write_bytes(wav.header(kind, len(samples)) + bytes(wav.to_bytes(samples[:, None], 3)))
        paths.append(path)
    return tuple(paths)


def session(paths: tuple[Path, ...], seconds: int, variant: Variant) -> Session:
    """A mix of these files: panned from left to right, each with its own send."""
    last = max(1, len(paths) - 1)
    tracks = tuple(
        Track(path, gain=0.25, pan=-1 + 2 * n / last, send_gain=0.05 + 0.1 * n / last) for n, path in enumerate(paths)
    )
    return Session(tracks, seconds * RATE_HZ, variant)
