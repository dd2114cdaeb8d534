"""Which notes sound: a spectrum explained as a sum of notes with overtones, folded into twelve pitch classes.

The notes are found by non-negative least squares with multiplicative updates (Lee and Seung, 2001), as in Mauch and Dixon,
"Approximate note transcription for the improved identification of difficult chords" (2010).

Lives: any thread (pure).
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from app.analysis.mono import ANALYSIS_HZ, Samples
from app.analysis.onsets import spectra

Values = npt.NDArray[np.float64]
WINDOW_FRAMES, HOP_FRAMES = 8192, 2048
LOWEST_NOTE, HIGHEST_NOTE = 28, 96  # MIDI: E1 to C7
BASS_BELOW = 52  # notes below are the bass
OVERTONES, DECAY = 12, 0.72  # of a note, and how much weaker each is than the one before
HIGHEST_HZ = 3000.0
ROUNDS = 25
TINY = 1e-9  # notes that do not sound: nothing is divided by 0, and no denormal slows the rest
EXPONENT = 0.6  # of magnitudes: loud notes do not hide soft ones
FLOOR_BINS = 25  # to either side; the spectrum's mean there is noise, such as drums
_BLOCK_HOPS = 256
_BINS = int(HIGHEST_HZ * WINDOW_FRAMES / ANALYSIS_HZ)


def note_strengths(samples: Samples, edges_s: Values, tuning_cents: float = 0.0) -> Values:
    """How strongly each note sounds in each part.

    Args:
        samples: At ANALYSIS_HZ.
        edges_s: Where the parts begin and end, rising; one more than there are parts.
        tuning_cents: How much higher than A = 440 Hz the instruments are tuned.

    Returns:
        float64 [part, note], the notes from LOWEST_NOTE on.
    """
    mean = _mean_spectra(samples, edges_s)
    width = 2 * FLOOR_BINS + 1
    sums = np.cumsum(np.pad(mean, ((0, 0), (FLOOR_BINS + 1, FLOOR_BINS)), mode="edge"), axis=1)
    floor = (sums[:, width:] - sums[:, :-width]) / width
    over = np.maximum(mean - floor, 0.0)
    notes = _notes(round(tuning_cents / 10) * 10)
    strengths = over @ notes
    gram = notes.T @ notes
    goal = strengths.copy()
    for _ in range(ROUNDS):
        strengths = np.maximum(strengths * goal / (strengths @ gram + TINY), TINY)
    return strengths


def pitch_classes(strengths: Values) -> tuple[Values, Values]:
    """Twelve pitch classes from C [part, 12], of all notes and of the bass alone; each part has length 1, or is silent."""
    numbers = np.arange(LOWEST_NOTE, LOWEST_NOTE + strengths.shape[1])
    classes = np.eye(12)[numbers % 12]
    whole = strengths @ classes
    low = strengths[:, numbers < BASS_BELOW] @ classes[numbers < BASS_BELOW]
    return _unit(whole), _unit(low)


def _unit(rows: Values) -> Values:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Values = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-9)
    return made


def tuning_of(samples: Samples) -> float:
    """How much higher than A = 440 Hz it is tuned, in cents, -50 to 50."""
    hops = max(1, len(samples) // HOP_FRAMES)
    step = max(1, hops // 60)
    total = np.zeros(2, np.float64)
    for hop in range(0, hops, step):
        magnitudes = spectra(samples, WINDOW_FRAMES, HOP_FRAMES, hop, 1)[0, :_BINS].astype(np.float64)
        peaks = 40 + np.flatnonzero(
            (magnitudes[40:-1] > magnitudes[39:-2]) & (magnitudes[40:-1] > magnitudes[41:])
            & (magnitudes[40:-1] > 0.1 * magnitudes.max(initial=0.0))
        )  # fmt: skip
        if not len(peaks):
            continue
        left, middle, right = (np.log(magnitudes[peaks + n] + 1e-12) for n in (-1, 0, 1))
        bins = peaks + 0.5 * (left - right) / (left - 2 * middle + right)
        semitones = 12 * np.log2(bins * ANALYSIS_HZ / WINDOW_FRAMES / 440.0)
        angles = 2 * np.pi * semitones
        total += (magnitudes[peaks] * np.array([np.cos(angles), np.sin(angles)])).sum(axis=1)
    return float(np.arctan2(total[1], total[0]) / (2 * np.pi) * 100) if total.any() else 0.0


def _mean_spectra(samples: Samples, edges_s: Values) -> Values:
    """Mean compressed magnitudes of each part [part, bin]."""
    parts = len(edges_s) - 1
    hops = len(samples) // HOP_FRAMES + 1
    of_hop = np.searchsorted(edges_s, np.arange(hops) * HOP_FRAMES / ANALYSIS_HZ, side="right") - 1
    sums, counts = np.zeros((parts, _BINS)), np.zeros(parts)
    for first in range(0, hops, _BLOCK_HOPS):
        count = min(_BLOCK_HOPS, hops - first)
        found = spectra(samples, WINDOW_FRAMES, HOP_FRAMES, first, count)[:, :_BINS] ** EXPONENT
        for row, part in zip(found, of_hop[first : first + count], strict=True):
            if 0 <= part < parts:
                sums[part] += row
                counts[part] += 1
    return sums / np.maximum(counts, 1)[:, None]


@cache
def _notes(tuning_cents: int) -> Values:
    """Compressed magnitudes of each note [bin, note], of length 1."""
    bins = np.arange(_BINS)
    made = np.zeros((_BINS, HIGHEST_NOTE - LOWEST_NOTE + 1))
    for column, note in enumerate(range(LOWEST_NOTE, HIGHEST_NOTE + 1)):
        first_hz = 440.0 * 2.0 ** ((note - 69 + tuning_cents / 100) / 12)
        for overtone in range(1, OVERTONES + 1):
            centre = first_hz * overtone * WINDOW_FRAMES / ANALYSIS_HZ
            if centre < _BINS:
                lobe = np.maximum(np.cos(np.clip((bins - centre) / 4.0, -1, 1) * np.pi / 2), 0.0)  # of a Hann window
                made[:, column] += DECAY ** (overtone - 1) * lobe
        made[:, column] /= np.linalg.norm(made[:, column])
    return made
