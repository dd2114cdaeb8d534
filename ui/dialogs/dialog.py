"""A dialog inside the window: a card on a dimmed backdrop; Escape closes it, or a click beside it while nothing is typed.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from app.documents.notices import Notice, NoticeKind
from ui import theme
from ui.widgets.card import NOTICES_MARGIN, NOTICES_WIDTH, button, label, set_kind
from ui.widgets.controls import is_escape
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.tab_order import stop_after

MARGIN = 24  # least, around the card
LEAST_BODY = 60  # height
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own name


class _BodyArea(QScrollArea):
    """As large as what is inside it, and scrolling where the window is smaller than that."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.most = QWIDGETSIZE_MAX  # height; a layout that is too small takes from all that has height for width
        self.setWidget(inside)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self.viewport(), inside):
            part.setAutoFillBackground(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        inside = self.widget()
        layout = None if inside is None else inside.layout()
        if layout is None:
            return 0
        layout.activate()
        requested = layout.totalHeightForWidth(width) if layout.hasHeightForWidth() else layout.totalSizeHint().height()
        return min(max(requested, layout.totalMinimumSize().height()), self.most)

    def sizeHint(self) -> QSize:
        inside = self.widget()
        return QSize() if inside is None else inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        inside = self.widget()
        return QSize(0 if inside is None else inside.minimumSizeHint().width(), LEAST_BODY)


class Dialog(QWidget):
    """Audio and transport keys go on behind it. Subclasses fill `body` and `foot`.

    Attributes:
        problem: The line above the buttons that says what was refused; see `tell`.
    """

    closed = Signal()
    placed = Signal()  # the card has another place or size

    def __init__(self, title: str, window: QWidget, width: int = 560) -> None:
        super().__init__(window)
        ShortcutOverride(self, is_escape)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._width = width
        self._window = window
        self._focus_before: QWidget | None = None
        self.card = QFrame(self)
        self.card.setProperty("kind", "card")
        column = self._column = QVBoxLayout(self.card)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.addWidget(label(title, "title"), 1)
        top.addWidget(button("Close (Esc)", self.close_dialog, "link"))
        column.addLayout(top)
        inside = QWidget()
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self._area = _BodyArea(inside)
        column.addWidget(self._area, 1)
        self.problem = label("", "bad", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self._untold: Notice | None = None
        self._left_over: Callable[[Notice], object] = lambda _notice: None
        self._notices_room = QWidget()
        self._notices_room.hide()
        column.addWidget(self._notices_room)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(8)
        column.addLayout(self.foot)
        window.installEventFilter(self)

    @property
    def unfinished(self) -> str:
        """What closing it stops; empty if nothing is lost by that."""
        return ""

    def open_dialog(self) -> None:
        self._focus_before = self._window.focusWidget()  # the application has none while a file dialog is closing
        self.setGeometry(self._window.rect())
        self.show()
        self._place()  # only what is shown has the sizes of the theme
        self.raise_()
        self.setFocus()

    def close_dialog(self) -> None:
        focus = QApplication.focusWidget()
        held_focus = focus is None or focus is self or self.isAncestorOf(focus)
        self.hide()
        before = self._focus_before
        if held_focus and before is not None and isValid(before) and before.isVisible():
            before.setFocus()
        self.closed.emit()
        if self._untold is not None:
            self._left_over(self._untold)
        self.deleteLater()

    def tell(self, sentence: str, kind: NoticeKind = "error") -> None:
        """Say above the buttons what an attempt came to; empty: nothing any more."""
        self.show_told(sentence, {"error": "bad", "warn": "warn", "info": "dim"}[kind])
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def show_told(self, sentence: str, kind: str) -> None:
        """Put into the line what `tell` says, in a style of the theme."""
        self.problem.setText(sentence)
        set_kind(self.problem, kind)
        self.problem.setVisible(bool(sentence))
        self.fit()

    def take_notice(self, notice: Notice, left_over: Callable[[Notice], object]) -> None:
        """Say here what an attempt from this dialog came to. If the dialog closes at once, `left_over` gets it."""
        self._untold, self._left_over = notice, left_over
        QTimer.singleShot(0, self, self._forget_untold)
        self.tell(notice.sentence, notice.kind)

    def _forget_untold(self) -> None:
        self._untold = None

    def _place(self) -> None:
        self._lay_card()
        self.placed.emit()

    def _lay_card(self) -> None:
        """In the middle, but with room for notices beside it where the window is wide enough."""
        width = min(self._width, self.width() - 2 * MARGIN)
        self.card.setFixedWidth(width)
        self._area.most = QWIDGETSIZE_MAX
        self._area.updateGeometry()  # what scrolls does not say by itself that it has become longer
        self._column.activate()
        free = self.width() - width
        left = min(free // 2, free - NOTICES_WIDTH) if free >= NOTICES_WIDTH + MARGIN else free // 2
        requested = max(self.card.sizeHint().height(), self._column.totalHeightForWidth(width))
        taken = self._taken_by_notices()
        height = min(requested - taken, self.height() - 2 * MARGIN)
        bottom = max(MARGIN, (self.height() - height) // 2) + height
        top = max(MARGIN, bottom - height - taken)  # the buttons stay where they are: someone may be about to click
        overflow = self._column.totalHeightForWidth(width) - (bottom - top)
        if overflow > 0:
            margins = self._column.contentsMargins()
            whole = self._area.heightForWidth(width - margins.left() - margins.right())
            self._area.most = max(LEAST_BODY, whole - overflow)
            self._area.updateGeometry()
        self.card.setGeometry(left, top, width, bottom - top)
        self._column.activate()

    def _taken_by_notices(self) -> int:
        """The height that their room adds to the card."""
        shown = self._notices_room.isVisibleTo(self)
        return self._notices_room.height() + self._column.spacing() if shown else 0

    def room_for_notices(self, area: QRect, height: int) -> QRect | None:
        """Make room where notices cover nothing: beside the card, else between its body and its buttons.

        Args:
            area: Where they would lie, in the window's coordinates.
            height: How high they are; 0 for none.

        Returns:
            Where they may lie, with the margin around them; None if they are too high.
        """
        beside = area.adjusted(max(0, self.card.geometry().right() + 1 - area.left()), 0, 0, 0)
        taken = self._taken_by_notices()
        least = self._column.totalMinimumSize().height() - taken + self._column.spacing()
        inside = height if beside.width() < NOTICES_WIDTH else 0
        if inside > self.height() - 2 * MARGIN - least:
            return None
        if inside != max(0, taken - self._column.spacing()):
            self._notices_room.setFixedHeight(inside)
            self._notices_room.setVisible(inside > 0)
            self._lay_card()
        if not inside:
            return beside
        room = QRect(self._notices_room.mapTo(self._window, QPoint()), self._notices_room.size())
        return room.adjusted(-NOTICES_MARGIN, -NOTICES_MARGIN, NOTICES_MARGIN, NOTICES_MARGIN)

    def fit(self) -> None:
        """After the body changed its size."""
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._window:
            self.setGeometry(self._window.rect())
            self._place()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.close_dialog()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays in the dialog: behind it is the Record button."""
        stop = stop_after(self.card, QApplication.focusWidget(), forward=forward)
        if stop is not None:
            stop.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        return True

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the card closes it, but never throws away what was typed."""
        typed = any(field.isModified() and field.text() for field in self.card.findChildren(QLineEdit))
        if not typed and not self.card.geometry().contains(event.position().toPoint()):
            self.close_dialog()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.BACKDROP, 0.72))
        painter.end()
