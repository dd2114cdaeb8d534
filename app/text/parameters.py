"""A parameter's value as text, and what a person may type for it.

Lives: any thread (pure).
"""

import math

from app.model.parameters import Parameter
from app.text.values import FORMS, format_switch


def format_parameter(entry: Parameter, value: float | bool | str) -> str:
    """With its unit: `−3.0 dB`, `1.20 kHz`, `12.0 ms`, `4.0 : 1`, `30 % left`, `on`."""
    if isinstance(value, bool):
        return format_switch(value)
    if isinstance(value, str):
        return value
    return FORMS[entry.unit].format(value)


def parse_parameter(entry: Parameter, typed: str) -> float | None:
    """The value of a number or level: `2.5k`, `2,5 kHz`, `-6 dB`, `30 left`, `50 %`, `limit`.

    Args:
        entry: What is set. The result may lie outside its range.
        typed: A bare number has the unit that `format_parameter` shows.

    Returns:
        The value as it is stored; None where `typed` is no value of this kind.
    """
    value = FORMS[entry.unit].parse(typed)
    return value if value is not None and (entry.kind == "level" or math.isfinite(value)) else None
