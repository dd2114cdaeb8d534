"""All actions with their keys. Single keys are silent while somebody types.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

TYPING = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One line of the list of shortcuts. `keys` are written as Qt reads them."""

    group: str
    words: str
    keys: tuple[str, ...]
    run: Callable[[], object]


def key_words(keys: tuple[str, ...]) -> str:
    shown = {"Return": "Enter", "Left": "\u2190", "Right": "\u2192", "Del": "Delete", "-": "\u2212"}
    words = []
    for key in keys:
        parts = key[:-1].split("+")[:-1] + [key[-1]] if key.endswith("+") else key.split("+")
        words.append("+".join(shown.get(part, part) for part in parts))
    return " or ".join(words)


def _is_plain(sequence: QKeySequence) -> bool:
    """A key that could also be typed: without Ctrl, Alt or Meta, and no function key."""
    combination = sequence[0]
    heavy = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    if combination.keyboardModifiers() & heavy:
        return False
    return not Qt.Key.Key_F1 <= combination.key() <= Qt.Key.Key_F12


class TypingGuard(QObject):
    """Gives plain keys to the field that has the keyboard before any shortcut sees them."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if isinstance(QApplication.focusWidget(), TYPING) and not isinstance(watched, QAction):
                sequence = QKeySequence(event.keyCombination())
                if sequence.count() and _is_plain(sequence):
                    event.accept()
                    return False
        return False


class Actions(QObject):
    """Registers every row at the window; Space and Enter reach the transport whatever button has the keyboard."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.rows: list[ActionRow] = []
        self.by_words: dict[str, QAction] = {}
        self._guard = TypingGuard(self)
        QApplication.instance().installEventFilter(self._guard)  # type: ignore[union-attr]

    def add(self, group: str, words: str, keys: tuple[str, ...], run: Callable[[], object]) -> QAction:
        action = QAction(words, self._window)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self.rows.append(ActionRow(group, words, keys, run))
        self.by_words[words] = action
        return action
