"""The settings of a channel strip: the same on every track, group, effect return and the master.

Each field states its default, range, unit and names (see value_spec.py); its path and its engine row are its name:
`eq/low/gain_db` is `strip.eq.low.gain_db` and the row `eq_low_gain_db`. A section is a field of StripSettings marked with
its record; SECTIONS, the editor, the console and the describing texts follow from it.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Annotated, Literal

from app.model.ids import BusId, TrackId
from app.model.value_spec import (
    Section,
    annotated_fields,
    choice,
    level,
    mark_of,
    number,
    part,
    switch,
)
from app.units import MINUS_INFINITY_DB
from audio_engine.capacity import SHORTEST_HOLD_MS

Shape = Literal["bell", "shelf"]
Slope = Literal["12", "24"]
Listen = Literal["off", "pfl", "afl"]


@dataclass(frozen=True, slots=True)
class FilterSettings:
    """A high-pass or low-pass: Butterworth, `slope` in dB per octave."""

    on: Annotated[bool, switch("{}")] = False
    frequency_hz: Annotated[float, number("{} frequency", 20.0, 20000.0, "Hz", "log")] = 80.0
    slope: Annotated[Slope, choice("{} slope, dB per octave")] = "12"


@dataclass(frozen=True, slots=True)
class GateSettings:
    """A gate: opens above the threshold, closes `hysteresis_db` below it, and attenuates by `range_db` when closed."""

    on: Annotated[bool, switch("Gate")] = False
    threshold_db: Annotated[float, number("Gate threshold", -80.0, 0.0, "dB", caption="Threshold")] = -45.0
    range_db: Annotated[float, number("Gate range", 0.0, 80.0, "dB", caption="Range")] = 40.0
    attack_ms: Annotated[float, number("Gate attack", 0.1, 100.0, "ms", "log", caption="Attack")] = 1.0
    hold_ms: Annotated[float, number("Gate hold", SHORTEST_HOLD_MS, 2000.0, "ms", caption="Hold")] = 50.0
    release_ms: Annotated[float, number("Gate release", 5.0, 4000.0, "ms", "log", caption="Release")] = 150.0
    hysteresis_db: Annotated[float, number("Gate hysteresis", 0.0, 24.0, "dB", caption="Hysteresis")] = 4.0


@dataclass(frozen=True, slots=True)
class BandSettings:
    """One band of the equaliser. Only the low and the high band can be shelves."""

    frequency_hz: Annotated[float, number("{} frequency", 20.0, 20000.0, "Hz", "log")]
    gain_db: Annotated[float, number("{} gain", -18.0, 18.0, "dB")] = 0.0
    q: Annotated[float, number("{} Q", 0.1, 18.0, "", "log")] = 0.71
    shape: Annotated[Shape, choice("{} shape")] = "bell"


ONLY_BELL: dict[str, tuple[str, ...]] = {"shape": ("bell",)}


@dataclass(frozen=True, slots=True)
class EqSettings:
    """The four-band equaliser."""

    on: Annotated[bool, switch("EQ")] = False
    low: Annotated[BandSettings, part("Low")] = BandSettings(100.0, shape="shelf")
    low_mid: Annotated[BandSettings, part("Low-mid", choices=ONLY_BELL)] = BandSettings(400.0, q=1.0)
    high_mid: Annotated[BandSettings, part("High-mid", choices=ONLY_BELL)] = BandSettings(2500.0, q=1.0)
    high: Annotated[BandSettings, part("High")] = BandSettings(8000.0, shape="shelf")


@dataclass(frozen=True, slots=True)
class CompressorSettings:
    """A compressor; a `ratio` of 100 limits. `key` is a track that keys it instead of its own signal."""

    on: Annotated[bool, switch("Compressor")] = False
    threshold_db: Annotated[float, number("Threshold", -60.0, 0.0, "dB")] = -18.0
    ratio: Annotated[float, number("Ratio", 1.0, 100.0, ": 1", "log")] = 3.0
    knee_db: Annotated[float, number("Knee", 0.0, 24.0, "dB")] = 6.0
    attack_ms: Annotated[float, number("Attack", 0.1, 200.0, "ms", "log")] = 10.0
    release_ms: Annotated[float, number("Release", 5.0, 3000.0, "ms", "log")] = 120.0
    makeup_db: Annotated[float, number("Make-up", -12.0, 24.0, "dB")] = 0.0
    mix: Annotated[float, number("Dry/wet", 0.0, 1.0, "%")] = 1.0
    key_filter_hz: Annotated[
        float, number("Side-chain high-pass", 20.0, 1000.0, "Hz", "log", caption="Key low cut")
    ] = 20.0
    key: TrackId | None = None
    before_eq: Annotated[bool, switch("Compressor before EQ")] = False


@dataclass(frozen=True, slots=True)
class DeEsserSettings:
    """A split-band compressor: attenuates what is above `frequency_hz` by at most `range_db`."""

    on: Annotated[bool, switch("De-esser")] = False
    frequency_hz: Annotated[float, number("De-esser frequency", 2000.0, 12000.0, "Hz", "log", caption="Above")] = 6000.0
    threshold_db: Annotated[float, number("De-esser threshold", -60.0, 0.0, "dB", caption="Threshold")] = -30.0
    range_db: Annotated[float, number("De-esser range", 0.0, 24.0, "dB", caption="At most")] = 8.0


@dataclass(frozen=True, slots=True)
class SaturationSettings:
    """A saturation stage."""

    on: Annotated[bool, switch("Saturation")] = False
    drive_db: Annotated[float, number("Drive", 0.0, 36.0, "dB")] = 6.0
    mix: Annotated[float, number("Saturation dry/wet", 0.0, 1.0, "%", caption="Dry/wet")] = 1.0


@dataclass(frozen=True, slots=True)
class SendSettings:
    """A send follows the channel's pan unless it has `own_pan`."""

    bus: BusId
    level_db: Annotated[float, level("Send", "send_gain")] = MINUS_INFINITY_DB
    pre: Annotated[bool, switch("Send before the fader")] = False
    own_pan: Annotated[bool, switch("Send's own pan")] = False
    pan: Annotated[float, number("Send pan", -1.0, 1.0, "L/R", row="send_pan")] = 0.0


