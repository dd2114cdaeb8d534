"""A track: clips, takes, inputs and a strip.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from app.model import ranges
from app.model.automation import AutomationMode, Curve
from app.model.clip import Clip
from app.model.ids import BusId, CompId, FolderId, TrackId, VcaId
from app.model.strip import StripSettings
from app.model.take import Take
from app.model.value_spec import Longest, Range

Monitoring = Literal["off", "in", "auto"]


@dataclass(frozen=True, slots=True)
class FrozenAudio:
    """A track rendered through its strip up to the fader, played instead of clips and strip until it is thawed."""

    file: str  # inside the song's folder
    timeline_start_frame: int
    length_frames: int
    channels: int


@dataclass(frozen=True, slots=True)
class Comp:
    """A stored comp: phrases that are not on the timeline at present."""

    id: CompId
    name: str
    clips: tuple[Clip, ...] = ()


@dataclass(frozen=True, slots=True)
class Keeper:
    """A range of the timeline that is marked as done."""

    start_frame: int
    end_frame: int  # exclusive


@dataclass(frozen=True, slots=True)
class Track:
    """A track. `inputs` are device inputs from 1, one for each channel of the track; empty if none is selected."""

    id: TrackId
    name: str
    colour: Annotated[int, Range(ranges.COLOUR)] = 0  # index into the ten track colours
    channels: int = 1  # 1 mono, 2 stereo
    inputs: tuple[int, ...] = ()
    armed: bool = False
    monitoring: Monitoring = "auto"
    strip: StripSettings = field(default_factory=StripSettings)
    clips: tuple[Clip, ...] = ()  # in stacking order: a later one wins where two overlap
    takes: tuple[Take, ...] = ()
    discarded: tuple[Take, ...] = ()  # out of sight, and restored on demand
    curves: tuple[Curve, ...] = ()
    notes: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    output: BusId | None = None  # a group, or None for the master
    vca: VcaId | None = None
    automation: AutomationMode = "read"
    strip_b: StripSettings | None = None  # the other one of an A/B comparison
    frozen: FrozenAudio | None = None
    comp_name: str = "Comp 1"  # of the clips on the timeline
    comps: tuple[Comp, ...] = ()  # the others
    keepers: tuple[Keeper, ...] = ()  # in order, apart from each other
    record_safe: bool = False  # cannot be armed: what is there stays as it is
    comp_group: str = ""  # tracks of one name (a drum kit's microphones) are comped together
    printed_strip: StripSettings | None = (
        None  # what new takes are rendered through, up to the fader; None: takes stay dry
    )
    folder: FolderId | None = None
    lane_height_px: Annotated[int, Range(ranges.LANE_HEIGHT_PX)] = 0  # 0: that of the window

    @property
    def sounding_clips(self) -> tuple[Clip, ...]:
        """The clips that are not muted, in stacking order."""
        return tuple(clip for clip in self.clips if not clip.muted)

    @property
    def monitors_printed(self) -> bool:
        """True while its input is audible through the printed strip, apart from its clips."""
        return self.printed_strip is not None and bool(self.inputs) and (self.armed or self.monitoring == "in")
