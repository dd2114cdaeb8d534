"""A few choices side by side. For more of them there is `ComboBox`.

Lives: window, main thread.
"""

from typing import Any

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.widgets.toggle_chip import ToggleChip

ARROWS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1}


class Segments(QWidget):
    """A row of choices with the interface of a combo box. It has the focus as a whole; arrow keys move through it."""

    currentIndexChanged = Signal(int)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._items: list[tuple[ToggleChip, Any]] = []
        self._current = -1
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(3, 3, 3, 3)
        self._row.setSpacing(4)
        self._row.addStretch(1)
        self.setAccessibleName(name)
        self.setMinimumHeight(34)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def addItem(self, text: str, data: object = None, help: str = "", *, enabled: bool = True) -> None:
        number = len(self._items)
        chip = ToggleChip(text, f"{self._name}: {text}", self)
        chip.setToolTip(help or text)
        chip.setEnabled(enabled)
        chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the whole has it
        chip.clicked.connect(lambda: self.setCurrentIndex(number))
        self._items.append((chip, data))
        self._row.insertWidget(number, chip)
        chip.show()
        if self._current < 0:
            self.setCurrentIndex(0)

    def clear(self) -> None:
        for chip, _data in self._items:
            chip.hide()
            chip.deleteLater()
        self._items, self._current = [], -1

    def setCurrentIndex(self, number: int) -> None:
        if number == self._current or not 0 <= number < len(self._items) or not self._items[number][0].isEnabled():
            return
        self._current = number
        for n, (chip, _data) in enumerate(self._items):
            chip.setChecked(n == number)
        self.setAccessibleDescription(self.currentText())
        self.currentIndexChanged.emit(number)

    def currentIndex(self) -> int:
        return self._current

    def currentData(self) -> Any:
        return self.itemData(self._current)

    def currentText(self) -> str:
        return self.itemText(self._current)

    def count(self) -> int:
        return len(self._items)

    def itemText(self, number: int) -> str:
        return self._items[number][0].caption if 0 <= number < len(self._items) else ""

    def itemData(self, number: int) -> Any:
        return self._items[number][1] if 0 <= number < len(self._items) else None

    def findData(self, data: object) -> int:
        return next((n for n, (_chip, value) in enumerate(self._items) if value == data), -1)

    def findText(self, text: str) -> int:
        return next((n for n, (chip, _data) in enumerate(self._items) if chip.caption == text), -1)

    def _chips(self) -> QRect:
        """Where the choices are, with a little space around them."""
        whole = QRect()
        for chip, _data in self._items:
            whole = whole.united(chip.geometry())
        return whole.adjusted(-3, -2, 3, 2) & self.rect()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = ARROWS.get(Qt.Key(event.key()))
        if by is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            self.setCurrentIndex(self._current + by)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme.paint_focus_ring(painter, self, area=self._chips())
        painter.end()
