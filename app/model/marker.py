"""A marker: a named place on the timeline, or a named range.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import MarkerId
from app.model.value_spec import Range


@dataclass(frozen=True, slots=True)
class Marker:
    """A named place on the timeline, or a named range."""

    id: MarkerId
    name: str
    start_frame: Annotated[int, Range(ranges.FRAMES)]
    length_frames: Annotated[int, Range(ranges.FRAMES)] = 0  # 0: a place
    colour: Annotated[int, Range(ranges.COLOUR)] = 0  # index into the ten track colours

    @property
    def end_frame(self) -> int:
        """Frame after the range; that of the place itself."""
        return self.start_frame + self.length_frames
