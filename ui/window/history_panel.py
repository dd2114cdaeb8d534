"""The steps of the history by name, beside the page: a click or Enter goes to one.

Lives: window, main thread.
"""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import button, label
from ui.widgets.shortcut_override import ShortcutOverride

WIDTH = 220
_OWN_KEYS = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)
Index = QModelIndex | QPersistentModelIndex


class StepModel(QAbstractListModel):
    """Names of the steps, oldest first; those that Redo would bring back are dim."""

    def __init__(self) -> None:
        super().__init__()
        self.labels: list[str] = []
        self.position = 0

    def take(self, labels: list[str], position: int) -> None:
        """Show these steps; only what changed at the end is told to the view."""
        same = next((n for n, (old, new) in enumerate(zip(self.labels, labels, strict=False)) if old != new), None)
        same = min(len(self.labels), len(labels)) if same is None else same
        if same < len(self.labels):
            self.beginRemoveRows(QModelIndex(), same, len(self.labels) - 1)
            del self.labels[same:]
            self.endRemoveRows()
        if same < len(labels):
            self.beginInsertRows(QModelIndex(), same, len(labels) - 1)
            self.labels += labels[same:]
            self.endInsertRows()
        if position != self.position:
            first, last = sorted((position, self.position))
            self.position = position
            self.dataChanged.emit(self.index(first), self.index(min(last, len(labels) - 1)))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own signature)
        return 0 if parent.isValid() else len(self.labels)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        here = index.row() == self.position
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return f"\u25b8 {self.labels[index.row()]}" if here else self.labels[index.row()]
            case Qt.ItemDataRole.AccessibleTextRole:
                undone = ", undone" if index.row() > self.position else ""
                return self.labels[index.row()] + (", where the song is now" if here else undone)
            case Qt.ItemDataRole.ForegroundRole:
                return theme.colour(theme.DIM if index.row() > self.position else theme.TEXT)
            case Qt.ItemDataRole.FontRole if here:
                return theme.font(theme.BASE_PX, 600)
        return None


class StepList(QListView):
    """The list; the keyboard walks in it, and Enter goes to a step."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.steps = StepModel()
        self.setModel(self.steps)
        self.setUniformItemSizes(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("steps")
        self.setAccessibleName("Steps of the history")
        self.clicked.connect(lambda index: self._go_to(index.row()))
        ShortcutOverride(self, _is_own)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_to(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def _go_to(self, position: int) -> None:
        document = self._bridge.session.document
        self._bridge.attempt(lambda: document.opened.history.go_to(position))

    def follow(self) -> None:
        """Show the steps as they are now, the present one in view."""
        history = self._bridge.session.document.opened.history
        self.steps.take(history.labels, history.position)
        here = self.steps.index(history.position)
        self.setCurrentIndex(here)
        self.scrollTo(here)


class HistoryPanel(QWidget):
    """A heading and the list of steps. It does nothing while it is hidden."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.setFixedWidth(WIDTH)
        self.list = StepList(bridge)
        self.setFocusProxy(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.addWidget(label("History", "heading"), 1)
        self.close_button = button("Close", lambda: bridge.actions.run("view.history"), "link")
        bridge.actions.describe(self.close_button, "view.history")
        top.addWidget(self.close_button)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        bridge.changed.connect(lambda _changes: self._follow())

    @property
    def is_open(self) -> bool:
        """Whether it is shown, or will be as soon as the window is."""
        return self.isVisibleTo(self.window())

    def showEvent(self, event: object) -> None:
        self._follow()

    def _follow(self) -> None:
        if self.isVisible():
            self.list.follow()


def _is_own(event: QKeyEvent) -> bool:
    return event.key() in _OWN_KEYS and event.modifiers() in (
        Qt.KeyboardModifier.NoModifier,
        Qt.KeyboardModifier.KeypadModifier,
    )
