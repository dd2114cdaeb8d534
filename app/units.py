"""Conversions between frames, seconds, decibels, gains and fader positions: the only ones in the program.

Bars and beats are in tempo_map.py.

Lives: any thread (pure).
"""

import math

MINUS_INFINITY_DB = float("-inf")
DAY_S = 86400.0  # the longest that a song can be
LOUDEST_DB = 20.0 * 128.0 * math.log10(2.0)  # 2**128, just above the largest 32-bit float
FADER_MAX_DB = 6.0
FADER_MIN_DB = -190.0  # below this the law's position is 0: treated as -inf

# The fader law of Ardour and Zrythm: position = ((6 * log2(gain) + 192) / 198) ** 8.
_LAW_OFFSET = 192.0
_LAW_SPAN = 198.0
_LAW_POWER = 8.0
_DB_PER_DOUBLING = 20.0 * math.log10(2.0)  # 6.0206 dB


def frames_to_seconds(frames: int, rate_hz: int) -> float:
    """Seconds that `frames` last at `rate_hz`."""
    return frames / rate_hz


def seconds_to_frames(seconds: float, rate_hz: int) -> int:
    """The frame nearest to `seconds` at `rate_hz`."""
    return round(seconds * rate_hz)


def db_to_gain(db: float) -> float:
    """Linear factor of a level in dB; -inf dB is exactly 0."""
    return 0.0 if db == MINUS_INFINITY_DB else 10.0 ** (db / 20.0)


def gain_to_db(gain: float) -> float:
    """Level in dB of a linear gain.

    0, negative values and NaN give -inf; the result is at most `LOUDEST_DB`, because a driver may deliver infinite
    samples and no song holds an infinite level.
    """
    return min(20.0 * math.log10(gain), LOUDEST_DB) if gain > 0.0 else MINUS_INFINITY_DB


def fader_position_to_db(position: float) -> float:
    """Level in dB at a travel from 0 (-inf) to 1 (+6 dB)."""
    clamped = min(max(position, 0.0), 1.0)
    if clamped <= 0.0:
        return MINUS_INFINITY_DB
    doublings = (_LAW_SPAN * clamped ** (1.0 / _LAW_POWER) - _LAW_OFFSET) / 6.0
    db = doublings * _DB_PER_DOUBLING
    return MINUS_INFINITY_DB if db <= FADER_MIN_DB else min(db, FADER_MAX_DB)


def fader_db_to_position(db: float) -> float:
    """Travel from 0 to 1 of a level in dB; the inverse of `fader_position_to_db`."""
    if db <= FADER_MIN_DB:
        return 0.0
    if db >= FADER_MAX_DB:
        return 1.0
    travel = (6.0 * db / _DB_PER_DOUBLING + _LAW_OFFSET) / _LAW_SPAN
    return min(math.pow(max(travel, 0.0), _LAW_POWER), 1.0)
