"""The forms of the song: which one is worked on.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.edits.arrangements import switch_form
from app.song.changes import Changes
from ui.bridge import Bridge
from ui.widgets.card import button
from ui.widgets.combo_box import ComboBox
from ui.widgets.menus import show_once


class FormsLine(QWidget):
    """A choice of forms, once there are several."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.choice = ComboBox("Form of the song")
        self.choice.activated.connect(self._switch)
        self.more = button("Form\u2026", self._show_menu)
        row.addWidget(self.choice, 1)
        row.addWidget(self.more)
        bridge.changed.connect(self._on_change)
        self._show()

    def _on_change(self, changes: Changes) -> None:
        if changes.arrangements or changes.song_replaced:
            self._show()

    def _show(self) -> None:
        kept = self._bridge.song.arrangements
        self.choice.clear()
        named = [(kept.current, kept.name), *((other.id, other.name) for other in kept.others)]
        for form, name in sorted(named, key=lambda one: (one[0] != kept.main, one[1].casefold())):
            self.choice.addItem(f"{name} (main)" if form == kept.main else name, form)
        self.choice.setCurrentIndex(self.choice.findData(kept.current))
        self.setVisible(bool(kept.others))

    def _switch(self) -> None:
        if not self._bridge.perform(switch_form(self.choice.currentData())):
            self._show()

    def _show_menu(self) -> None:
        menu = QMenu(self)
        self._bridge.actions.add_to(menu, "forms")
        show_once(menu, self.more.mapToGlobal(self.more.rect().bottomLeft()))
