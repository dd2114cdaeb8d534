"""Automation curves: breakpoints of one value over the timeline.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.value_spec import Range

AutomationMode = Literal["off", "read", "touch", "latch", "write", "trim"]


@dataclass(frozen=True, slots=True)
class Breakpoint:
    """A point of a curve; `bend` shapes the segment after it: 0 linear, towards +1 late, towards -1 early."""

    timeline_frame: int
    value: float  # in the unit of the curve's path: fader_db in dB, pan from -1 to 1, a switch 0 or 1
    bend: Annotated[float, Range(ranges.BEND)] = 0.0


@dataclass(frozen=True, slots=True)
class Curve:
    """The automation of one value.

    Levels move linearly in dB, frequencies in octaves, all others in their unit.

    Attributes:
        path: Path of the value in its channel (parameters.py): `fader_db`, `eq/low/gain_db`, `mute`,
            `send/BUS-ID/level_db`.
        points: Breakpoints in order of time.
    """

    path: str
    points: tuple[Breakpoint, ...]


def bent(position: float, bend: float) -> float:
    """Shape of a bent segment: output position for an input position, both 0 to 1. The engine uses the same power."""
    return float(position ** (8.0**bend)) if bend else position
