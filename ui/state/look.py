"""Choosing theme and size of the interface: settings of this machine, which have the window made again.

Lives: window, main thread.
"""

from typing import Literal

from PySide6.QtCore import QSize

from ui import interface_scale, theme
from ui.bridge import Bridge


def choose_theme(bridge: Bridge, theme_id: str) -> None:
    """Use another theme."""
    _change(bridge, theme_id, bridge.session.settings.preferences.scale)


def next_theme(bridge: Bridge) -> None:
    """The next one of `theme.themes()`, round the corner."""
    ids = list(theme.themes())
    choose_theme(bridge, ids[(ids.index(theme.current().id) + 1) % len(ids)])


def choose_scale(bridge: Bridge, scale: float) -> None:
    """Draw everything `scale` times as large."""
    _change(bridge, bridge.session.settings.preferences.theme, scale)


def step_scale(bridge: Bridge, screen: QSize, by: Literal[-1, 1]) -> None:
    """The next larger or smaller size, if there is one that fits the screen."""
    now = bridge.session.settings.preferences.scale
    others = [scale for scale in interface_scale.SCALES if (scale - now) * by > 0]
    if others:
        nearest = min(others, key=lambda scale: abs(scale - now))
        if by < 0 or interface_scale.fits(nearest, now, screen):
            choose_scale(bridge, nearest)


def _change(bridge: Bridge, theme_id: str, scale: float) -> None:
    chosen = bridge.session.settings.preferences
    if (theme_id, scale) != (chosen.theme, chosen.scale):
        chosen.theme, chosen.scale = theme_id, scale
        bridge.session.save_settings()
        bridge.look_changed.emit()
