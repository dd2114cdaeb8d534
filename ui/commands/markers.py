"""Commands of markers and ranges.

Lives: window, main thread.
"""

from typing import Literal

from app.verbs.markers import next_mark_frame
from app.verbs.verb import MARKERS
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, target_of, verb_command


def _go(context: Context, direction: Literal[-1, 1]) -> None:
    frame = next_mark_frame(target_of(context), direction)
    if frame is not None:
        context.bridge.attempt(lambda: context.bridge.session.transport.locate(frame))


def _rename(context: Context) -> None:
    """Type the name in the ruler."""
    context.bridge.attempt(lambda: context.arrange.ruler.rename_marker(target_of(context).selected_marker().id))


COMMANDS: tuple[Command[Context], ...] = (
    verb_command("markers.add", "M", menus=("ruler",)),
    verb_command("markers.add-range", "Shift+M", menus=("ruler", "clips, time")),
    below_a_line(Command("markers.previous", "Previous marker or section", MARKERS, ("<",), lambda c: _go(c, -1))),
    Command("markers.next", "Next marker or section", MARKERS, (">",), lambda c: _go(c, 1)),
    below_a_line(verb_command("markers.rename", "Ctrl+Shift+N", run=_rename, menus=("marker",))),
    verb_command("markers.colour", asks=True),
    verb_command("markers.move", menus=("marker",)),
    verb_command("markers.loop", "Ctrl+Shift+L", menus=("marker",)),
    verb_command("markers.remove", menus=("marker",)),
)
