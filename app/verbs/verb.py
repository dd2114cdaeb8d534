"""What a verb is: one edit that a person asks for by its id, from the window or the command line.

Lives: any thread (pure).
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, get_args, get_type_hints

from app.edits.edit import Edit
from app.model.value_spec import FoundValue, ValueSpec, mark_of
from app.verbs.target import Target

ActsOn = Literal["song", "playhead", "range", "track", "channel", "clips", "clips or range"]

# headings of menus and of the list of keys
TRANSPORT, TRACK, CLIPS, MIX, VIEW, SONG = "Transport", "Selected track", "Clips", "Mix", "View", "Song"


def always(_target: Target) -> str:
    """Nothing is ever missing."""
    return ""


@dataclass(frozen=True, slots=True)
class Verb:
    """One edit of the song, stated once for menus, keys, help and the command line.

    Attributes:
        id: Area and verb, such as `clips.split`.
        title: What menus, help and `worktape edit --list` say.
        group: Heading in the list of keys, and submenu of the application menu.
        run: Makes the edit from the target; raises NothingToDo. Further arguments are the verb's parameters: each has a
            default, and states name, range and unit in its annotation as the fields of the document do:
            `by_db: Annotated[float, number("Gain step", 0.1, 24.0, "dB")] = 1.0`.
        acts_on: What it reads of the target besides the song. The command line asks for each, and takes no other.
        why_not: What is missing, in a few words for a grey menu entry; empty if it can be run.
        description: What tooltips and screen readers say; the title if empty.
        is_on: Of a switch: whether it is on, which menus show with a tick.
    """

    id: str
    title: str
    group: str
    run: Callable[..., Edit]
    acts_on: tuple[ActsOn, ...] = ("song",)
    why_not: Callable[[Target], str] = always
    description: str = ""
    is_on: Callable[[Target], bool] | None = None

    @property
    def parameters(self) -> tuple[FoundValue, ...]:
        """What it takes besides the target, in the order of its arguments."""
        hints = get_type_hints(self.run, include_extras=True)
        found = []
        for argument in inspect.signature(self.run).parameters.values():
            hint = hints.get(argument.name)
            spec = mark_of(hint, ValueSpec)
            if spec is not None:
                choices = get_args(get_args(hint)[0]) if spec.kind == "choice" else ()
                found.append(FoundValue((argument.name,), spec, argument.default, choices))
        return tuple(found)
