"""The song: the whole document as one frozen value.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Annotated

from app.model import ranges
from app.model.arrangement import Arrangements
from app.model.blueprint import Blueprint
from app.model.brief import Brief
from app.model.bus import Bus
from app.model.credits import Credits
from app.model.ids import FolderId
from app.model.lyrics import Lyrics
from app.model.marker import Marker
from app.model.mix import MixVersion, MonitorSettings, Vca
from app.model.plan import Plan
from app.model.section import Section
from app.model.stage_record import StageLog
from app.model.tempo import Meter, TempoChange
from app.model.track import Track
from app.model.transport import TransportSettings
from app.model.value_spec import Range


@dataclass(frozen=True, slots=True)
class Folder:
    """Tracks that lie next to each other and fold together. It has no sound of its own: groups are buses."""

    id: FolderId
    name: str
    colour: Annotated[int, Range(ranges.COLOUR)] = 0
    folded: bool = False


@dataclass(frozen=True, slots=True)
class Song:
    """The whole document. Times are frames at `rate_hz`, which never changes. Exactly one bus is the master."""

    name: str
    artist: str = ""  # who plays: stands in the files that leave the program
    rate_hz: Annotated[int, Range(ranges.RATE_HZ)] = 48000
    tempo_bpm: Annotated[float, Range(ranges.TEMPO_BPM)] = 120.0  # quarter notes a minute, from bar 1 on
    meter: Meter = Meter()  # from bar 1 on
    tempo_changes: tuple[TempoChange, ...] = ()  # by rising bar
    tracks: tuple[Track, ...] = ()
    buses: tuple[Bus, ...] = ()
    sections: tuple[Section, ...] = ()
    transport: TransportSettings = field(default_factory=TransportSettings)
    take_format: str = "32f"  # "32f" or "24": how takes are written
    stages: StageLog = StageLog()
    vcas: tuple[Vca, ...] = ()
    monitor: MonitorSettings = field(default_factory=MonitorSettings)
    exclusive_solo: bool = False  # soloing a channel takes the others out of solo
    curves_follow_clips: bool = True  # moving a clip moves the curves' points under it
    mix_versions: tuple[MixVersion, ...] = ()
    markers: tuple[Marker, ...] = ()  # in order of time
    folders: tuple[Folder, ...] = ()
    lyrics: Lyrics = Lyrics()

    brief: Brief = Brief()
    credits: Credits = Credits()
    blueprint: Blueprint = Blueprint()
    plan: Plan = Plan()
    arrangements: Arrangements = Arrangements()

    @property
    def tempo(self) -> tuple[float, Meter, tuple[TempoChange, ...]]:
        """Everything that bars and beats depend on, except the rate."""
        return self.tempo_bpm, self.meter, self.tempo_changes

    @property
    def master(self) -> Bus:
        """The master bus."""
        return next(bus for bus in self.buses if bus.kind == "master")

    @property
    def length_frames(self) -> int:
        """End of the last clip; 0 for an empty song."""
        return max((clip.timeline_end_frame for track in self.tracks for clip in track.clips), default=0)
