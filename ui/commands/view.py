"""Commands of what the window shows, and of the monitor.

Lives: window, main thread.
"""

from app.stages.table import stage_names
from app.verbs.verb import VIEW
from ui.commands.command import Command
from ui.commands.context import Context, verb_command
from ui.state.look import next_theme, step_scale


def _talk(context: Context) -> None:
    control_room = context.bridge.session.control_room
    context.bridge.attempt(lambda: control_room.talk(not control_room.state.talking))


def _page(number: int, name: str) -> Command[Context]:
    return Command(f"view.page-{number}", f"{name} page", VIEW, (f"Ctrl+{number}",), lambda c: c.show_page(number))


COMMANDS: tuple[Command[Context], ...] = (
    Command("view.zoom-in", "Zoom in", VIEW, ("=", "+"), lambda c: c.arrange.zoom(1.5)),
    Command("view.zoom-out", "Zoom out", VIEW, ("-",), lambda c: c.arrange.zoom(1 / 1.5)),
    Command("view.fit", "Whole song", VIEW, ("0",), lambda c: c.arrange.fit()),
    Command(
        "view.master",
        "Master panel: loudness, limiter, stereo",
        VIEW,
        ("Alt+M",),
        lambda c: c.show_mix().toggle_master(),
        description="Loudness, limiter, stereo, spectrum",
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
        VIEW,
        ("B",),
        _talk,
        description="Talk to all headphones while stopped",
    ),
    verb_command("monitor.mono", "Alt+O"),
    Command("view.narrow-strips", "Narrow or wide strips", VIEW, ("Alt+N",), lambda c: c.mix.toggle_narrow()),
    Command("view.lane-height", "Higher or lower lanes", VIEW, ("H",), lambda c: c.arrange.next_lane_height()),
    Command("view.next-theme", "Next theme", VIEW, (), lambda c: next_theme(c.bridge)),
    Command("view.larger", "Larger interface", VIEW, (), lambda c: step_scale(c.bridge, c.screen().availableSize(), 1)),
    Command(
        "view.smaller", "Smaller interface", VIEW, (), lambda c: step_scale(c.bridge, c.screen().availableSize(), -1)
    ),
    Command("view.next-area", "Next area of the window", VIEW, ("F6",), lambda c: c.walk_areas(1)),
    Command("view.previous-area", "Previous area of the window", VIEW, ("Shift+F6",), lambda c: c.walk_areas(-1)),
    Command("view.dismiss-notice", "Dismiss the newest notice", VIEW, ("Shift+Esc",), lambda c: c.dismiss_notice()),
    *(_page(number, name) for number, name in enumerate(stage_names(), 1)),
)
