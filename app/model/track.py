"""A track: tape, input and strip.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Literal

from app.model.automation import Curve
from app.model.clip import Clip
from app.model.ids import TrackId
from app.model.strip import StripSettings
from app.model.take import Take

Monitoring = Literal["off", "in", "auto"]


@dataclass(frozen=True, slots=True)
class Track:
    """`inputs` are device input channels from 1, one for each channel of the track; empty when none is chosen."""

    id: TrackId
    name: str
    colour: int = 0  # index into the ten track colours
    channels: int = 1  # 1 mono, 2 stereo
    inputs: tuple[int, ...] = ()
    armed: bool = False
    monitoring: Monitoring = "auto"
    strip: StripSettings = field(default_factory=StripSettings)
    clips: tuple[Clip, ...] = ()  # in stacking order: a later one wins where two overlap
    takes: tuple[Take, ...] = ()
    curves: tuple[Curve, ...] = ()
    notes: str = ""
