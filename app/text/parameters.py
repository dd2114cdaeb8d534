"""A parameter's value as the window writes it, and what a person may type for it.

Lives: any thread (pure).
"""

import math

from app.model.parameters import Parameter
from app.text import values

_SHARES = ("mix", "width", "feedback")  # 0 to 1, written in percent
_FACTOR_OF_UNIT = {"Hz": (("khz", 1000.0), ("k", 1000.0), ("hz", 1.0)), "ms": (("ms", 1.0), ("s", 1000.0))}
LIMITING_RATIO = 100.0


def words(entry: Parameter, value: float | bool | str) -> str:
    """With its unit: `−3.0 dB`, `1.20 kHz`, `12 ms`, `4.0 : 1`, `30 % left`."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, str):
        return value
    last = entry.path.rsplit("/", 1)[-1]
    if last == "pan":
        return values.pan(value)
    if last in _SHARES:
        return f"{value * 100:.0f} %"
    return _with_unit(entry.unit, value)


def _with_unit(unit: str, value: float) -> str:
    match unit:
        case "dB":
            return values.decibels(value)
        case "dBTP":
            return f"{values.decibels(value, unit=False)} dBTP"
        case "Hz":
            return _hertz(value)
        case "ms":
            return f"{value / 1000:.2f} s" if value >= 1000 else f"{_digits(value)} ms"
        case ": 1":
            return "limit" if value >= LIMITING_RATIO else f"{_digits(value)} : 1"
        case "":
            return _digits(value)
    return f"{_digits(value)} {unit}"


def _hertz(value: float) -> str:
    if value >= 10000:
        return f"{value / 1000:.1f} kHz"
    return f"{value / 1000:.2f} kHz" if value >= 1000 else f"{_digits(value)} Hz"


def _digits(value: float) -> str:
    """Three figures that count."""
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 or size >= 1 and round(value, 1) == value else 2
    return f"{value:.{digits}f}".replace("-", values.MINUS)


def parse(entry: Parameter, typed: str) -> float | None:
    """`2.5k`, `2,5 kHz`, `-6 dB`, `30 left`, `50 %`, `limit`; None when it is no value of this kind."""
    last = entry.path.rsplit("/", 1)[-1]
    if last == "pan":
        return values.parse_pan(typed)
    if entry.unit in ("dB", "dBTP"):
        level = values.parse_decibels(typed.lower().replace("dbtp", ""))
        return level if level is None or entry.kind == "level" or math.isfinite(level) else None
    plain = typed.strip().lower().replace(values.MINUS, "-").replace(",", ".")
    if entry.unit == ": 1":
        if plain.startswith(("lim", "inf", "\u221e")):
            return LIMITING_RATIO
        plain = plain.split(":")[0]
    factor = 0.01 if last in _SHARES else 1.0
    for tail, times in _FACTOR_OF_UNIT.get(entry.unit, ()):
        if plain.endswith(tail):
            plain, factor = plain[: -len(tail)], times
            break
    return _number(plain.replace("%", "").replace(entry.unit.lower(), ""), factor)


def _number(plain: str, factor: float) -> float | None:
    try:
        value = float(plain.strip()) * factor
    except ValueError:
        return None
    return value if math.isfinite(value) else None
