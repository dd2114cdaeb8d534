"""Every value of a channel that can be set: its path, unit, range, default, scale and engine row, in one table.

Paths, edits, invariants, automation and controls on the screen all read this table, and nothing repeats it: it is made at
import from the annotations of the settings classes (value_spec.py) and from the records of bus_types.py. The class is where a
value is stated, because its type must stand there anyway; so there are no two lists that somebody keeps equal. A path is
relative to its channel (`eq/low/gain_db`) and is also the way through the dataclasses: `strip.eq.low.gain_db`.

Lives: any thread (constants).
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from app.model.bus import Bus
from app.model.bus_types import BUS_TYPES
from app.model.ids import BusId, VcaId
from app.model.mix import MonitorSettings, Vca
from app.model.strip import CueLevel, EqSettings, SendSettings, StripSettings
from app.model.value_spec import FoundValue, Kind, Part, Scale, annotated_fields, mark_of, values_of

ChannelKind = str  # "track" or a key of BUS_TYPES
Owner = str


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind` level is a number in dB that may be -inf too. `scale` is how a control travels and a curve moves.

    `unit` says how the value is shown and typed (`FORMS` of app/text/values.py): "%" and "L/R" (left to right) are stored as
    shares of one.

    `owner` is the object that holds the value: the channel's `strip`, "bus" for the bus itself, one of its settings, one
    "send" or "cue" (headphone level) of the strip, a "vca" or the "monitor". `caption` names the value inside its section.
    `row` is the engine's row that carries it, and says the unit there; empty where it travels otherwise.
    """

    path: str
    label: str
    kind: Kind
    default: float | bool | str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    owner: Owner = "strip"
    automatable: bool = True
    caption: str = ""
    row: str = ""


def table(owner: Owner, settings: Any, head: str = "", row_head: str | None = "") -> tuple[Parameter, ...]:
    """The described values of a settings object.

    Args:
        owner: What holds them.
        settings: An instance with the defaults.
        head: What their paths begin with.
        row_head: What the names of their rows begin with; None: rows only where the value names one.
    """
    return tuple(_entry(owner, found, head, row_head) for found in values_of(settings))


def _entry(owner: Owner, found: FoundValue, head: str, row_head: str | None) -> Parameter:
    spec, default = found.spec, found.default
    row = spec.row
    if row is None:
        row = "" if row_head is None else row_head + "_".join(found.names)
    return Parameter(
        head + "/".join(found.names), spec.label, spec.kind, default, spec.low, spec.high, spec.unit, spec.scale,
        found.choices, owner, spec.automatable, spec.caption or spec.label, row,
    )  # fmt: skip


_BUS = Bus(BusId(""), "", "")  # holds the defaults
_OF_BUS = {entry.path: entry for entry in table("bus", _BUS, row_head=None) if "/" not in entry.path}
STRIP = table("strip", StripSettings())
SEND = table(
    "send", SendSettings(BusId("")), row_head=None
)  # below `send/BUS-ID/`: tracks and groups, into effect buses
CUE = table("cue", CueLevel(BusId("")), row_head=None)  # below `cue/BUS-ID/`: tracks, into headphone mixes
VCA = table("vca", Vca(VcaId(""), ""), row_head=None)
MONITOR = table("monitor", MonitorSettings(), row_head=None)
BANDS = tuple(name for name, hint, _ in annotated_fields(EqSettings()) if mark_of(hint, Part) is not None)


@cache
def own_settings(kind: str) -> tuple[Parameter, ...]:
    """What a bus of this kind has besides its strip."""
    made = BUS_TYPES[kind]
    settings: tuple[Parameter, ...] = ()
    if made.settings:
        head = "" if made.is_effect else f"{made.settings}/"
        settings = table(made.settings, getattr(_BUS, made.settings), head, f"{made.settings}_")
    return settings + tuple(_OF_BUS[path] for path in made.own)


def numbers_in(section: str, kind: ChannelKind = "track") -> tuple[Parameter, ...]:
    """The numbers of a section of the strip, or of the limiter, in the order of the table."""
    head = f"{section}/"
    return tuple(entry for entry in parameters(kind) if entry.path.startswith(head) and entry.kind == "number")


@cache
def settings_of_buses() -> tuple[Parameter, ...]:
    """What any bus holds besides its strip, whether its kind uses it or not."""
    return tuple(dict.fromkeys(entry for kind in BUS_TYPES for entry in own_settings(kind)))


@cache
def parameters(kind: ChannelKind) -> tuple[Parameter, ...]:
    """The table of one kind of channel, in the order of `show --paths`; sends and cues come on top, by bus."""
    if kind == "track":
        return STRIP
    made = BUS_TYPES[kind]
    strip = [entry for entry in STRIP if entry.path not in made.without]
    if made.strip is not None:
        strip = [replace(entry, label=made.level) if entry.path == "fader_db" else entry for entry in strip]
        strip = [entry for entry in strip if entry.path in made.strip]
    if not made.automatable:
        strip = [replace(entry, automatable=False) for entry in strip]
    return (*strip, *own_settings(kind))


def has_strip(kind: ChannelKind) -> bool:
    """True for a channel that has every section of the strip: all but headphone mixes."""
    return kind == "track" or BUS_TYPES[kind].strip is None


def has_sends(kind: ChannelKind) -> bool:
    """True for tracks and groups, which send to effect buses."""
    return kind in ("track", "group")


@cache
def parameter(kind: ChannelKind, path: str) -> Parameter:
    """Table entry of a path for this kind of channel, including `send/ANY/level_db`. Raises KeyError."""
    match path.split("/"):
        case ["send", _, field] if has_sends(kind):
            table, requested = SEND, field
        case ["cue", _, field] if kind == "track":
            table, requested = CUE, field
        case _:
            table, requested = parameters(kind), path
    return next((p for p in table if p.path == requested), None) or _unknown(path)


@cache
def label_of(path: str) -> str:
    """Name of the value at a path for any channel; the path itself if it is in no table."""
    match path.split("/"):
        case ["send", _, field]:
            entries, requested = SEND, field
        case ["cue", _, field]:
            entries, requested = CUE, field
        case _:
            entries, requested = _everything(), path
    return next((entry.label for entry in entries if entry.path == requested), path)


def _everything() -> tuple[Parameter, ...]:
    """Every entry of a channel's own values; of those with one path the strip's first."""
    return STRIP + tuple(entry for kind in BUS_TYPES for entry in parameters(kind))


def _unknown(path: str) -> Parameter:
    raise KeyError(path)
