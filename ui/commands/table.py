"""All commands, in the order in which the application menu and the list of keys show them.

Lives: window, main thread.
"""

from ui.commands import clips, comps, mix, song, tracks, transport, view
from ui.commands.command import Command
from ui.commands.context import Context

COMMANDS: tuple[Command[Context], ...] = (
    *transport.COMMANDS,
    *tracks.COMMANDS,
    *comps.COMMANDS,
    *clips.COMMANDS,
    *mix.COMMANDS,
    *view.COMMANDS,
    *song.COMMANDS,
)
