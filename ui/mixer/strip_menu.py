"""The menu of a strip: commands of the selected channel, presets, sends.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.channels import set_parameter
from app.model.channel import Channel, ChannelId, effect_buses, kind_of
from app.model.parameters import has_sends
from app.model.track import Track
from app.units import MINUS_INFINITY_DB
from ui.bridge import Bridge
from ui.mixer.preset_menu import add_presets
from ui.state.copies import Copies

FIRST_SEND_DB = -12.0


@dataclass
class StripMenu:
    """What the strips of one console share: how to open the editor, and the strip that was copied last."""

    edit: Callable[[ChannelId], object]
    clipboard: Copies


def strip_menu(bridge: Bridge, channel: Channel, owner: QWidget) -> QMenu:
    """The menu of the selected channel's strip."""
    menu = QMenu(owner)
    bridge.actions.add_to(menu, "strip")
    menu.addSeparator()
    add_presets(menu.addMenu("Presets"), bridge, channel)
    if has_sends(kind_of(channel)):
        _add_sends(menu.addMenu("Add a send"), bridge, channel)
    menu.addSeparator()
    if isinstance(channel, Track):
        bridge.actions.add_to(menu, "track, rendering")
    elif channel.kind != "master":
        bridge.actions.add_to(menu, "bus, at the end")
    return menu


def _add_sends(menu: QMenu, bridge: Bridge, channel: Channel) -> None:
    """Buses that the channel does not feed yet, at a level that can be heard."""
    fed = {send.bus for send in channel.strip.sends if send.level_db > MINUS_INFINITY_DB}
    for bus in effect_buses(bridge.song):
        path = f"send/{bus.id}/level_db"
        entry = menu.addAction(
            f"{bus.name}, at {FIRST_SEND_DB:.0f} dB",
            partial(bridge.perform, set_parameter(channel.id, path, FIRST_SEND_DB)),
        )
        entry.setEnabled(bus.id not in fed)
    menu.setEnabled(bool(menu.actions()))
