"""A clip: a stretch of a media file placed on the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass

from app.model.ids import ClipId, TakeId


@dataclass(frozen=True, slots=True)
class Clip:
    """`file` is relative to the song folder (`audio/Vox-1.wav`); all positions are frames at the song's rate.

    A fade goes from and to silence and hides what lies beneath; a cross-fade goes, at equal power, from and to what lies
    beneath.
    """

    id: ClipId
    name: str
    file: str
    timeline_start_frame: int
    file_start_frame: int
    length_frames: int
    gain_db: float = 0.0
    fade_in_frames: int = 0
    fade_out_frames: int = 0
    take: TakeId | None = None
    cross_in_frames: int = 0
    cross_out_frames: int = 0

    @property
    def timeline_end_frame(self) -> int:
        return self.timeline_start_frame + self.length_frames
