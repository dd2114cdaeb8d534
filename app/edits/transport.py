"""Loop, punch, click and count-in.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any, get_args

from app.edits.edit import Edit, clamp, on_timeline
from app.messages import steps
from app.messages.song import LOOP_BACKWARDS, PUNCH_BACKWARDS, PUNCH_EDGES
from app.model.ranges import CLICK_SUBDIVISION, COUNT_IN_BARS, ROLL_BARS
from app.model.song import Song
from app.model.transport import PunchEdges
from app.problems import EditRefused


def set_loop(on: bool, start_frame: int, end_frame: int) -> Edit:
    """Set the loop in timeline frames; it can be on only if its end is after its start."""

    def apply(song: Song) -> Song:
        start, end = on_timeline(start_frame), on_timeline(end_frame)
        if end < start:
            start, end = end, start
        if on and end == start:
            raise EditRefused(LOOP_BACKWARDS)
        return _set(song, loop_on=bool(on), loop_start_frame=start, loop_end_frame=end)

    return Edit(steps.SET_LOOP, apply)


def set_punch(on: bool, in_frame: int, out_frame: int) -> Edit:
    """Set the punch in timeline frames, edges in any order; it can be on only if they differ."""

    def apply(song: Song) -> Song:
        first, last = sorted((on_timeline(in_frame), on_timeline(out_frame)))
        if on and first == last:
            raise EditRefused(PUNCH_BACKWARDS)
        return _set(song, punch_on=bool(on), punch_in_frame=first, punch_out_frame=last)

    return Edit(steps.SET_PUNCH, apply)


def set_punch_on(on: bool) -> Edit:
    """Turn the punch on or off with its present edges."""

    def apply(song: Song) -> Song:
        return set_punch(on, song.transport.punch_in_frame, song.transport.punch_out_frame).apply(song)

    return Edit(steps.PUNCH_ON if on else steps.PUNCH_OFF, apply)


def set_punch_in(frame: int) -> Edit:
    """Set the punch-in; an edge that passes the other moves it along, and an empty punch is off."""
    return Edit(steps.SET_PUNCH_IN, lambda song: _punch_within(song, frame, max(song.transport.punch_out_frame, frame)))


def set_punch_out(frame: int) -> Edit:
    """Set the punch-out; an edge that passes the other moves it along, and an empty punch is off."""
    return Edit(steps.SET_PUNCH_OUT, lambda song: _punch_within(song, min(song.transport.punch_in_frame, frame), frame))


def set_punch_edges(edges: PunchEdges) -> Edit:
    """Choose the edges in use while the punch is on: "both", "in" or "out"."""

    def apply(song: Song) -> Song:
        if edges not in get_args(PunchEdges):
            raise EditRefused(PUNCH_EDGES)
        return _set(song, punch_edges=edges)

    return Edit(steps.CHOOSE_PUNCH_EDGES, apply)


def set_pre_roll(bars: int) -> Edit:
    """Set the pre-roll, 0 to 8 bars."""
    return Edit(steps.SET_PRE_ROLL, lambda song: _set(song, pre_roll_bars=int(clamp(bars, *ROLL_BARS))))


def set_post_roll(bars: int) -> Edit:
    """Set the post-roll, 0 to 8 bars."""
    return Edit(steps.SET_POST_ROLL, lambda song: _set(song, post_roll_bars=int(clamp(bars, *ROLL_BARS))))


def set_click(on: bool) -> Edit:
    """Turn the click on or off."""
    return Edit(steps.CLICK_ON if on else steps.CLICK_OFF, lambda song: _set(song, click_on=bool(on)))


def set_click_subdivision(ticks: int) -> Edit:
    """Set 1 to 4 clicks a beat; all but the first are soft."""
    return Edit(
        steps.SET_CLICK_SUBDIVISION, lambda song: _set(song, click_subdivision=int(clamp(ticks, *CLICK_SUBDIVISION)))
    )


def set_count_in(bars: int) -> Edit:
    """Set the count-in, 0 to 8 bars."""
    return Edit(steps.SET_COUNT_IN, lambda song: _set(song, count_in_bars=int(clamp(bars, *COUNT_IN_BARS))))


def _punch_within(song: Song, in_frame: int, out_frame: int) -> Song:
    first, last = on_timeline(in_frame), on_timeline(out_frame)
    return set_punch(song.transport.punch_on and last > first, first, last).apply(song)


def _set(song: Song, **fields: Any) -> Song:
    new = replace(song.transport, **fields)
    return song if new == song.transport else replace(song, transport=new)
