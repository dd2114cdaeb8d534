"""Integrated loudness after ITU-R BS.1770-4, for 48 kHz: an independent measure for tests."""

import numpy as np
import numpy.typing as npt

SHELF = ((1.53512485958697, -2.69169618940638, 1.19839281085285), (1.0, -1.69065929318241, 0.73248077421585))
HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def integrated_lufs(samples: npt.NDArray[np.float64], rate_hz: int) -> float:
    """Of [frame, channel]; both gates."""
    assert rate_hz == 48000, "the filters' coefficients are for 48 kHz"
    size = 1 << (len(samples) - 1).bit_length()
    z = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    response = np.ones(len(z), complex)
    for numerator, denominator in (SHELF, HIGH_PASS):
        response *= sum(b * z**k for k, b in enumerate(numerator)) / sum(a * z**k for k, a in enumerate(denominator))
    spectrum = np.fft.rfft(samples, size, axis=0) * response[:, None]
    power = (np.fft.irfft(spectrum, size, axis=0)[: len(samples)] ** 2).sum(axis=1)
    summed = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, len(power) - rate_hz * 2 // 5, rate_hz // 10)
    blocks = (summed[starts + rate_hz * 2 // 5] - summed[starts]) / (rate_hz * 2 / 5)
    loud = blocks[_lufs(blocks) > -70.0]
    return float(_lufs(loud[_lufs(loud) > _lufs(loud.mean()) - 10.0].mean()))


def _lufs(power: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
    return np.asarray(-0.691 + 10.0 * np.log10(np.maximum(power, 1e-20)))
