"""Strip presets by source, each with its reason.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QMenu

from app.model.channel import Channel
from ui.bridge import Bridge


def add_presets(menu: QMenu, bridge: Bridge, channel: Channel) -> None:
    menu.setEnabled(False)
