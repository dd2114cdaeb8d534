"""The menu of a strip: copy, paste, presets, A and B, reset, sends, freeze.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.buses import remove_bus
from app.edits.channels import set_parameter, set_strip
from app.edits.freezing import thaw_track
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, effect_buses, kind_of
from app.model.parameters import has_sends
from app.model.strip import StripSettings
from app.model.track import Track
from app.units import MINUS_INFINITY_DB
from ui.bridge import Bridge
from ui.mixer.preset_menu import add_presets
from ui.state.strip_clipboard import StripClipboard

FIRST_SEND_DB = -12.0


@dataclass
class StripMenu:
    """What the strips of one console share: how to open the editor, and the strip that was copied last."""

    edit: Callable[[ChannelId], object]
    clipboard: StripClipboard


def strip_menu(bridge: Bridge, channel: Channel, owner: QWidget) -> QMenu:
    """The menu of the selected channel's strip."""
    menu = QMenu(owner)
    bridge.actions.add_to(menu, "strip")
    menu.addSeparator()
    add_presets(menu.addMenu("Presets"), bridge, channel)
    menu.addAction("Reset the strip", lambda: reset_strip(bridge, channel))
    if has_sends(kind_of(channel)):
        _add_sends(menu.addMenu("Add a send"), bridge, channel)
    add_freeze(menu, bridge, channel)
    if isinstance(channel, Track):
        add_printing(menu, bridge, channel)
    if isinstance(channel, Bus) and channel.kind != "master":
        menu.addSeparator()
        menu.addAction(f"Remove {channel.name}", lambda: bridge.perform(remove_bus(channel.id)))
    return menu


def reset_strip(bridge: Bridge, channel: Channel) -> None:
    """Every section off and plain; level, pan and sends stay."""
    strip = channel.strip
    plain = StripSettings(fader_db=strip.fader_db, pan=strip.pan, sends=strip.sends)
    bridge.perform(set_strip(channel.id, plain, "Reset strip"))


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


def add_printing(menu: QMenu, bridge: Bridge, track: Track) -> None:
    """Shared with the track's header."""
    on = track.printed_strip is not None
    entry = menu.addAction(
        "Print the strip onto takes",
        lambda: bridge.attempt(lambda: bridge.session.print_queue.set_printing(track.id, not on)),
    )
    entry.setCheckable(True)
    entry.setChecked(on)


def add_freeze(menu: QMenu, bridge: Bridge, channel: Channel) -> None:
    """Rendering runs beside; the session tells when it is there."""
    if not isinstance(channel, Track):
        return
    session, track_id = bridge.session, channel.id
    menu.addSeparator()
    if channel.frozen is None:
        menu.addAction("Freeze: play it rendered", lambda: bridge.attempt(lambda: session.renders.freeze(track_id)))
        menu.addAction("Bounce in place", lambda: bridge.attempt(lambda: session.renders.bounce_in_place(track_id)))
    else:
        menu.addAction("Thaw", lambda: bridge.perform(thaw_track(track_id)))
