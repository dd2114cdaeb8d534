"""A text as an editor of plain lines shows it, and the exact text again after something was typed.

An editor knows one kind of line end and no byte order mark. What was not touched keeps every character.

Lives: any thread (pure).
"""

import re
from typing import NamedTuple

from app.text.chordpro import BYTE_ORDER_MARK

_ENDS = re.compile("\r\n|\r|\n|\u2029|\ufdd0|\ufdd1")  # what an editor of Qt takes for the end of a line


class Change(NamedTuple):
    """What lies between two texts: `removed` characters at `start` gave way to `inserted`."""

    start: int
    removed: int
    inserted: str


def shown_text(text: str) -> str:
    """The text with a plain line feed for each end of a line, without its byte order mark."""
    return _ENDS.sub("\n", text.removeprefix(BYTE_ORDER_MARK))


def change_between(before: str, after: str) -> Change | None:
    """The one change that makes a text of another; None if they are equal."""
    if before == after:
        return None
    most = min(len(before), len(after))
    start = _common(before, after, most)
    end = _common(before[::-1], after[::-1], most - start)
    return Change(start, len(before) - start - end, after[start : len(after) - end])


def _common(one: str, other: str, most: int) -> int:
    """How many characters two texts begin with alike; at most `most`."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def edited_text(text: str, shown: str) -> str:
    """The exact text whose lines are now shown as `shown`."""
    change = change_between(shown_text(text), shown)
    if change is None:
        return text
    made = changed_text(text, change)
    if shown_text(made) == shown:
        return made
    head = BYTE_ORDER_MARK if text.startswith(BYTE_ORDER_MARK) else ""
    return head + shown.replace("\n", line_end(text))  # two halves of a line end came together


def changed_text(text: str, change: Change) -> str:
    """The exact text with a change of what is shown of it. New lines end as the others do."""
    start = _exact_index(text, change.start)
    end = _exact_index(text, change.start + change.removed)
    return text[:start] + change.inserted.replace("\n", line_end(text)) + text[end:]


def line_end(text: str) -> str:
    """How most lines of a text end."""
    found = _ENDS.findall(text)
    return max(dict.fromkeys(found), key=found.count) if found else "\n"


def _exact_index(text: str, index: int) -> int:
    """Where a character that is shown stands in the exact text."""
    begin = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    at = begin + index
    for found in re.finditer("\r\n", text):  # shown as one character
        if found.end() > at + 1:
            break
        at += 1
    return at
