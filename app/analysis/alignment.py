"""How much later one microphone recorded a sound than another, and whether its polarity is inverted.

Generalised cross-correlation (Knapp & Carter, IEEE Transactions on Acoustics, Speech and Signal Processing 24, 1976): the
cross-spectrum keeps its phases alone, as the two may sound different, and each frequency counts by the coherence of both,
so that noise and what only one of them recorded do not.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
WINDOW_S = 0.34  # of one spectrum, about
BAND_HZ = (60.0, 12000.0)
REACH_S = 0.03  # 10 m of air
CLEAR = 0.15  # least confidence: what has nothing in common reaches 0.05, a microphone across a live room 0.3
QUIET = 1e-3  # of the loudest window's energy: windows below say nothing
LEAST_WINDOWS = 4


class Alignment(NamedTuple):
    """Where another recording of the same sound lies.

    Attributes:
        late_frames: How much later than the reference it has the sound; negative: earlier.
        inverted: Its polarity is the opposite.
        confidence: 0 to 1: the share of what both have in common that agrees on this place.
    """

    late_frames: int
    inverted: bool
    confidence: float


def align(pairs: Iterable[tuple[Samples, Samples]], rate_hz: int, reach_s: float = REACH_S) -> Alignment | None:
    """Compare two recordings.

    Args:
        pairs: Parts of the reference and of the other recording at the same time, float32 [frame], equally long; at least
            1 s together.
        rate_hz: Sample rate.
        reach_s: How far apart they may be, up to a quarter of WINDOW_S.

    Returns:
        None if they have nothing in common that says a place.
    """
    size = 1 << round(np.log2(WINDOW_S * rate_hz))
    spectra = _loud([one for pair in pairs for one in _spectra(*pair, size)])
    if len(spectra) < LEAST_WINDOWS:
        return None
    a, b = np.stack([x for x, _ in spectra]), np.stack([y for _, y in spectra])
    cross = (a.conj() * b).mean(axis=0)
    powers = (np.abs(a) ** 2).mean(axis=0) * (np.abs(b) ** 2).mean(axis=0)
    chance = 1.0 / len(spectra)  # the coherence of what has nothing in common
    coherence = np.clip((np.abs(cross) ** 2 / (powers + 1e-30) - chance) / (1.0 - chance), 0.0, 1.0)
    hz = np.fft.rfftfreq(size, 1.0 / rate_hz)
    weights = coherence * ((hz >= BAND_HZ[0]) & (hz <= BAND_HZ[1]))
    if not weights.any():
        return None
    likeness = np.fft.irfft(weights * cross / (np.abs(cross) + 1e-30), size) * size / (2.0 * weights.sum())
    reach = min(round(reach_s * rate_hz), size // 4)
    near = np.concatenate([likeness[-reach:], likeness[: reach + 1]])
    place = int(np.abs(near).argmax())
    agreed = float(np.abs(near[place]) * weights.sum() / (weights.sum() + chance * weights.size))
    if agreed < CLEAR:
        return None
    return Alignment(place - reach, bool(near[place] < 0.0), min(agreed, 1.0))


def _spectra(reference: Samples, other: Samples, size: int) -> Iterable[tuple[npt.NDArray[np.complex128], ...]]:
    window = np.hanning(size)
    for start in range(0, len(reference) - size + 1, size // 2):
        parts = reference[start : start + size], other[start : start + size]
        yield tuple(np.fft.rfft(part.astype(np.float64) * window) for part in parts)


def _loud(
    spectra: list[tuple[npt.NDArray[np.complex128], ...]],
) -> list[tuple[npt.NDArray[np.complex128], ...]]:
    """Those in which both sound."""
    energies = np.array([[float((np.abs(one) ** 2).sum()) for one in pair] for pair in spectra]).reshape(-1, 2)
    if not len(energies):
        return []
    loud = (energies > QUIET * energies.max(axis=0)).all(axis=1) & (energies > 0.0).all(axis=1)
    return [pair for pair, is_loud in zip(spectra, loud, strict=True) if is_loud]
