"""Values as people write them: each kind of value is formatted and parsed here, for the window and the command line.

A parser returns None for what is no value of its kind. All parsers take a hyphen or a minus sign, a decimal point or
comma, and any case.

Lives: any thread (pure).
"""

import math
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from app.units import MINUS_INFINITY_DB

MINUS = "\u2212"
INFINITE_BELOW = MINUS + "\u221e"
SILENT_DB = -100.0  # shown as silence from here down
LIMITING_RATIO = 100.0

_PAN = re.compile(r"(?P<before>l|r|left|right)? ?(?P<percent>-?[\d.]+) ?%? ?(?P<after>l|r|left|right)?")
_NOTE = re.compile(r"1 ?/ ?(?P<part>1|2|4|8|16|32) ?(?P<kind>d|\.|dotted|t|triplet)?")
_OF_NOTE = {"": 1.0, "D": 1.5, "T": 2 / 3}
_NOTES = {f"1/{part}{kind}": 4 / part * times for part in (1, 2, 4, 8, 16, 32) for kind, times in _OF_NOTE.items()}
_SWITCHES = {"true": True, "on": True, "yes": True, "1": True, "false": False, "off": False, "no": False, "0": False}


def plain(typed: str) -> str:
    """What was typed in lower case, with ASCII minus signs, decimal points and single blanks."""
    return " ".join(typed.lower().replace(MINUS, "-").replace("\u221e", "inf").replace(",", ".").split())


def parse_number(typed: str, units: tuple[tuple[str, float], ...] = ()) -> float | None:
    """A finite number, with or without one of `units` (name in lower case, factor) behind it."""
    text, factor = plain(typed), 1.0
    for unit, times in units:
        if text.endswith(unit):
            text, factor = text.removesuffix(unit), times
            break
    try:
        number = float(text) * factor
    except ValueError:
        return None
    return number if math.isfinite(number) else None


# --- levels
def format_decibels(level_db: float, unit: str = "dB", *, signed: bool = False) -> str:
    """`−4.2 dB`; silence is `−∞ dB`. `signed`: `+2.1 dB` above zero."""
    tail = f" {unit}" if unit else ""
    if level_db <= SILENT_DB:
        return INFINITE_BELOW + tail
    rounded = round(level_db, 1) + 0.0
    return f"{rounded:+.1f}".removeprefix("" if signed and rounded else "+").replace("-", MINUS) + tail


def parse_decibels(typed: str) -> float | None:
    """`-6`, `−6 dB`, `+3 dBTP`; `-inf` and `off` are silence."""
    text = plain(typed).removesuffix("dbtp").removesuffix("db").strip()
    return MINUS_INFINITY_DB if text in ("off", "-inf", "-") else parse_number(text)


# --- shares of one
def format_percent(share: float) -> str:
    """`40 %` of 0.4."""
    return f"{share * 100:.0f} %".replace("-", MINUS)


def parse_percent(typed: str) -> float | None:
    """0.4 from `40 %` or `40`."""
    return parse_number(typed, (("%", 0.01), ("", 0.01)))


def format_pan(pan: float) -> str:
    """`30 % left` of -0.3; `centre`."""
    percent = round(abs(pan) * 100)
    return f"{percent} % {'left' if pan < 0 else 'right'}" if percent else "centre"


def parse_pan(typed: str) -> float | None:
    """-0.3 from `L30`, `30 left`, `30 % l` or `-30`; `c` is the centre."""
    text = plain(typed)
    if text in ("c", "centre", "center"):
        return 0.0
    found = _PAN.fullmatch(text)
    percent = parse_number(found["percent"]) if found else None
    if found is None or percent is None or (found["before"] and found["after"]):
        return None
    side = found["before"] or found["after"] or "r"
    return percent / (-100 if side.startswith("l") else 100)


# --- frequencies, times, ratios
def format_hertz(hertz: float) -> str:
    """`80.0 Hz`, `1.20 kHz`, `12.0 kHz`."""
    if round(hertz / 1000, 2) >= 10:
        return f"{hertz / 1000:.1f} kHz"
    return f"{hertz / 1000:.2f} kHz" if round(hertz) >= 1000 else f"{_figures(hertz)} Hz"


def parse_hertz(typed: str) -> float | None:
    """`80`, `80 Hz`, `2.5k`, `2,5 kHz`."""
    return parse_number(typed, (("khz", 1000.0), ("k", 1000.0), ("hz", 1.0)))


def format_milliseconds(milliseconds: float) -> str:
    """`12.0 ms`; from a second on `1.20 s`."""
    return f"{milliseconds / 1000:.2f} s" if round(milliseconds) >= 1000 else f"{_figures(milliseconds)} ms"


def parse_milliseconds(typed: str) -> float | None:
    """`3`, `3 ms`, `0.5 s`."""
    return parse_number(typed, (("ms", 1.0), ("s", 1000.0)))


