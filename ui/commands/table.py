"""All commands, in the order in which the menu bar and the list of keys show them.

Lives: window, main thread.
"""

from app.verbs.verb import (
    APPEARANCE,
    CLIPS,
    EDIT,
    EDITING,
    FADES,
    FOLDERS,
    HELP,
    LOOPS,
    LYRICS,
    MARKERS,
    MIX,
    MOVING,
    PAGES,
    SECTIONS,
    SELECTING,
    SONG,
    SOUND,
    STRIP,
    TAKES,
    TRACK,
    TRANSPORT,
    VIEW,
    WALKING,
)
from ui.commands import (
    clips,
    comps,
    edit,
    lyrics,
    markers,
    mix,
    rehearse,
    sections,
    selecting,
    song,
    tracks,
    transport,
    view,
)
from ui.commands.command import Command
from ui.commands.context import Context

MENUS = {
    "&Song": (SONG, LYRICS),
    "&Edit": (EDIT, SELECTING, CLIPS, MOVING, FADES, SOUND),
    "V&iew": (VIEW, PAGES, EDITING, APPEARANCE),
    "&Track": (TRACK, TAKES, STRIP, FOLDERS),
    "T&ransport": (TRANSPORT, LOOPS, MARKERS, SECTIONS),
    "Mi&x": (MIX, WALKING),
    "&Help": (HELP,),
}
"""The menu bar: title with the letter that opens it by Alt, and its groups. All but the first are submenus."""

GROUPS = tuple(group for groups in MENUS.values() for group in groups)
"""Headings of the list of keys, in its order."""

_AREAS = (song, edit, selecting, clips, view, tracks, comps, transport, rehearse, markers, sections, lyrics, mix)
COMMANDS: tuple[Command[Context], ...] = tuple(
    sorted((command for area in _AREAS for command in area.COMMANDS), key=lambda command: GROUPS.index(command.group))
)
