"""Where notes begin: how much louder each part of the spectrum gets from one hop to the next.

Spectral flux of log-compressed bands, after Dixon, "Onset detection revisited" (2006).

Lives: any thread (pure).
"""

import numpy as np
import numpy.typing as npt

from app.analysis.mono import ANALYSIS_HZ, Samples

Values = npt.NDArray[np.float64]
HOP_FRAMES = 256
WINDOW_FRAMES = 1024
ENVELOPE_HZ = ANALYSIS_HZ / HOP_FRAMES
BANDS = 32
LOWEST_HZ = 40.0
COMPRESSION = 100.0  # of magnitudes relative to the loudest
MEAN_S = 0.5  # what an onset stands out from
LEAST_ONSET = 2.0  # flux of a soft but clear onset: less is the flicker of a steady sound
_BLOCK_HOPS = 1024


def spectra(samples: Samples, window_frames: int, hop_frames: int, first: int, count: int) -> npt.NDArray[np.float32]:
    """Magnitudes [hop, bin] of Hann windows whose centres lie at multiples of the hop; silence around the sound."""
    half = window_frames // 2
    begin = first * hop_frames - half
    needed = (count - 1) * hop_frames + window_frames
    part = np.zeros(needed, np.float32)
    low, high = max(begin, 0), min(begin + needed, len(samples))
    if high > low:
        part[low - begin : high - begin] = samples[low:high]
    frames = np.lib.stride_tricks.sliding_window_view(part, window_frames)[::hop_frames]
    window = np.hanning(window_frames).astype(np.float32)
    return np.abs(np.fft.rfft(frames * window, axis=1)).astype(np.float32)


def onset_envelope(samples: Samples) -> Values:
    """How strongly notes begin, ENVELOPE_HZ times a second; 0 where nothing begins, 1 is usual for a clear onset."""
    hops = len(samples) // HOP_FRAMES + 1
    edges = np.geomspace(LOWEST_HZ, ANALYSIS_HZ / 2, BANDS + 1) * WINDOW_FRAMES / ANALYSIS_HZ
    first_bins = np.unique(np.round(edges).astype(int))[:-1]
    bands = np.concatenate(
        [
            np.add.reduceat(
                spectra(samples, WINDOW_FRAMES, HOP_FRAMES, first, min(_BLOCK_HOPS, hops - first)), first_bins, axis=1
            )
            for first in range(0, hops, _BLOCK_HOPS)
        ]
    )
    loudest = float(bands.max(initial=0.0))
    if loudest <= 0.0:
        return np.zeros(hops)
    logarithms = np.log1p(bands / loudest * COMPRESSION)
    flux = np.maximum(np.diff(logarithms, axis=0, prepend=logarithms[:1]), 0.0).sum(axis=1).astype(np.float64)
    width = min(round(MEAN_S * ENVELOPE_HZ), hops)
    raised = np.maximum(flux - np.convolve(flux, np.full(width, 1 / width), "same"), 0.0)
    strengths: Values = np.minimum(raised / max(float(np.percentile(raised, 97)), LEAST_ONSET), 3.0)
    return strengths
