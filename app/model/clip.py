"""A clip: a part of an audio file, placed on the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.ids import ClipId, TakeId
from app.model.value_spec import Range


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a file on the timeline. Positions are frames at the song's rate.

    A fade goes to silence and hides what lies beneath; a crossfade goes to what lies beneath. With `auto_edges`, a clip
    that begins or ends in sound gets short ones automatically (`audio_engine.edges`). Without, it has only those of its
    fields: its file contains its edges (it was rendered), or an earlier version saved it and it has not been edited
    since.

    Attributes:
        file: Path in the song folder: `audio/Vox-1.wav`.
    """

    id: ClipId
    name: str
    file: str
    timeline_start_frame: int
    file_start_frame: int
    length_frames: int
    gain_db: Annotated[float, Range(ranges.CLIP_GAIN_DB)] = 0.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    take: TakeId | None = None
    cross_in_frames: int = 0
    cross_out_frames: int = 0
    auto_edges: bool = True

    @property
    def timeline_end_frame(self) -> int:
        """Frame after the last."""
        return self.timeline_start_frame + self.length_frames
