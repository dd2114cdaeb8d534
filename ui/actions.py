"""All actions with their keys.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the list of shortcuts. `keys` are written as Qt reads them."""

    group: str
    words: str
    keys: tuple[str, ...]
    run: Callable[[], object]


def key_words(keys: tuple[str, ...]) -> str:
    shown = {
        "Return": "Enter",
        "Left": "\u2190",
        "Right": "\u2192",
        "Up": "\u2191",
        "Down": "\u2193",
        "Del": "Delete",
        "-": "\u2212",
    }
    words = []
    for key in keys:
        parts = key[:-1].split("+")[:-1] + [key[-1]] if key.endswith("+") else key.split("+")
        words.append("+".join(shown.get(part, part) for part in parts))
    return " or ".join(words)


class Actions(QObject):
    """Registers every row at the window. Text fields keep plain keys for themselves: `ui.widgets.field`."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.rows: list[ActionRow] = []
        self.by_words: dict[str, QAction] = {}

    def add(self, group: str, words: str, keys: tuple[str, ...], run: Callable[[], object]) -> QAction:
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self.rows.append(ActionRow(group, words, keys, run))
        self.by_words[words] = action
        return action

    def menu(self) -> QMenu:
        """All of them for the mouse: the last group, the song, lies open, the others are submenus."""
        menu, groups = QMenu(self._window), list(dict.fromkeys(row.group for row in self.rows))
        for group in groups:
            inside = menu if group == groups[-1] else menu.addMenu(group)
            if inside is menu:
                menu.addSeparator()
            inside.addActions([self.by_words[row.words] for row in self.rows if row.group == group])
        return menu
