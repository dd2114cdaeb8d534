"""Buses: groups, effect returns, headphone mixes and the master.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Literal

from app.model.automation import AutomationMode, Curve
from app.model.ids import BusId, VcaId
from app.model.strip import StripSettings

BusKind = Literal["group", "reverb", "delay", "chorus", "headphones", "master"]
EFFECT_KINDS = ("reverb", "delay", "chorus")
ClickSound = Literal["tone", "wood", "stick"]
ReverbKind = Literal["room", "plate", "hall"]


@dataclass(frozen=True, slots=True)
class ReverbSettings:
    kind: ReverbKind = "hall"
    decay_s: float = 1.8  # RT60
    pre_delay_ms: float = 12.0
    damping_hz: float = 8000.0  # where the tail decays twice as fast


@dataclass(frozen=True, slots=True)
class DelaySettings:
    """A tempo-synced echo; `low_cut_hz` and `damping_hz` filter what is fed back."""

    time_beats: float = 0.75  # in quarter notes of the song's tempo
    feedback: float = 0.35
    damping_hz: float = 5000.0
    low_cut_hz: float = 100.0
    ping_pong: bool = False


@dataclass(frozen=True, slots=True)
class ChorusSettings:
    """Two voices that swing against each other; at a rate near 0 Hz a doubler."""

    rate_hz: float = 0.6
    depth_ms: float = 2.5
    delay_ms: float = 15.0


@dataclass(frozen=True, slots=True)
class LimiterSettings:
    """True-peak look-ahead limiter of the master."""

    on: bool = False
    ceiling_db: float = -1.0  # dBTP
    release_ms: float = 80.0


DEFAULT_OUTPUTS = (1, 2)  # of the master


@dataclass(frozen=True, slots=True)
class Bus:
    """`outputs` are device output channels from 1; empty: the master's default pair, or nowhere for headphones.

    `output` is where a group goes: another group, or None for the master. Returns go to the master.
    """

    id: BusId
    name: str
    kind: BusKind
    strip: StripSettings = StripSettings()
    output: BusId | None = None
    outputs: tuple[int, ...] = ()
    reverb: ReverbSettings = field(default_factory=ReverbSettings)  # used when kind is reverb
    delay: DelaySettings = field(default_factory=DelaySettings)  # used when kind is delay
    chorus: ChorusSettings = field(default_factory=ChorusSettings)  # used when kind is chorus
    limiter: LimiterSettings = field(default_factory=LimiterSettings)  # used by the master
    click_level_db: float = -6.0  # headphones: the click in this mix; master: in the room, while no headphones have it
    click_sound: ClickSound = "tone"  # headphones, master
    comfort_reverb_db: float = float("-inf")  # headphones: reverb on armed tracks, heard here and recorded nowhere

    @property
    def resolved_outputs(self) -> tuple[int, ...]:
        """The device outputs from 1 that it goes to, the default pair included."""
        return DEFAULT_OUTPUTS if self.kind == "master" and not self.outputs else self.outputs

    vca: VcaId | None = None
    automation: AutomationMode = "read"
    curves: tuple[Curve, ...] = ()
    strip_b: StripSettings | None = None  # the other one of an A/B comparison
    colour: int = 0
