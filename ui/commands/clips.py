"""Commands of the selected clips: splitting, moving, fades, sound.

Lives: window, main thread.
"""

from app.edits.joins import Join
from app.verbs import clips
from ui.bridge import Bridge
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, perform, slow_command, target_of, verb_command


def split(context: Context) -> None:
    """At the edges of the selected time, or at the playhead."""
    perform(context, "clips.split" if context.selection.time_range is None else "clips.split-range")


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


COMMANDS: tuple[Command[Context], ...] = (
    verb_command("clips.split", "Ctrl+E", run=split, menus=("clips",)),
    verb_command("clips.split-range", "Shift+S", menus=("clips",)),
    verb_command("clips.split-markers", "Ctrl+Shift+M", menus=("clips",)),
    slow_command("clips.join", "Ctrl+J"),
    verb_command("clips.crop", "Ctrl+Shift+C", menus=("clips",)),
    below_a_line(verb_command("clips.mute", "Ctrl+M", menus=("clips",))),
    verb_command("clips.lock", "Ctrl+L", menus=("clips",)),
    verb_command("clips.rename", "Shift+N", asks=True, menus=("clips",)),
    verb_command("clips.colour", "Ctrl+K", asks=True),
    below_a_line(verb_command("clips.grid-earlier", "Alt+PgUp")),
    verb_command("clips.grid-later", "Alt+PgDown"),
    verb_command("clips.beat-earlier", "Ctrl+Left"),
    verb_command("clips.beat-later", "Ctrl+Right"),
    verb_command("clips.bar-earlier", "Ctrl+Shift+Left"),
    verb_command("clips.bar-later", "Ctrl+Shift+Right"),
    below_a_line(verb_command("clips.millisecond-earlier", "Ctrl+PgUp")),
    verb_command("clips.millisecond-later", "Ctrl+PgDown"),
    verb_command("clips.sample-earlier", "Ctrl+Shift+PgUp"),
    verb_command("clips.sample-later", "Ctrl+Shift+PgDown"),
    below_a_line(verb_command("clips.nudge", "D", asks=True)),
    verb_command("clips.slip", "Shift+D", asks=True),
    below_a_line(verb_command("clips.trim-start", "Q")),
    verb_command("clips.trim-end", "W"),
    verb_command("clips.fade-in", "Alt+["),
    verb_command("clips.fade-out", "Alt+]"),
    verb_command("clips.fades", "Shift+F", asks=True, menus=("clips",)),
    below_a_line(
        verb_command("clips.longer-crossfade", "J", run=lambda c: _change_crossfade(c, 1), menus=("crossfades",))
    ),
    verb_command("clips.shorter-crossfade", "Shift+J", run=lambda c: _change_crossfade(c, -1), menus=("crossfades",)),
    verb_command("clips.louder", "Ctrl+Up"),
    verb_command("clips.softer", "Ctrl+Down"),
    verb_command("clips.gain", "G", asks=True, menus=("clips",)),
    slow_command("clips.normalise", "Shift+G"),
    below_a_line(slow_command("clips.reverse", "Shift+I")),
    slow_command("clips.stretch", "Shift+W"),
    slow_command("clips.pitch", "Shift+U"),
    below_a_line(slow_command("clips.strip-silence", "Shift+X")),
    slow_command("clips.align", "I"),
    below_a_line(verb_command("clips.follow-tempo", "Ctrl+Shift+B", menus=("clips",))),
    verb_command("clips.original", "Ctrl+Shift+O", menus=("clips",)),
)
