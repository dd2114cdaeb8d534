"""The creative brief: what the record should be like.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.reference import Reference
from app.model.value_spec import Longest


@dataclass(frozen=True, slots=True)
class Brief:
    """What everybody who works on the song should know."""

    vision: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""  # in a few lines
    notes: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    references: tuple[Reference, ...] = ()