def format_seconds(seconds: float) -> str:
    """`1.8 s`."""
    return f"{_figures(seconds)} s"


def parse_seconds(typed: str) -> float | None:
    """`1.8`, `1.8 s`, `250 ms`."""
    return parse_number(typed, (("ms", 0.001), ("s", 1.0)))


def format_beats(beats: float) -> str:
    """A note value where it is one, `1/8`, `1/8D` (dotted), `1/8T` (triplet); else `0.60 beats` of a quarter note."""
    figures = _figures(beats)
    return next((note for note, length in _NOTES.items() if _figures(length) == figures), f"{figures} beats")


def parse_beats(typed: str) -> float | None:
    """Quarter notes from `1/8`, `1/8D`, `1/8 dotted`, `1/8T`, `0.5`, `0.5 beats`."""
    found = _NOTE.fullmatch(plain(typed))
    if found is None:
        return parse_number(typed, (("beats", 1.0), ("beat", 1.0)))
    kind = (found["kind"] or "").upper()[:1].replace(".", "D")
    return _NOTES[f"1/{found['part']}{kind}"]


def format_ratio(ratio: float) -> str:
    """`4.0 : 1`; `limit` from 100 on."""
    return "limit" if round(ratio) >= LIMITING_RATIO else f"{_figures(ratio)} : 1"


def parse_ratio(typed: str) -> float | None:
    """`4`, `4:1`; `limit` and `inf` are 100."""
    text = plain(typed)
    if text.startswith(("lim", "inf")):
        return LIMITING_RATIO
    return parse_number(re.sub(r" ?: ?1$", "", text))


def format_number(value: float) -> str:
    """Three significant figures: `0.71`, `12.0`, `120`."""
    return _figures(value)


# --- tempo, positions
def format_tempo(bpm: float) -> str:
    """`92`, `92.5`."""
    return f"{bpm:g}"


def parse_tempo(typed: str) -> float | None:
    """Beats per minute from `92`, `92.5 bpm`, `92,5`."""
    return parse_number(typed, (("bpm", 1.0),))


def format_clock(seconds: float) -> str:
    """`00:33.812`; a count-in before the start is negative."""
    milliseconds = round(abs(seconds) * 1000)
    sign = MINUS if seconds < 0 and milliseconds else ""
    return f"{sign}{milliseconds // 60000:02d}:{milliseconds // 1000 % 60:02d}.{milliseconds % 1000:03d}"


def format_length(seconds: float) -> str:
    """`3:05`, in whole seconds."""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


def parse_length(typed: str) -> float | None:
    """Seconds of `3:07`, `1:02:03` or `187`."""
    seconds = 0.0
    for part in plain(typed).split(":"):
        number = parse_number(part)
        if number is None or number < 0:
            return None
        seconds = seconds * 60 + number
    return seconds


def format_bars(position: tuple[int, int, int]) -> str:
    """`12.3.480`: bar, beat and tick."""
    bar, beat, tick = position
    return f"{bar}.{beat}.{tick:03d}"


def format_frames(frames: int, rate_hz: int) -> str:
    """Frames as a time: `2.7 ms`."""
    return f"{frames * 1000 / rate_hz:.1f} ms"


def format_offset(frames: int, rate_hz: int) -> str:
    """A shift of takes: `0 samples`, `−48 samples · −1.0 ms`."""
    if not frames:
        return "0 samples"
    sign = "+" if frames > 0 else MINUS
    return f"{sign}{abs(frames)} samples \u00b7 {sign}{format_frames(abs(frames), rate_hz)}"


def parse_offset(typed: str, rate_hz: int) -> int | None:
    """Frames from `-48`, `12 samples`, `-1.5 ms`, and from all that `format_offset` writes."""
    first = typed.split("\u00b7")[0]
    frames = parse_number(first, (("ms", rate_hz / 1000), ("samples", 1.0)))
    return None if frames is None else round(frames)


# --- switches, channels
def format_switch(on: bool) -> str:
    """`on` or `off`."""
    return "on" if on else "off"


def parse_switch(typed: str) -> bool | None:
    """`on`, `true`, `yes`, `1`, and their opposites."""
    return _SWITCHES.get(plain(typed))


def format_channels(numbers: tuple[int, ...]) -> str:
    """Input or output channels: `1+2`."""
    return "+".join(str(number) for number in numbers)


def parse_channels(typed: str) -> tuple[int, ...] | None:
    """`1`, `1+2` or `1,2`; none from nothing or `none`."""
    text = typed.strip().lower()
    if text in ("", "none"):
        return ()
    parts = text.replace("+", ",").split(",")
    return tuple(map(int, parts)) if all(part.strip().isdecimal() for part in parts) else None


