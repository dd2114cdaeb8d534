"""A reference: a record that this one is held against, copied into the song.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import ReferenceId
from app.model.value_spec import Longest, Range


@dataclass(frozen=True, slots=True)
class Reference:
    """A file at the song's rate that only the control room hears, at the song's loudness."""

    id: ReferenceId
    title: Annotated[str, Longest(ranges.LONGEST_NAME)]
    file: str  # inside the song's folder
    length_frames: Annotated[int, Range(ranges.FRAMES)]
    loudness_lufs: Annotated[float, Range(ranges.LOUDNESS_LUFS)]  # integrated, of the whole file
    listen_for: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    start_frame: Annotated[int, Range(ranges.FRAMES)] = 0  # where in the file one listens from
