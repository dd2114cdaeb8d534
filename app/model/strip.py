"""The settings of a channel strip.

Lives: any thread (frozen).
"""

from dataclasses import dataclass

from app.model.ids import BusId

MINUS_INFINITY_DB = float("-inf")


@dataclass(frozen=True, slots=True)
class SendSettings:
    bus: BusId
    level_db: float = MINUS_INFINITY_DB  # -inf to +6, after the fader


@dataclass(frozen=True, slots=True)
class CueLevel:
    """How loud a track is in one headphone mix, independent of fader, mute and solo."""

    bus: BusId
    level_db: float = 0.0  # -inf to +6, before the fader


@dataclass(frozen=True, slots=True)
class StripSettings:
    trim_db: float = 0.0  # -24 to +24
    fader_db: float = 0.0  # -inf to +6
    pan: float = 0.0  # -1 left to +1 right; balance on a stereo channel
    mute: bool = False
    solo: bool = False
    sends: tuple[SendSettings, ...] = ()
    cues: tuple[CueLevel, ...] = ()
