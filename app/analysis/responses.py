"""Responses of a strip, for curves on screen: gain over frequency of filters and EQ, output over input of dynamics.

The engine's filters follow their analogue prototypes (audio_engine/rt/filters.py), so those are computed here. Bells
and shelves: R. Bristow-Johnson, "Audio EQ Cookbook", analogue prototypes; low- and high-pass: Butterworth.

Lives: any thread (pure).
"""

import math

import numpy as np
import numpy.typing as npt

from app.model.parameters import BANDS
from app.model.strip import BandSettings, CompressorSettings, FilterSettings, GateSettings, StripSettings

Floats = npt.NDArray[np.float64]
FLOOR_DB = -120.0


def eq_db(strip: StripSettings, frequencies_hz: Floats) -> Floats:
    """Gain of high-pass, low-pass and the four EQ bands, as far as they are on.

    Args:
        strip: Settings of the channel.
        frequencies_hz: float64 of any shape.

    Returns:
        Gain in dB, of the same shape.
    """
    total = filter_db(strip.high_pass, frequencies_hz, low=True) + filter_db(strip.low_pass, frequencies_hz, low=False)
    if strip.eq.on:
        for band in BANDS:
            total = total + band_db(getattr(strip.eq, band), frequencies_hz, high=band == "high")
    return total


def band_db(band: BandSettings, frequencies_hz: Floats, *, high: bool = False) -> Floats:
    """Gain of one EQ band in dB; `high` selects a high shelf instead of a low one."""
    if band.gain_db == 0.0:
        return np.zeros_like(frequencies_hz)
    amplitude = 10.0 ** (abs(band.gain_db) / 40.0)
    x = (frequencies_hz / band.frequency_hz) ** 2
    if band.shape == "bell":
        power = ((1 - x) ** 2 + x * (amplitude / band.q) ** 2) / ((1 - x) ** 2 + x / (amplitude * band.q) ** 2)
    else:
        x = 1.0 / x if high else x
        slope = x * amplitude / band.q**2
        power = amplitude**2 * ((amplitude - x) ** 2 + slope) / ((1 - amplitude * x) ** 2 + slope)
    return np.asarray(math.copysign(10.0, band.gain_db) * np.log10(power))


def filter_db(settings: FilterSettings, frequencies_hz: Floats, *, low: bool) -> Floats:
    """Gain of a high-pass (`low`) or low-pass in dB, at least FLOOR_DB; 0 if it is off."""
    if not settings.on:
        return np.zeros_like(frequencies_hz)
    ratio = settings.frequency_hz / frequencies_hz if low else frequencies_hz / settings.frequency_hz
    order = 2 if settings.slope == "12" else 4
    return np.asarray(np.maximum(-10.0 * np.log10(1.0 + ratio ** (2 * order)), FLOOR_DB))


def compressor_db(settings: CompressorSettings, input_db: Floats) -> Floats:
    """Output level of a settled compressor, with knee, ratio, make-up gain and dry/wet. Levels in dB."""
    over = input_db - settings.threshold_db
    slope = 1.0 / settings.ratio - 1.0 if settings.ratio < 100.0 else -1.0
    knee = settings.knee_db
    reduction = np.where(over > 0, slope * over, 0.0)
    if knee > 0:
        inside = np.abs(over) < knee / 2
        reduction = np.where(inside, slope * (over + knee / 2) ** 2 / (2 * knee), reduction)
    wet = 10.0 ** ((reduction + settings.makeup_db) / 20.0)
    return np.asarray(input_db + 20.0 * np.log10(np.maximum(1 - settings.mix + settings.mix * wet, 1e-6)))


def gate_db(settings: GateSettings, input_db: Floats) -> Floats:
    """Output level of a settled gate while the input falls: it closes below threshold minus hysteresis. In dB."""
    closes_db = settings.threshold_db - settings.hysteresis_db
    return np.asarray(np.where(input_db < closes_db, np.maximum(input_db - settings.range_db, FLOOR_DB), input_db))
