"""What a right-click on Punch, Click and Count-in offers.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtWidgets import QMenu, QWidget

from app.edits import transport as transport_edits
from app.edits.edit import Edit
from app.model.channel import headphone_buses
from app.model.transport import PunchEdges
from ui.bridge import Bridge
from ui.mixer.click_sounds import ClickLevel, add_click_sounds
from ui.widgets.menus import add_heading

BARS = (0, 1, 2, 4)  # of count-in, pre-roll and post-roll
PUNCH_EDGES: dict[PunchEdges, str] = {"both": "Punch in and out", "in": "Punch in only", "out": "Punch out only"}
SUBDIVISIONS = {1: "On the beat", 2: "Eighths", 3: "Triplets", 4: "Sixteenths"}
T = TypeVar("T")


def count_in_menu(bridge: Bridge, owner: QWidget) -> QMenu:
    """How many bars are counted in."""
    menu = QMenu(owner)
    now = bridge.song.transport.count_in_bars
    _add_choices(menu, bridge, "Count in", BARS, now, _bars, transport_edits.set_count_in)
    return menu


def click_menu(bridge: Bridge, owner: QWidget) -> QMenu:
    """Level, subdivision and sounds of the click, and where the tempo changes."""
    menu, song = QMenu(owner), bridge.song
    menu.addAction(ClickLevel(bridge, menu))
    now, edit = song.transport.click_subdivision, transport_edits.set_click_subdivision
    _add_choices(menu, bridge, "Click", tuple(SUBDIVISIONS), now, SUBDIVISIONS.__getitem__, edit)
    add_click_sounds(menu, bridge, (song.master, *headphone_buses(song)))
    menu.addSeparator()
    bridge.actions.add_to(menu, "click")
    return menu


def punch_menu(bridge: Bridge, owner: QWidget) -> QMenu:
    """Which edges are used, pre-roll and post-roll."""
    menu, punch = QMenu(owner), bridge.song.transport
    edges = transport_edits.set_punch_edges
    _add_choices(menu, bridge, "Edges", tuple(PUNCH_EDGES), punch.punch_edges, PUNCH_EDGES.__getitem__, edges)
    _add_choices(menu, bridge, "Pre-roll", BARS, punch.pre_roll_bars, _bars, transport_edits.set_pre_roll)
    _add_choices(menu, bridge, "Post-roll", BARS, punch.post_roll_bars, _bars, transport_edits.set_post_roll)
    return menu


def _bars(count: int) -> str:
    return {0: "Off", 1: "1 bar"}.get(count, f"{count} bars")


def _add_choices(
    menu: QMenu,
    bridge: Bridge,
    heading: str,
    choices: tuple[T, ...],
    now: T,
    title: Callable[[T], str],
    edit: Callable[[T], Edit],
) -> None:
    add_heading(menu, heading)
    for choice in choices:
        entry = menu.addAction(title(choice))
        entry.setCheckable(True)
        entry.setChecked(choice == now)
        entry.triggered.connect(lambda _checked=False, chosen=choice: bridge.perform(edit(chosen)))
