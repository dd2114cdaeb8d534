"""The click's level at the main outputs, and the choice of its sound, for one mix or for all of them.

Lives: window, main thread.
"""

from collections.abc import Sequence

from PySide6.QtWidgets import QMenu, QWidgetAction

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.messages import steps
from app.messages.window import CLICK_LEVEL_HELP
from app.model.bus import Bus
from app.model.parameters import parameter
from ui.bridge import Bridge
from ui.state.binding import GestureBinding
from ui.widgets.menus import add_heading
from ui.widgets.slider import LevelSlider

NAMES = {"tone": "Tone", "wood": "Wood block", "stick": "Sticks"}


class ClickLevel(QWidgetAction):
    """An entry of a menu: how loud the click is at the main outputs. Each headphone mix has its own level."""

    def __init__(self, bridge: Bridge, menu: QMenu) -> None:
        super().__init__(menu)
        self.level = LevelSlider("Click at the main outputs", "Level", label_width=48, figure_width=40)
        self.level.neutral = float(parameter("master", "click_level_db").default)
        self.level.setFixedSize(240, 28)
        self.level.setToolTip(CLICK_LEVEL_HELP)
        self._bridge, master = bridge, bridge.song.master.id
        edit = lambda db: set_parameter(master, "click_level_db", db)  # noqa: E731
        self._binding = GestureBinding(bridge, self.level, "Click level", edit, self._show)
        self._show()
        self.setDefaultWidget(self.level)

    def _show(self) -> None:
        self.level.set_value(self._bridge.song.master.click_level_db)


def add_click_sounds(menu: QMenu, bridge: Bridge, mixes: Sequence[Bus]) -> None:
    """A section of the menu; checked is what all of the mixes have."""
    add_heading(menu, "Sound of the click")
    for sound, text in NAMES.items():
        entry = menu.addAction(text)
        entry.setCheckable(True)
        entry.setChecked(bool(mixes) and all(bus.click_sound == sound for bus in mixes))
        edit = Edit.combine(steps.CHOOSE_CLICK_SOUND, [set_parameter(bus.id, "click_sound", sound) for bus in mixes])
        entry.triggered.connect(lambda _checked=False, edit=edit: bridge.perform(edit))
