"""Commands of the selected track or channel.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Literal

from app.model.ids import TrackId, new_id
from app.recording import comping
from app.verbs import tracks
from app.verbs.verb import STRIP, TAKES, TRACK, WALKING
from ui.commands.clips import split as split_clips
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, chosen_channel, chosen_track, perform, target_of, verb_command


def _add_track(context: Context) -> None:
    """Its name is asked for at once."""
    bridge, session, track_id = context.bridge, context.bridge.session, TrackId(new_id())
    opening = tracks.INPUTS_WHILE_OPENING if session.devices.phase == "opening" else 0
    inputs = opening if session.devices.device is None else session.devices.device.input_channels
    if bridge.perform(tracks.add_track(bridge.song, track_id, inputs, recording=session.passes.recording is not None)):
        bridge.track_added.emit(track_id)


def _walk(context: Context, direction: Literal[-1, 1]) -> None:
    context.mix.walk(direction)
    if context.selection.track is not None:
        context.arrange.show_track(context.selection.track)


def _solo_or_split(context: Context) -> None:
    """With the keyboard on the lanes it never solos: whoever misses a clip there would not see why all is silent."""
    if context.arrange.has_keys():
        split_clips(context)
    else:
        perform(context, "track.solo")


def _rename(context: Context) -> None:
    track = chosen_track(context)
    if track is not None:
        context.arrange.headers.rename_track(track.id)


def _rename_folder(context: Context) -> None:
    track = chosen_track(context)
    if track is not None and track.folder is not None:
        context.arrange.headers.rename_folder(track.folder)


def _toggle_automation(context: Context) -> None:
    channel = chosen_channel(context)
    if channel is not None:
        context.arrange.toggle_automation(channel.id)


def _toggle_takes(context: Context) -> None:
    track = chosen_track(context)
    if track is not None:
        context.arrange.toggle_takes(track.id)


def _next_take(context: Context, direction: Literal[-1, 1]) -> None:
    track = chosen_track(context)
    if track is not None:
        session = context.bridge.session
        frame = session.transport.clock.frame
        context.bridge.attempt(lambda: comping.choose_next(session.document, track.id, frame, direction))


def _copy_strip(context: Context) -> None:
    channel = chosen_channel(context)
    if channel is not None:
        context.clipboard.copy(channel)


def _paste_strip(context: Context) -> None:
    channel = chosen_channel(context)
    if channel is not None:
        bridge = context.bridge
        bridge.attempt(lambda: bridge.session.document.perform(context.clipboard.paste(channel.id)))


def _toggle_printing(context: Context) -> None:
    """A notice says what else it changes."""
    track = chosen_track(context)
    if track is not None:
        printer, on = context.bridge.session.print_queue, track.printed_strip is None
        context.bridge.attempt(lambda: printer.set_printing(track.id, on))


def _render(context: Context, start: Callable[[TrackId], object]) -> None:
    """Rendering runs beside; the session says when it is done."""
    track = chosen_track(context)
    if track is not None:
        context.bridge.attempt(lambda: start(track.id))


COMMANDS: tuple[Command[Context], ...] = (
    Command("track.add", "Add a track", TRACK, ("Ctrl+T",), _add_track),
    Command("channel.left", "Channel on the left", WALKING, ("Alt+Left",), lambda c: _walk(c, -1)),
    Command("channel.right", "Channel on the right", WALKING, ("Alt+Right",), lambda c: _walk(c, 1)),
    Command("channel.fader", "Focus fader", WALKING, ("V",), lambda c: c.show_mix().focus_strip("fader")),
    Command("channel.pan", "Focus pan", WALKING, ("Shift+V",), lambda c: c.show_mix().focus_strip("pan")),
    below_a_line(verb_command("track.arm", "A")),
    verb_command("track.lock", menus=("track",)),
    verb_command("track.mute", "U", "X"),
    verb_command("track.solo", "S", run=_solo_or_split, title="Solo, or split at the playhead in the lanes"),
    below_a_line(Command("track.rename", "Rename", TRACK, ("F2",), _rename, menus=("track",))),
    below_a_line(
        Command(
            "strip.edit",
            "Editor of the channel",
            TRACK,
            ("E",),
            lambda c: c.show_mix().toggle_editor(),
            menus=("strip",),
            description="Editor of the chosen channel",
        )
    ),
    Command(
        "track.automation", "Automation on the timeline", TRACK, ("Shift+A",), _toggle_automation, menus=("track",)
    ),
    Command("track.takes", "Takes of the track", TRACK, ("Shift+T",), _toggle_takes, menus=("track",)),
    Command("takes.next", "Next take under the playhead", TAKES, ("Alt+Down",), lambda c: _next_take(c, 1)),
    Command("takes.previous", "Previous take under the playhead", TAKES, ("Alt+Up",), lambda c: _next_take(c, -1)),
    verb_command("track.done", "K"),
    verb_command("strip.compare", "Alt+B", menus=("strip",)),
    Command("strip.copy", "Copy the strip", STRIP, ("Ctrl+Alt+C",), _copy_strip, menus=("strip",)),
    Command(
        "strip.paste",
        "Paste the strip",
        STRIP,
        ("Ctrl+Alt+V",),
        _paste_strip,
        menus=("strip",),
        why_not=lambda c: "" if c.clipboard.strip is not None else "copy a strip first",
    ),
    below_a_line(verb_command("track.print", run=_toggle_printing, menus=("track, rendering",))),
    Command(
        "track.freeze",
        "Freeze the track: play it rendered",
        STRIP,
        run=lambda c: _render(c, c.bridge.session.renders.freeze),
        menus=("track, rendering",),
        why_not=lambda c: tracks.why_frozen(target_of(c)),
    ),
    Command(
        "track.bounce-in-place",
        "Bounce the track in place",
        STRIP,
        run=lambda c: _render(c, c.bridge.session.renders.bounce_in_place),
        menus=("track, rendering",),
        why_not=lambda c: tracks.why_frozen(target_of(c)),
    ),
    verb_command("track.thaw", menus=("track, rendering",)),
    below_a_line(verb_command("track.duplicate", "Ctrl+Shift+K", menus=("track, order",))),
    verb_command("track.notes", asks=True, menus=("track",)),
    verb_command("track.colour", asks=True),
    verb_command("folders.make", "Ctrl+G", asks=True, menus=("folder",)),
    verb_command("folders.fold", "Ctrl+Shift+G", menus=("folder",)),
    verb_command("folders.rename", run=_rename_folder, menus=("folder",)),
    verb_command("folders.dissolve", menus=("folder",)),
    verb_command("track.up", menus=("track, order",)),
    verb_command("track.down", menus=("track, order",)),
    below_a_line(verb_command("track.remove", "Ctrl+Backspace", menus=("track, at the end",))),
)
