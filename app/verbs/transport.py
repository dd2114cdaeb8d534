"""Loop, punch, click and count-in as a person switches them, and where the playhead goes.

Lives: any thread (pure).
"""

from app.edits import transport as edits
from app.edits.edit import Edit
from app.edits.monitor import set_monitor
from app.messages.song import LOOP_AT_START
from app.model.tempo_map import tempo_map
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import LOOPS, MIX, TRANSPORT, Verb

LOOP_BARS = 4  # of a loop with one edge at the playhead and no other yet


def toggle_loop(target: Target) -> Edit:
    """Switch the loop; without a range yet it is the whole song, four bars at least."""
    song, loop = target.song, target.song.transport
    start, end = loop.loop_start_frame, loop.loop_end_frame
    if end <= start:
        start, end = 0, max(song.length_frames, tempo_map(song).bar_frame(5))
    return edits.set_loop(not loop.loop_on, start, end)


def start_loop_here(target: Target) -> Edit:
    """Start the loop at the playhead; four bars long if its end lies before."""
    first, last = target.frame, target.song.transport.loop_end_frame
    return edits.set_loop(True, first, last if last > first else first + LOOP_BARS * _bar_frames(target))


def end_loop_here(target: Target) -> Edit:
    """End the loop at the playhead; four bars long at most if its start lies behind."""
    first, last = target.song.transport.loop_start_frame, target.frame
    if last <= first:
        first = max(0, last - LOOP_BARS * _bar_frames(target))
    if last <= first:
        raise NothingToDo(LOOP_AT_START)
    return edits.set_loop(True, first, last)


def toggle_punch(target: Target) -> Edit:
    """Switch punching; without edges yet they are those of the loop, or the bar from the playhead on."""
    punch = target.song.transport
    first, last = punch.punch_in_frame, punch.punch_out_frame
    if last <= first:
        first, last = punch.loop_start_frame, punch.loop_end_frame
    if last <= first:
        first = target.frame
        last = tempo_map(target.song).moved(first, 1)
    return edits.set_punch(not punch.punch_on, first, last)


def punch_in_here(target: Target) -> Edit:
    """Put the punch-in point at the playhead."""
    return edits.set_punch_in(target.frame)


def punch_out_here(target: Target) -> Edit:
    """Put the punch-out point at the playhead."""
    return edits.set_punch_out(target.frame)


def toggle_click(target: Target) -> Edit:
    """Switch the click."""
    return edits.set_click(not target.song.transport.click_on)


def toggle_dim(target: Target) -> Edit:
    """Dim the monitor, or restore its level."""
    return set_monitor(dim=not target.song.monitor.dim)


def toggle_mono(target: Target) -> Edit:
    """Monitor in mono, or in stereo again."""
    return set_monitor(mono=not target.song.monitor.mono)


def _bar_frames(target: Target) -> int:
    here = tempo_map(target.song).at(target.playhead_frame)
    return round(here.beat_frames * here.meter.beats_per_bar)


VERBS = (
    Verb("transport.loop", "Loop on or off", LOOPS, toggle_loop),
    Verb("transport.loop-start", "Loop starts at the playhead", LOOPS, start_loop_here, ("playhead",)),
    Verb("transport.loop-end", "Loop ends at the playhead", LOOPS, end_loop_here, ("playhead",)),
    Verb(
        "transport.punch",
        "Punch on or off",
        LOOPS,
        toggle_punch,
        description="Record only between the red brackets",
    ),
    Verb("transport.punch-in", "Punch in at the playhead", LOOPS, punch_in_here, ("playhead",)),
    Verb("transport.punch-out", "Punch out at the playhead", LOOPS, punch_out_here, ("playhead",)),
    Verb("transport.click", "Click", TRANSPORT, toggle_click, description="The click, never in a file"),
    Verb("monitor.dim", "Dim the monitor", MIX, toggle_dim),
    Verb("monitor.mono", "Monitor in mono", MIX, toggle_mono),
)
