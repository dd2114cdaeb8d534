"""The choice of the click's sound, for one headphone mix or for all of them.

Lives: window, main thread.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu

from app.edits.channels import set_parameter
from app.model.bus import Bus
from ui.bridge import Bridge
from ui.several import several

NAMES = {"tone": "Tone", "wood": "Wood block", "stick": "Sticks"}


def add_click_sounds(menu: QMenu, bridge: Bridge, mixes: Sequence[Bus]) -> None:
    """A section of the menu; checked is what all of the mixes have."""
    menu.addSection("Sound of the click")
    for sound, words in NAMES.items():
        entry = menu.addAction(words)
        entry.setCheckable(True)
        entry.setChecked(bool(mixes) and all(bus.click_sound == sound for bus in mixes))
        edit = several("Click sound", [set_parameter(bus.id, "click_sound", sound) for bus in mixes])
        entry.triggered.connect(lambda _checked=False, edit=edit: bridge.perform(edit))
