"""Where a channel goes, and which VCA it follows.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.routing import set_output
from app.edits.vcas import assign_vca
from app.model.bus import Bus
from app.model.channel import Channel, kind_of
from app.model.ids import BusId, VcaId
from app.model.parameters import has_sends
from app.model.routing import route_to_master
from app.model.song import Song
from ui.bridge import Bridge
from ui.widgets.menus import add_heading


def route_words(song: Song, channel: Channel) -> tuple[str, str]:
    """What the button says, and what a screen reader says."""
    group = next((bus.name for bus in song.buses if bus.id == channel.output), None)
    vca = next((vca.name for vca in song.vcas if vca.id == channel.vca), None)
    goes = group or "Master"
    said = f"{channel.name} goes to {goes}" + (f" and follows {vca}" if vca else "")
    return (goes if vca is None else f"{goes} · {vca}"), said


def possible_groups(song: Song, channel: Channel) -> list[Bus]:
    """Groups that do not lead back to this channel."""
    return [
        bus
        for bus in song.buses
        if bus.kind == "group" and bus.id != channel.id and channel.id not in route_to_master(song, bus.id)
    ]


def route_menu(bridge: Bridge, channel: Channel, owner: QWidget) -> QMenu:
    """Menu of the groups and VCAs of the selected channel."""
    menu, song = QMenu(owner), bridge.song
    if has_sends(kind_of(channel)):
        add_heading(menu, "Goes to")
        choices: list[tuple[str, BusId | None]] = [("Master", None)]
        choices += [(bus.name, bus.id) for bus in possible_groups(song, channel)]
        for text, bus_id in choices:
            entry = menu.addAction(text)
            entry.setCheckable(True)
            entry.setChecked(channel.output == bus_id)
            entry.triggered.connect(lambda _c=False, to=bus_id: bridge.perform(set_output(channel.id, to)))
        bridge.actions.add_to(menu, "groups")
    add_heading(menu, "Follows")
    nobody: list[tuple[str, VcaId | None]] = [("No VCA", None)]
    for text, vca_id in [*nobody, *((vca.name, vca.id) for vca in song.vcas)]:
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(channel.vca == vca_id)
        entry.triggered.connect(lambda _c=False, to=vca_id: bridge.perform(assign_vca(channel.id, to)))
    bridge.actions.add_to(menu, "VCAs")
    return menu
