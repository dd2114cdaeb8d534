"""What kinds of bus there are, one record each: settings, names, what the console shows, how long it rings on.

A new effect is a settings class and a record here, a field of `Bus`, and a kernel file in `audio_engine/rt/effects`.

Lives: any thread (constants).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from app.model.value_spec import choice, number, switch
from app.units import gain_to_db

BusKind = str  # a key of BUS_TYPES
ClickSound = Literal["tone", "wood", "stick"]
ReverbKind = Literal["room", "plate", "hall"]


@dataclass(frozen=True, slots=True)
class ReverbSettings:
    """A reverb: type, length and damping."""

    kind: Annotated[ReverbKind, choice("Reverb")] = "hall"
    decay_s: Annotated[float, number("Decay", 0.1, 20.0, "s", "log")] = 1.8  # RT60
    pre_delay_ms: Annotated[float, number("Pre-delay", 0.0, 250.0, "ms")] = 12.0
    damping_hz: Annotated[float, number("Damping", 500.0, 20000.0, "Hz", "log")] = (
        8000.0  # the tail decays twice as fast
    )


@dataclass(frozen=True, slots=True)
class DelaySettings:
    """A tempo-synced echo; `low_cut_hz` and `damping_hz` filter the feedback."""

    time_beats: Annotated[float, number("Time", 0.125, 4.0, "beats", "log", row="delay_time_frames")] = 0.75
    feedback: Annotated[float, number("Feedback", 0.0, 0.95, "%")] = 0.35
    damping_hz: Annotated[float, number("Damping", 500.0, 20000.0, "Hz", "log")] = 5000.0
    low_cut_hz: Annotated[float, number("Low cut", 20.0, 1000.0, "Hz", "log")] = 100.0
    ping_pong: Annotated[bool, switch("Ping-pong")] = False


@dataclass(frozen=True, slots=True)
class ChorusSettings:
    """Two modulated voices; at a rate near 0 Hz a doubler."""

    rate_hz: Annotated[float, number("Rate", 0.05, 5.0, "Hz", "log")] = 0.6
    depth_ms: Annotated[float, number("Depth", 0.0, 10.0, "ms")] = 2.5
    delay_ms: Annotated[float, number("Delay", 1.0, 40.0, "ms")] = 15.0


@dataclass(frozen=True, slots=True)
class LimiterSettings:
    """True-peak look-ahead limiter of the master."""

    on: Annotated[bool, switch("Limiter")] = False
    ceiling_db: Annotated[float, number("Ceiling", -20.0, 0.0, "dBTP")] = -1.0
    release_ms: Annotated[float, number("Limiter release", 5.0, 1000.0, "ms", "log", caption="Release")] = 80.0


RingOut = Callable[[Callable[[str], float], float, float], float]
"""Seconds that an effect rings on, from: a function that gives the largest value which a path of it takes on the timeline,
how many dB the sound must fall by, and the slowest tempo of the song in quarter notes a minute."""


@dataclass(frozen=True, slots=True)
class BusType:
    """A kind of bus.

    Args:
        kind: In paths and in the song file.
        name: On menus, and of a new bus.
        short: In a narrow strip.
        settings: The field of `Bus` with the settings that only this kind has; empty: none.
        own: Fields of `Bus` that are values of this kind.
        strip: The values of a strip that it has; None: all but those in `without`.
        level: What its fader is called.
        automatable: Whether its values can be automated.
        shown: Path and caption of the values that stand in its strip of the console.
        ring_out: Of an effect; None for what is no effect.
        plural: In a sentence about all of them.
    """

    kind: BusKind
    name: str
    short: str
    settings: str = ""
    own: tuple[str, ...] = ()
    strip: tuple[str, ...] | None = None
    without: tuple[str, ...] = ()
    level: str = "Fader"
    automatable: bool = True
    shown: tuple[tuple[str, str], ...] = ()
    ring_out: RingOut | None = None
    plural: str = ""

    @property
    def is_effect(self) -> bool:
        """True where sends lead into it."""
        return self.ring_out is not None


def _reverb_rings_s(most: Callable[[str], float], down_db: float, slowest_bpm: float) -> float:
    return most("decay_s") * down_db / 60.0 + most("pre_delay_ms") / 1000.0


def _delay_rings_s(most: Callable[[str], float], down_db: float, slowest_bpm: float) -> float:
    echo_s, feedback = most("time_beats") * 60.0 / slowest_bpm, most("feedback")
    return echo_s * (1.0 if feedback <= 0.0 else 1.0 + math.ceil(down_db / -min(gain_to_db(feedback), -0.1)))


def _chorus_rings_s(most: Callable[[str], float], down_db: float, slowest_bpm: float) -> float:
    return (most("delay_ms") + most("depth_ms")) / 1000.0


GROUP = BusType("group", "Group", "Grp")
REVERB = BusType(
    "reverb", "Reverb", "Rev", "reverb", ring_out=_reverb_rings_s, plural="reverbs",
    shown=(("decay_s", "Decay"), ("pre_delay_ms", "Pre"), ("damping_hz", "Damp")),
)  # fmt: skip
DELAY = BusType(
    "delay", "Delay", "Dly", "delay", ring_out=_delay_rings_s, plural="delays",
    shown=(("time_beats", "Time"), ("feedback", "Echo"), ("damping_hz", "Damp")),
)  # fmt: skip
CHORUS = BusType(
    "chorus", "Chorus", "Cho", "chorus", ring_out=_chorus_rings_s, plural="choruses",
    shown=(("rate_hz", "Rate"), ("depth_ms", "Depth"), ("delay_ms", "Delay")),
)  # fmt: skip
HEADPHONES = BusType(
    "headphones", "Phones", "Ph", own=("click_level_db", "click_sound", "comfort_reverb_db"),
    strip=("fader_db", "pan", "mute"), level="Level", automatable=False,
)  # fmt: skip
MASTER = BusType(
    "master", "Master", "Master", "limiter", own=("click_level_db", "click_sound"), without=("solo", "solo_safe"),
    shown=(("limiter/ceiling_db", "Ceiling"),),
)  # fmt: skip
# in the order of the console and its menu
BUS_TYPES: dict[str, BusType] = {made.kind: made for made in (GROUP, REVERB, DELAY, CHORUS, HEADPHONES, MASTER)}


def effect_kinds() -> tuple[str, ...]:
    """The kinds into which sends lead."""
    return tuple(kind for kind, made in BUS_TYPES.items() if made.is_effect)


def is_effect(kind: str) -> bool:
    """True for a kind into which sends lead; False for a track and for what is no kind."""
    made = BUS_TYPES.get(kind)
    return made is not None and made.is_effect


def every_effect() -> str:
    """All kinds of effect in a sentence: "reverbs, delays and choruses"."""
    *most, last = (made.plural for made in BUS_TYPES.values() if made.is_effect)
    return f"{', '.join(most)} and {last}"
