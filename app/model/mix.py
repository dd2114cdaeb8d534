"""What belongs to the mix as a whole: linked faders, the monitor, and versions to compare.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model.automation import AutomationMode, Curve
from app.model.bus import Bus
from app.model.ids import BusId, TrackId, VcaId, VersionId
from app.model.strip import StripSettings
from app.model.value_spec import level, switch


@dataclass(frozen=True, slots=True)
class Vca:
    """A fader without audio: its level, mute and solo add to those of the channels that name it."""

    id: VcaId
    name: str
    fader_db: Annotated[float, level("VCA", automatable=False)] = 0.0
    mute: Annotated[bool, switch("Mute")] = False
    solo: Annotated[bool, switch("Solo")] = False


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """How the room hears the master; never in a bounce."""

    level_db: Annotated[float, level("Monitor level", automatable=False)] = 0.0
    dim: Annotated[bool, switch("Dim")] = False  # 20 dB down
    mono: Annotated[bool, switch("Mono")] = False


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
