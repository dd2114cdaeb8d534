"""Commands of the selected clips.

Lives: window, main thread.
"""

from app.edits.joins import Join
from app.verbs import clips
from app.verbs.verb import CLIPS
from ui.bridge import Bridge
from ui.commands.command import Command
from ui.commands.context import Context, perform, target_of, verb_command

DELETE, DUPLICATE = "clips.delete", "clips.duplicate"


def _delete(context: Context) -> None:
    if perform(context, DELETE):
        context.selection.keep_existing(context.bridge.song)


def _duplicate(context: Context) -> None:
    before = {clip.id for track in context.bridge.song.tracks for clip in track.clips}
    if perform(context, DUPLICATE):
        every = [clip.id for track in context.bridge.song.tracks for clip in track.clips]
        context.selection.set_clips(clip_id for clip_id in every if clip_id not in before)


def _change_crossfade(context: Context, direction: clips.Direction) -> None:
    def change() -> None:
        join, ms = clips.next_crossfade(target_of(context), direction)
        set_crossfade(context.bridge, join, ms)

    context.bridge.attempt(change)


def set_crossfade(bridge: Bridge, join: Join, ms: float) -> None:
    """Set the length of a crossfade and say how long it is then."""
    before = bridge.song
    if bridge.perform(clips.set_crossfade_ms(before, join, ms)):
        bridge.notify("info", clips.describe_crossfade(before, bridge.song, join, ms))


def _select_all(context: Context) -> None:
    context.selection.set_clips(clip.id for track in context.bridge.song.tracks for clip in track.clips)


def _escape(context: Context) -> None:
    if context.page == MIX and context.mix.dock_open:
        context.mix.close_dock()
    else:
        context.selection.set_clips(())


MIX = 3  # the page
COMMANDS: tuple[Command[Context], ...] = (
    verb_command("clips.split", "Ctrl+E", menus=("clips",)),
    verb_command(DELETE, "Del", "Backspace", run=_delete, menus=("clips",)),
    verb_command(DUPLICATE, "Ctrl+D", run=_duplicate, menus=("clips",)),
    verb_command("clips.beat-earlier", "Ctrl+Left"),
    verb_command("clips.beat-later", "Ctrl+Right"),
    verb_command("clips.bar-earlier", "Ctrl+Shift+Left"),
    verb_command("clips.bar-later", "Ctrl+Shift+Right"),
    verb_command("clips.fade-in", "Alt+["),
    verb_command("clips.fade-out", "Alt+]"),
    verb_command("clips.longer-crossfade", "J", run=lambda c: _change_crossfade(c, 1), menus=("crossfades",)),
    verb_command("clips.shorter-crossfade", "Shift+J", run=lambda c: _change_crossfade(c, -1), menus=("crossfades",)),
    verb_command("clips.louder", "Ctrl+Up"),
    verb_command("clips.softer", "Ctrl+Down"),
    Command("clips.select-all", "Select all clips", CLIPS, ("Ctrl+A",), _select_all),
    Command("clips.escape", "Close the editor, or select nothing", CLIPS, ("Esc",), _escape),
)
