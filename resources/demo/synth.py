"""Synthesis of the demo song's parts: plucked strings, bass, drums, pad, bells, a lead and its harmonies.

The same seed gives the same samples. Levels are what an interface would deliver: peaks near -9 dBFS.

Lives: the command line or a worker that makes the demo.
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from resources.demo import score
from resources.demo.score import Note

Samples = npt.NDArray[np.float64]
SEED = 20260101
PEAK = 0.35  # -9.1 dBFS
_TABLE = 4096  # samples in one period of a wave table


class Player:
    """Places notes on a part of the song's length, each a little early, late, loud or soft."""

    def __init__(self, rate_hz: int, seed: int, looseness_s: float = 0.006) -> None:
        self.rate_hz = rate_hz
        self.random = np.random.default_rng(seed)
        self._looseness_s = looseness_s
        self._beat_s = 60.0 / score.TEMPO_BPM
        beats = score.BARS * score.BEATS_PER_BAR
        self.length_frames = round((beats * self._beat_s + score.TAIL_S) * rate_hz)

    def play(self, notes: list[Note], voice: Callable[[Note, int], Samples], channels: int = 1) -> Samples:
        """`voice` makes a note's samples [frames] or [frames, channels] from the note and its length in frames."""
        part = np.zeros((self.length_frames, channels))
        for note in notes:
            late_s = float(np.clip(self.random.normal(0.0, self._looseness_s), -0.015, 0.015))
            start = max(round((note.beat * self._beat_s + late_s) * self.rate_hz), 0)
            touch = float(np.clip(self.random.normal(1.0, 0.07), 0.8, 1.15))
            length = round(note.length * self._beat_s * self.rate_hz)
            sound = voice(note._replace(velocity=note.velocity * touch), length)
            sound = sound.reshape(len(sound), -1)[: self.length_frames - start]
            part[start : start + len(sound)] += sound
        return part


def parts(rate_hz: int = 48000) -> dict[str, npt.NDArray[np.float32]]:
    """Every part as [frames, channels], all of the same length, in the order in which the song lists them."""
    drum_notes = score.drums()
    made = {
        "Kick": _one_shots(rate_hz, SEED + 1, drum_notes["Kick"], kick_sounds),
        "Snare": _one_shots(rate_hz, SEED + 2, drum_notes["Snare"], snare_sounds),
        "Hats": _one_shots(rate_hz, SEED + 3, drum_notes["Hats"], hat_sounds),
        "Bass": _bass(rate_hz, SEED + 4),
        "Guitar": _strings(rate_hz, SEED + 5, score.picked(), 0.42),
        "Guitar 2": _strings(rate_hz, SEED + 6, score.strummed(), 0.3),
        "Pad": _pad(rate_hz, SEED + 7),
        "Bells": _bells(rate_hz, SEED + 8),
        "Lead": _voice(rate_hz, SEED + 9, score.lead(), (1.0, 0.55, 0.32, 0.2, 0.1, 0.06, 0.03), 5.3),
        "Harmony low": _voice(rate_hz, SEED + 10, score.harmony(-2), (1.0, 0.35, 0.22, 0.08, 0.03), 4.9),
        "Harmony high": _voice(rate_hz, SEED + 11, score.harmony(2), (1.0, 0.28, 0.1, 0.04), 5.6),
    }
    return {name: (part * (PEAK / np.abs(part).max())).astype(np.float32) for name, part in made.items()}


