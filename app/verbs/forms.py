"""Other forms of the song: one is tried, switched to, named, or thrown away.

Lives: any thread (pure).
"""

from typing import Annotated, Any

from app.edits import arrangements as edits
from app.edits.edit import Edit
from app.messages.song import ONLY_FORM, no_form
from app.model.ids import ArrangementId
from app.model.ranges import LONGEST_NAME
from app.model.song import Song
from app.model.value_spec import text
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import SECTIONS, Verb

NewName = Annotated[str | None, text("Name", LONGEST_NAME)]
Name = Annotated[str, text("Name", LONGEST_NAME)]
Form = Annotated[str | None, text("Form", LONGEST_NAME)]


def attempt(target: Target, name: NewName = None) -> Edit:
    """Keep the song as it is, and go on with a copy in which everything can be tried."""
    return edits.try_form(name)


def switch(target: Target, form: Form = None) -> Edit:
    """Work on another form: the one of this name, or else the next one."""
    others = target.song.arrangements.others
    if not others:
        raise NothingToDo(ONLY_FORM)
    return edits.switch_form(others[0].id if form is None else _called(target.song, form))


def rename(target: Target, name: Name = "Form") -> Edit:
    """Rename the form that is worked on."""
    return edits.rename_form(target.song.arrangements.current, name)


def make_main(target: Target) -> Edit:
    """Make the form that is worked on the main one, which is gone back to when another one is dropped."""
    return edits.set_main_form(target.song.arrangements.current)


def drop(target: Target, form: Form = None) -> Edit:
    """Throw a form away, by its name, or the one that is worked on; its takes stay."""
    return edits.drop_form(target.song.arrangements.current if form is None else _called(target.song, form))


def why_one_form(target: Target) -> str:
    """Why a verb of several forms cannot be run, in a few words; empty if it can."""
    return "" if target.song.arrangements.others else "the only form"


def _called(song: Song, name: str) -> ArrangementId:
    kept = song.arrangements
    named = {kept.name: kept.current} | {other.name: other.id for other in kept.others}
    for its, form in named.items():
        if its.casefold() == name.strip().casefold():
            return form
    raise NothingToDo(no_form(name, list(named)))


def _present(target: Target) -> dict[str, Any]:
    return {"name": target.song.arrangements.name}


VERBS = (
    Verb("forms.try", "Try another form", SECTIONS, attempt),
    Verb("forms.switch", "Go to the next form", SECTIONS, switch, ("song",), why_one_form),
    Verb("forms.rename", "Rename the form", SECTIONS, rename, present=_present),
    Verb("forms.main", "Make this form the main one", SECTIONS, make_main, ("song",), why_one_form),
    Verb("forms.drop", "Drop this form", SECTIONS, drop, ("song",), why_one_form),
)
