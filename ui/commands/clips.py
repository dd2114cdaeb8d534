"""Commands of the selected clips.

Lives: window, main thread.
"""

from app.edits.joins import Join
from app.verbs import clips
from ui.bridge import Bridge
from ui.commands.command import Command
from ui.commands.context import Context, perform, target_of

GROUP = "Clips"


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
        bridge.noticed.emit("info", clips.describe_crossfade(before, bridge.song, join, ms), None, None)


def _why_no_join(context: Context) -> str:
    target = target_of(context)
    return "" if clips.joins_of(target.song, target.clips) else "choose a clip that meets another"


def _select_all(context: Context) -> None:
    context.selection.set_clips(clip.id for track in context.bridge.song.tracks for clip in track.clips)


def _escape(context: Context) -> None:
    if context.page == MIX and context.mix.dock_open:
        context.mix.close_dock()
    else:
        context.selection.set_clips(())


def _why_no_clip(context: Context) -> str:
    return clips.why_no_clip(target_of(context))


MIX = 3  # the page
DELETE: Command[Context] = Command(
    "clips.delete", "Delete", GROUP, ("Del", "Backspace"), _delete, menus=("clips",), why_not=_why_no_clip
)
DUPLICATE: Command[Context] = Command(
    "clips.duplicate", "Duplicate", GROUP, ("Ctrl+D",), _duplicate, menus=("clips",), why_not=_why_no_clip
)
COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "clips.split",
        "Split at the playhead",
        GROUP,
        ("Ctrl+E",),
        menus=("clips",),
        why_not=lambda c: clips.why_not_split(target_of(c)),
    ),
    DELETE,
    DUPLICATE,
    Command("clips.beat-earlier", "Nudge a beat earlier", GROUP, ("Ctrl+Left",)),
    Command("clips.beat-later", "Nudge a beat later", GROUP, ("Ctrl+Right",)),
    Command("clips.bar-earlier", "Nudge a bar earlier", GROUP, ("Ctrl+Shift+Left",)),
    Command("clips.bar-later", "Nudge a bar later", GROUP, ("Ctrl+Shift+Right",)),
    Command("clips.fade-in", "Fade in up to the playhead", GROUP, ("Alt+[",)),
    Command("clips.fade-out", "Fade out from the playhead", GROUP, ("Alt+]",)),
    Command(
        "clips.longer-crossfade",
        "Longer crossfade",
        GROUP,
        ("J",),
        lambda c: _change_crossfade(c, 1),
        menus=("crossfades",),
        why_not=_why_no_join,
    ),
    Command(
        "clips.shorter-crossfade",
        "Shorter crossfade",
        GROUP,
        ("Shift+J",),
        lambda c: _change_crossfade(c, -1),
        menus=("crossfades",),
        why_not=_why_no_join,
    ),
    Command("clips.louder", "A decibel louder", GROUP, ("Ctrl+Up",)),
    Command("clips.softer", "A decibel softer", GROUP, ("Ctrl+Down",)),
    Command("clips.select-all", "Select all clips", GROUP, ("Ctrl+A",), _select_all),
    Command("clips.escape", "Close the editor, or select nothing", GROUP, ("Esc",), _escape),
)
