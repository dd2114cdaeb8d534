"""Strip presets by source, each with its reasons.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtWidgets import QMenu

from app.model.channel import Channel, ChannelId, kind_of
from app.model.parameters import label_of
from app.song.presets import Preset, apply_preset, presets
from ui.bridge import Bridge


def reasons(preset: Preset) -> str:
    """One line a value: what it is and why."""
    seen: dict[str, str] = {}
    for value in preset.values:
        if value.reason:
            seen.setdefault(value.reason, label_of(value.path))
    return "\n".join(f"{label}: {reason}" for reason, label in seen.items())


def _apply(bridge: Bridge, channel_id: ChannelId, name: str) -> None:
    bridge.attempt(lambda: bridge.perform(apply_preset(channel_id, name)))


def add_presets(menu: QMenu, bridge: Bridge, channel: Channel) -> None:
    """Those that are meant for this kind of channel; the tooltip says why each value is where it is."""
    menu.setToolTipsVisible(True)
    fitting = [preset for preset in presets() if kind_of(channel) in preset.kinds]
    for preset in fitting:
        entry = menu.addAction(preset.name, partial(_apply, bridge, channel.id, preset.name))
        entry.setToolTip(reasons(preset))
    menu.setEnabled(bool(fitting))
