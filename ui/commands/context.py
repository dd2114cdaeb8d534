"""What commands run with: the parts of the window that they use.

Lives: window, main thread.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Literal, Protocol

from PySide6.QtGui import QScreen

from app.edits.grid import GridStep
from app.edits.time_range import TimeRange, selected
from app.model.channel import Channel, ChannelId
from app.model.ids import FolderId, MarkerId, SectionId, TrackId
from app.model.track import Track
from app.problems import NothingToDo
from app.renders.prepared_edit import PreparedEdit
from app.song.media_lengths import media_lengths
from app.tasks import Task
from app.verbs.processing import begin
from app.verbs.retry import Retry
from app.verbs.table import SLOW_VERBS, VERBS
from app.verbs.tap_tempo import TapTempo
from app.verbs.target import Target
from app.verbs.verb import SlowVerb, VerbFacts, made_clips
from ui.bridge import Bridge
from ui.commands.command import Command
from ui.state.copies import Copies
from ui.state.editing import Editing
from ui.state.selection import Selection


class HeaderVerbs(Protocol):
    """The headers of tracks and folders."""

    def rename_track(self, track_id: TrackId) -> None: ...
    def rename_folder(self, folder_id: FolderId) -> None: ...


class RulerVerbs(Protocol):
    """The ruler."""

    def isVisible(self) -> bool: ...
    def rename_marker(self, marker_id: MarkerId) -> None: ...
    def rename_section(self, section_id: SectionId) -> None: ...


class FollowVerbs(Protocol):
    """What scrolls the timeline with the playhead."""

    def show(self, frame: int) -> None: ...


class ArrangeVerbs(Protocol):
    """The timeline with its headers."""

    @property
    def headers(self) -> HeaderVerbs: ...
    @property
    def ruler(self) -> RulerVerbs: ...
    @property
    def follow(self) -> FollowVerbs: ...
    def zoom(self, factor: float) -> None: ...
    def fit(self) -> None: ...
    def grid_step(self) -> GridStep: ...
    def next_lane_height(self) -> None: ...
    def has_keys(self) -> bool: ...
    def zoom_to(self, start_frame: int, end_frame: int) -> None: ...
    def place_at_pointer(self) -> tuple[int, TrackId | None] | None: ...
    def show_track(self, track_id: TrackId) -> None: ...
    def toggle_takes(self, track_id: TrackId) -> None: ...
    def toggle_automation(self, channel_id: ChannelId) -> None: ...


class MixVerbs(Protocol):
    """The Mix page."""

    @property
    def dock_open(self) -> bool: ...
    def close_dock(self) -> None: ...
    def walk(self, direction: Literal[-1, 1]) -> None: ...
    def focus_strip(self, part: str) -> None: ...
    def toggle_narrow(self) -> None: ...
    def toggle_editor(self) -> None: ...
    def toggle_master(self) -> None: ...
    def toggle_versions(self) -> None: ...
    def show_picture(self) -> None: ...


class TransportVerbs(Protocol):
    """The transport bar."""

    def toggle_count_in(self) -> None: ...
    def flip_clock(self) -> None: ...
    def record_retrospectively(self) -> None: ...


class TourVerbs(Protocol):
    """The tour of the window."""

    stop: int | None

    def begin(self) -> None: ...
    def end(self) -> None: ...


class DialogVerbs(Protocol):
    """Dialogs of the window."""

    def show_tempo(self) -> None: ...
    def show_files(self) -> None: ...
    def show_songs(self) -> None: ...
    def new_song(self) -> None: ...
    def rename_song(self) -> None: ...
    def revert_song(self) -> None: ...
    def save_as(self) -> None: ...
    def ask(self, verb: VerbFacts, present: Mapping[str, Any], apply: Callable[[Mapping[str, Any]], bool]) -> None: ...
    def show_findings(self, verb: SlowVerb, task: Task[PreparedEdit | None]) -> None: ...
    def choose_audio(self) -> None: ...
    def show_bounce(self, selected: TimeRange | None = None) -> None: ...
    def show_devices(self) -> None: ...
    def show_preferences(self) -> None: ...
    def show_shortcuts(self) -> None: ...
    def save_copy(self) -> None: ...


class NoticeVerbs(Protocol):
    """The notices over the page."""

    def dismiss_newest(self) -> None: ...


class HistoryPart(Protocol):
    """The panel with the steps of the history."""

    @property
    def is_open(self) -> bool: ...


class Context(Protocol):
    """A window, as commands see it."""

    @property
    def bridge(self) -> Bridge: ...
    @property
    def selection(self) -> Selection: ...
    @property
    def editing(self) -> Editing: ...
    @property
    def retry(self) -> Retry: ...
    @property
    def taps(self) -> TapTempo: ...
    @property
    def clipboard(self) -> Copies: ...
    @property
    def arrange(self) -> ArrangeVerbs: ...
    @property
    def mix(self) -> MixVerbs: ...
    @property
    def transport(self) -> TransportVerbs: ...
    @property
    def dialogs(self) -> DialogVerbs: ...
    @property
    def tour(self) -> TourVerbs: ...
    @property
    def notices(self) -> NoticeVerbs: ...
    @property
    def page(self) -> int: ...
    @property
    def history(self) -> HistoryPart: ...
    def toggle_history(self) -> None: ...
    def show_page(self, number: int) -> None: ...
    def show_mix(self) -> MixVerbs: ...
    def walk_areas(self, step: Literal[-1, 1]) -> None: ...
    def save(self) -> None: ...
    def close(self) -> bool: ...
    def screen(self) -> QScreen: ...


def target_of(context: Context) -> Target:
    """What an edit verb applies to now."""
    bridge, selection = context.bridge, context.selection
    return Target(
        bridge.song,
        bridge.clock.frame,
        selection.clips,
        selection.track,
        selection.channel,
        selection.time_range,
        selection.tracks,
        context.editing.ripple,
        context.arrange.grid_step(),
        selection.marker,
        selection.section,
        context.editing.sections_take_music,
        partial(media_lengths, bridge.session.document.opened.folder),
    )


def verb_command(
    verb_id: str,
    *keys: str,
    menus: tuple[str, ...] = (),
    run: Callable[[Context], object] | None = None,
    title: str = "",
    asks: bool = False,
) -> Command[Context]:
    """The command of a verb of `app.verbs.table`, which has its title, group and description.

    Args:
        verb_id: Which one.
        keys: Default shortcuts, the first one first.
        menus: Context menus that offer it.
        run: Carries it out if the window has more to do than to perform the verb.
        title: If it does more than the verb.
        asks: A card asks for the verb's parameters first.
    """
    verb, is_on = VERBS[verb_id], VERBS[verb_id].is_on
    if asks:
        run = partial(ask, verb_id=verb_id, carry_out=perform)
    return Command(
        verb.id,
        title or verb.title,
        verb.group,
        keys,
        run,
        menus,
        verb.description,
        lambda context: verb.why_not(target_of(context)),
        None if is_on is None else lambda context: is_on(target_of(context)),
        asks=asks,
    )


def slow_command(verb_id: str, *keys: str, menus: tuple[str, ...] = ("clips",)) -> Command[Context]:
    """The command of a slow verb: a card asks for its parameters if it has any, and the work goes on in the background.

    Args:
        verb_id: Which one, of SLOW_VERBS.
        keys: Default shortcuts, the first one first.
        menus: Context menus that offer it.
    """
    verb = SLOW_VERBS[verb_id]
    asks = bool(verb.parameters)

    def run(context: Context) -> None:
        if asks:
            _ask(context, verb, lambda arguments: prepare(context, verb, arguments))
        else:
            prepare(context, verb, {})

    return Command(
        verb.id, verb.title, verb.group, keys, run, menus, verb.description, lambda c: verb.why_not(target_of(c)),
        asks=asks,
    )  # fmt: skip


def prepare(context: Context, verb: SlowVerb, arguments: Mapping[str, Any]) -> bool:
    """Start a slow verb. What it finds is shown first, if the verb says so. Returns False if it was refused."""
    bridge = context.bridge

    def start() -> None:
        target = target_of(context)
        task = begin(verb, target, bridge.session.document.opened, **arguments)
        if verb.shows:
            context.dialogs.show_findings(verb, task)
        else:
            clips = frozenset(clip.id for _, clip in selected(target.song, target.clips_or_range()))
            bridge.session.renders.clips.prepare(task, verb.title, clips=clips)

    return bridge.attempt(start)


def perform(context: Context, verb_id: str, **arguments: Any) -> bool:
    """Perform a verb of `app.verbs.table`. Returns False if it was refused, which a notice says."""
    verb, target = VERBS[verb_id], target_of(context)
    done = context.bridge.attempt(lambda: context.bridge.session.document.perform(verb.run(target, **arguments)))
    if done:
        context.selection.select(verb.selects(target, context.bridge.song, **arguments))
    return done


def select_new(context: Context, act: Callable[[], bool]) -> bool:
    """Do something and select the clips that it made. Returns what `act` returns."""
    before = target_of(context)
    done = act()
    if done:
        context.selection.select(made_clips(before, context.bridge.song))
    return done


def ask(context: Context, verb_id: str, carry_out: Callable[..., bool]) -> None:
    """Ask for the parameters of a verb in a card, or say at once why it cannot be performed."""
    _ask(context, VERBS[verb_id], lambda arguments: carry_out(context, verb_id, **arguments))


def _ask(context: Context, verb: VerbFacts, apply: Callable[[Mapping[str, Any]], bool]) -> None:
    target = target_of(context)
    if why_not := verb.why_not(target):
        hint(context, f"{verb.title}: {why_not}.")
        return
    context.dialogs.ask(verb, verb.present(target), apply)


def hint(context: Context, sentence: str) -> None:
    """A notice that goes by itself."""
    context.bridge.notify("info", sentence)


def chosen_track(context: Context) -> Track | None:
    """The selected track; without one a hint says so."""
    try:
        return target_of(context).selected_track()
    except NothingToDo as nothing:
        hint(context, str(nothing))
        return None


def chosen_channel(context: Context) -> Channel | None:
    """The selected track or bus; without one a hint says so."""
    try:
        return target_of(context).selected_channel()
    except NothingToDo as nothing:
        hint(context, str(nothing))
        return None
