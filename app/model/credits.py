"""Who is behind the song: everybody involved, and who wrote it.

Lives: any thread (frozen).
"""

from dataclasses import dataclass

from app.model.people import Person
from app.model.writers import Writer


@dataclass(frozen=True, slots=True)
class Credits:
    """People are entered once; writers, parts and sessions name them by id."""

    people: tuple[Person, ...] = ()
    writers: tuple[Writer, ...] = ()
