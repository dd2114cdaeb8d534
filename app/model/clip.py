"""A clip: a part of an audio file, placed on the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.ids import ClipId, TakeId
from app.model.value_spec import Range

FadeShape = Literal["linear", "equal_power", "slow", "fast", "s_curve"]


@dataclass(frozen=True, slots=True)
class Processing:
    """How the file of a clip was made from an original file, which stays in the song folder.

    The new file holds [file_start_frame, file_start_frame + length_frames) of the original, `stretch` times as long,
    backwards if `reversed`, `pitch_semitones` higher, then with the formants of the original if `keep_formants`.
    """

    file: str  # the original: `audio/Vox-1.wav`
    file_start_frame: int
    length_frames: int
    reversed: bool = False
    stretch: Annotated[float, Range(ranges.STRETCH)] = 1.0
    pitch_semitones: Annotated[float, Range(ranges.PITCH_SEMITONES)] = 0.0
    keep_formants: bool = False


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
    fade_in_shape: FadeShape = "linear"
    fade_out_shape: FadeShape = "linear"
    muted: bool = False  # silent, and what lies beneath is audible
    locked: bool = False  # stays where it is, as it is
    colour: Annotated[int | None, Range(ranges.COLOUR)] = None  # None: that of its track
    processing: Processing | None = None
    follows_tempo: bool = False  # a change of tempo moves and stretches it

    @property
    def timeline_end_frame(self) -> int:
        """Frame after the last."""
        return self.timeline_start_frame + self.length_frames
