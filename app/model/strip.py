"""The settings of a channel strip: the same on every track, group, effect return and the master.

Ranges, units and defaults of every value are in `parameters.py`.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Literal

from app.model.ids import BusId, TrackId

MINUS_INFINITY_DB = float("-inf")

Shape = Literal["bell", "shelf"]
Slope = Literal["12", "24"]


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """A high-pass or low-pass: Butterworth, `slope` in dB per octave."""

    on: bool = False
    frequency_hz: float = 80.0
    slope: Slope = "12"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """Opens above the threshold, closes `hysteresis_db` below it; closed it takes `range_db` off."""

    on: bool = False
    threshold_db: float = -45.0
    range_db: float = 40.0
    attack_ms: float = 1.0
    hold_ms: float = 50.0
    release_ms: float = 150.0
    hysteresis_db: float = 4.0


@dataclass(frozen=True, slots=True)
class BandSettings:
    """One band of the equaliser. Only the low and the high band can be shelves."""

    frequency_hz: float
    gain_db: float = 0.0
    q: float = 0.71
    shape: Shape = "bell"


@dataclass(frozen=True, slots=True)
class EqSettings:
    on: bool = False
    low: BandSettings = BandSettings(100.0, shape="shelf")
    low_mid: BandSettings = BandSettings(400.0, q=1.0)
    high_mid: BandSettings = BandSettings(2500.0, q=1.0)
    high: BandSettings = BandSettings(8000.0, shape="shelf")


@dataclass(frozen=True, slots=True)
class CompressorSettings:
    """`ratio` 100 limits. `key` is a track whose signal is listened to instead of this one."""

    on: bool = False
    threshold_db: float = -18.0
    ratio: float = 3.0
    knee_db: float = 6.0
    attack_ms: float = 10.0
    release_ms: float = 120.0
    makeup_db: float = 0.0
    mix: float = 1.0
    key_filter_hz: float = 20.0
    key: TrackId | None = None
    before_eq: bool = False


@dataclass(frozen=True, slots=True)
class DeEsserSettings:
    """A split-band compressor: what lies above `frequency_hz` is turned down by at most `range_db`."""

    on: bool = False
    frequency_hz: float = 6000.0
    threshold_db: float = -30.0
    range_db: float = 8.0


@dataclass(frozen=True, slots=True)
class SaturationSettings:
    on: bool = False
    drive_db: float = 6.0
    mix: float = 1.0


@dataclass(frozen=True, slots=True)
class SendSettings:
    """A send follows the channel's pan unless it has `own_pan`."""

    bus: BusId
    level_db: float = MINUS_INFINITY_DB
    pre: bool = False
    own_pan: bool = False
    pan: float = 0.0


@dataclass(frozen=True, slots=True)
class CueLevel:
    """How loud a track is in one headphone mix, independent of fader, mute and solo."""

    bus: BusId
    level_db: float = 0.0  # -inf to +6, before the fader
    pan: float = 0.0  # counts where `own_pan` is on; else the track's pan does
    own_pan: bool = False
    mute: bool = False


@dataclass(frozen=True, slots=True)
class StripSettings:
    """Signal order: trim, polarity, filters, gate, EQ and compressor (either first), de-esser, saturation, width,
    fader, pan. `solo_safe` channels are never silenced by another's solo."""

    trim_db: float = 0.0
    polarity: bool = False  # True: inverted
    high_pass: FilterSettings = FilterSettings()
    low_pass: FilterSettings = FilterSettings(frequency_hz=12000.0)
    gate: GateSettings = GateSettings()
    eq: EqSettings = EqSettings()
    compressor: CompressorSettings = CompressorSettings()
    de_esser: DeEsserSettings = DeEsserSettings()
    saturation: SaturationSettings = SaturationSettings()
    width: float = 1.0  # stereo channels: 0 mono, 1 as it is, 2 wide
    fader_db: float = 0.0
    pan: float = 0.0  # -1 left to +1 right; balance on a stereo channel
    mute: bool = False
    solo: bool = False
    solo_safe: bool = False
    listen: Literal["off", "pfl", "afl"] = "off"  # heard alone in the room, before or after the fader
    sends: tuple[SendSettings, ...] = field(default=())
    cues: tuple[CueLevel, ...] = field(default=())
