"""Sessions as text, and people and parts by their names.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from datetime import date

from app.messages.writing import next_session, no_part_called, nobody_called
from app.model.ids import PartId, PersonId
from app.model.plan import PlannedSession
from app.model.song import Song
from app.problems import EditRefused


def people_named(song: Song, text: str) -> tuple[PersonId, ...]:
    """The people whose names stand in a text, with commas between. Raises EditRefused with the names that there are."""
    there = {person.name.casefold(): person.id for person in song.credits.people}
    names = _names(text)
    for name in names:
        if name.casefold() not in there:
            raise EditRefused(nobody_called(name, [person.name for person in song.credits.people]))
    return tuple(dict.fromkeys(there[name.casefold()] for name in names))


def parts_named(song: Song, text: str) -> tuple[PartId, ...]:
    """The planned parts whose names stand in a text, with commas between. Raises EditRefused with those that there are."""
    there = {part.name.casefold(): part.id for part in song.blueprint.parts}
    names = _names(text)
    for name in names:
        if name.casefold() not in there:
            raise EditRefused(no_part_called(name, [part.name for part in song.blueprint.parts]))
    return tuple(dict.fromkeys(there[name.casefold()] for name in names))


def day_and_time(session: PlannedSession) -> str:
    """`Thu 3 Dec 2026, 19:30`."""
    day = format_day(session.date)
    return f"{day}, {session.start}" if session.start else day


def format_day(text: str) -> str:
    """`Thu 3 Dec 2026` of 2026-12-03; the text as it is if it is no date."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return f"{day:%a} {day.day} {day:%b} {day.year}"


def next_session_sentence(song: Song, today: date) -> str:
    """When the next session is that has not taken place; empty if none is planned."""
    coming = [s for s in song.plan.sessions if not s.done and s.date >= today.isoformat()]
    return next_session(day_and_time(coming[0]), _what(coming[0])) if coming else ""


def _what(session: PlannedSession) -> str:
    return ", ".join(part for part in (session.what, session.place) if part)


def _names(text: str) -> Sequence[str]:
    return [name.strip() for name in text.split(",") if name.strip()]
