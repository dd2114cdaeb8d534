"""A clip: a stretch of a media file placed on the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass

from app.model.ids import ClipId, TakeId


@dataclass(frozen=True, slots=True)
class Clip:
    """`file` is relative to the song folder (`audio/Vox-1.wav`); all positions are frames at the song's rate.

    A fade goes from and to silence and hides what lies beneath; a cross-fade goes from and to what lies beneath. With
    `auto_edges` a clip that begins or ends in sound has short ones also where it asks for none (`audio_engine.edges`).
    Without, it has only what it asks for: its file holds its edges (it was rendered), or an earlier version saved it
    and it has not been edited since.
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
    auto_edges: bool = True

    @property
    def timeline_end_frame(self) -> int:
        return self.timeline_start_frame + self.length_frames
