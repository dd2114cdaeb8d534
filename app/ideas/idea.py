"""What is known of one idea besides its sound.

Lives: any thread (pure).
"""

from datetime import datetime
from typing import Annotated

import msgspec

from app.model.ranges import LONGEST_NAME, LONGEST_NOTE, LONGEST_TEXT

BEST_RATING = 5


class Idea(msgspec.Struct, frozen=True, kw_only=True):
    """A recording or a phone memo; every field but `id` is a key of its file.

    Attributes:
        id: Name of its files without their endings; never changes. Empty in the file.
        name: As shown.
        recorded_at: ISO 8601 with the offset of the place where it was recorded.
        place: Where that was, as the user calls it; empty if nobody said.
        rating: 0 (none) to 5.
        note: Anything.
        rate_hz: Sample rate of its sound.
        channels: 1 or 2.
        length_frames: How long it is, at that rate.
        source: Name of the file that it was imported from; empty for a recording.
    """

    id: str = ""
    name: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""
    recorded_at: Annotated[str, msgspec.Meta(max_length=64)] = ""
    place: Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)] = ""
    rating: Annotated[int, msgspec.Meta(ge=0, le=BEST_RATING)] = 0
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)] = ""
    rate_hz: Annotated[int, msgspec.Meta(ge=1)] = 48000
    channels: Annotated[int, msgspec.Meta(ge=1, le=64)] = 1
    length_frames: Annotated[int, msgspec.Meta(ge=0)] = 0
    source: Annotated[str, msgspec.Meta(max_length=LONGEST_TEXT)] = ""

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.length_frames / self.rate_hz

    @property
    def when(self) -> datetime:
        """When it was recorded; the beginning of time if its file does not say."""
        try:
            return datetime.fromisoformat(self.recorded_at).astimezone()
        except ValueError:
            return datetime.fromtimestamp(0).astimezone()


def usual_name(when: datetime, place: str) -> str:
    """`Idea 28 Nov 08:15, kitchen`: by when and where."""
    where = f", {place}" if place else ""
    return f"Idea {when.day} {when:%b %H:%M}{where}"[:LONGEST_NAME]
