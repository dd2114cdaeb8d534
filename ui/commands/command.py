"""What a command is, and how its keys are written for people.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

C = TypeVar("C")
_SHOWN = {
    "Return": "Enter",
    "Left": "\u2190",
    "Right": "\u2192",
    "Up": "\u2191",
    "Down": "\u2193",
    "Del": "Delete",
    "Ins": "Insert",
    "-": "\u2212",
}  # fmt: skip


@dataclass(frozen=True)
class Command(Generic[C]):
    """One thing that the user can do, stated once for keys, menus, tooltips, the list of keys and screen readers.

    Attributes:
        id: Area and verb, such as `clips.split`.
        title: What menus and the list of keys say.
        group: Heading in the list of keys, and part of the menu bar.
        keys: Default shortcuts as Qt reads them; the first is the one that tooltips name first.
        run: Carries it out; without it the verb of the same id in `app.verbs.table` is performed.
        menus: Context menus that offer it, by name: see `Actions.add_to`.
        description: What tooltips and screen readers say; the title if empty.
        why_not: What is missing, in a few words for a grey menu entry; empty if it can be run.
        is_on: Of a switch: whether it is on, which menus show with a tick.
        asks: It opens a card or dialog before it does anything: menus write three dots behind its title.
        title_now: What menus say in place of the title, such as "Undo Split clip".
        separated: A line stands above it in menus.
    """

    id: str
    title: str
    group: str
    keys: tuple[str, ...] = ()
    run: Callable[[C], object] | None = None
    menus: tuple[str, ...] = ()
    description: str = ""
    why_not: Callable[[C], str] = lambda _context: ""
    is_on: Callable[[C], bool] | None = None
    asks: bool = False
    title_now: Callable[[C], str] | None = None
    separated: bool = False


def below_a_line(command: Command[C]) -> Command[C]:
    """The command with a line above it in menus."""
    return replace(command, separated=True)


def shown_key(key: str) -> str:
    """A key as people read it: `Alt+\u2190` for `Alt+Left`."""
    parts = key[:-1].split("+")[:-1] + [key[-1]] if key.endswith("+") else key.split("+")
    return "+".join(_SHOWN.get(part, part) for part in parts)


def shown_keys(keys: tuple[str, ...]) -> str:
    """All keys of a command as people read them."""
    return " or ".join(shown_key(key) for key in keys)
