"""A tour of five stops, each beside the control that it is about. Nothing is blocked meanwhile, and it can be left at any stop.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.messages.window import (
    TOUR_ADD,
    TOUR_BOUNCE,
    TOUR_INPUT,
    TOUR_LISTEN,
    TOUR_RECORD,
    tour_stop,
)
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import button, label
from ui.widgets.controls import is_escape
from ui.widgets.shortcut_override import ShortcutOverride

Stop = Literal["add", "input", "record", "listen", "bounce"]
STOPS: tuple[tuple[Stop, str, str, str], ...] = (  # what it is about, heading, sentence, the command whose key is named
    ("add", "Begin with a track", TOUR_ADD, "track.add"),
    ("input", "Choose its input", TOUR_INPUT, ""),
    ("record", "Record", TOUR_RECORD, "transport.record"),
    ("listen", "Listen", TOUR_LISTEN, "transport.play"),
    ("bounce", "Bounce", TOUR_BOUNCE, "song.bounce"),
)
WIDTH, GAP, FRAME = 320, 12, 3


class Tour(QFrame):
    """The card with its sentence and buttons; hidden until `begin`.

    Attributes:
        stop: Number of the stop that is shown, from 0; None when there is no tour.
    """

    def __init__(
        self,
        bridge: Bridge,
        window: QWidget,
        find: Callable[[Stop], QWidget | None],
        is_covered: Callable[[], bool],
    ) -> None:
        """Make it.

        Args:
            bridge: To the session.
            window: Over which it lies.
            find: Shows the page of a stop and returns its control.
            is_covered: Whether a dialog lies over the window: the tour waits for it.
        """
        super().__init__(window)
        self._bridge, self._window, self._find, self._covered = bridge, window, find, is_covered
        self.stop: int | None = None
        self._target: QWidget | None = None
        self._ring = _Ring(window)
        self.setProperty("kind", "card")
        self.setFixedWidth(WIDTH)
        ShortcutOverride(self, is_escape)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        self.number, self.heading, self.sentence = label("", "dim"), label("", "heading"), label("", wrap=True)
        for part in (self.number, self.heading, self.sentence):
            column.addWidget(part)
        row = QHBoxLayout()
        self.skip, self.back = button("Skip the tour", self.end, "link"), button("Back", lambda: self.show_stop(-1))
        self.next = button("Next", lambda: self.show_stop(1), "primary")
        row.addWidget(self.skip)
        row.addStretch(1)
        row.addWidget(self.back)
        row.addWidget(self.next)
        column.addLayout(row)
        window.installEventFilter(self)
        bridge.slow_ticked.connect(self.place)
        self.hide()

    def begin(self, stop: int = 0) -> None:
        """Start it, or go on with it at a stop."""
        self.stop = stop
        self.show_stop(0)

    def end(self) -> None:
        """Leave it, and do not begin it by itself again."""
        self.stop = self._target = None
        self._bridge.session.settings.tour_seen = True
        self._bridge.session.save_settings()
        self.place()

    def show_stop(self, step: int) -> None:
        """Go to the next or previous stop; behind the last one it ends."""
        if self.stop is None:
            return
        self.stop = max(0, self.stop + step)
        if self.stop >= len(STOPS):
            self.end()
            return
        stop, heading, sentence, command = STOPS[self.stop]
        self._target = self._find(stop)
        key = self._bridge.actions.key(command) if command else ""
        self.number.setText(tour_stop(self.stop + 1, len(STOPS)))
        self.heading.setText(f"{heading} ({key})" if key else heading)
        self.sentence.setText(sentence)
        self.setAccessibleName(f"{self.number.text()}: {self.heading.text()}. {sentence}")
        self.next.setText("Done" if self.stop == len(STOPS) - 1 else "Next")
        self.back.setVisible(self.stop > 0)
        self.skip.setVisible(self.stop < len(STOPS) - 1)
        self.place()
        if self.isVisible():  # else what is typed in a dialog would go to the window
            self.next.setFocus(Qt.FocusReason.OtherFocusReason)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def place(self) -> None:
        """Lay card and ring where the control is now; a dialog goes first, and another page has nothing of it."""
        elsewhere = self._target is not None and not self._target.isVisible()  # on another page
        shown = self.stop is not None and not self._covered() and not elsewhere
        self.setVisible(shown)
        target = self._target_rect() if shown else QRect()
        self._ring.show_around(target)
        if not shown:
            return
        self.adjustSize()
        free = self._window.rect().adjusted(GAP, GAP, -GAP, -GAP)
        self.move(_beside(target, self.rect(), free))
        self.raise_()

    def _target_rect(self) -> QRect:
        """Of the control, as far as it is in sight; empty if it is scrolled away."""
        target = self._target
        if target is None or not target.isVisible():
            return QRect()
        seen = target.visibleRegion().boundingRect()
        return QRect(target.mapTo(self._window, seen.topLeft()), seen.size())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.stop is not None:
            QTimer.singleShot(0, self, self._find_again)  # once the controls lie where they will
        return False

    def _find_again(self) -> None:
        """What was in view before the window had its size may be no longer."""
        if self.stop is not None and self._target is not None and self._target.isVisible():
            self._target = self._find(STOPS[self.stop][0])
        self.place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.end()
        else:
            super().keyPressEvent(event)


class _Ring(QWidget):
    """A frame around a control, through which the mouse goes."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_around(self, target: QRect) -> None:
        self.setVisible(not target.isEmpty())
        if not target.isEmpty():
            self.setGeometry(target.adjusted(-2 * FRAME, -2 * FRAME, 2 * FRAME, 2 * FRAME))
            self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(theme.ACCENT), FRAME))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(FRAME, FRAME, -FRAME, -FRAME), 6, 6)
        painter.end()


def _beside(target: QRect, card: QRect, free: QRect) -> QPoint:
    """Where the card lies: below its control, else above it, else at its right or left; in the middle without one."""
    if target.isEmpty():
        card.moveCenter(free.center())
        return card.topLeft()
    x = max(free.left(), min(target.left(), free.right() - card.width()))
    y = max(free.top(), min(target.top(), free.bottom() - card.height()))
    places = (
        QPoint(x, target.bottom() + GAP),
        QPoint(x, target.top() - GAP - card.height()),
        QPoint(target.right() + GAP, y),
        QPoint(target.left() - GAP - card.width(), y),
    )
    return next((place for place in places if free.contains(QRect(place, card.size()))), QPoint(x, y))
