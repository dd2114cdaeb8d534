"""The engine's rows for the parameter table: which row each path sets, and in what unit.

Lives: any thread (pure).
"""

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from app.model.channel import Value
from app.model.parameters import STRIP, Parameter
from app.model.strip import StripSettings
from app.units import db_to_gain

_NAMES = {"frequency_hz": "hz", "slope": "poles", "shape": "shelf", "key_filter_hz": "key_hz"}
_RESOLVED = ("mute", "solo", "solo_safe")  # they become the row `on`, over the whole song
_POLES = {"12": 2.0, "24": 4.0}


class Row(NamedTuple):
    """`to_engine` turns the document's value into the row's; `geometric`: a curve of it moves by ratio."""

    name: str
    to_engine: Callable[[Value], float]
    geometric: bool = False


def _plain(value: Value) -> float:
    return float(value)


def _gain(value: Value) -> float:
    return db_to_gain(float(value))


def _poles(value: Value) -> float:
    return _POLES[str(value)]


def _shelf(value: Value) -> float:
    return float(value == "shelf")


def _strip_row(entry: Parameter) -> Row:
    *section, last = entry.path.split("/")
    if section[:1] == ["eq"] and len(section) == 2:
        section = section[1:]  # low_hz, not eq_low_hz
    name = "_".join([*section, _NAMES.get(last, last)])
    match last:
        case "slope":
            return Row(name, _poles)
        case "shape":
            return Row(name, _shelf)
        case "trim_db" | "fader_db":
            return Row(name.replace("_db", "_gain"), _gain, geometric=True)
        case _:
            return Row(name, _plain, geometric=entry.scale == "log")


STRIP_ROW: dict[str, Row] = {
    entry.path: _strip_row(entry) for entry in STRIP if entry.path not in (*_RESOLVED, "polarity", "listen")
}
EFFECT_ROW: dict[str, Row] = {
    "decay_s": Row("decay_s", _plain, geometric=True),
    "pre_delay_ms": Row("pre_delay_ms", _plain),
    "damping_hz": Row("damping_hz", _plain, geometric=True),
    "time_beats": Row("delay_frames", _plain, geometric=True),  # times frames a beat: the tempo is the song's
    "feedback": Row("feedback", _plain),
    "low_cut_hz": Row("low_cut_hz", _plain, geometric=True),
    "rate_hz": Row("rate_hz", _plain, geometric=True),
    "depth_ms": Row("depth_ms", _plain),
    "delay_ms": Row("delay_ms", _plain),
    "limiter/on": Row("limiter_on", _plain),
    "limiter/ceiling_db": Row("ceiling_db", _plain),
    "limiter/release_ms": Row("limiter_release_ms", _plain, geometric=True),
    "click_level_db": Row("click_gain", _gain, geometric=True),
}
SEND_ROW: dict[str, Row] = {  # rows of the strip, one for each effect bus
    "level_db": Row("send_gain", _gain, geometric=True),
    "pan": Row("send_pan", _plain),
}

_ROWS = tuple(STRIP_ROW.values())
_read_strip = attrgetter(*(path.replace("/", ".") for path in STRIP_ROW))


def strip_row_values(strip: StripSettings) -> dict[str, float]:
    """Every row that a strip decides by itself: all but `on`, `pfl`, `afl` and the key's lane. Polarity is in the trim."""
    values = {row.name: row.to_engine(value) for row, value in zip(_ROWS, _read_strip(strip), strict=True)}
    if strip.polarity:
        values["trim_gain"] = -values["trim_gain"]
    return values
