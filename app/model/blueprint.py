"""The blueprint: which part plays in which section, and how each part is to be recorded.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import PartId, PersonId, SectionId, TrackId
from app.model.value_spec import Longest, Range


@dataclass(frozen=True, slots=True)
class PlannedCell:
    """A part that plays in a section."""

    section: SectionId  # one that is gone, or of another arrangement, counts for nothing
    note: Annotated[str, Longest(ranges.LONGEST_TEXT)] = ""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part to record, such as a voice or an instrument."""

    id: PartId
    name: Annotated[str, Longest(ranges.LONGEST_NAME)]
    colour: Annotated[int, Range(ranges.COLOUR)] = 0  # index into the ten track colours
    instrument: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""
    person: PersonId | None = None  # who plays
    tuning: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""
    microphone: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""
    note: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    preset: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""  # of its track's strip
    lead: bool = False  # the part that the listener follows
    track: TrackId | None = None  # where it is recorded; None until the tracks are made
    cells: tuple[PlannedCell, ...] = ()

    @property
    def sections(self) -> frozenset[SectionId]:
        """Sections in which it plays."""
        return frozenset(cell.section for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Blueprint:
    """All planned parts, in the order in which they are shown."""

    parts: tuple[PlannedPart, ...] = ()
    most_with_lead: Annotated[int, Range(ranges.PARTS_WITH_LEAD)] = 6  # more parts leave the lead no room
