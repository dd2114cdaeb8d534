"""Writers of a song and their shares.

Lives: any thread (frozen).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.ids import PersonId
from app.model.value_spec import Longest, Range

WriterRole = Literal["words and music", "music", "words", "arrangement", "adaptation", "translation"]
WHOLE_SONG = ranges.SHARE_HUNDREDTHS[1]


@dataclass(frozen=True, slots=True)
class Writer:
    """Somebody who wrote the song, or a part of it."""

    person: PersonId
    role: WriterRole = "words and music"
    share: Annotated[int, Range(ranges.SHARE_HUNDREDTHS)] = 0  # hundredths of a percent
    agreed_on: Annotated[str, Longest(10)] = (
        ""  # the day on which they agreed to the share, as 2026-11-28; empty: not yet
    )
    agreed_by: Annotated[str, Longest(ranges.LONGEST_TEXT)] = ""  # how, such as "signed split sheet"


def shares_sum(writers: Iterable[Writer]) -> int:
    """Sum of all shares in hundredths of a percent; WHOLE_SONG when they add up."""
    return sum(writer.share for writer in writers)
