"""Commands of what the window shows, and of the monitor.

Lives: window, main thread.
"""

from app.stages.table import stage_names
from ui.commands.command import Command
from ui.commands.context import Context

GROUP = "View"


def _talk(context: Context) -> None:
    control_room = context.bridge.session.control_room
    context.bridge.attempt(lambda: control_room.talk(not control_room.state.talking))


def _page(number: int, name: str) -> Command[Context]:
    return Command(f"view.page-{number}", f"{name} page", GROUP, (f"Ctrl+{number}",), lambda c: c.show_page(number))


COMMANDS: tuple[Command[Context], ...] = (
    Command("view.zoom-in", "Zoom in", GROUP, ("=", "+"), lambda c: c.arrange.zoom(1.5)),
    Command("view.zoom-out", "Zoom out", GROUP, ("-",), lambda c: c.arrange.zoom(1 / 1.5)),
    Command("view.fit", "Whole song", GROUP, ("0",), lambda c: c.arrange.fit()),
    Command(
        "view.master",
        "Master panel: loudness, limiter, stereo",
        GROUP,
        ("Alt+M",),
        lambda c: c.show_mix().toggle_master(),
        description="Loudness, limiter, stereo, spectrum",
    ),
    Command(
        "view.picture",
        "Picture of the mix",
        GROUP,
        ("Alt+P",),
        lambda c: c.show_mix().show_picture(),
        description="Place the tracks in a room",
    ),
    Command(
        "view.versions",
        "Mix versions",
        GROUP,
        ("Alt+V",),
        lambda c: c.show_mix().toggle_versions(),
        description="Save, compare and go back",
    ),
    Command("monitor.dim", "Dim the monitor", GROUP, ("Alt+D",)),
    Command(
        "monitor.talk",
        "Talk to the headphones",
        GROUP,
        ("B",),
        _talk,
        description="Talk to all headphones while stopped",
    ),
    Command("monitor.mono", "Monitor in mono", GROUP, ("Alt+O",)),
    Command("view.narrow-strips", "Narrow or wide strips", GROUP, ("Alt+N",), lambda c: c.mix.toggle_narrow()),
    Command("view.lane-height", "Higher or lower lanes", GROUP, ("H",), lambda c: c.arrange.next_lane_height()),
    Command("view.next-area", "Next area of the window", GROUP, ("F6",), lambda c: c.walk_areas(1)),
    Command("view.previous-area", "Previous area of the window", GROUP, ("Shift+F6",), lambda c: c.walk_areas(-1)),
    Command("view.dismiss-notice", "Dismiss the newest notice", GROUP, ("Shift+Esc",), lambda c: c.dismiss_notice()),
    *(_page(number, name) for number, name in enumerate(stage_names(), 1)),
)
