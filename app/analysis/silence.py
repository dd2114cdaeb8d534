"""Which parts of a recording sound, for taking the silence between them away.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
HOP_S = 0.001  # the level is that of the largest sample in so long


@dataclass(frozen=True, slots=True)
class SilenceSettings:
    """What counts as silence, and how much of it stays.

    Attributes:
        threshold_db: Below this level, in dBFS, is silence.
        silence_ms: A shorter silence stays.
        before_ms: How much stays before a sound, for its attack.
        after_ms: How much stays behind it, for its end.
    """

    threshold_db: float = -50.0
    silence_ms: float = 300.0
    before_ms: float = 20.0
    after_ms: float = 100.0


def sounding_ranges(
    blocks: Iterable[Samples], rate_hz: int, settings: SilenceSettings | None = None
) -> list[tuple[int, int]]:
    """The parts that sound, with what stays around them.

    Args:
        blocks: float32 [frame, channel], one after the other; of any lengths.
        rate_hz: Sample rate.
        settings: What counts as silence; the defaults suit voices and guitars.

    Returns:
        [first frame, frame after the last) of each part, in order and apart from each other; empty if all is silence.
    """
    wanted = settings or SilenceSettings()
    hop = max(1, round(HOP_S * rate_hz))
    peaks, frames = _hop_peaks(blocks, hop)
    loud = np.flatnonzero(peaks >= 10.0 ** (wanted.threshold_db / 20.0))
    if not len(loud):
        return []
    gaps = np.flatnonzero(np.diff(loud) - 1 >= wanted.silence_ms / 1000.0 * rate_hz / hop)
    firsts, lasts = loud[np.r_[0, gaps + 1]] * hop, (loud[np.r_[gaps, -1]] + 1) * hop
    before, after = (round(ms / 1000.0 * rate_hz) for ms in (wanted.before_ms, wanted.after_ms))
    ranges: list[tuple[int, int]] = []
    for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
        start, end = max(0, first - before), min(frames, last + after)
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], end
        else:
            ranges.append((start, end))
    return ranges


def _hop_peaks(blocks: Iterable[Samples], hop: int) -> tuple[npt.NDArray[np.float32], int]:
    """The largest magnitude of each hop, the last one shorter; and the number of frames."""
    found, frames = [np.zeros(0, np.float32)], 0
    rest = np.zeros(0, np.float32)
    for block in blocks:
        frames += len(block)
        line = np.concatenate([rest, np.abs(block).max(axis=1)])
        whole = len(line) // hop * hop
        found.append(line[:whole].reshape(-1, hop).max(axis=1))
        rest = line[whole:]
    if len(rest):
        found.append(rest.max(keepdims=True))
    return np.concatenate(found), frames
