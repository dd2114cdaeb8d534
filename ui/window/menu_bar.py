"""The menu bar: every command of the table, by groups; what cannot be done is grey and says why.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.commands.actions import Actions
from ui.commands.table import MENUS


class MenuBar(QMenuBar):
    """One menu for each entry of MENUS. It is filled when it opens, as its entries depend on what is selected."""

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = actions
        self.menus: dict[str, QMenu] = {}
        for title, groups in MENUS.items():
            menu = self.menus[title.replace("&", "")] = self.addMenu(title)
            menu.aboutToShow.connect(partial(self._fill, menu, groups))

    def _fill(self, menu: QMenu, groups: tuple[str, ...]) -> None:
        menu.clear()
        for group in groups:
            self._actions.add_group(menu if group == groups[0] else menu.addMenu(group), group)
