"""A take: what one track received in one pass, or in one round of a looped pass.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import PassId, TakeId
from app.model.value_spec import Longest, Range


@dataclass(frozen=True, slots=True)
class Dropout:
    """Audio that the device lost, or that the writer missed.

    Attributes:
        timeline_frame: Where it happened.
        length_frames: Its length; 0 if the device's clock stopped too, so that nobody can tell.
        inserted: True if silence fills the gap; False if playback paused too and nothing does.
    """

    timeline_frame: int
    length_frames: int
    inserted: bool = False


SILENT_DB = -60.0  # dBFS: a take whose peak lies no higher is no recording


@dataclass(frozen=True, slots=True)
class Take:
    """What one track recorded in one pass or round. Positions are frames at the song's rate."""

    id: TakeId
    pass_id: PassId
    name: str
    file: str
    timeline_start_frame: int
    file_start_frame: int
    length_frames: int
    recorded_at: str  # ISO 8601, UTC
    latency_frames: int
    latency_measured: bool
    peak_db: float
    dropouts: tuple[Dropout, ...] = ()
    recovered: bool = False
    rating: Annotated[int, Range(ranges.RATING)] = 0  # 0: none
    note: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    dry: TakeId | None = None  # the take that this one was printed from
    unprinted: bool = False  # recorded on a track that prints, and not printed yet

    @property
    def is_silent(self) -> bool:
        """Whether nothing was played: it holds the noise of an input at most."""
        return self.peak_db <= SILENT_DB

    @property
    def timeline_end_frame(self) -> int:
        """Frame after the last."""
        return self.timeline_start_frame + self.length_frames
