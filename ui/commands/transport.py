"""Commands of the transport.

Lives: window, main thread.
"""

import time

from app.edits.edit import Edit
from app.messages.recording import LAST_DISCARDED, WOULD_BE_SILENT, stop_or_retry
from app.verbs.clips import why_nothing_selected
from app.verbs.verb import TRANSPORT
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, hint, perform, target_of, verb_command
from ui.commands.discarding import offer_to_restore

DISCARD_LAST = "takes.discard-last"


def _stop_and_return(context: Context) -> None:
    session = context.bridge.session
    if context.bridge.clock.state != "stopped":
        context.bridge.attempt(session.transport.stop)
    if context.bridge.attempt(session.transport.return_to_start):
        context.arrange.follow.show(0)  # also where the playhead was there already


def _discard_last(context: Context) -> None:
    if context.bridge.session.passes.recording is not None:
        retry = context.bridge.actions.key("transport.retry")
        hint(context, stop_or_retry(retry))
        return
    before = context.bridge.song
    if perform(context, DISCARD_LAST):
        offer_to_restore(context.bridge, LAST_DISCARDED, before)


def _toggle_remembering(context: Context) -> None:
    session = context.bridge.session
    context.bridge.attempt(lambda: session.retrospective.set_on(not session.settings.retrospective_on))


def _toggle_returning(context: Context) -> None:
    preferences = context.bridge.session.settings.preferences
    preferences.returns_at_stop = not preferences.returns_at_stop
    context.bridge.session.save_settings()


def _play_selection(context: Context) -> None:
    bridge, target = context.bridge, target_of(context)
    if not why_nothing_selected(target):
        bridge.attempt(lambda: bridge.session.transport.locate(target.span()[0]))
    bridge.attempt(bridge.session.transport.play)


def _tap(context: Context) -> None:
    edit: Edit | None = context.taps.tap(time.monotonic(), context.bridge.clock.frame)
    if edit is not None:
        context.bridge.change_tempo(edit)


def _toggle_record(context: Context) -> None:
    """Without a sound card recording needs one more click, on the notice."""
    bridge, session = context.bridge, context.bridge.session
    recorder = session.recorder
    armed = any(track.armed and track.inputs for track in bridge.song.tracks)
    virtual = session.devices.device is not None and session.devices.device.backend == "virtual"

    def record() -> None:
        recorder.allow_virtual = True
        recorder.record()

    if armed and virtual and not recorder.allow_virtual and session.passes.recording is None:
        session.board.post("warn", WOULD_BE_SILENT, "Record without a sound card", record, of_song=True)
    else:
        bridge.attempt(recorder.toggle)


def _toggle_idea(context: Context) -> None:
    """As for a take: without a sound card one more click is needed."""
    bridge, ideas = context.bridge, context.bridge.session.ideas
    device = bridge.session.devices.device

    def record() -> None:
        ideas.allow_virtual = True
        ideas.start()

    if ideas.phase == "idle" and device is not None and device.backend == "virtual" and not ideas.allow_virtual:
        bridge.notify("warn", WOULD_BE_SILENT, "Record without a sound card", record)
    else:
        bridge.attempt(ideas.toggle)


COMMANDS: tuple[Command[Context], ...] = (
    Command(
        "transport.play",
        "Play or stop",
        TRANSPORT,
        ("Space",),
        lambda c: c.bridge.attempt(c.bridge.session.transport.toggle_play),
    ),
    Command(
        "transport.record",
        "Record, or punch out and play on",
        TRANSPORT,
        ("R",),
        _toggle_record,
        description="Record the armed tracks; again to punch out",
    ),
    Command(
        "transport.returns",
        "Stop returns to where playback started",
        TRANSPORT,
        run=_toggle_returning,
        is_on=lambda c: c.bridge.session.settings.preferences.returns_at_stop,
    ),
    Command("transport.return", "Stop and return to the start", TRANSPORT, (".", "Home", "Return"), _stop_and_return),
    below_a_line(
        Command(
            "transport.retry",
            "Discard the take and try again",
            TRANSPORT,
            ("Ctrl+R",),
            lambda c: c.bridge.attempt(c.retry.begin),
        )
    ),
    verb_command(DISCARD_LAST, "Ctrl+Shift+R", run=_discard_last),
    verb_command("transport.loop", "L"),
    verb_command("transport.loop-start", "["),
    verb_command("transport.loop-end", "]"),
    verb_command("transport.loop-selection", "Shift+L", menus=("clips, time", "ruler")),
    below_a_line(verb_command("transport.punch", "P")),
    verb_command("transport.punch-in", "{"),
    verb_command("transport.punch-out", "}"),
    verb_command("transport.punch-selection", "Shift+P", menus=("clips, time", "ruler")),
    below_a_line(
        Command(
            "transport.retrospective",
            "Keep the last 60 seconds",
            TRANSPORT,
            ("Shift+R",),
            lambda c: c.transport.record_retrospectively(),
        )
    ),
    Command(
        "transport.idea",
        "Record an idea",
        TRANSPORT,
        ("Shift+K",),
        _toggle_idea,
        description="A work tape at once, beside the song; again to stop",
        title_now=lambda c: "Stop and keep the idea" if c.bridge.session.ideas.phase != "idle" else "Record an idea",
    ),
    Command(
        "transport.remember",
        "Remember the last minute of every input",
        TRANSPORT,
        run=_toggle_remembering,
        menus=("retrospective",),
        is_on=lambda c: c.bridge.session.settings.retrospective_on,
    ),
    Command("transport.play-selection", "Play the selection", TRANSPORT, ("Shift+Space",), _play_selection),
    below_a_line(verb_command("transport.click", "C")),
    Command(
        "transport.count-in",
        "Count-in",
        TRANSPORT,
        ("Shift+C",),
        lambda c: c.transport.toggle_count_in(),
        description="Bars before recording",
    ),
    Command(
        "transport.clock", "Swap bars and time in the clock", TRANSPORT, ("F",), lambda c: c.transport.flip_clock()
    ),
    Command("transport.tap", "Tap the tempo", TRANSPORT, ("T",), _tap),
    Command(
        "transport.tempo",
        "Tempo and meter changes",
        TRANSPORT,
        ("Ctrl+Shift+T",),
        lambda c: c.dialogs.show_tempo(),
        menus=("click",),
        asks=True,
        description="Where tempo and meter change, and which beats the click marks",
    ),
)
