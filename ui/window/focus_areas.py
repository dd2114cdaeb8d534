"""Where the keyboard is: F6 goes from area to area of the window, and what has the keyboard is always in view.

Lives: window, main thread.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ui.widgets.card import Card
from ui.widgets.tab_order import stops

if TYPE_CHECKING:
    from ui.main_window import MainWindow

MARGIN_PX = 8  # kept around what is scrolled into view


def cards_of(page: QWidget) -> list[QWidget]:
    """The cards of a page, column by column."""
    cards = page.findChildren(Card)
    return sorted(cards, key=lambda card: (card.mapTo(page, QPoint(0, 0)).x(), card.mapTo(page, QPoint(0, 0)).y()))


class FocusAreas(QObject):
    """Pages say which areas they have in `areas()`; for others each card is one."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._on_focus)

    def walk(self, step: int) -> None:
        """To the first control of the next (1) or previous (-1) area, round the corner at both ends."""
        areas = [(area, first) for area in self._areas() if (first := _first_stop(area)) is not None]
        if not areas:
            return
        focus = QApplication.focusWidget()
        here = [n for n, (area, _) in enumerate(areas) if focus is not None and _holds(area, focus)]
        at = here[-1] + step if here else 0
        areas[at % len(areas)][1].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _areas(self) -> list[QWidget]:
        window = self._window
        if window.dialog is not None:
            return [window.dialog.card]
        page = window.pages.currentWidget()
        inside = page.areas() if hasattr(page, "areas") else cards_of(page)
        return [window.stages, window.transport, *inside, window.status, window.notices]

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Not under the mouse: what is clicked must not move away from it."""
        if now is None or not self._window.isAncestorOf(now) or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._window.arrange.bring_into_view(now)
        outer = now.parentWidget()
        while outer is not None:
            if isinstance(outer, QScrollArea):
                outer.ensureWidgetVisible(now, MARGIN_PX, MARGIN_PX)
            outer = outer.parentWidget()


def _holds(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _first_stop(area: QWidget) -> QWidget | None:
    return next((stop for stop in stops(area) if stop.isVisible() and stop.isEnabled()), None)
