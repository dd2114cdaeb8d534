"""What belongs to the mix as a whole: linked faders, the monitor, and versions to compare.

Lives: any thread (frozen).
"""

from dataclasses import dataclass

from app.model.automation import AutomationMode, Curve
from app.model.bus import Bus
from app.model.ids import BusId, TrackId, VcaId, VersionId
from app.model.strip import StripSettings


@dataclass(frozen=True, slots=True)
class Vca:
    """A fader without audio: its level, mute and solo add to those of the channels that name it."""

    id: VcaId
    name: str
    fader_db: float = 0.0
    mute: bool = False
    solo: bool = False


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """How the room hears the master; never in a bounce."""

    level_db: float = 0.0
    dim: bool = False  # 20 dB down
    mono: bool = False


@dataclass(frozen=True, slots=True)
class ChannelMix:
    """What a mix version keeps of a track; its strip without solo, listening and headphone levels."""

    track: TrackId
    strip: StripSettings
    curves: tuple[Curve, ...]
    output: BusId | None
    vca: VcaId | None = None
    automation: AutomationMode = "read"


@dataclass(frozen=True, slots=True)
class MixVersion:
    """A named state of every strip, bus, VCA and curve, but for the headphone mixes, which belong to the players.

    `loudness_lufs` is measured when it is saved; None: not yet.
    """

    id: VersionId
    name: str
    channels: tuple[ChannelMix, ...]
    buses: tuple[Bus, ...]
    vcas: tuple[Vca, ...]
    loudness_lufs: float | None = None
    note: str = ""
