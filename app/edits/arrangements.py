"""Other forms of the song: one is tried on a copy, and each can be gone back to.

Lives: any thread (pure).
"""

from collections.abc import Callable
from dataclasses import replace

from app.edits.edit import Edit, clean_name, one_of_names
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.song import ONLY_FORM, gone
from app.model.arrangement import Arrangement, Arrangements
from app.model.arranging import arrangement_of, with_arrangement
from app.model.ids import ArrangementId, new_id
from app.model.song import Song
from app.problems import EditRefused


def try_form(name: str | None = None) -> Edit:
    """Keep the form as it is, and go on with a copy of it.

    Args:
        name: Of the copy; None: `Form 2`, or the next one.
    """
    fixed_id = ArrangementId(new_id())

    def apply(song: Song) -> Song:
        kept = song.arrangements
        taken = {kept.name, *(other.name for other in kept.others)}
        called = one_of_names(f"Form {len(taken) + 1}" if name is None else clean_name(name, "form"), taken)
        others = (*kept.others, arrangement_of(song))
        return replace(song, arrangements=replace(kept, current=fixed_id, name=called, others=others))

    return Edit(steps.TRY_FORM, apply)


def switch_form(form: ArrangementId) -> Edit:
    """Work on another form; the one that is there is kept.

    Takes that were recorded meanwhile are there too.

    Raises:
        EditRefused: When it is applied: a frozen track would play something else.
    """

    def apply(song: Song) -> Song:
        return song if form == song.arrangements.current else _thawed(song, _switched(song, form))

    return Edit(steps.SWITCH_FORM, apply)


def rename_form(form: ArrangementId, name: str) -> Edit:
    """Rename a form."""

    def change(kept: Arrangements) -> Arrangements:
        called = clean_name(name, "form")
        if form == kept.current:
            return replace(kept, name=called)
        others = (replace(one, name=called) if one.id == form else one for one in kept.others)
        return replace(kept, others=tuple(others))

    return _edit(steps.RENAME_FORM, form, change)


def set_main_form(form: ArrangementId) -> Edit:
    """Make a form the main one, which is gone back to when another one is dropped."""
    return _edit(steps.MAIN_FORM, form, lambda kept: replace(kept, main=form))


def drop_form(form: ArrangementId) -> Edit:
    """Throw a form away: what was done in it, not its takes. If it is worked on, the main one is gone back to.

    If it is the main one, the first of the others becomes it.
    """

    def apply(song: Song) -> Song:
        _require(song, form)
        if not song.arrangements.others:
            raise EditRefused(ONLY_FORM)
        if form == song.arrangements.current:
            others = song.arrangements.others
            main = next((one.id for one in others if one.id == song.arrangements.main), others[0].id)
            song = _thawed(song, _switched(song, main))
        kept = song.arrangements
        others = tuple(one for one in kept.others if one.id != form)
        main = kept.current if kept.main == form else kept.main
        return replace(song, arrangements=replace(kept, main=main, others=others))

    return Edit(steps.DROP_FORM, apply)


def _edit(label: str, form: ArrangementId, change: Callable[[Arrangements], Arrangements]) -> Edit:
    def apply(song: Song) -> Song:
        _require(song, form)
        changed = change(song.arrangements)
        return song if changed == song.arrangements else replace(song, arrangements=changed)

    return Edit(label, apply)


def _require(song: Song, form: ArrangementId) -> None:
    if form != song.arrangements.current:
        _find(song, form)


def _find(song: Song, form: ArrangementId) -> Arrangement:
    for other in song.arrangements.others:
        if other.id == form:
            return other
    raise EditRefused(gone("form"))


def _switched(song: Song, form: ArrangementId) -> Song:
    """The song with another form; the one that it has takes its place among the others."""
    wanted, kept = _find(song, form), song.arrangements
    mine = arrangement_of(song)
    others = tuple(mine if other.id == form else other for other in kept.others)
    arrangements = replace(kept, current=wanted.id, name=wanted.name, others=others)
    return replace(with_arrangement(song, wanted), arrangements=arrangements)


def _thawed(before: Song, after: Song) -> Song:
    """The song after a switch. Raises EditRefused if a frozen track would not play what it was frozen from."""
    for old, new in zip(before.tracks, after.tracks, strict=True):
        if (old.clips, old.curves) != (new.clips, new.curves):
            require_thawed(old)
    return after
