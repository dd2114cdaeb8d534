"""Formants that stay where they are when a pitch is shifted: the sound's spectral envelope is moved the other way before.

The envelope is the smooth part of the spectrum at each moment: the cepstrum up to 1/650 s, which is Rubber Band's own limit
(`R3Stretcher::analyseFormant`). Each frequency f gets the gain envelope(f * shift) / envelope(f), at zero phase, so nothing
moves in time. After the shift what was at f is at f * shift, as loud as the original was there.

Lives: the stretcher's process.
"""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
WINDOW_S = 0.043  # 2048 frames at 48 kHz
OVERLAP = 4  # windows that reach each frame
ENVELOPE_HZ = 650  # detail that is finer than this is voice, not mouth
MOST_DB = 30.0  # of gain: what is silence is not made loud
FLOOR = 1e-6  # of the loudest magnitude of a window: below is noise, whose envelope says nothing
ROUNDS = 16  # until the envelope reaches the harmonics, within a decibel or two
WINDOWS_AT_ONCE = 1024


def moved_back(samples: Samples, rate_hz: int, shift: float) -> Samples:
    """The sound with its formants moved, so that they are back in place after a shift of the pitch.

    Args:
        samples: float32 [channel, frame]; channels share one envelope, so that the stereo image stays.
        rate_hz: Sample rate.
        shift: By how much the frequencies will be multiplied, 0.25 to 4.

    Returns:
        float32 of the same shape.
    """
    size = 1 << round(np.log2(WINDOW_S * rate_hz))
    hop = size // OVERLAP
    window = np.sqrt(np.hanning(size + 1)[:-1])  # before and after: their squares add up to OVERLAP / 2
    count = -(-samples.shape[1] // hop) + OVERLAP
    padded = np.pad(samples, ((0, 0), (size, count * hop + size - samples.shape[1])))
    made = np.zeros(padded.shape, np.float64)
    for first in range(0, count + 1, WINDOWS_AT_ONCE):
        numbers = np.arange(first, min(first + WINDOWS_AT_ONCE, count + 1))
        places = (numbers * hop)[:, np.newaxis] + np.arange(size)
        spectra = np.fft.rfft(padded[:, places] * window)
        spectra *= _gains(np.sqrt((np.abs(spectra) ** 2).sum(axis=0)), rate_hz, shift)
        parts = np.fft.irfft(spectra, size) * window
        for number, place in enumerate(places[:, 0]):
            made[:, place : place + size] += parts[:, number]
    return (made[:, size : size + samples.shape[1]] * (2 / OVERLAP)).astype(np.float32)


def _gains(magnitudes: npt.NDArray[np.float64], rate_hz: int, shift: float) -> npt.NDArray[np.float64]:
    """Gain of each frequency [window, frequency] for magnitudes of that shape."""
    loudest = magnitudes.max(axis=1, keepdims=True)
    heard = np.log(np.maximum(magnitudes, np.maximum(loudest * FLOOR, 1e-20)))
    envelopes = _envelopes(heard, max(rate_hz // ENVELOPE_HZ, 1))
    from_bins = np.arange(envelopes.shape[1]) * shift
    below = np.minimum(from_bins.astype(int), envelopes.shape[1] - 1)
    above = np.minimum(below + 1, envelopes.shape[1] - 1)
    share = np.clip(from_bins - below, 0.0, 1.0)
    wanted = envelopes[:, below] * (1 - share) + envelopes[:, above] * share
    most = MOST_DB / 20 * np.log(10)
    gains: npt.NDArray[np.float64] = np.exp(np.clip(wanted - envelopes, -most, most))
    return gains


def _envelopes(heard: npt.NDArray[np.float64], last: int) -> npt.NDArray[np.float64]:
    """What touches the peaks of logarithmic magnitudes from above, with a cepstrum up to `last`."""
    reached, envelopes = heard, heard
    for _ in range(ROUNDS):
        cepstra = np.fft.irfft(reached)
        cepstra[:, last + 1 : cepstra.shape[1] - last] = 0.0
        envelopes = np.fft.rfft(cepstra).real
        reached = np.maximum(heard, envelopes)
    return envelopes
