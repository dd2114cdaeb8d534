"""Commands of what the window shows, and of the monitor.

Lives: window, main thread.
"""

from typing import get_args

from app.edits.ripple import Ripple
from app.messages.window import RIPPLES
from app.stages.table import stage_names
from app.verbs.clips import why_nothing_selected
from app.verbs.verb import APPEARANCE, EDITING, MIX, PAGES, VIEW
from ui.commands.command import Command, below_a_line
from ui.commands.context import Context, hint, target_of, verb_command
from ui.state.editing import Follow
from ui.state.look import next_theme, step_scale


def _talk(context: Context) -> None:
    control_room = context.bridge.session.control_room
    context.bridge.attempt(lambda: control_room.talk(not control_room.state.talking))


def _page(number: int, name: str) -> Command[Context]:
    return Command(f"view.page-{number}", f"{name} page", PAGES, (f"Ctrl+{number}",), lambda c: c.show_page(number))


def _zoom_to_selection(context: Context) -> None:
    context.bridge.attempt(lambda: context.arrange.zoom_to(*target_of(context).span()))


def _snaps(context: Context) -> bool:
    return context.editing.snap


def _ripple(kind: Ripple, title: str) -> Command[Context]:
    return Command(
        f"edit.ripple-{kind}",
        title,
        EDITING,
        (),
        lambda c: c.editing.set_ripple(kind),
        menus=("ripple",),
        description=RIPPLES[kind],
        is_on=lambda c: c.editing.ripple == kind,
    )


def _next_ripple(context: Context) -> None:
    kinds = get_args(Ripple)
    context.editing.set_ripple(kinds[(kinds.index(context.editing.ripple) + 1) % len(kinds)])
    hint(context, RIPPLES[context.editing.ripple])


def _follow(kind: Follow, title: str) -> Command[Context]:
    return Command(
        f"view.follow-{kind}",
        title,
        EDITING,
        (),
        lambda c: c.editing.set_follow(kind),
        menus=("follow",),
        is_on=lambda c: c.editing.follow == kind,
    )


COMMANDS: tuple[Command[Context], ...] = (
    Command("view.zoom-in", "Zoom in", VIEW, ("=", "+"), lambda c: c.arrange.zoom(1.5)),
    Command("view.zoom-out", "Zoom out", VIEW, ("-",), lambda c: c.arrange.zoom(1 / 1.5)),
    Command("view.fit", "Whole song", VIEW, ("0",), lambda c: c.arrange.fit()),
    Command(
        "view.zoom-selection",
        "Zoom to the selection",
        VIEW,
        ("Z",),
        _zoom_to_selection,
        menus=("clips, time", "ruler"),
        why_not=lambda c: why_nothing_selected(target_of(c)),
    ),
    below_a_line(
        Command(
            "view.history",
            "History of steps",
            VIEW,
            ("Ctrl+H",),
            lambda c: c.toggle_history(),
            description="All steps of this song, to go back and forth",
            is_on=lambda c: c.history.is_open,
        )
    ),
    Command(
        "view.emotion",
        "Emotional timeline over the tracks",
        VIEW,
        (),
        lambda c: c.editing.set_shows_emotion(not c.editing.shows_emotion),
        description="The intensity of the sections as a faint line over the lanes",
        is_on=lambda c: c.editing.shows_emotion,
    ),
    Command("edit.snap", "Snap", EDITING, ("N",), lambda c: c.editing.set_snap(not c.editing.snap), is_on=_snaps),
    below_a_line(_ripple("off", "Ripple off")),
    _ripple("track", "Ripple on the tracks"),
    _ripple("all", "Ripple on all tracks"),
    Command("edit.next-ripple", "Next kind of ripple", EDITING, ("Y",), _next_ripple),
    below_a_line(_follow("page", "Follow by pages")),
    _follow("centre", "Follow centred"),
    _follow("off", "Do not follow"),
    below_a_line(
        Command(
            "view.master",
            "Master panel: loudness, limiter, stereo",
            VIEW,
            ("Alt+M",),
            lambda c: c.show_mix().toggle_master(),
            description="Loudness, limiter, stereo, spectrum",
        )
    ),
    Command(
        "view.picture",
        "Picture of the mix",
        VIEW,
        ("Alt+P",),
        lambda c: c.show_mix().show_picture(),
        description="Place the tracks in a room",
    ),
    Command(
        "view.versions",
        "Mix versions",
        VIEW,
        ("Alt+V",),
        lambda c: c.show_mix().toggle_versions(),
        description="Save, compare and go back",
    ),
    verb_command("monitor.dim", "Alt+D"),
    Command(
        "monitor.talk",
        "Talk to the headphones",
        MIX,
        ("B",),
        _talk,
        description="Talk to all headphones while stopped",
    ),
    verb_command("monitor.mono", "Alt+O"),
    below_a_line(
        Command("view.narrow-strips", "Narrow or wide strips", VIEW, ("Alt+N",), lambda c: c.mix.toggle_narrow())
    ),
    Command("view.lane-height", "Higher or lower lanes", VIEW, ("H",), lambda c: c.arrange.next_lane_height()),
    Command("view.next-theme", "Next theme", APPEARANCE, (), lambda c: next_theme(c.bridge)),
    Command(
        "view.larger", "Larger interface", APPEARANCE, (), lambda c: step_scale(c.bridge, c.screen().availableSize(), 1)
    ),
    Command(
        "view.smaller",
        "Smaller interface",
        APPEARANCE,
        (),
        lambda c: step_scale(c.bridge, c.screen().availableSize(), -1),
    ),
    below_a_line(Command("view.next-area", "Next area of the window", VIEW, ("F6",), lambda c: c.walk_areas(1))),
    Command("view.previous-area", "Previous area of the window", VIEW, ("Shift+F6",), lambda c: c.walk_areas(-1)),
    Command(
        "view.dismiss-notice", "Dismiss the newest notice", VIEW, ("Shift+Esc",), lambda c: c.notices.dismiss_newest()
    ),
    *(_page(number, name) for number, name in enumerate(stage_names(), 1)),
)
