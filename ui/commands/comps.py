"""Commands of the comps of the selected track.

Lives: window, main thread.
"""

from app.recording import comping
from app.tasks import Task
from app.verbs.comps import why_no_takes
from app.verbs.verb import TAKES
from ui.commands.command import Command
from ui.commands.context import Context, chosen_track, target_of, verb_command


def _flatten(context: Context) -> None:
    """Flatten on a worker; the phrases stay as a comp."""
    track, bridge, work = chosen_track(context), context.bridge, []
    document = bridge.session.document
    if track is not None and bridge.attempt(lambda: work.append(comping.begin_flattening(document, track.id))):
        bridge.start_task(
            Task(work[0]),
            lambda made: bridge.attempt(lambda: comping.end_flattening(document, made)),
            lambda sentence: bridge.notify("error", sentence),
        )


def _why_no_takes(context: Context) -> str:
    return why_no_takes(target_of(context))


COMMANDS: tuple[Command[Context], ...] = (
    verb_command("comps.new", menus=("comps",)),
    Command("comps.flatten", "Flatten into one clip", TAKES, run=_flatten, menus=("comps",), why_not=_why_no_takes),
    verb_command("comps.rename", menus=("comps",), asks=True),
    verb_command("comps.together", menus=("comps, at the end",)),
    verb_command("comps.apart", menus=("comps, at the end",)),
)
