"""What must hold of people, writers, blueprint and plan of every song.

Lives: any thread (pure).
"""

from collections.abc import Iterator
from typing import get_args

from app.model.codes import ipi_number
from app.model.song import Song
from app.model.unique import unique
from app.model.writers import WriterRole


def planned_problems(song: Song) -> Iterator[str]:
    """Problems of what is planned, each with its place, as `invariants.check` lists them."""
    known = {person.id for person in song.credits.people}
    yield from unique("people", [person.id for person in song.credits.people], "id")
    yield from unique("people", [person.name.casefold() for person in song.credits.people], "name")
    for index, person in enumerate(song.credits.people):
        if not person.name.strip():
            yield f"people[{index}]: name is empty"
        if person.ipi and ipi_number(person.ipi) != person.ipi:
            yield f"people[{index}] ({person.name}): {person.ipi!r} is no IPI name number"
    yield from unique("writers", [writer.person for writer in song.credits.writers], "person")
    for index, writer in enumerate(song.credits.writers):
        if writer.role not in get_args(WriterRole):
            yield f"writers[{index}]: role is {writer.role!r}, not {', '.join(get_args(WriterRole))}"
    yield from unique("blueprint: parts", [part.id for part in song.blueprint.parts], "id")
    lines = [session.id for session in song.plan.sessions] + [line.id for line in song.plan.budget]
    yield from unique("plan", lines, "id")
    named = [writer.person for writer in song.credits.writers] + [
        part.person for part in song.blueprint.parts if part.person
    ]
    for name in {*named, *(person for session in song.plan.sessions for person in session.people)} - known:
        yield f"people: {name!r} is named, and is not there"
    for part in song.blueprint.parts:
        yield from unique(f"blueprint: {part.name}", [cell.section for cell in part.cells], "section")
