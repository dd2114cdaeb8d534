"""What a click on solo and listen means, and the menu of solo.

Lives: window, main thread.
"""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.channels import set_exclusive_solo, set_parameter, toggle_solo, toggle_switch
from app.edits.edit import Edit
from app.model.bus import Bus
from app.model.channel import Channel
from app.model.song import Song
from app.model.track import Track
from ui.bridge import Bridge

_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

C = TypeVar("C", Track, Bus)


def solo_clicked(channel: Channel, modifiers: Qt.KeyboardModifier) -> Edit:
    """Ctrl: solo-safe."""
    return toggle_switch(channel, "solo_safe") if modifiers & _CTRL else toggle_solo(channel.id)


def next_listen(channel: Channel, modifiers: Qt.KeyboardModifier) -> Edit:
    """Off, or before the fader; with Shift after it."""
    requested = "afl" if modifiers & _SHIFT else "pfl"
    return set_parameter(channel.id, "listen", "off" if channel.strip.listen == requested else requested)


def no_solo() -> Edit:
    """Every solo of the song off, as one step."""

    def apply(song: Song) -> Song:
        tracks = tuple(_unsoloed(track) for track in song.tracks)
        buses = tuple(_unsoloed(bus) for bus in song.buses)
        vcas = tuple(replace(vca, solo=False) for vca in song.vcas)
        changed = replace(song, tracks=tracks, buses=buses, vcas=vcas)
        return song if changed == song else changed

    return Edit("No solo", apply)


def _unsoloed(channel: C) -> C:
    return replace(channel, strip=replace(channel.strip, solo=False)) if channel.strip.solo else channel


def solo_menu(bridge: Bridge, channel: Channel, owner: QWidget) -> QMenu:
    """Menu of solo, solo-safe, exclusive solo, PFL and AFL."""
    menu = QMenu(owner)
    safe = menu.addAction("Solo-safe: never silenced by the solo of others\tCtrl+click")
    safe.setCheckable(True)
    safe.setChecked(channel.strip.solo_safe)
    safe.triggered.connect(lambda _checked=False: bridge.perform(toggle_switch(channel, "solo_safe")))
    one = menu.addAction("One solo at a time")
    one.setCheckable(True)
    one.setChecked(bridge.song.exclusive_solo)
    one.triggered.connect(lambda checked: bridge.perform(set_exclusive_solo(checked)))
    menu.addAction("No solo at all", lambda: bridge.perform(no_solo()))
    return menu
