"""Commands of the transport.

Lives: window, main thread.
"""

import time
from typing import Literal

from app.edits.edit import Edit
from app.messages.recording import LAST_DISCARDED, stop_or_retry
from app.verbs.transport import next_section_frame
from ui.commands.command import Command
from ui.commands.context import Context, hint, perform, target_of
from ui.commands.discarding import offer_to_restore

GROUP = "Transport"


def _stop_and_return(context: Context) -> None:
    session = context.bridge.session
    if context.bridge.clock.state != "stopped":
        context.bridge.attempt(session.transport.stop)
    context.bridge.attempt(session.transport.return_to_start)


def _discard_last(context: Context) -> None:
    if context.bridge.session.passes.recording is not None:
        retry = context.bridge.actions.key("transport.retry")
        hint(context, stop_or_retry(retry))
        return
    before = context.bridge.song
    if perform(context, DISCARD_LAST):
        offer_to_restore(context.bridge, LAST_DISCARDED, before)


def _play_selection(context: Context) -> None:
    bridge, chosen = context.bridge, target_of(context).selected_clips()
    if chosen:
        bridge.attempt(lambda: bridge.session.transport.locate(min(clip.timeline_start_frame for clip in chosen)))
    bridge.attempt(bridge.session.transport.play)


def _tap(context: Context) -> None:
    edit: Edit | None = context.taps.tap(time.monotonic(), context.bridge.clock.frame)
    if edit is not None:
        context.bridge.perform(edit)


def _to_section(context: Context, direction: Literal[-1, 1]) -> None:
    frame = next_section_frame(target_of(context), direction)
    if frame is not None:
        context.bridge.attempt(lambda: context.bridge.session.transport.locate(frame))


DISCARD_LAST: Command[Context] = Command(
    "takes.discard-last", "Discard the last recording", GROUP, ("Ctrl+Shift+R",), _discard_last
)
COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "transport.play",
        "Play or stop",
        GROUP,
        ("Space",),
        lambda c: c.bridge.attempt(c.bridge.session.transport.toggle_play),
    ),
    Command(
        "transport.record",
        "Record, or punch out and play on",
        GROUP,
        ("R",),
        lambda c: c.bridge.toggle_record(),
        description="Record the armed tracks; again to punch out",
    ),
    Command("transport.return", "Stop and return to the start", GROUP, (".", "Home", "Return"), _stop_and_return),
    Command(
        "transport.retry",
        "Discard the take and try again",
        GROUP,
        ("Ctrl+R",),
        lambda c: c.bridge.attempt(c.retry.begin),
    ),
    DISCARD_LAST,
    Command("transport.loop", "Loop on or off", GROUP, ("L",)),
    Command("transport.loop-start", "Loop starts at the playhead", GROUP, ("[",)),
    Command("transport.loop-end", "Loop ends at the playhead", GROUP, ("]",)),
    Command("transport.punch", "Punch on or off", GROUP, ("P",), description="Record only between the red brackets"),
    Command("transport.punch-in", "Punch in at the playhead", GROUP, ("{",)),
    Command("transport.punch-out", "Punch out at the playhead", GROUP, ("}",)),
    Command(
        "transport.retrospective", "Keep the last 60 seconds", GROUP, ("Shift+R",), lambda c: c.transport.keep_recent()
    ),
    Command("transport.play-selection", "Play the selection", GROUP, ("Shift+Space",), _play_selection),
    Command("transport.click", "Click", GROUP, ("C",), description="The click, never in a file"),
    Command(
        "transport.count-in",
        "Count-in",
        GROUP,
        ("Shift+C",),
        lambda c: c.transport.toggle_count_in(),
        description="Bars before recording",
    ),
    Command("transport.clock", "Swap bars and time in the clock", GROUP, ("F",), lambda c: c.transport.flip_clock()),
    Command("transport.tap", "Tap the tempo", GROUP, ("T",), _tap),
    Command(
        "transport.tempo",
        "Tempo and meter changes",
        GROUP,
        ("Ctrl+Shift+T",),
        lambda c: c.dialogs.show_tempo(),
        menus=("click",),
        description="Where tempo and meter change, and which beats the click marks",
    ),
    Command("transport.previous-section", "Previous section", GROUP, ("Shift+Left",), lambda c: _to_section(c, -1)),
    Command("transport.next-section", "Next section", GROUP, ("Shift+Right",), lambda c: _to_section(c, 1)),
)
