"""How large anything in a document may be: every number, text, identity and list has a bound, whatever field holds it.

A new field is bounded by its type, and by the `Range` in its annotation where it has one; values of the parameter table and
what depends on several fields `invariants.py` looks at, once everything here is well.

Lives: any thread (pure).
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, NewType, get_args, get_type_hints

from app.model.ranges import (
    CHANGE_BAR,
    FRAMES,
    LONGEST_ID,
    LONGEST_NOTE,
    LONGEST_TEXT,
    MAX_BUSES,
    MAX_VCAS,
    MAX_VERSIONS,
    MOST_ITEMS,
)
from app.model.song import Song
from app.model.value_spec import Range, mark_of
from app.units import MINUS_INFINITY_DB
from audio_engine.capacity import LANES

LARGEST_NUMBER = 1e9  # of what is no frame: levels, frequencies, times
_MOST = {  # by field
    "tracks": LANES,
    "channels": LANES,
    "buses": MAX_BUSES,
    "sends": MAX_BUSES,
    "cues": MAX_BUSES,
    "vcas": MAX_VCAS,
    "mix_versions": MAX_VERSIONS,
    "tempo_changes": CHANGE_BAR[1],
}
_LONGEST = {"note": LONGEST_NOTE, "notes": LONGEST_NOTE}
_ID = re.compile(rf"[\w@. -]{{1,{LONGEST_ID}}}")  # names files and parts of paths
_SURROGATE = re.compile("[\ud800-\udfff]")


def out_of_bounds(song: Song) -> Iterator[str]:
    """Values that no edit can have made, with their places: `tracks[2].clips[0].gain_db is 1e300, ...`."""
    yield from _fields("", song)


def may_be_silence(field: str) -> bool:
    """True if a field may be -inf: levels, and values of curves."""
    return field.endswith("_db") or field == "value"


def _fields(place: str, record: Any) -> Iterator[str]:
    head = f"{place}." if place else ""
    for name, is_id, limits in _known(type(record)):  # type: ignore[arg-type]
        value = getattr(record, name)
        if value is not None and not isinstance(value, bool):
            yield from _any(head, name, is_id, value)
            if limits is not None and not limits[0] <= value <= limits[1]:
                yield f"{head}{name} is {value}, not from {limits[0]:g} to {limits[1]:g}"


def _any(head: str, name: str, is_id: bool, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(head + name, name, is_id, value)
    elif isinstance(value, int):
        if not -FRAMES[1] <= value <= FRAMES[1]:
            yield f"{head}{name} is too large a number"
    elif isinstance(value, float):
        silent = value == MINUS_INFINITY_DB and may_be_silence(name)
        if not silent and not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:
            yield f"{head}{name} is {value:g}, which is no value"
    elif isinstance(value, tuple):
        most = _MOST.get(name, MOST_ITEMS)
        if len(value) > most:
            yield f"{head}{name} holds {len(value)} of what there can be {most} of"
            return
        for number, item in enumerate(value):
            if is_dataclass(item):
                yield from _fields(f"{head}{name}[{number}]", item)
            else:
                yield from _any(head, name, is_id, item)
    else:
        yield from _fields(head + name, value)


def _text(place: str, name: str, is_id: bool, text: str) -> Iterator[str]:
    longest = _LONGEST.get(name, LONGEST_TEXT)
    if len(text) > longest:
        yield f"{place} has {len(text)} characters, more than {longest}"
    elif _SURROGATE.search(text):
        yield f"{place} contains characters that cannot be read"
    elif is_id and not _ID.fullmatch(text):
        yield f"{place} is {text!r}, which is no identity"


@cache
def _known(kind: type[Any]) -> tuple[tuple[str, bool, tuple[float, float] | None], ...]:
    """Fields of a record, whether they name something (by their type), and the range that their annotation states."""
    hints = get_type_hints(kind, include_extras=True)
    ranged = {name: mark_of(hint, Range) for name, hint in hints.items()}
    limits = {name: None if found is None else found.limits for name, found in ranged.items()}
    return tuple((field.name, _names_something(hints[field.name]), limits[field.name]) for field in fields(kind))


def _names_something(hint: Any) -> bool:
    return isinstance(hint, NewType) or any(_names_something(part) for part in get_args(hint))
