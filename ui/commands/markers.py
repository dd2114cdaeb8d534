"""Commands of markers and ranges.

Lives: window, main thread.
"""

from typing import Literal

from app.verbs.markers import next_mark_frame
from app.verbs.verb import MARKERS
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, perform, target_of, verb_command

MARKER, RANGE = "markers.add", "markers.add-range"


def _go(context: Context, direction: Literal[-1, 1]) -> None:
    frame = next_mark_frame(target_of(context), direction)
    if frame is not None:
        context.bridge.attempt(lambda: context.bridge.session.transport.locate(frame))


def _add(context: Context, verb_id: str) -> None:
    """Add a marker or range and open its name for typing; not of a marker while the transport rolls, as its keys are used."""
    known = {marker.id for marker in context.bridge.song.markers}
    if not perform(context, verb_id):
        return
    made = next((marker.id for marker in context.bridge.song.markers if marker.id not in known), None)
    ruler = context.arrange.ruler
    rests = context.bridge.clock.state == "stopped" or verb_id == RANGE
    if made is not None and ruler.isVisible() and rests:
        context.selection.marker = made
        ruler.rename_marker(made)


def _rename(context: Context) -> None:
    """Type the name in the ruler."""
    context.bridge.attempt(lambda: context.arrange.ruler.rename_marker(target_of(context).selected_marker().id))


COMMANDS: tuple[Command[Context], ...] = (
    verb_command(MARKER, "M", run=lambda c: _add(c, MARKER), menus=("ruler",)),
    verb_command(RANGE, "Shift+M", run=lambda c: _add(c, RANGE), menus=("ruler", "clips, time")),
    below_a_line(Command("markers.previous", "Previous marker or section", MARKERS, ("<",), lambda c: _go(c, -1))),
    Command("markers.next", "Next marker or section", MARKERS, (">",), lambda c: _go(c, 1)),
    below_a_line(verb_command("markers.rename", "Ctrl+Shift+N", run=_rename, menus=("marker",))),
    verb_command("markers.colour", asks=True),
    verb_command("markers.move", menus=("marker",)),
    verb_command("markers.loop", "Ctrl+Shift+L", menus=("marker",)),
    verb_command("markers.remove", menus=("marker",)),
)
