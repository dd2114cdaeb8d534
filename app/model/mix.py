"""What belongs to the mix as a whole: linked faders, the monitor, and versions to compare.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated

from app.model import ranges
from app.model.automation import AutomationMode, Curve
from app.model.bus import Bus
from app.model.ids import BusId, TrackId, VcaId, VersionId
from app.model.strip import StripSettings
from app.model.value_spec import Longest, Range, level, switch


@dataclass(frozen=True, slots=True)
class Vca:
    """A fader without audio: its level, mute and solo add to those of its channels."""

    id: VcaId
    name: str
    fader_db: Annotated[float, level("VCA", automatable=False)] = 0.0
    mute: Annotated[bool, switch("Mute")] = False
    solo: Annotated[bool, switch("Solo")] = False


@dataclass(frozen=True, slots=True)
class MonitorSettings:
    """How the control room hears the master; never part of a bounce."""

    level_db: Annotated[float, level("Monitor level", automatable=False)] = 0.0
    dim: Annotated[bool, switch("Dim")] = False  # 20 dB down
    mono: Annotated[bool, switch("Mono")] = False


@dataclass(frozen=True, slots=True)
class ChannelMix:
    """What a mix version stores of a track: its strip without solo, PFL/AFL and headphone levels."""

    track: TrackId
    strip: StripSettings
    curves: tuple[Curve, ...]
    output: BusId | None
    vca: VcaId | None = None
    automation: AutomationMode = "read"


@dataclass(frozen=True, slots=True)
class MixVersion:
    """A stored state of every strip, bus, VCA and curve, except the headphone mixes.

    Attributes:
        loudness_lufs: Integrated loudness when it was stored; None if not measured.
    """

    id: VersionId
    name: str
    channels: tuple[ChannelMix, ...]
    buses: tuple[Bus, ...]
    vcas: tuple[Vca, ...]
    loudness_lufs: Annotated[float | None, Range(ranges.LOUDNESS_LUFS)] = None
    note: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