def pluck(rate_hz: int, pitch: int, frames: int, brightness: float, random: np.random.Generator) -> Samples:
    """Karplus and Strong: a burst of noise goes round a loop a period long and loses its treble.

    The loop is computed a period at a time; the rest of a sample by which the period is off is corrected by resampling.
    """
    frequency = _hertz(pitch)
    blend = 0.42  # of the loop's two-point average
    period = max(int(rate_hz / frequency - blend), 2)
    ratio = frequency * (period + blend) / rate_hz
    decay_s = float(np.interp(pitch, (28, 50, 70, 90), (3.6, 2.8, 1.9, 1.1)))
    loss = 10.0 ** (-3.0 / (decay_s * frequency))
    needed = int(frames * ratio) + 3
    rounds = -(-needed // period) + 1
    line = np.zeros((rounds + 1) * period + 1)
    line[1 : period + 1] = _excitation(period, brightness, random)
    for turn in range(1, rounds + 1):
        at = turn * period + 1
        line[at : at + period] = loss * (
            (1.0 - blend) * line[at - period : at] + blend * line[at - period - 1 : at - 1]
        )
    corrected: Samples = np.interp(np.arange(frames) * ratio, np.arange(needed), line[1 : needed + 1])
    return corrected


def kick_sounds(rate_hz: int, random: np.random.Generator) -> list[Samples]:
    time = np.arange(int(0.45 * rate_hz)) / rate_hz
    sweep = 47.0 * time + 90.0 * 0.028 * (1.0 - np.exp(-time / 0.028))  # cycles: 137 Hz falling to 47 Hz
    body = np.sin(2 * np.pi * sweep) * np.exp(-time / 0.13)
    click = _filtered(random.standard_normal(len(time)), rate_hz, 1200, 6000) * np.exp(-time / 0.004)
    return [_faded(body + 0.25 * click, rate_hz)]


def snare_sounds(rate_hz: int, random: np.random.Generator) -> list[Samples]:
    sounds = []
    time = np.arange(int(0.32 * rate_hz)) / rate_hz
    for _ in range(4):
        shell = np.sin(2 * np.pi * 188 * time) * np.exp(-time / 0.07) + 0.6 * np.sin(2 * np.pi * 331 * time) * np.exp(
            -time / 0.045
        )
        wires = _filtered(random.standard_normal(len(time)), rate_hz, 900, 9000) * np.exp(-time / 0.085)
        sounds.append(_faded(0.55 * shell + 0.7 * wires, rate_hz))
    return sounds


def hat_sounds(rate_hz: int, random: np.random.Generator) -> list[Samples]:
    """Four closed ones, then one open."""
    sounds = []
    for decay_s in (0.032, 0.036, 0.03, 0.04, 0.22):
        time = np.arange(int(decay_s * 6 * rate_hz)) / rate_hz
        noise = _filtered(random.standard_normal(len(time)), rate_hz, 6500, 15000)
        sounds.append(_faded(noise * np.exp(-time / decay_s), rate_hz))
    return sounds


def _one_shots(
    rate_hz: int,
    seed: int,
    notes: list[Note],
    make: Callable[[int, np.random.Generator], list[Samples]],
) -> Samples:
    player = Player(rate_hz, seed, 0.003)
    sounds = make(rate_hz, player.random)

    def voice(note: Note, _: int) -> Samples:
        closed = sounds[: max(len(sounds) - 1, 1)]
        chosen = sounds[-1] if note.pitch == 1 else closed[int(player.random.integers(len(closed)))]
        scaled: Samples = chosen * note.velocity**1.4
        return scaled

    return player.play(notes, voice)


def _strings(rate_hz: int, seed: int, notes: list[Note], brightness: float) -> Samples:
    player = Player(rate_hz, seed)
    kept: dict[tuple[int, int, int], Samples] = {}  # plucks are reused: three of each pitch and length

    def voice(note: Note, frames: int) -> Samples:
        key = (note.pitch, frames, int(player.random.integers(3)))
        if key not in kept:
            kept[key] = _faded(pluck(rate_hz, note.pitch, frames, brightness, player.random), rate_hz, 0.03)
        return kept[key] * note.velocity

    return _body(player.play(notes, voice), rate_hz)


def _bass(rate_hz: int, seed: int) -> Samples:
    player = Player(rate_hz, seed, 0.004)
    table = _table((1.0, 0.62, 0.3, 0.16, 0.08, 0.04))

    def voice(note: Note, frames: int) -> Samples:
        time = np.arange(frames + int(0.05 * rate_hz)) / rate_hz
        tone = _looked_up(table, np.full(len(time), _hertz(note.pitch)), rate_hz) * np.exp(-time / 1.3)
        finger = np.sin(2 * np.pi * 900 * time) * np.exp(-time / 0.006) * 0.12
        return _shaped(tone + finger, rate_hz, 0.006, 0.05) * note.velocity

    return player.play(score.bass(), voice)


def _pad(rate_hz: int, seed: int) -> Samples:
    """Two detuned voices a side, fading into each other from chord to chord."""
    player = Player(rate_hz, seed, 0.002)
    table = _table(tuple(1.0 / k**1.7 for k in range(1, 15)))

    def voice(note: Note, frames: int) -> Samples:
        length = frames + int(0.7 * rate_hz)
        sides = []
        for detune in ((0.9985, 1.0021), (0.9979, 1.0016)):
            sides.append(
                sum(
                    _looked_up(table, np.full(length, _hertz(note.pitch) * by), rate_hz, player.random.random())
                    for by in detune
                )
            )
        return np.stack([_shaped(np.asarray(side), rate_hz, 0.55, 0.8) for side in sides], axis=1) * note.velocity

    return player.play(score.pad(), voice, channels=2)


def _bells(rate_hz: int, seed: int) -> Samples:
    player = Player(rate_hz, seed)

    def voice(note: Note, frames: int) -> Samples:
        time = np.arange(max(frames, rate_hz)) / rate_hz
        frequency = _hertz(note.pitch)
        bend = 1.6 * note.velocity * np.exp(-time / 0.18) * np.sin(2 * np.pi * frequency * 3.51 * time)
        return _faded(np.sin(2 * np.pi * frequency * time + bend) * np.exp(-time / 0.55), rate_hz) * note.velocity

    return player.play(score.bells(), voice)


def _voice(rate_hz: int, seed: int, notes: list[Note], partials: tuple[float, ...], vibrato_hz: float) -> Samples:
    """A singing line: slides into notes from where it was, with vibrato that comes late and a little breath."""
    player = Player(rate_hz, seed, 0.009)
    table, previous = _table(partials), [0]

    def voice(note: Note, frames: int) -> Samples:
        time = np.arange(frames + int(0.12 * rate_hz)) / rate_hz
        slide = np.clip(previous[0] - note.pitch, -2, 2) if previous[0] else 0
        previous[0] = note.pitch
        semitones = slide * 0.5 * np.exp(-time / 0.035)
        depth = 0.22 * np.clip((time - 0.25) / 0.4, 0.0, 1.0)
        semitones = semitones + depth * np.sin(2 * np.pi * vibrato_hz * time + player.random.random())
        tone = _looked_up(table, _hertz(note.pitch) * 2.0 ** (semitones / 12.0), rate_hz)
        breath = _filtered(player.random.standard_normal(len(time)), rate_hz, 1500, 6000) * 0.012
        swell = 0.8 + 0.2 * np.sin(np.pi * np.clip(time / time[-1], 0, 1))
        return _shaped((tone + breath) * swell, rate_hz, 0.045, 0.12) * note.velocity

    return player.play(notes, voice)


def _hertz(pitch: float) -> float:
    return float(440.0 * 2.0 ** ((pitch - 69) / 12.0))


def _table(partials: tuple[float, ...]) -> Samples:
    phase = 2 * np.pi * np.arange(_TABLE) / _TABLE
    wave = sum(level * np.sin(number * phase) for number, level in enumerate(partials, start=1))
    return np.asarray(wave / np.abs(wave).max())


def _looked_up(table: Samples, frequency_hz: Samples, rate_hz: int, start: float = 0.0) -> Samples:
    phase = np.cumsum(frequency_hz) * (_TABLE / rate_hz) + start * _TABLE
    found: Samples = table[phase.astype(np.int64) & (_TABLE - 1)]
    return found


def _shaped(sound: Samples, rate_hz: int, attack_s: float, release_s: float) -> Samples:
    rise, fall = int(attack_s * rate_hz), int(release_s * rate_hz)
    envelope = np.ones(len(sound))
    rise, fall = min(rise, len(sound) // 2), min(fall, len(sound) // 2)
    envelope[:rise] = np.sin(np.linspace(0, np.pi / 2, rise)) ** 2
    envelope[len(sound) - fall :] *= np.cos(np.linspace(0, np.pi / 2, fall)) ** 2
    return sound * envelope


def _faded(sound: Samples, rate_hz: int, fade_s: float = 0.01) -> Samples:
    return _shaped(sound, rate_hz, 0.0003, fade_s)


def _excitation(period: int, brightness: float, random: np.random.Generator) -> Samples:
    """A period of noise, softer than white, without the harmonics that a pick at a seventh of the string leaves out."""
    noise = random.uniform(-1.0, 1.0, period)
    spectrum = np.fft.rfft(noise)
    harmonic = np.arange(len(spectrum))
    spectrum *= np.abs(np.sin(np.pi * harmonic / 7.0)) / (1.0 + harmonic * (1.0 - brightness) * 0.25)
    shaped = np.fft.irfft(spectrum, period)
    return np.asarray(shaped / np.abs(shaped).max())


def _filtered(sound: Samples, rate_hz: int, low_hz: float, high_hz: float) -> Samples:
    """A gentle band-pass by spectrum: second-order slopes."""
    spectrum = np.fft.rfft(sound)
    hertz = np.fft.rfftfreq(len(sound), 1.0 / rate_hz)
    spectrum *= (hertz / low_hz) ** 2 / (1.0 + (hertz / low_hz) ** 2) / (1.0 + (hertz / high_hz) ** 2)
    return np.fft.irfft(spectrum, len(sound))


def _body(part: Samples, rate_hz: int) -> Samples:
    """The box of a guitar: three resonances of a few hertz of width, and less treble, applied to the spectrum."""
    frames = len(part)
    size = 1 << (frames - 1).bit_length()
    hertz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    response = 1.0 / (1.0 + (hertz / 7000.0) ** 2)
    response *= (hertz / 70.0) ** 2 / (1.0 + (hertz / 70.0) ** 2)
    for centre, width, gain in ((104.0, 18.0, 1.1), (196.0, 30.0, 0.9), (390.0, 60.0, 0.5)):
        response *= 1.0 + gain / (1.0 + ((hertz - centre) / width) ** 2)
    return np.fft.irfft(np.fft.rfft(part, size, axis=0) * response[:, None], size, axis=0)[:frames]
