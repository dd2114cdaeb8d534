"""People of a song: entered once, and used wherever somebody is named.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import PersonId
from app.model.value_spec import Longest


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes, plays, sings or works on the song."""

    id: PersonId
    name: Annotated[str, Longest(ranges.LONGEST_NAME)]  # as it stands on the record
    legal_name: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""  # on contracts and registrations, if it differs
    roles: tuple[Annotated[str, Longest(ranges.LONGEST_NAME)], ...] = ()  # such as "producer"
    instruments: tuple[Annotated[str, Longest(ranges.LONGEST_NAME)], ...] = ()  # such as "voice" or "bass"
    society: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""  # collecting society, such as KODA
    ipi: Annotated[str, Longest(11)] = ""  # IPI name number, 11 digits
    contact: Annotated[str, Longest(ranges.LONGEST_TEXT)] = ""  # stays in the song: no file that leaves holds it

    @property
    def signing_name(self) -> str:
        """The name that signs."""
        return self.legal_name or self.name
