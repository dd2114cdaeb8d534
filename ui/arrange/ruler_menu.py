"""The context menus of the ruler: of a marker or section, and of its rows.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu

from app.edits.markers import colour_marker
from app.model.ids import MarkerId
from ui.arrange.ruler_hand import RulerHand
from ui.arrange.ruler_items import RulerItem
from ui.arrange.ruler_rows import BARS, LOOP, MARKERS, PUNCH, RulerRow
from ui.bridge import Bridge
from ui.widgets.colour_menu import add_colours
from ui.widgets.menus import add_entry, add_heading


def fill_item_menu(menu: QMenu, bridge: Bridge, item: RulerItem, hand: RulerHand) -> None:
    """Add what can be done with a marker or section, which is selected."""
    add_heading(menu, item.name)
    if item.end_frame > item.start_frame:
        add_entry(menu, "Select its time", partial(hand.select, *item.span))
    if item.row is MARKERS:
        marker_id = MarkerId(str(item.id))
        bridge.actions.add_to(menu, "marker")
        current = next((marker.colour for marker in bridge.song.markers if marker.id == marker_id), 0)
        add_colours(menu, current, lambda index: bridge.perform(colour_marker(marker_id, index)))
    else:
        bridge.actions.add_to(menu, "section")
    menu.addSeparator()


def fill_row_menu(menu: QMenu, bridge: Bridge, row: RulerRow, edit_tempo: Callable[[], object]) -> None:
    """Add what belongs to a row as a whole; `edit_tempo` opens the tempo of the bar under the pointer."""
    switch = {LOOP: "transport.loop", PUNCH: "transport.punch"}.get(row)
    if switch is not None:
        bridge.actions.add(menu, switch)
    elif row is BARS:
        add_entry(menu, "Tempo and meter of this bar", edit_tempo)
    else:
        return
    menu.addSeparator()
