"""What a dataclass field of the document says about itself: name on screen, range, unit, scale and engine row.

A field states each of these once, in its annotation, and its default beside it:

    threshold_db: Annotated[float, number("Gate threshold", -80.0, 0.0, "dB")] = -45.0

`parameters.py` reads the annotations; nobody else repeats them.

Lives: any thread (constants).
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_type_hints

from app.model.ranges import LONGEST_TEXT

Mark = TypeVar("Mark")
Kind = Literal["number", "level", "switch", "choice", "whole", "text"]
Scale = Literal["linear", "log", "fader"]

LOWEST_LEVEL_DB = -120.0  # of a fader; -inf lies below
HIGHEST_LEVEL_DB = 6.0


@dataclass(frozen=True, slots=True)
class ValueSpec:
    """One value.

    `label` may hold `{}` for the label of the part it lies in. `caption` names the value where its section
    is clear already; empty: the label. `row` is the engine's row that carries the value; None: named as the path is;
    empty: none (see `app/engine/rows.py`).
    """

    kind: Kind
    label: str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    scale: Scale = "linear"
    caption: str = ""
    row: str | None = None
    automatable: bool = True


@dataclass(frozen=True, slots=True)
class Range:
    """Of a number that is no parameter: `Annotated[int, Range(ranges.RATING)]`. `bounds.py` looks at all of them."""

    limits: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Longest:
    """Of a text that may be no longer: `Annotated[str, Longest(40)]`. `bounds.py` looks at all of them.

    Attributes:
        characters: How many it may have.
    """

    characters: int


@dataclass(frozen=True, slots=True)
class Part:
    """A group of values of one type that occurs several times, such as an EQ band.

    Attributes:
        label: Name of the group.
        ranges: Ranges that differ from those of the type, by field.
        choices: Choices that differ from those of the type, by field.
    """

    label: str
    ranges: dict[str, tuple[float, float]]
    choices: dict[str, tuple[str, ...]]


PanelKind = Literal["eq", "compressor", "gate", "values"]


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the strip that has a switch, `on`.

    Args:
        label: On its panel and switch.
        text: In a sentence, such as "compressor".
        short: In a narrow strip.
        panel: What the editor draws: a picture of its own, or only its values.
        stretch: Share of the editor's spare width.
        folds: In an editor that is too narrow, its panel gives way to its switch while it is off.
        part: Set where its type is that of another section too.
    """

    label: str
    text: str
    short: str
    panel: PanelKind = "values"
    stretch: int = 0
    folds: bool = True
    part: Part | None = None


def number(
    label: str, low: float, high: float, unit: str = "", scale: Scale = "linear", *, caption: str = "",
    row: str | None = None, automatable: bool = True,
) -> ValueSpec:  # fmt: skip
    """A number from `low` to `high`."""
    return ValueSpec("number", label, low, high, unit, scale, caption, row, automatable)


def level(label: str, row: str = "", *, automatable: bool = True) -> ValueSpec:
    """A level in dB that may be -inf too; the engine's `row` holds it as a gain."""
    low, high = LOWEST_LEVEL_DB, HIGHEST_LEVEL_DB
    return ValueSpec("level", label, low, high, "dB", "fader", row=row, automatable=automatable)


def switch(label: str, *, row: str | None = None, automatable: bool = False) -> ValueSpec:
    """A switch; the engine's `row` holds it as 0 or 1."""
    return ValueSpec("switch", label, row=row, automatable=automatable)


def choice(label: str, *, row: str | None = None) -> ValueSpec:
    """One of the texts of the field's Literal type; the engine's row holds its index."""
    return ValueSpec("choice", label, row=row, automatable=False)


def whole(label: str, low: int, high: int, unit: str = "") -> ValueSpec:
    """A whole number from `low` to `high`, of a verb: no strip has one."""
    return ValueSpec("whole", label, low, high, unit, automatable=False)


def text(label: str, longest: int) -> ValueSpec:
    """A text of at most `longest` characters, of a verb: no strip has one."""
    return ValueSpec("text", label, 0, longest, automatable=False)


def part(label: str, *, choices: dict[str, tuple[str, ...]] | None = None, **ranges: tuple[float, float]) -> Part:
    """A group of values: its label and the ranges that its type does not have."""
    return Part(label, ranges, choices or {})


@dataclass(frozen=True, slots=True)
class FoundValue:
    """A value of a settings class: its place, what the class says of it, and what it is by default."""

    names: tuple[str, ...]
    spec: ValueSpec
    default: Any
    choices: tuple[str, ...] = ()


def values_of(settings: Any, head: tuple[str, ...] = (), group: Part | None = None) -> Iterator[FoundValue]:
    """Every described value of a settings object and of the objects inside it, in the order of its fields.

    Args:
        settings: A dataclass instance that holds the defaults.
        head: Names of the fields that lead to it.
        group: The part that it is, where its class is used several times.
    """
    for name, hint, default in annotated_fields(settings):
        spec = mark_of(hint, ValueSpec)
        if spec is not None:
            choices = get_args(get_args(hint)[0]) if spec.kind == "choice" else ()
            if group is not None:
                spec, choices = _in_group(spec, name, group), group.choices.get(name, choices)
            yield FoundValue((*head, name), spec, default, choices)
        elif is_dataclass(default):
            section = mark_of(hint, Section)
            yield from values_of(default, (*head, name), section.part if section else mark_of(hint, Part))


def annotated_fields(settings: Any) -> Iterator[tuple[str, Any, Any]]:
    """Name, type hint with its annotations, and value of each field of a dataclass instance."""
    for field in fields(settings):
        yield field.name, hints_of(type(settings))[field.name], getattr(settings, field.name)


def hints_of(kind: type[Any]) -> dict[str, Any]:
    """The type hints of a dataclass with their annotations, by field."""
    return _hints(kind)  # type: ignore[arg-type]  # mypy takes a class for unhashable


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def mark_of(hint: Any, kind: type[Mark]) -> Mark | None:
    """The annotation of this kind in a type hint, if it has one."""
    return next((mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, kind)), None)


def longest_text(kind: type[Any], field: str) -> int:
    """How many characters a text of a dataclass may have: what the field states, or what any text may."""
    stated = mark_of(hints_of(kind)[field], Longest)
    return LONGEST_TEXT if stated is None else stated.characters


def _in_group(spec: ValueSpec, name: str, group: Part) -> ValueSpec:
    low, high = group.ranges.get(name, (spec.low, spec.high))
    return replace(spec, label=spec.label.format(group.label), low=low, high=high)
