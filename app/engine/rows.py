"""The document's values in the engine's rows: the parameter table says which row carries a value, the row's name its unit.

Lives: any thread (pure).
"""

from operator import attrgetter

from app.model.bus import Bus
from app.model.channel import Value, value_of
from app.model.parameters import STRIP, Parameter, own_settings
from app.model.strip import StripSettings
from app.units import db_to_gain
from audio_engine.plan import StripValues

_IN_ROWS = tuple(entry for entry in STRIP if entry.row)
_read_strip = attrgetter(*(entry.path.replace("/", ".") for entry in _IN_ROWS))


def to_engine(entry: Parameter, value: Value, quarter_frames: float = 0.0) -> float:
    """A value of the document in the unit of its row.

    Args:
        entry: The value's entry in the parameter table.
        value: Levels in dB become gains, choices their index, switches 0 or 1, beats frames.
        quarter_frames: How long a quarter note is, for beats.
    """
    if entry.kind == "choice":
        return float(entry.choices.index(str(value)))
    if entry.row.endswith("_gain"):
        return db_to_gain(float(value))
    return float(value) * quarter_frames if entry.unit == "beats" else float(value)


def moves_by_ratio(entry: Parameter) -> bool:
    """True where a curve of the row moves by equal ratios: gains and what has a logarithmic scale."""
    return entry.row.endswith("_gain") or entry.scale == "log"


def strip_values(strip: StripSettings) -> StripValues:
    """Every row that a strip decides by itself: all but `on`, `pfl`, `afl` and the key's lane. Polarity is in the trim."""
    rows = {entry.row: to_engine(entry, value) for entry, value in zip(_IN_ROWS, _read_strip(strip), strict=True)}
    if strip.polarity:
        rows["trim_gain"] = -rows["trim_gain"]
    return StripValues(**rows)


def bus_values(bus: Bus, quarter_frames: float) -> dict[str, float]:
    """By row what a bus has besides its strip; times in whole frames, at least one."""
    return {
        entry.row: max(round(value), 1) if entry.unit == "beats" else value
        for entry in own_settings(bus.kind)
        if entry.row
        for value in [to_engine(entry, value_of(bus, entry.path), quarter_frames)]
    }
