"""Repairs invalid samples: NaN, infinite, far above full scale, or integers stored as floats.

Lives: window, workers; command line.
"""

from collections.abc import Iterable

import numpy as np

from audio_engine.disk.audio_source import Samples, Unreadable

LARGEST_VALID_PEAK = 256.0  # +48 dBFS: no float file that was mixed by anybody reaches this
FEW = 0.01  # of the samples that are not 0
_ABSURD = 2.0**33  # above any scale of whole numbers
_WHOLE_BITS = (16, 24, 32)  # old editors wrote 16.8 and 24.0 floats: whole numbers of so many bits


def all_samples_valid(block: Samples) -> bool:
    """True if every sample is finite and below LARGEST_VALID_PEAK."""
    return bool(block.size == 0 or (block.max() < LARGEST_VALID_PEAK and block.min() > -LARGEST_VALID_PEAK))


class Repair:
    """Scales integers to full scale and silences invalid samples."""

    def __init__(self, scale: float, scale_note: str) -> None:
        self._scale, self._scale_note, self._silenced = np.float32(scale), scale_note, 0

    @property
    def notes(self) -> list[str]:
        """Parts of sentences about what was repaired; complete after the last block."""
        notes = [self._scale_note] if self._scale_note else []
        if self._silenced:
            samples = "one invalid sample" if self._silenced == 1 else f"{self._silenced} invalid samples"
            notes.append(f"has {samples} (not a number, or far above full scale); they are silent now")
        return notes

    def apply(self, block: Samples) -> Samples:
        """The repaired block, of the same shape."""
        with np.errstate(over="ignore", invalid="ignore"):
            scaled = block * self._scale
        good = np.abs(scaled) < LARGEST_VALID_PEAK  # false for what is not a number
        self._silenced += int(good.size - np.count_nonzero(good))
        return np.where(good, scaled, np.float32(0.0))


def plan_repair(pieces: Iterable[Samples]) -> Repair:
    """Read a whole file and decide how to repair it.

    Raises:
        Unreadable: More than a quarter of the samples is invalid.
    """
    bad = total = sounding = over = far_over = whole = 0
    peak = 0.0
    for piece in pieces:
        size = np.abs(piece)
        good = size[size < _ABSURD]
        total, bad = total + piece.size, bad + piece.size - good.size
        sounding += int(np.count_nonzero(good))
        over += int(np.count_nonzero(good > 1.0))
        far_over += int(np.count_nonzero(good >= LARGEST_VALID_PEAK))
        whole += int(np.count_nonzero(good[good > 0.0] % 1.0 == 0.0))
        peak = max(peak, float(good.max(initial=0.0)))
    if bad * 4 > total:
        raise Unreadable("is damaged: many of its samples are not numbers")
    are_integers = far_over >= FEW * sounding or whole >= (1.0 - FEW) * sounding
    if over * 2 < sounding or not are_integers:  # floats may be hot, and some samples of them damaged
        return Repair(1.0, "")
    bits = next((bits for bits in _WHOLE_BITS if peak <= 2.0 ** (bits + 1)), _WHOLE_BITS[-1])
    return Repair(2.0 ** (1 - bits), f"has {bits}-bit integers stored as floats; they were scaled to full scale")
