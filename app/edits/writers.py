"""Writers of the song and their shares.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.edits import records
from app.edits.edit import Edit, clamp, text_for
from app.messages import steps
from app.messages.song import gone
from app.messages.writing import NO_WRITERS, SHARES_NOT_WHOLE, already_writer
from app.model.ids import PersonId
from app.model.ranges import SHARE_HUNDREDTHS
from app.model.song import Song
from app.model.writers import WHOLE_SONG, Writer, WriterRole, shares_sum
from app.problems import EditRefused


def add_writer(person_id: PersonId, role: WriterRole = "words and music") -> Edit:
    """Make a person of the song one of its writers, with what is left of the shares."""

    def apply(song: Song) -> Song:
        person = records.find(song.credits.people, person_id, "person")
        if any(writer.person == person_id for writer in song.credits.writers):
            raise EditRefused(already_writer(person.name))
        left = max(0, WHOLE_SONG - sum(writer.share for writer in song.credits.writers))
        return _with_writers(song, (*song.credits.writers, Writer(person_id, role, left)))

    return Edit(steps.ADD_WRITER, apply)


def remove_writer(person_id: PersonId) -> Edit:
    """Take a person off the writers; the others keep their shares."""

    def apply(song: Song) -> Song:
        remaining = tuple(writer for writer in song.credits.writers if writer.person != person_id)
        if len(remaining) == len(song.credits.writers):
            raise EditRefused(gone("writer"))
        return _with_writers(song, remaining)

    return Edit(steps.REMOVE_WRITER, apply)


def set_writer_role(person_id: PersonId, role: WriterRole) -> Edit:
    """What a writer wrote. A change opens the agreement of all again."""
    return Edit(steps.SET_WRITER_ROLE, lambda song: _changed(song, person_id, lambda old: replace(old, role=role)))


def set_share(person_id: PersonId, share: int) -> Edit:
    """A writer's share in hundredths of a percent. A change opens the agreement of all again."""
    wanted = int(clamp(share, *SHARE_HUNDREDTHS))
    return Edit(steps.SET_SHARE, lambda song: _changed(song, person_id, lambda old: replace(old, share=wanted)))


def share_equally() -> Edit:
    """The same share for every writer; the first ones get the hundredths that are left over."""

    def apply(song: Song) -> Song:
        if not song.credits.writers:
            raise EditRefused(NO_WRITERS)
        each, over = divmod(WHOLE_SONG, len(song.credits.writers))
        shares = [each + (number < over) for number in range(len(song.credits.writers))]
        return _opened(
            song, (replace(writer, share=share) for writer, share in zip(song.credits.writers, shares, strict=True))
        )

    return Edit(steps.SHARE_EQUALLY, apply)


def agree(person_ids: Iterable[PersonId], day: str, how: str = "") -> Edit:
    """Note that writers agreed to their shares, which have to sum to 100 %.

    Args:
        person_ids: Who agreed.
        day: When, as 2026-11-28; empty takes the agreement back.
        how: How, such as "signed split sheet".
    """
    chosen = frozenset(person_ids)

    def apply(song: Song) -> Song:
        if not chosen <= {writer.person for writer in song.credits.writers}:
            raise EditRefused(gone("writer"))
        if day and shares_sum(song.credits.writers) != WHOLE_SONG:
            raise EditRefused(SHARES_NOT_WHOLE)
        noted = text_for(Writer, "agreed_by", how) if day else ""
        writers = tuple(
            replace(writer, agreed_on=day, agreed_by=noted) if writer.person in chosen else writer
            for writer in song.credits.writers
        )
        return _with_writers(song, writers)

    return Edit(steps.AGREE_SHARES if day else steps.REOPEN_SHARES, apply)


def _changed(song: Song, person_id: PersonId, change: Callable[[Writer], Writer]) -> Song:
    if all(writer.person != person_id for writer in song.credits.writers):
        raise EditRefused(gone("writer"))
    return _opened(song, (change(writer) if writer.person == person_id else writer for writer in song.credits.writers))


def _opened(song: Song, writers: Iterable[Writer]) -> Song:
    """The song with other shares: what was agreed to the old ones no longer counts."""
    new = tuple(writers)
    if new == song.credits.writers:
        return song
    return _with_writers(song, (replace(writer, agreed_on="", agreed_by="") for writer in new))


def _with_writers(song: Song, writers: Iterable[Writer]) -> Song:
    new = replace(song.credits, writers=tuple(writers))
    return song if new == song.credits else replace(song, credits=new)
