"""Values as people write them, formatted and parsed: levels, pan, times, tempo.

Lives: any thread (pure).
"""

import math

from app.model.tempo import TempoChange
from app.text.tempo import meter_words

MINUS = "\u2212"
INFINITE_BELOW = MINUS + "\u221e"


def decibels(value_db: float, unit: bool = True, *, signed: bool = False) -> str:
    """`-4.2` as `−4.2 dB`; everything under −100 is silence. `signed`: `+2.1 dB` above zero."""
    tail = " dB" if unit else ""
    if value_db <= -100:
        return INFINITE_BELOW + tail
    rounded = round(value_db, 1) + 0.0
    return f"{rounded:+.1f}".removeprefix("" if signed and rounded else "+").replace("-", MINUS) + tail


def parse_decibels(words: str) -> float | None:
    """What a person types for a level: `-6`, `−6 dB`, `-inf`, `off`; None when it is no level."""
    plain = (
        words.strip().lower().replace(MINUS, "-").replace("db", "").replace("\u221e", "inf").replace(",", ".").strip()
    )
    if plain in ("off", "-inf", "-"):
        return -math.inf
    try:
        value = float(plain)
    except ValueError:
        return None
    return None if math.isnan(value) else value


def pan(value: float) -> str:
    percent = round(abs(value) * 100)
    if percent == 0:
        return "centre"
    return f"{percent} % {'left' if value < 0 else 'right'}"


def parse_pan(words: str) -> float | None:
    """`L30`, `30 left`, `-30`, `c`: percent of the way to a side."""
    plain = words.strip().lower().replace(MINUS, "-").replace("%", " ")
    if plain in ("c", "centre", "center", "0"):
        return 0.0
    side = -1.0 if "l" in plain else 1.0
    digits = "".join(c for c in plain if c.isdigit() or c in ".-")
    try:
        return max(-1.0, min(1.0, side * float(digits) / 100))
    except ValueError:
        return None


def clock(seconds: float) -> str:
    """`00:33.812`; a count-in before the start is negative."""
    sign = MINUS if seconds < 0 else ""
    milliseconds = round(abs(seconds) * 1000)
    return f"{sign}{milliseconds // 60000:02d}:{milliseconds // 1000 % 60:02d}.{milliseconds % 1000:03d}"


def short_time(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def bars(position: tuple[int, int, int]) -> str:
    bar, beat, tick = position
    return f"{bar}.{beat}.{tick:03d}"


def disk_left(seconds: float | None) -> str:
    if seconds is None:
        return ""
    if seconds >= 3600 * 100:
        return "disk: over 100 h left"
    if seconds >= 3600:
        return f"disk: {seconds / 3600:.0f} h left"
    return f"disk: {seconds / 60:.0f} min left"


def dropouts(count: int) -> str:
    if count == 0:
        return "no dropouts"
    return "1 dropout" if count == 1 else f"{count} dropouts"


def count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def megabytes(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB"


def rate(rate_hz: int) -> str:
    return f"{rate_hz / 1000:g} kHz"


def load_peak(share: float) -> str:
    """Percent of a block's time; the engine counts no further than 255."""
    return f"{share * 100:.0f} %" if share < 2.55 else "over 250 %"


def milliseconds(frames: int, rate_hz: int) -> str:
    return f"{frames * 1000 / rate_hz:.1f} ms"


def offset(frames: int, rate_hz: int) -> str:
    """A shift of takes: `0 samples`, `−48 samples · −1.0 ms`."""
    if not frames:
        return "0 samples"
    sign = "+" if frames > 0 else MINUS
    return f"{sign}{abs(frames)} samples \u00b7 {sign}{milliseconds(abs(frames), rate_hz)}"


def parse_offset(words: str, rate_hz: int) -> int | None:
    """Frames from `-48`, `12 samples`, `-1.5 ms`; None where it is neither. What `offset` writes is read too."""
    first = words.lower().replace(MINUS, "-").replace(",", ".").split("\u00b7")[0].strip()
    number = first.removesuffix("ms").removesuffix("samples").strip()
    try:
        value = float(number)
    except ValueError:
        return None
    frames = value * rate_hz / 1000 if first.endswith("ms") else value
    return round(frames) if math.isfinite(frames) else None


def channels(numbers: tuple[int, ...]) -> str:
    """Input or output channels: `In 1`, `In 1+2`."""
    return "+".join(str(number) for number in numbers)


def inputs(numbers: tuple[int, ...]) -> str:
    return f"In {channels(numbers)}" if numbers else "no input"


def tempo_change(change: TempoChange) -> str:
    """`♩ 96 3/4`, or `→ 96 3/4` where it comes gradually."""
    return f"{chr(0x2192) if change.gradual else chr(0x2669)} {tempo(change.tempo_bpm)} {meter_words(change.meter)}"


def parse_tempo(words: str) -> float | None:
    """Beats a minute from `92`, `92.5 bpm`, `92,5`; None when it is no tempo."""
    try:
        bpm = float(words.lower().replace("bpm", "").replace(",", ".").strip())
    except ValueError:
        return None
    return bpm if math.isfinite(bpm) else None


FROZEN, FROZEN_HINT = "Frozen", "Frozen: right-click, Thaw to edit"


def tempo(bpm: float) -> str:
    return f"{bpm:g}"
