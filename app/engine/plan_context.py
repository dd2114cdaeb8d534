"""What every part of a mix plan is built from: the song and what was worked out about it, once.

Lives: window, main thread (pure; the slots remember).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from app.engine.comfort_reverb import comfort_reverb_buses
from app.engine.slots import SlotAllocator
from app.model.audibility import Audibility, audibility
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.tempo_map import TempoMap, tempo_map
from app.song.monitoring import MonitoringMode
from app.song.side_chains import frozen_keys
from audio_engine.plan import AS_WRITTEN, PracticeTime


@dataclass(frozen=True)
class PlanContext:
    """One song for one engine.

    Attributes:
        slots: The lanes and bus numbers; the context has made sure that the song's channels have theirs.
        monitoring: How performers hear themselves on this machine.
        inputs_muted: No input is audible.
        practice: Where the engine plays each frame of the song.
    """

    song: Song
    slots: SlotAllocator
    monitoring: MonitoringMode = "tape"
    inputs_muted: bool = False
    practice: PracticeTime = AS_WRITTEN

    def __post_init__(self) -> None:
        self.slots.allocate_for(self.song)

    @cached_property
    def audibility(self) -> Audibility:
        """Which channels mute, solo and VCAs leave audible."""
        return audibility(self.song)

    @cached_property
    def frozen_keys(self) -> frozenset[TrackId]:
        """Frozen tracks that a side chain listens to."""
        return frozen_keys(self.song)

    @cached_property
    def comfort_reverbs(self) -> dict[BusId, int]:
        """The effect bus of each headphone mix with a comfort reverb."""
        return comfort_reverb_buses(self.song, self.slots)

    @cached_property
    def tempo(self) -> TempoMap:
        """Where beats are in the song."""
        return tempo_map(self.song)

    def quarter_frames(self, frame: float = 0.0) -> float:
        """How long the engine plays a quarter note that lies at a frame of the song, in frames."""
        return self.tempo.quarter_frames(frame) / self.practice.speed

    def in_engine(self, frames: Iterable[int]) -> tuple[int, ...]:
        """The frames of the engine at which frames of the song are played."""
        return tuple(self.practice.engine_frame(frame) for frame in frames)
