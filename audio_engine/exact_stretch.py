"""Time-stretch and pitch with an exact length and exact timing, by Rubber Band's R3 engine.

R3 (through pedalboard) goes through the sound in whole frames: `in_hop` of the input become the nearest whole number of the
output. So what it does to time is not what was asked for but the nearest fraction of `in_hop`, up to 0.2 % off: after a minute
a drum is 60 ms early, although the length is right. Here it therefore changes all the time between the two fractions around
the wanted one, so that the mean is exact. Its own delay, which depends on the ratio, is measured with clicks.

A pitch is a longer stretch, played faster. High sample rates are stretched at 44.1 or 48 kHz, for which R3 is made; nothing of
it can be heard. Both channels of a stereo sound go through one stretcher: twins stay twins, to the bit.

Lives: the stretcher's process.
"""

import math
from functools import cache

import numpy as np
import numpy.typing as npt
import soxr

from audio_engine.formants import moved_back

Samples = npt.NDArray[np.float32]
HIGHEST_RATE_HZ = 48000  # at which Rubber Band works
BLOCK_FRAMES = 2048  # of the input, at one ratio; a multiple of 16, which pedalboard looks at
MARGIN_S = 0.25  # of silence around the sound, so that its edges are whole
CLICKS, CLICK_S = 4, 0.3  # what the delay is measured with, and how far apart they are before and after, at least
NEAR_HOPS = 12  # how far around the usual hop fractions are looked for


def exact_stretch(
    samples: Samples, rate_hz: int, made_frames: int, pitch_semitones: float, keep_formants: bool = False
) -> Samples:
    """Stretch to an exact length and shift the pitch. Takes long, and does not let go.

    Args:
        samples: float32 [channel, frame], one or two channels, finite.
        rate_hz: Sample rate.
        made_frames: Length of the result, 0.25 to 4 times that of the samples.
        pitch_semitones: How much higher the result is, -24 to 24.
        keep_formants: A voice keeps its character when its pitch is shifted.

    Returns:
        float32 [channel, made_frames]; the samples themselves if there is nothing to do.
    """
    frames = samples.shape[1]
    if made_frames == frames and pitch_semitones == 0.0:
        return samples
    sounding = samples.any(axis=1)  # the stretcher would let a little of one side into the other
    made = np.zeros((len(samples), made_frames), np.float32)
    if sounding.any():
        made[sounding] = _stretched(samples[sounding], rate_hz, made_frames, pitch_semitones, keep_formants)
    return made


def _stretched(
    samples: Samples, rate_hz: int, made_frames: int, pitch_semitones: float, keep_formants: bool
) -> Samples:
    work_hz = rate_hz
    while work_hz > HIGHEST_RATE_HZ:
        work_hz //= 2
    faster = 2.0 ** (pitch_semitones / 12)
    at_work = _resampled(samples, work_hz / rate_hz, round(samples.shape[1] * work_hz / rate_hz))
    if keep_formants and pitch_semitones:
        at_work = moved_back(at_work, work_hz, faster)
    longer = round(made_frames * faster * work_hz / rate_hz)
    return _resampled(_longer(at_work, work_hz, longer), made_frames / longer, made_frames)


def _longer(samples: Samples, rate_hz: int, made_frames: int) -> Samples:
    """Time-stretch to an exact length; the pitch stays."""
    channels, frames = samples.shape
    if frames == made_frames:
        return samples
    ratio, margin = made_frames / frames, round(MARGIN_S * rate_hz)
    padded = np.pad(samples, ((0, 0), (margin, margin)))
    made = _run(padded, rate_hz, ratio)
    first = round(margin * ratio) + _delay_frames(rate_hz, ratio)
    exact = np.zeros((channels, made_frames), np.float32)
    there = made[:, max(first, 0) : max(first + made_frames, 0)]
    exact[:, max(-first, 0) : max(-first, 0) + there.shape[1]] = there
    return exact


def _run(samples: Samples, rate_hz: int, ratio: float) -> Samples:
    from pedalboard import time_stretch  # 10 MB that nothing else needs

    ratios = _ratios(ratio, samples.shape[1])
    made: Samples = time_stretch(np.ascontiguousarray(samples), rate_hz, 1.0 / ratios)
    return made


@cache
def _delay_frames(rate_hz: int, ratio: float) -> int:
    """How much later than at its exact place a sound comes out, in frames of the output; the median of a few clicks."""
    step = round(CLICK_S * rate_hz / min(ratio, 1.0))
    places = step * np.arange(2, CLICKS + 2)
    clicks = np.zeros((1, step * (CLICKS + 4)), np.float32)
    clicks[0, places] = 1.0
    made = _run(clicks, rate_hz, ratio)[0]
    delays = []
    for due in places * ratio:
        first = max(0, round(due - step * ratio / 2))
        near = np.square(made[first : round(due + step * ratio / 2)], dtype=np.float64)
        if near.any():
            delays.append(first + float(np.average(np.arange(len(near)), weights=near)) - due)
    return round(float(np.median(delays))) if delays else 0


def _ratios(ratio: float, frames: int) -> npt.NDArray[np.float64]:
    """The ratio to ask for at each frame: one of two that R3 keeps exactly, so that their mean is `ratio`."""
    low, high = _kept_ratios(ratio)
    share = 0.0 if high == low else (ratio - low) / (high - low)
    blocks = -(-frames // BLOCK_FRAMES)
    above = np.diff(np.floor(np.arange(blocks + 1) * share + 0.5)) > 0
    return np.repeat(np.where(above, high, low), BLOCK_FRAMES)[:frames]


def _kept_ratios(ratio: float) -> tuple[float, float]:
    """The nearest ratios, at most and at least `ratio`, that are whole frames of output per hop of the input."""
    usual, kept = _in_hop(ratio), set[float]()
    for hop in range(max(1, usual - NEAR_HOPS), usual + NEAR_HOPS + 1):
        for made in range(math.floor(hop * ratio) - 1, math.ceil(hop * ratio) + 2):
            if made > 0 and _in_hop(made / hop) == hop:
                kept.add(made / hop)
    below, above = [one for one in kept if one <= ratio], [one for one in kept if one >= ratio]
    return max(below, default=ratio), min(above, default=ratio)


def _in_hop(ratio: float) -> int:
    """Frames of the input that R3 takes at a time (`R3Stretcher::calculateHop` of Rubber Band 3 and 4)."""
    made = 256.0
    if ratio > 1.5:
        made = 2.0 ** (8.0 + 2.0 * math.log10(ratio - 0.5))
    elif ratio < 1.0:
        made = 2.0 ** (8.0 + 2.0 * math.log10(ratio))
    return min(max(math.floor(min(max(made, 128.0), 512.0) / ratio), 1), 1024)


def _resampled(samples: Samples, factor: float, made_frames: int) -> Samples:
    """The samples at `factor` times their rate, cut or padded to an exact length."""
    if samples.shape[1] == made_frames and factor == 1.0:
        return samples
    made = soxr.resample(np.ascontiguousarray(samples.T), 1.0, factor, "VHQ").T
    exact = np.zeros((len(samples), made_frames), np.float32)
    there = min(made_frames, made.shape[1])
    exact[:, :there] = made[:, :there]
    return exact
