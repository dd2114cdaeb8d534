"""Buses: effect returns, headphone mixes and the master.

Lives: any thread (frozen).
"""

from dataclasses import dataclass, field
from typing import Literal

from app.model.ids import BusId

BusKind = Literal["reverb", "delay", "headphones", "master"]


@dataclass(frozen=True, slots=True)
class ReverbSettings:
    decay_s: float = 1.8  # RT60, 0.1 to 20
    pre_delay_ms: float = 12.0  # 0 to 250
    damping_hz: float = 6000.0  # 500 to 20000: one-pole corner in the tail


@dataclass(frozen=True, slots=True)
class DelaySettings:
    time_beats: float = 0.75  # 0.125 to 4, in quarter notes of the song's tempo
    feedback: float = 0.35  # 0 to 0.95
    damping_hz: float = 5000.0  # 500 to 20000


@dataclass(frozen=True, slots=True)
class Bus:
    """`outputs` are device output channels from 1; empty: the master's default pair, or nowhere for headphones."""

    id: BusId
    name: str
    kind: BusKind
    fader_db: float = 0.0  # -inf to +6
    pan: float = 0.0  # balance, -1 to +1
    mute: bool = False
    solo: bool = False
    outputs: tuple[int, ...] = ()
    reverb: ReverbSettings = field(default_factory=ReverbSettings)  # used when kind is reverb
    delay: DelaySettings = field(default_factory=DelaySettings)  # used when kind is delay
    click_level_db: float = -6.0  # headphones: how loud the click is in this mix
