"""The menu that selects a track's input.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QMenu, QWidget

from app.edits import tracks as track_edits
from app.edits.edit import Edit
from app.messages import steps
from app.model.track import Track
from app.text import values
from ui.bridge import Bridge

MOST_SHOWN = 32


def input_choices(channels: int, device_inputs: int) -> list[tuple[int, ...]]:
    """Inputs that a track can use: none, single ones, or neighbouring pairs."""
    count = min(MOST_SHOWN, device_inputs)
    if channels == 1:
        return [(), *((n,) for n in range(1, count + 1))]
    return [(), *((n, n + 1) for n in range(1, count))]


def input_menu(bridge: Bridge, track: Track, parent: QWidget) -> QMenu:
    """Menu of the inputs of a track, and of mono or stereo."""
    menu = QMenu(parent)
    device = bridge.session.devices.device
    settings = bridge.session.settings
    device_inputs = device.input_channels if device is not None else 2
    for choice in input_choices(track.channels, device_inputs):
        text = f"Input {values.format_channels(choice)}" if choice else "No input"
        given = [settings.input_name(device.input_device, n) for n in choice] if device is not None else []
        if any(name != f"Input {n}" for n, name in zip(choice, given, strict=False)):
            text += f": {' and '.join(given)}"
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(choice == track.inputs)
        entry.triggered.connect(
            lambda _checked=False, chosen=choice: bridge.perform(track_edits.set_inputs(track.id, chosen))
        )
    menu.addSeparator()
    for channels, text in ((1, "Mono track"), (2, "Stereo track")):
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(track.channels == channels)
        entry.setEnabled(track.channels == channels or not track.clips)
        entry.triggered.connect(lambda _checked=False, chosen=channels: _set_channels(bridge, track, chosen))
    return menu


def _set_channels(bridge: Bridge, track: Track, channels: int) -> None:
    if track.channels == channels:
        return
    first = track.inputs[0] if track.inputs else 0
    inputs = tuple(range(first, first + channels)) if first else ()
    edits = [
        track_edits.set_inputs(track.id, ()),
        track_edits.set_channels(track.id, channels),
        track_edits.set_inputs(track.id, inputs),
    ]
    bridge.perform(Edit.combine(steps.MONO_OR_STEREO, edits))
