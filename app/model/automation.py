"""Automation curves: breakpoints of one value over the timeline (the lanes are edited in a later version).

Lives: any thread (frozen).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Breakpoint:
    timeline_frame: int
    value: float  # in the unit of the curve's path: fader_db in dB, pan from -1 to 1


@dataclass(frozen=True, slots=True)
class Curve:
    """`path` is the value's name inside its track: `fader_db`, `pan`, `mute` or `send/BUS-ID/level_db`."""

    path: str
    points: tuple[Breakpoint, ...]
