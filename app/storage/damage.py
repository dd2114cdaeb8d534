"""Describes what is wrong with a damaged song file, in terms of what happened to it.

Lives: any thread (pure).
"""

import re
from typing import Any

import msgspec

DEEPEST = 32  # lists and records inside each other; a song has about half as many
_KINDS = {"int": "a whole number", "float": "a number", "str": "text", "bool": "yes or no", "array": "a list"}
_EXPECTED = re.compile(r"Expected `(.+?)`, got `(.+?)`")
_LACKING = re.compile(r"missing required field `(.+?)`")
_UNKNOWN = re.compile(r"Invalid enum value (.+?)(?: - at |$)")
_PLACE = re.compile(r" - at `\$\.?(.+?)`$")


class Damage(Exception):
    """The file is damaged; the text follows on "is damaged:"."""


def read_json(data: bytes) -> Any:
    """Decode JSON, with no integer beyond 64 bits and nothing nested deeper than DEEPEST.

    Raises:
        Damage: The text is not such JSON.
    """
    if not data.strip(b"\0 \t\r\n"):
        raise Damage("it is empty, as after a power cut or on a full disk")
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"))
    except RecursionError:
        raise Damage("it is nested deeper than any song") from None
    except msgspec.ValidationError:
        raise Damage("it holds a number that is too large") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if "truncated" in str(error) and not data.rstrip().endswith(b"}"):
            raise Damage("it is cut off before its end") from None
        raise Damage("part of its text is corrupted") from None
    _refuse_extremes(found)
    return found


def _refuse_extremes(found: Any) -> None:
    level = [found]
    for _ in range(DEEPEST):
        level = [inner for value in level for inner in _inside(value)]
        if not level:
            return
    raise Damage("it is nested deeper than any song")


def _inside(value: Any) -> list[Any]:
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise Damage("it holds a number that is too large")
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


def describe_error(error: msgspec.ValidationError) -> str:
    """A validation error as a sentence without its full stop: `tracks[0].strip.pan is not a number`."""
    text = str(error)
    place = found[1] if (found := _PLACE.search(text)) else "song"
    if found := _LACKING.search(text):
        return f"{place} lacks {found[1]}"
    if found := _UNKNOWN.search(text):
        return f"{place} is {found[1]}, which this version does not know"
    if found := _EXPECTED.search(text):
        return f"{place} is not {_KINDS.get(found[1].split(' | ')[0], 'what belongs there')}"
    return f"{place} is not what belongs there"
