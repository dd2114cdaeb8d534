"""What a verb is: one edit that a person asks for by its id, from the window or the command line.

Lives: any thread (pure).
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_type_hints

from app.edits.edit import Edit
from app.edits.time_range import TimeRange, new_clips
from app.model.ids import ClipId
from app.model.song import Song
from app.model.value_spec import FoundValue, ValueSpec, mark_of
from app.renders.prepared_edit import PreparedEdit
from app.tasks import Task
from app.verbs.target import Target

ActsOn = Literal[
    "song", "playhead", "range", "track", "tracks", "channel", "clips", "clips or range", "marker", "section"
]

# headings of menus and of the list of keys
SONG, EDIT, VIEW, TRACK, TRANSPORT, MIX, HELP = "Song", "Edit", "View", "Track", "Transport", "Mix", "Help"
SELECTING, CLIPS, MOVING, FADES, SOUND = "Select", "Clips", "Nudge, trim and slip", "Fades", "Sound of clips"
EDITING, APPEARANCE, PAGES = "Snap, ripple and follow", "Appearance", "Pages"
TAKES, STRIP, FOLDERS, WALKING = "Takes and comps", "Strip and rendering", "Folders", "Walk along the strips"
MARKERS, SECTIONS, LOOPS, LYRICS = "Markers and ranges", "Sections", "Loop and punch", "Lyrics and chords"


def always(_target: Target) -> str:
    """Nothing is ever missing."""
    return ""


def same_selection(_before: Target, _after: Song, **_arguments: Any) -> None:
    """Nothing else is selected afterwards."""


def made_clips(before: Target, after: Song, **_arguments: Any) -> frozenset[ClipId]:
    """The clips that the verb made are selected afterwards."""
    return new_clips(before.song, after)


@dataclass(frozen=True, slots=True)
class VerbFacts:
    """What menus, keys, help and the command line need to know of a verb, stated once.

    Attributes:
        id: Area and verb, such as `clips.split`.
        title: What menus, help and `worktape edit --list` say.
        group: Heading in the list of keys, and part of the menu bar.
        run: Carries it out for a target; raises NothingToDo. Further arguments are the verb's parameters: each has a
            default, and states name, range and unit in its annotation as the fields of the document do:
            `by_db: Annotated[float, number("Gain step", 0.1, 24.0, "dB")] = 1.0`. With the default None, the value
            that is there stays as it is unless another one is given.
        acts_on: What it reads of the target besides the song. The command line asks for each, and takes no other.
        why_not: What is missing, in a few words for a grey menu entry; empty if it can be run.
        description: What tooltips and screen readers say; the title if empty.
        is_on: Of a switch: whether it is on, which menus show with a tick.
        present: Values of parameters now, by name, with which a card that asks for them begins in place of the defaults.
        usual: What parameters with the default None come to, by name, where the others have these values: a card shows it.
    """

    id: str
    title: str
    group: str
    run: Callable[..., Any]
    acts_on: tuple[ActsOn, ...] = ("song",)
    why_not: Callable[[Target], str] = always
    description: str = ""
    is_on: Callable[[Target], bool] | None = None
    present: Callable[[Target], Mapping[str, Any]] = lambda _target: {}
    usual: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda _values: {}

    @property
    def parameters(self) -> tuple[FoundValue, ...]:
        """What it takes besides the target, in the order of its arguments."""
        hints = get_type_hints(self.run, include_extras=True)
        found = []
        for argument in inspect.signature(self.run).parameters.values():
            hint = hints.get(argument.name)
            spec = mark_of(hint, ValueSpec)
            if spec is not None:
                choices = _choices(get_args(hint)[0]) if spec.kind == "choice" else ()
                found.append(FoundValue((argument.name,), spec, argument.default, choices))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Verb(VerbFacts):
    """One edit of the song: `run` makes it from the target.

    Attributes:
        selects: What is selected afterwards, from the target before it, the song after it and the arguments of `run`; with
            None what was selected stays so.
    """

    run: Callable[..., Edit]
    selects: Callable[..., TimeRange | frozenset[ClipId] | None] = same_selection


@dataclass(frozen=True, slots=True)
class SlowVerb(VerbFacts):
    """An edit that takes long to prepare, as files have to be read or made.

    `run` takes the target and the open song, and returns a task that has not begun; its result is None where nothing
    changes or it was cancelled. A refusal that does not need the work is raised at once.

    Attributes:
        shows: The window shows the notes and asks, before it performs the edit.
    """

    run: Callable[..., Task[PreparedEdit | None]]
    shows: bool = False


def _choices(hint: Any) -> tuple[str, ...]:
    """The texts of a Literal, or of a union of several, and None."""
    parts = [_choices(part) if get_args(part) else (part,) for part in get_args(hint)]
    return tuple(text for part in parts for text in part if isinstance(text, str))