# --- amounts that nobody types
def count(number: int, noun: str) -> str:
    """`1 track`, `2 tracks`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(names: Sequence[str], most: int = 3) -> str:
    """`Bass`, `Bass and Keys`, `Bass, Keys and Vox`, `Bass, Keys and 4 more`."""
    if len(names) <= 1:
        return "".join(names)
    shown = list(names) if len(names) <= most else [*names[: most - 1], f"{len(names) - most + 1} more"]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def format_day(when: str, now: datetime | None = None) -> str:
    """`27 November`, or `27 November 2025` where that is not the year of `now`; empty if it cannot be read.

    Args:
        when: ISO 8601: a day, or a time that is shown as the local day.
        now: The present time; None for that of the clock.
    """
    try:
        day = datetime.fromisoformat(when)
        day = day.astimezone() if day.tzinfo is not None else day
    except (ValueError, OverflowError):
        return ""
    year = "" if day.year == (now or datetime.now()).year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def format_size(size_bytes: float) -> str:
    """`512 bytes`, `12 kB`, `15.4 MB`, `3.2 GB`."""
    for unit, times, digits in (("GB", 1e9, 1), ("MB", 1e6, 1), ("kB", 1e3, 0)):
        if size_bytes >= times:
            return f"{size_bytes / times:.{digits}f} {unit}"
    return f"{size_bytes:.0f} bytes"


def format_rate(rate_hz: int) -> str:
    """`48 kHz`, `44.1 kHz`."""
    return f"{rate_hz / 1000:g} kHz"


def describe_inputs(numbers: tuple[int, ...]) -> str:
    """`input 1`, `inputs 1+2`."""
    return f"In {format_channels(numbers)}" if numbers else "no input"


def describe_dropouts(number: int) -> str:
    """`no dropouts`, `1 dropout`, `3 dropouts`."""
    return count(number, "dropout") if number else "no dropouts"


def describe_disk_left(seconds: float | None) -> str:
    """Recording time left on the disk, rounded down: `disk: 2 h left`, `disk full`."""
    if seconds is None:
        return ""
    if seconds <= 0:
        return "disk full"
    if seconds < 60:
        return "disk: under 1 min left"
    if seconds >= 3600 * 100:
        return "disk: over 100 h left"
    if seconds >= 3600:
        return f"disk: {int(seconds // 3600)} h left"
    return f"disk: {int(seconds // 60)} min left"


def describe_time_left(seconds: float | None) -> str:
    """How much longer work takes: `a few seconds left`, `about 3 min left`; empty while nobody can say.

    `still working` for infinite: work whose progress stands still.
    """
    if seconds is None:
        return ""
    if seconds == math.inf:
        return "still working"
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {max(10, 10 * round(seconds / 10))} s left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} min left"
    return f"about {seconds / 3600:.1f} h left"


def describe_load_peak(share: float) -> str:
    """Percent of a block's time; the engine counts no further than 255."""
    return f"{share * 100:.0f} %" if share < 2.55 else "over 250 %"


def _figures(value: float) -> str:
    """Three significant figures, and `4.0` for a whole number below ten."""
    size = abs(value)
    if round(size, 1) >= 100:
        digits = 0
    elif round(size, 2) >= 10 or 1 <= round(size, 2) == round(size, 1):
        digits = 1
    else:
        digits = 2
    return f"{value:.{digits}f}".replace("-", MINUS)


class Form(NamedTuple):
    """How values of one unit are written and read. `shown` is how much larger a number is shown than stored."""

    format: Callable[[float], str]
    parse: Callable[[str], float | None]
    shown: float = 1.0

    def read(self, typed: str, over: str, low: float, high: float) -> float | None:
        """The value typed over the text `over`: a bare number has the unit that stands there.

        Over `2.34 s`, `30` is 30 s, and over `1.20 kHz`, `3` is 3 kHz; where that lies outside of `low` to `high`, a bare
        number is read as `parse` does. The result may lie outside; None where `typed` is no value of this kind.
        """
        if over.endswith((" s", " kHz")) and parse_number(typed) is not None:
            scaled = self.parse(f"{typed} {over.rpartition(' ')[2]}")
            if scaled is not None and low <= scaled <= high:
                return scaled
        return self.parse(typed)


def _format_true_peak(level_db: float) -> str:
    return format_decibels(level_db, "dBTP")


FORMS = {
    "": Form(format_number, parse_number),
    "dB": Form(format_decibels, parse_decibels),
    "dBTP": Form(_format_true_peak, parse_decibels),
    "%": Form(format_percent, parse_percent, 100.0),
    "L/R": Form(format_pan, parse_pan, 100.0),
    "Hz": Form(format_hertz, parse_hertz),
    "ms": Form(format_milliseconds, parse_milliseconds),
    "s": Form(format_seconds, parse_seconds),
    "beats": Form(format_beats, parse_beats),
    ": 1": Form(format_ratio, parse_ratio),
    "bpm": Form(format_tempo, parse_tempo),
}