@dataclass(frozen=True, slots=True)
class CueLevel:
    """Level of a track in one headphone mix, independent of fader, mute and solo."""

    bus: BusId
    level_db: Annotated[float, level("Headphone level", automatable=False)] = 0.0
    pan: Annotated[float, number("Headphone pan", -1.0, 1.0, "L/R", automatable=False)] = 0.0
    own_pan: Annotated[bool, switch("Headphone pan of its own")] = False
    mute: Annotated[bool, switch("Headphone mute")] = False


@dataclass(frozen=True, slots=True)
class StripSettings:
    """All settings of a channel strip.

    Signal order: trim, polarity, filters, gate, EQ and compressor (either first), de-esser, saturation, width, fader,
    pan. The solo of other channels never silences a `solo_safe` one.
    """

    trim_db: Annotated[float, number("Trim", -24.0, 24.0, "dB", row="trim_gain")] = 0.0
    polarity: Annotated[bool, switch("Polarity", row="")] = False  # True: inverted
    high_pass: Annotated[
        FilterSettings,
        Section("High-pass", "high-pass", "EQ", "eq", part=part("High-pass", frequency_hz=(20.0, 1000.0))),
    ] = FilterSettings()
    low_pass: Annotated[
        FilterSettings,
        Section("Low-pass", "low-pass", "EQ", "eq", part=part("Low-pass", frequency_hz=(500.0, 20000.0))),
    ] = FilterSettings(frequency_hz=12000.0)
    gate: Annotated[GateSettings, Section("Gate", "gate", "Gate", "gate", stretch=1)] = GateSettings()
    eq: Annotated[EqSettings, Section("EQ", "EQ", "EQ", "eq", stretch=5, folds=False)] = EqSettings()
    compressor: Annotated[
        CompressorSettings, Section("Compressor", "compressor", "Comp", "compressor", stretch=2, folds=False)
    ] = CompressorSettings()
    de_esser: Annotated[DeEsserSettings, Section("De-esser", "de-esser", "De-ess")] = DeEsserSettings()
    saturation: Annotated[SaturationSettings, Section("Saturation", "saturation", "Sat")] = SaturationSettings()
    width: Annotated[float, number("Width", 0.0, 2.0, "%")] = 1.0  # stereo channels: 0 mono, 1 as it is, 2 wide
    fader_db: Annotated[float, level("Fader", "fader_gain")] = 0.0
    pan: Annotated[float, number("Pan", -1.0, 1.0, "L/R")] = 0.0  # left to right; balance on a stereo channel
    mute: Annotated[bool, switch("Mute", row="", automatable=True)] = False
    solo: Annotated[bool, switch("Solo", row="")] = False
    solo_safe: Annotated[bool, switch("Solo-safe", row="")] = False
    listen: Annotated[Listen, choice("Listen", row="")] = "off"  # heard alone in the room, before or after the fader
    sends: tuple[SendSettings, ...] = field(default=())
    cues: tuple[CueLevel, ...] = field(default=())


def sections(settings: type[StripSettings] = StripSettings) -> dict[str, Section]:
    """The sections of a strip by the name of their field, in the order of the signal."""
    found = ((name, mark_of(hint, Section)) for name, hint, _ in annotated_fields(settings()))
    return {name: section for name, section in found if section is not None}


SECTIONS = sections()
