"""Maps a parameter's value to the position of a control and back, and gives the size of a step.

Lives: window, main thread.
"""

import math

from app.model.parameters import Parameter
from app.units import MINUS_INFINITY_DB, fader_db_to_position, fader_position_to_db

COARSE, FINE = 1 / 50, 1 / 500  # of the travel, where a value has no natural step
LOWEST_STEP_DB = -70.0  # below it a step down is silence


def position_of(entry: Parameter, value: float) -> float:
    """Position of a value on the travel, 0 to 1."""
    if entry.scale == "fader":
        return min(1.0, fader_db_to_position(value))
    if entry.scale == "log":
        return math.log(max(value, entry.low) / entry.low) / math.log(entry.high / entry.low)
    return (value - entry.low) / (entry.high - entry.low)


def value_at(entry: Parameter, position: float) -> float:
    """The inverse of `position_of`."""
    at = min(1.0, max(0.0, position))
    if entry.scale == "fader":
        return min(entry.high, fader_position_to_db(at))
    if entry.scale == "log":
        return float(entry.low * (entry.high / entry.low) ** at)
    return entry.low + at * (entry.high - entry.low)


def stepped(entry: Parameter, value: float, steps: float, fine: bool) -> float:
    """The value after this many key or wheel steps, within range: half a dB, or a share of the travel."""
    if entry.scale == "fader":
        requested = max(value, LOWEST_STEP_DB) + steps * (0.1 if fine else 0.5)
        return MINUS_INFINITY_DB if requested <= LOWEST_STEP_DB else min(entry.high, requested)
    if entry.unit in ("dB", "dBTP"):
        return min(entry.high, max(entry.low, value + steps * (0.1 if fine else 0.5)))
    return value_at(entry, position_of(entry, value) + steps * (FINE if fine else COARSE))
