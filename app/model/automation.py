"""Automation curves: breakpoints of one value over the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Literal

AutomationMode = Literal["off", "read", "touch", "latch", "write", "trim"]


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """`bend` shapes the segment that begins here: 0 linear, towards +1 it rises late, towards -1 it rises early."""

    timeline_frame: int
    value: float  # in the unit of the curve's path: fader_db in dB, pan from -1 to 1, a switch 0 or 1
    bend: float = 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """`path` is the value's path inside its channel (parameters.py): `fader_db`, `eq/low/gain_db`, `mute`,
    `send/BUS-ID/level_db`. Levels move linearly in dB, frequencies in octaves, the rest in their unit."""

    path: str
    points: tuple[Breakpoint, ...]


def bent(position: float, bend: float) -> float:
    """Where a segment with this bend is at `position`, both from 0 to 1; the engine draws the same power of it."""
    return float(position ** (8.0**bend)) if bend else position
