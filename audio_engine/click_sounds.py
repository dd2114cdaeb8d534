"""The sounds of the click: a tone, a wood block, two sticks; each as a strong beat, a weak one and a part of a beat.

Lives: engine (or bounce, or test).
"""

import numpy as np
import numpy.typing as npt

from audio_engine.rt import layout as at

CLICK_S = 0.04
GAINS = (0.7, 0.7, 0.2)  # a tick between beats is 11 dB softer
TONE_HZ = (1760.0, 1320.0, 1320.0)  # strong, weak, part of a beat
WOOD_HZ = (1100.0, 820.0, 820.0)
STICK_HZ = (4200.0, 3000.0, 3000.0)
WOOD_OVERTONE = 2.71  # a block of wood rings inharmonically


def click_sounds(rate_hz: int, frames: int) -> npt.NDArray[np.float32]:
    """Return all clicks, [CLICK_SOUNDS, CLICKS, frames], with peaks at GAINS.

    A click begins at its first frame and has died away at its last.
    """
    time_s = np.arange(frames) / rate_hz
    noise = np.random.default_rng(5).standard_normal(frames)  # the same sticks every day
    sounds = np.empty((at.CLICK_SOUNDS, at.CLICKS, frames))
    for kind in range(at.CLICKS):
        sounds[0, kind] = _ring(time_s, TONE_HZ[kind], 0.008)
        sounds[1, kind] = _ring(time_s, WOOD_HZ[kind], 0.006)
        sounds[1, kind] += 0.5 * _ring(time_s, WOOD_HZ[kind] * WOOD_OVERTONE, 0.003)
        sounds[2, kind] = _ring(time_s, STICK_HZ[kind], 0.0025) + 0.35 * noise * np.exp(-time_s / 0.0015)
        sounds[:, kind] *= GAINS[kind] / np.abs(sounds[:, kind]).max(axis=1, keepdims=True)
    return sounds.astype(np.float32)


def _ring(time_s: npt.NDArray[np.float64], hz: float, decay_s: float) -> npt.NDArray[np.float64]:
    rung: npt.NDArray[np.float64] = np.sin(2 * np.pi * hz * time_s) * np.exp(-time_s / decay_s)
    return rung
