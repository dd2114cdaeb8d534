"""People: who writes, plays and works on the song.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits import records
from app.edits.edit import Edit, clean_name
from app.messages import steps
from app.messages.writing import IPI_WRONG, is_writer, person_there
from app.model.codes import ipi_number
from app.model.ids import PersonId, new_id
from app.model.people import Person
from app.model.song import Song
from app.problems import EditRefused


def add_person(name: str, person_id: PersonId | None = None, **fields: Any) -> Edit:
    """Add a person.

    Args:
        name: As it stands on the record; nobody else of the song has it.
        person_id: Its id; None for a new one.
        fields: Further fields of `Person`.
    """
    fixed_id = person_id or PersonId(new_id())

    def apply(song: Song) -> Song:
        person = Person(fixed_id, _free_name(song, name), **_checked(fields))
        return _with_people(song, (*song.credits.people, person))

    return Edit(steps.ADD_PERSON, apply)


def change_person(person_id: PersonId, **fields: Any) -> Edit:
    """Set fields of a person. Refuses a name that somebody else has, and an IPI number that cannot be right."""

    def apply(song: Song) -> Song:
        values = _checked(fields)
        if "name" in values:
            values["name"] = _free_name(song, values["name"], person_id)
        people = records.changed(song.credits.people, person_id, "person", values)
        return _with_people(song, people)

    return Edit(steps.CHANGE_PERSON, apply)


def remove_person(person_id: PersonId) -> Edit:
    """Remove a person, also from parts and sessions. Refuses to remove a writer."""

    def apply(song: Song) -> Song:
        person = records.find(song.credits.people, person_id, "person")
        if any(writer.person == person_id for writer in song.credits.writers):
            raise EditRefused(is_writer(person.name))
        parts = tuple(replace(p, person=None) if p.person == person_id else p for p in song.blueprint.parts)
        sessions = tuple(
            replace(session, people=tuple(one for one in session.people if one != person_id))
            for session in song.plan.sessions
        )
        song = _with_people(song, records.without(song.credits.people, person_id, "person"))
        return replace(
            song,
            blueprint=replace(song.blueprint, parts=parts),
            plan=replace(song.plan, sessions=sessions),
        )

    return Edit(steps.REMOVE_PERSON, apply)


def _with_people(song: Song, people: tuple[Person, ...]) -> Song:
    new = replace(song.credits, people=people)
    return song if new == song.credits else replace(song, credits=new)


def _free_name(song: Song, name: str, of: PersonId | None = None) -> str:
    cleaned = clean_name(name, "person")
    if any(person.name.casefold() == cleaned.casefold() and person.id != of for person in song.credits.people):
        raise EditRefused(person_there(cleaned))
    return cleaned


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    values = records.fitting(Person, fields)
    if values.get("ipi"):
        number = ipi_number(fields["ipi"])
        if number is None:
            raise EditRefused(IPI_WRONG)
        values["ipi"] = number
    return values
