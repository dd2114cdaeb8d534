"""The context menus of headers of tracks and folders.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtWidgets import QMenu

from app.edits import folders
from app.edits.tracks import of_each, set_colour, set_lane_height
from app.model.ids import TrackId
from app.model.song import Folder
from app.model.track import Track
from ui.arrange.take_header import add_discarded
from ui.bridge import Bridge
from ui.widgets.colour_menu import add_colours
from ui.widgets.menus import add_entry


def track_menu(menu: QMenu, bridge: Bridge, track: Track, chosen: tuple[TrackId, ...]) -> None:
    """Fill the menu of a track.

    Args:
        menu: Of the caller.
        bridge: The window's.
        track: The one under the pointer.
        chosen: The selected tracks, which it is one of.
    """
    bridge.actions.add_to(menu, "track")
    add_discarded(menu, bridge, track)
    menu.addSeparator()
    bridge.actions.add_to(menu, "track, rendering")
    menu.addSeparator()
    add_colours(menu, track.colour, lambda index: bridge.perform(of_each(chosen, lambda one: set_colour(one, index))))
    why_not = "" if track.lane_height_px else "it is"
    reset = partial(bridge.perform, set_lane_height(chosen, 0))
    add_entry(menu, "Height like the others", reset, why_not=why_not)
    bridge.actions.add_to(menu, "track, order")
    bridge.actions.add_to(menu.addMenu("Folder"), "folder")
    menu.addSeparator()
    bridge.actions.add_to(menu, "track, at the end")


def folder_menu(menu: QMenu, bridge: Bridge, folder: Folder) -> None:
    """Fill the menu of a folder, whose tracks are selected."""
    bridge.actions.add_to(menu, "folder")
    add_colours(menu, folder.colour, lambda index: bridge.perform(folders.colour_folder(folder.id, index)))
