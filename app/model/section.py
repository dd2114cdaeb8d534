"""A section: a named part of the song, such as its first verse.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import SectionId
from app.model.value_spec import Longest, Range


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of the song, up to the start of the next section at most. Its place in frames: `section_frames`.

    It lies in bars and so follows tempo and meter. Sections of earlier versions may begin and end between bars.
    """

    id: SectionId
    name: str
    start_bar: Annotated[float, Range(ranges.SECTION_START_BAR)]  # bar 1 is the first; 2.5 is the middle of the second
    length_bars: Annotated[float, Range(ranges.SECTION_LENGTH_BARS)]
    intensity: Annotated[int, Range(ranges.INTENSITY)] = 5  # the emotional timeline
    notes: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""

    @property
    def end_bar(self) -> float:
        """The bar at whose beginning it ends."""
        return self.start_bar + self.length_bars
