"""Songs with known answers, played by plucked strings, a piano, a bass and drums: tempo, bars, key and chords."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from resources.demo.synth import hat_sounds, kick_sounds, pluck, snare_sounds

Samples = npt.NDArray[np.float32]
RATE = 22050
KINDS = {"": (0, 4, 7), "m": (0, 3, 7), "7": (0, 4, 7, 10)}
# degree in semitones above the tonic, and kind, of each bar; they begin or end at home, as songs do
MAJOR = (
    ((0, ""), (7, ""), (9, "m"), (5, "")),
    ((0, ""), (9, "m"), (5, ""), (7, "7")),
    ((0, ""), (5, ""), (7, ""), (0, "")),
    ((0, ""), (4, "m"), (5, ""), (7, "")),
    ((0, ""), (2, "m"), (7, "7"), (0, "")),
)
MINOR = (
    ((0, "m"), (8, ""), (3, ""), (10, "")),
    ((0, "m"), (5, "m"), (7, ""), (0, "m")),
    ((0, "m"), (10, ""), (8, ""), (7, "7")),
    ((0, "m"), (3, ""), (5, "m"), (7, "")),
)


@dataclass(frozen=True)
class Played:
    """A song and what is true of it. `chords` are (seconds, root, kind) in order; the last one begins at the end."""

    samples: Samples
    bpm: float
    first_bar_s: float
    beats: int
    tonic: int
    minor: bool
    chords: tuple[tuple[float, int, str], ...]
    instrument: str


class _Band:
    def __init__(self, seconds: float, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self.sound = np.zeros(int((seconds + 4) * RATE))

    def place(self, sound: Samples, at_s: float, gain: float) -> None:
        first = max(0, round((at_s + self.random.normal(0, 0.004)) * RATE))
        part = sound[: len(self.sound) - first]
        self.sound[first : first + len(part)] += part * gain

    def note(self, instrument: str, pitch: int, at_s: float, length_s: float, gain: float) -> None:
        sound = _sound(instrument == "piano", pitch)[: int(length_s * RATE)].copy()
        fade = min(len(sound), RATE // 20)
        sound[-fade:] *= np.linspace(1, 0, fade)
        self.place(sound, at_s, gain * self.random.uniform(0.85, 1.0))


@cache
def _sound(is_piano: bool, pitch: int) -> Samples:
    made = piano(pitch) if is_piano else pluck(RATE, pitch, int(2.5 * RATE), 0.4, np.random.default_rng(pitch))
    return made / np.abs(made).max()


@cache
def _drums() -> dict[str, Samples]:
    random = np.random.default_rng(1)
    return {
        "kick": kick_sounds(RATE, random)[0], "snare": snare_sounds(RATE, random)[0], "hat": hat_sounds(RATE, random)[0]
    }  # fmt: skip


def piano(pitch: int) -> Samples:
    """Overtones a little sharp, the higher the sooner gone."""
    hz, time, made = 440.0 * 2 ** ((pitch - 69) / 12), np.arange(int(2.5 * RATE)) / RATE, 0.0
    for number in range(1, 13):
        overtone = number * hz * np.sqrt(1 + 0.0004 * number**2)
        if overtone < RATE / 2:
            made = made + np.sin(2 * np.pi * overtone * time) / number**1.2 * np.exp(-time * (0.9 + 0.35 * number))
    return made * np.minimum(1.0, time / 0.003)


def played(seed: int, bars: int = 12) -> Played:
    """A song whose every property follows from the seed."""
    random = np.random.default_rng(1000 + seed)
    bpm, beats = round(random.uniform(68, 165), 1), 3 if seed % 7 == 6 else 4
    tonic, minor = int(random.integers(12)), bool(random.integers(2))
    progression = (MINOR if minor else MAJOR)[int(random.integers(4))]
    instrument = ("strummed", "piano", "picked")[seed % 3]
    beat_s, first_s = 60 / bpm, float(random.uniform(0.2, 1.5))
    band = _Band(first_s + bars * beats * beat_s, seed)
    chords = []
    for bar in range(bars):
        last = bar == bars - 1
        degree, kind = (0, "m" if minor else "") if last else progression[bar % len(progression)]
        root, start = (tonic + degree) % 12, first_s + bar * beats * beat_s
        chords.append((start, root, kind))
        low = 40 + (root - 4) % 12  # E2 to Eb3
        voicing = [low, *(low + 12 + step for step in KINDS[kind]), low + 24]
        _play_bar(band, instrument, voicing, start, beat_s, beats)
        if seed % 2:
            band.note("bass", low - 12, start, 2 * beat_s, 0.7)
            band.note("bass", low - 12, start + (beats - 1) * beat_s, beat_s, 0.5)
        if seed % 4 in (1, 2):
            _drum_bar(band, start, beat_s, beats)
    chords.append((first_s + bars * beats * beat_s, -1, ""))
    sound = band.sound + 0.0005 * random.standard_normal(len(band.sound))
    samples = (0.5 * sound / np.abs(sound).max()).astype(np.float32)
    return Played(samples, bpm, first_s, beats, tonic, minor, tuple(chords), instrument)


def _play_bar(band: _Band, instrument: str, voicing: list[int], start: float, beat_s: float, beats: int) -> None:
    if instrument == "picked":
        order = (0, 2, 3, 4, 1, 3, 4, 2)
        for eighth in range(2 * beats):
            accent = 0.8 if eighth == 0 else 0.5
            band.note("guitar", voicing[order[eighth % 8] % len(voicing)], start + eighth * beat_s / 2, 1.5, accent)
    elif instrument == "strummed":
        for beat in (0.0, *range(1, beats), beats - 0.5):
            for place, pitch in enumerate(voicing):
                gain = (0.8 if beat == 0 else 0.5) * (1 - 0.05 * place)
                band.note("guitar", pitch, start + beat * beat_s + 0.012 * place, beat_s, gain)
    else:
        for beat in range(beats):
            for pitch in voicing[1:]:
                band.note("piano", pitch, start + beat * beat_s, beat_s, 0.6 if beat == 0 else 0.4)
        band.note("piano", voicing[0], start, beats * beat_s, 0.8)


def _drum_bar(band: _Band, start: float, beat_s: float, beats: int) -> None:
    for beat in range(beats):
        on_kick = beat == 0 or (beat == 2 and beats == 4)
        band.place(_drums()["kick" if on_kick else "snare"], start + beat * beat_s, 0.7)
        for half in (0.0, 0.5):
            band.place(_drums()["hat"], start + (beat + half) * beat_s, 0.25)
