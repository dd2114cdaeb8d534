"""The menu of a strip: copy, paste, presets, A and B, reset, sends, freeze.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from PySide6.QtWidgets import QMenu, QWidget

from app.edits.buses import remove_bus
from app.edits.channels import set_parameter, set_strip, swap_strips
from app.edits.freezing import thaw_track
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, effect_buses, kind_of
from app.model.parameters import MINUS_INFINITY_DB, has_sends
from app.model.strip import StripSettings
from app.model.track import Track
from ui.bridge import Bridge
from ui.mixer.preset_menu import add_presets

FIRST_SEND_DB = -12.0


@dataclass
class StripMenu:
    """What the strips of one console share: how to open the editor, and the strip that was copied last."""

    edit: Callable[[ChannelId], object]
    copied: StripSettings | None = None
    copied_from: str = ""
    extras: dict[ChannelId, Callable[[QMenu], object]] = field(default_factory=dict)

    def copy(self, channel: Channel) -> None:
        self.copied, self.copied_from = channel.strip, channel.name


def strip_menu(bridge: Bridge, channel: Channel, shared: StripMenu, owner: QWidget) -> QMenu:
    menu = QMenu(owner)
    menu.setToolTipsVisible(True)
    menu.addAction("Open the editor\tE", lambda: shared.edit(channel.id))
    menu.addSeparator()
    menu.addAction("Copy the strip\tCtrl+Alt+C", lambda: shared.copy(channel))
    paste = menu.addAction("Paste the strip\tCtrl+Alt+V", lambda: paste_strip(bridge, channel.id, shared))
    paste.setEnabled(shared.copied is not None)
    if shared.copied is not None:
        paste.setToolTip(f"The strip of {shared.copied_from}")
    add_presets(menu.addMenu("Presets"), bridge, channel)
    other = "A, the other strip" if channel.strip_b is None else "the other strip"
    menu.addAction(f"Compare with {other}\tAlt+B", lambda: bridge.perform(swap_strips(channel.id)))
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


def paste_strip(bridge: Bridge, channel_id: ChannelId, shared: StripMenu) -> None:
    if shared.copied is not None:
        bridge.perform(set_strip(channel_id, shared.copied))


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
            lambda path=path: bridge.perform(set_parameter(channel.id, path, FIRST_SEND_DB)),
        )
        entry.setEnabled(bus.id not in fed)
    menu.setEnabled(bool(menu.actions()))


def add_printing(menu: QMenu, bridge: Bridge, track: Track) -> None:
    """Shared with the track's header."""
    on = track.printed_strip is not None
    entry = menu.addAction(
        "Print the strip onto takes",
        lambda: bridge.attempt(lambda: bridge.session.printer.set_printing(track.id, not on)),
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
        menu.addAction("Freeze: play it rendered", lambda: bridge.attempt(lambda: session.freeze(track_id)))
        menu.addAction("Bounce in place", lambda: bridge.attempt(lambda: session.bounce_in_place(track_id)))
    else:
        menu.addAction("Thaw", lambda: bridge.perform(thaw_track(track_id)))
