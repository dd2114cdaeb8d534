"""Every value of a channel that can be set: its path, unit, range, default and scale, in one table.

Paths, edits, invariants, automation and controls on the screen all read this table. A path is relative to its channel
(`eq/low/gain_db`) and is also the way through the dataclasses: `strip.eq.low.gain_db`.

Lives: any thread (constants).
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from audio_engine.capacity import SHORTEST_HOLD_MS

Kind = Literal["number", "level", "switch", "choice"]
Scale = Literal["linear", "log", "fader"]
ChannelKind = Literal["track", "group", "reverb", "delay", "chorus", "headphones", "master"]
Owner = Literal["strip", "send", "cue", "reverb", "delay", "chorus", "limiter", "bus", "vca", "monitor"]

STRIPS: tuple[ChannelKind, ...] = ("track", "group", "reverb", "delay", "chorus", "master")
BANDS = ("low", "low_mid", "high_mid", "high")
MINUS_INFINITY_DB = float("-inf")


@dataclass(frozen=True, slots=True)
class Parameter:
    """`kind` level is a number in dB that may be -inf too. `scale` is how a control travels and a curve moves.

    `unit` says how the value is shown and typed (`FORMS` of app/text/values.py): "%" and "L/R" (left to right) are stored as
    shares of one.

    `owner` is the object that holds the value: the channel's `strip`, one of the bus's own settings, one send or
    headphone level of the strip, a VCA or the monitor.
    """

    path: str
    label: str
    kind: Kind
    default: float | bool | str
    low: float = 0.0
    high: float = 1.0
    unit: str = ""
    scale: Scale = "linear"
    choices: tuple[str, ...] = ()
    owner: Owner = "strip"
    automatable: bool = True


def _number(
    path: str, label: str, default: float, low: float, high: float, unit: str = "", scale: Scale = "linear"
) -> Parameter:
    return Parameter(path, label, "number", default, low, high, unit, scale)


def _switch(path: str, label: str, default: bool = False) -> Parameter:
    return Parameter(path, label, "switch", default, automatable=False)


def _choice(path: str, label: str, default: str, *choices: str) -> Parameter:
    return Parameter(path, label, "choice", default, choices=choices, automatable=False)


def _filter(path: str, label: str, default_hz: float, low_hz: float, high_hz: float) -> tuple[Parameter, ...]:
    return (
        _switch(f"{path}/on", label),
        _number(f"{path}/frequency_hz", f"{label} frequency", default_hz, low_hz, high_hz, "Hz", "log"),
        _choice(f"{path}/slope", f"{label} slope, dB per octave", "12", "12", "24"),
    )


def _band(name: str, label: str, hz: float, q: float, shape: str, *shapes: str) -> tuple[Parameter, ...]:
    head = f"eq/{name}"
    return (
        _number(f"{head}/frequency_hz", f"{label} frequency", hz, 20.0, 20000.0, "Hz", "log"),
        _number(f"{head}/gain_db", f"{label} gain", 0.0, -18.0, 18.0, "dB"),
        _number(f"{head}/q", f"{label} Q", q, 0.1, 18.0, "", "log"),
        _choice(f"{head}/shape", f"{label} shape", shape, *shapes),
    )


STRIP: tuple[Parameter, ...] = (
    _number("trim_db", "Trim", 0.0, -24.0, 24.0, "dB"),
    _switch("polarity", "Polarity"),
    *_filter("high_pass", "High-pass", 80.0, 20.0, 1000.0),
    *_filter("low_pass", "Low-pass", 12000.0, 500.0, 20000.0),
    _switch("gate/on", "Gate"),
    _number("gate/threshold_db", "Gate threshold", -45.0, -80.0, 0.0, "dB"),
    _number("gate/range_db", "Gate range", 40.0, 0.0, 80.0, "dB"),
    _number("gate/attack_ms", "Gate attack", 1.0, 0.1, 100.0, "ms", "log"),
    _number("gate/hold_ms", "Gate hold", 50.0, SHORTEST_HOLD_MS, 2000.0, "ms"),
    _number("gate/release_ms", "Gate release", 150.0, 5.0, 4000.0, "ms", "log"),
    _number("gate/hysteresis_db", "Gate hysteresis", 4.0, 0.0, 24.0, "dB"),
    _switch("eq/on", "EQ"),
    *_band("low", "Low", 100.0, 0.71, "shelf", "bell", "shelf"),
    *_band("low_mid", "Low-mid", 400.0, 1.0, "bell", "bell"),
    *_band("high_mid", "High-mid", 2500.0, 1.0, "bell", "bell"),
    *_band("high", "High", 8000.0, 0.71, "shelf", "bell", "shelf"),
    _switch("compressor/on", "Compressor"),
    _number("compressor/threshold_db", "Threshold", -18.0, -60.0, 0.0, "dB"),
    _number("compressor/ratio", "Ratio", 3.0, 1.0, 100.0, ": 1", "log"),
    _number("compressor/knee_db", "Knee", 6.0, 0.0, 24.0, "dB"),
    _number("compressor/attack_ms", "Attack", 10.0, 0.1, 200.0, "ms", "log"),
    _number("compressor/release_ms", "Release", 120.0, 5.0, 3000.0, "ms", "log"),
    _number("compressor/makeup_db", "Make-up", 0.0, -12.0, 24.0, "dB"),
    _number("compressor/mix", "Dry/wet", 1.0, 0.0, 1.0, "%"),
    _number("compressor/key_filter_hz", "Side-chain high-pass", 20.0, 20.0, 1000.0, "Hz", "log"),
    _switch("compressor/before_eq", "Compressor before EQ"),
    _switch("de_esser/on", "De-esser"),
    _number("de_esser/frequency_hz", "De-esser frequency", 6000.0, 2000.0, 12000.0, "Hz", "log"),
    _number("de_esser/threshold_db", "De-esser threshold", -30.0, -60.0, 0.0, "dB"),
    _number("de_esser/range_db", "De-esser range", 8.0, 0.0, 24.0, "dB"),
    _switch("saturation/on", "Saturation"),
    _number("saturation/drive_db", "Drive", 6.0, 0.0, 36.0, "dB"),
    _number("saturation/mix", "Saturation dry/wet", 1.0, 0.0, 1.0, "%"),
    _number("width", "Width", 1.0, 0.0, 2.0, "%"),
    Parameter("fader_db", "Fader", "level", 0.0, -120.0, 6.0, "dB", "fader"),
    _number("pan", "Pan", 0.0, -1.0, 1.0, "L/R"),
    Parameter("mute", "Mute", "switch", False),
    _switch("solo", "Solo"),
    _switch("solo_safe", "Solo-safe"),
    _choice("listen", "Listen", "off", "off", "pfl", "afl"),
)
CLICK: tuple[Parameter, ...] = (
    Parameter("click_level_db", "Click", "level", -6.0, -120.0, 6.0, "dB", "fader", owner="bus", automatable=False),
    Parameter(
        "click_sound",
        "Click sound",
        "choice",
        "tone",
        choices=("tone", "wood", "stick"),
        owner="bus",
        automatable=False,
    ),
)
HEADPHONES: tuple[Parameter, ...] = (
    Parameter("fader_db", "Level", "level", 0.0, -120.0, 6.0, "dB", "fader", automatable=False),
    Parameter("pan", "Pan", "number", 0.0, -1.0, 1.0, "L/R", automatable=False),
    _switch("mute", "Mute"),
    *CLICK,
    Parameter(
        "comfort_reverb_db",
        "Comfort reverb",
        "level",
        MINUS_INFINITY_DB,
        -120.0,
        6.0,
        "dB",
        "fader",
        owner="bus",
        automatable=False,
    ),
)
REVERB: tuple[Parameter, ...] = (
    Parameter("kind", "Reverb", "choice", "hall", choices=("room", "plate", "hall"), owner="reverb", automatable=False),
    Parameter("decay_s", "Decay", "number", 1.8, 0.1, 20.0, "s", "log", owner="reverb"),
    Parameter("pre_delay_ms", "Pre-delay", "number", 12.0, 0.0, 250.0, "ms", owner="reverb"),
    Parameter("damping_hz", "Damping", "number", 8000.0, 500.0, 20000.0, "Hz", "log", owner="reverb"),
)
DELAY: tuple[Parameter, ...] = (
    Parameter("time_beats", "Time", "number", 0.75, 0.125, 4.0, "beats", "log", owner="delay"),
    Parameter("feedback", "Feedback", "number", 0.35, 0.0, 0.95, "%", owner="delay"),
    Parameter("damping_hz", "Damping", "number", 5000.0, 500.0, 20000.0, "Hz", "log", owner="delay"),
    Parameter("low_cut_hz", "Low cut", "number", 100.0, 20.0, 1000.0, "Hz", "log", owner="delay"),
    Parameter("ping_pong", "Ping-pong", "switch", False, owner="delay", automatable=False),
)
CHORUS: tuple[Parameter, ...] = (
    Parameter("rate_hz", "Rate", "number", 0.6, 0.05, 5.0, "Hz", "log", owner="chorus"),
    Parameter("depth_ms", "Depth", "number", 2.5, 0.0, 10.0, "ms", owner="chorus"),
    Parameter("delay_ms", "Delay", "number", 15.0, 1.0, 40.0, "ms", owner="chorus"),
)
LIMITER: tuple[Parameter, ...] = (
    Parameter("limiter/on", "Limiter", "switch", False, owner="limiter", automatable=False),
    Parameter("limiter/ceiling_db", "Ceiling", "number", -1.0, -20.0, 0.0, "dBTP", owner="limiter"),
    Parameter("limiter/release_ms", "Limiter release", "number", 80.0, 5.0, 1000.0, "ms", "log", owner="limiter"),
)
SEND: tuple[Parameter, ...] = (  # below `send/BUS-ID/`: tracks and groups, into effect buses
    Parameter("level_db", "Send", "level", MINUS_INFINITY_DB, -120.0, 6.0, "dB", "fader", owner="send"),
    Parameter("pre", "Send before the fader", "switch", False, owner="send", automatable=False),
    Parameter("own_pan", "Send's own pan", "switch", False, owner="send", automatable=False),
    Parameter("pan", "Send pan", "number", 0.0, -1.0, 1.0, "L/R", owner="send"),
)
CUE: tuple[Parameter, ...] = (  # below `cue/BUS-ID/`: tracks, into headphone mixes
    Parameter("level_db", "Headphone level", "level", 0.0, -120.0, 6.0, "dB", "fader", owner="cue", automatable=False),
    Parameter("pan", "Headphone pan", "number", 0.0, -1.0, 1.0, "L/R", owner="cue", automatable=False),
    Parameter("own_pan", "Headphone pan of its own", "switch", False, owner="cue", automatable=False),
    Parameter("mute", "Headphone mute", "switch", False, owner="cue", automatable=False),
)
VCA: tuple[Parameter, ...] = (
    Parameter("fader_db", "VCA", "level", 0.0, -120.0, 6.0, "dB", "fader", owner="vca", automatable=False),
    Parameter("mute", "Mute", "switch", False, owner="vca", automatable=False),
    Parameter("solo", "Solo", "switch", False, owner="vca", automatable=False),
)
MONITOR: tuple[Parameter, ...] = (
    Parameter(
        "level_db", "Monitor level", "level", 0.0, -120.0, 6.0, "dB", "fader", owner="monitor", automatable=False
    ),
    Parameter("dim", "Dim", "switch", False, owner="monitor", automatable=False),
    Parameter("mono", "Mono", "switch", False, owner="monitor", automatable=False),
)
SETTINGS_OF_BUSES = tuple(p for p in HEADPHONES if p.owner == "bus") + REVERB + DELAY + CHORUS + LIMITER
_ALL = STRIP + HEADPHONES + REVERB + DELAY + CHORUS + LIMITER


@cache
def parameters(kind: ChannelKind) -> tuple[Parameter, ...]:
    """The table of one kind of channel, in the order of `show --paths`; sends and cues come on top, by bus."""
    match kind:
        case "headphones":
            return HEADPHONES
        case "reverb":
            return STRIP + REVERB
        case "delay":
            return STRIP + DELAY
        case "chorus":
            return STRIP + CHORUS
        case "master":
            return tuple(p for p in STRIP if p.path not in ("solo", "solo_safe")) + LIMITER + CLICK
        case _:
            return STRIP


def has_sends(kind: ChannelKind) -> bool:
    """Tracks and groups send into effect buses."""
    return kind in ("track", "group")


@cache
def parameter(kind: ChannelKind, path: str) -> Parameter:
    """The entry of a path in a channel of this kind, `send/ANY/level_db` included. Raises KeyError."""
    match path.split("/"):
        case ["send", _, field] if has_sends(kind):
            table, requested = SEND, field
        case ["cue", _, field] if kind == "track":
            table, requested = CUE, field
        case _:
            table, requested = parameters(kind), path
    return next((p for p in table if p.path == requested), None) or _unknown(path)


@cache
def label_of(path: str) -> str:
    """What the value at a path is called, whatever channel has it; the path itself where no table knows it."""
    match path.split("/"):
        case ["send", _, field]:
            entries, requested = SEND, field
        case ["cue", _, field]:
            entries, requested = CUE, field
        case _:
            entries, requested = _ALL, path
    return next((entry.label for entry in entries if entry.path == requested), path)


def _unknown(path: str) -> Parameter:
    raise KeyError(path)
