"""Commands that select clips and time.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.time_range import TimeRange
from app.verbs.markers import section_span, span_between_markers
from app.verbs.selecting import range_from_here, range_to_here, reach_range, step_range
from app.verbs.target import Target
from app.verbs.verb import SELECTING
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, target_of


def _select_all(context: Context) -> None:
    context.selection.set_clips(clip.id for track in context.bridge.song.tracks for clip in track.clips)


def _select_track(context: Context) -> None:
    def select() -> None:
        tracks = target_of(context).selected_tracks()
        context.selection.set_clips(clip.id for track in tracks for clip in track.clips)

    context.bridge.attempt(select)


def _select_between(context: Context) -> None:
    context.bridge.attempt(lambda: _select_time(context, span_between_markers(target_of(context))))


def _select_section(context: Context) -> None:
    context.bridge.attempt(lambda: _select_time(context, section_span(target_of(context))))


def _select_time(context: Context, span: tuple[int, int]) -> None:
    """On the selected tracks if there are several, else on all."""
    every = tuple(track.id for track in context.bridge.song.tracks)
    several = context.selection.tracks if len(context.selection.tracks) > 1 else every
    context.selection.set_time_range(TimeRange(*span, several))


def _time(command_id: str, title: str, key: str, range_of: Callable[[Target], TimeRange]) -> Command[Context]:
    """A command that selects other time."""
    return Command(command_id, title, SELECTING, (key,), lambda c: c.selection.set_time_range(range_of(target_of(c))))


COMMANDS: tuple[Command[Context], ...] = (
    Command("clips.select-all", "Select all clips", SELECTING, ("Ctrl+A",), _select_all, menus=("empty lane",)),
    Command(
        "select.track",
        "Select all of the track",
        SELECTING,
        ("Ctrl+Shift+A",),
        _select_track,
        menus=("track", "empty lane"),
    ),
    Command(
        "select.markers", "Select between markers", SELECTING, ("O",), _select_between, menus=("ruler", "empty lane")
    ),
    Command(
        "select.section", "Select the section", SELECTING, ("Shift+O",), _select_section, menus=("ruler", "empty lane")
    ),
    below_a_line(
        _time("select.earlier", "Select time to the line before", "Shift+Left", lambda target: step_range(target, -1))
    ),
    _time("select.later", "Select time to the next line", "Shift+Right", lambda target: step_range(target, 1)),
    _time("select.to-start", "Select time to the start", "Shift+Home", lambda target: reach_range(target, False)),
    _time("select.to-end", "Select time to the end", "Shift+End", lambda target: reach_range(target, True)),
    _time("select.start-here", "Selected time starts at the playhead", "Ctrl+[", range_from_here),
    _time("select.end-here", "Selected time ends at the playhead", "Ctrl+]", range_to_here),
)
