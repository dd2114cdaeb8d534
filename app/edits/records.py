"""Lists of records with an id inside the song: finding one, changing one, and texts that fit their fields.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any, Protocol, TypeVar

from app.edits.edit import text_for
from app.messages.song import gone
from app.problems import EditRefused


class Record(Protocol):
    """A frozen dataclass with an id."""

    @property
    def id(self) -> str:
        """What names it."""


R = TypeVar("R", bound=Record)


def find(records: Sequence[R], record_id: str, what: str) -> R:
    """The record with this id.

    Raises:
        EditRefused: It is gone; the sentence names it as `what`.
    """
    for record in records:
        if record.id == record_id:
            return record
    raise EditRefused(gone(what))


def changed(records: Sequence[R], record_id: str, what: str, values: dict[str, Any]) -> tuple[R, ...]:
    """The records with fields of one set; texts are cut to what their fields hold. Raises EditRefused as `find` does."""
    old = find(records, record_id, what)
    new = replace(old, **fitting(type(old), values))  # type: ignore[type-var]  # a protocol cannot ask for a dataclass
    return tuple(new if record is old else record for record in records)


def without(records: Sequence[R], record_id: str, what: str) -> tuple[R, ...]:
    """The records but one. Raises EditRefused as `find` does."""
    gone_one = find(records, record_id, what)
    return tuple(record for record in records if record is not gone_one)


def moved(records: Sequence[R], record_id: str, place: int, what: str) -> tuple[R, ...]:
    """The records with one at another place, counted from 0. Raises EditRefused as `find` does."""
    rest = list(without(records, record_id, what))
    rest.insert(min(max(place, 0), len(rest)), find(records, record_id, what))
    return tuple(rest)


def fitting(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """Values of a record's fields, texts without what JSON cannot hold and cut to the length of their field.

    Raises:
        TypeError: The record has no such field.
    """
    unknown = values.keys() - {field.name for field in fields(kind)}
    if unknown:
        raise TypeError(f"{kind.__name__} has no {', '.join(sorted(unknown))}")
    return {name: _fitting(kind, name, value) for name, value in values.items()}


def _fitting(kind: type[Any], name: str, value: Any) -> Any:
    if isinstance(value, str):
        return text_for(kind, name, value)
    if isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value):
        return tuple(text_for(kind, name, item) for item in value)
    return value
