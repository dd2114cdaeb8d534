"""How large anything in a document may be: every number, text, identity and list has a bound, whatever field holds it.

A new field is bounded by its type, and by the `Range` or `Longest` in its annotation where it has one; values of the
parameter table and what depends on several fields `invariants.py` looks at, once everything here is well.

Lives: any thread (pure).
"""

import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from functools import cache
from typing import Any, NewType, get_args

from app.model.ranges import (
    CHANGE_BAR,
    FRAMES,
    LONGEST_ID,
    MAX_BUSES,
    MAX_VCAS,
    MAX_VERSIONS,
    MOST_ITEMS,
)
from app.model.song import Song
from app.model.value_spec import Range, hints_of, longest_text, mark_of
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
    for name, is_id, limits, longest in _known(type(record)):  # type: ignore[arg-type]
        value = getattr(record, name)
        if value is not None and not isinstance(value, bool):
            yield from _any(head, name, is_id, longest, value)
            if limits is not None and not limits[0] <= value <= limits[1]:
                yield f"{head}{name} is {value}, not from {limits[0]:g} to {limits[1]:g}"


def _any(head: str, name: str, is_id: bool, longest: int, value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from _text(head + name, is_id, longest, value)
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
                yield from _any(head, name, is_id, longest, item)
    else:
        yield from _fields(head + name, value)


def _text(place: str, is_id: bool, longest: int, text: str) -> Iterator[str]:
    if len(text) > longest:
        yield f"{place} has {len(text)} characters, more than {longest}"
    elif _SURROGATE.search(text):
        yield f"{place} contains characters that cannot be read"
    elif is_id and not _ID.fullmatch(text):
        yield f"{place} is {text!r}, which is no identity"


@cache
def _known(kind: type[Any]) -> tuple[tuple[str, bool, tuple[float, float] | None, int], ...]:
    """Of each field of a record: name, whether it names something (by its type), the range and length it states."""
    found = []
    for name, hint in hints_of(kind).items():
        stated = mark_of(hint, Range)
        limits = None if stated is None else stated.limits
        found.append((name, _names_something(hint), limits, longest_text(kind, name)))
    return tuple(found)


def _names_something(hint: Any) -> bool:
    return isinstance(hint, NewType) or any(_names_something(part) for part in get_args(hint))
