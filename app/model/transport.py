"""Settings of the transport: loop, punch, click and count-in.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.value_spec import Range

PunchEdges = Literal["both", "in", "out"]


@dataclass(frozen=True, slots=True)
class TransportSettings:
    """Loop, punch, click and count-in."""

    loop_on: bool = False
    loop_start_frame: int = 0
    loop_end_frame: int = 0
    click_on: bool = False
    count_in_bars: Annotated[int, Range(ranges.COUNT_IN_BARS)] = 0
    click_subdivision: Annotated[int, Range(ranges.CLICK_SUBDIVISION)] = 1  # ticks a beat
    punch_on: bool = False  # a pass records from punch in to punch out (exclusive) and nowhere else
    punch_in_frame: Annotated[int, Range(ranges.FRAMES)] = 0
    punch_out_frame: Annotated[int, Range(ranges.FRAMES)] = 0
    punch_edges: PunchEdges = "both"  # "in": from punch in until Stop; "out": from the playhead to punch out
    pre_roll_bars: Annotated[int, Range(ranges.ROLL_BARS)] = 1  # before the punch
    post_roll_bars: Annotated[int, Range(ranges.ROLL_BARS)] = 1  # and after it
