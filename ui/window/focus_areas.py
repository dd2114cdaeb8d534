"""Where the keyboard is: F6 goes from area to area of the window, and what has the keyboard is always in view.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from ui.widgets.card import Card
from ui.widgets.tab_order import stops

MARGIN_PX = 8  # kept around what is scrolled into view


def cards_of(page: QWidget) -> list[QWidget]:
    """The cards of a page, column by column."""
    cards = page.findChildren(Card)
    return sorted(cards, key=lambda card: (card.mapTo(page, QPoint(0, 0)).x(), card.mapTo(page, QPoint(0, 0)).y()))


class FocusAreas(QObject):
    """Walks from area to area, and scrolls what has the keyboard into view.

    Args:
        window: Whose areas they are.
        areas: The areas that are there now, in their order.
        bring_into_view: Scrolls what no scroll area does.
    """

    def __init__(
        self, window: QWidget, areas: Callable[[], list[QWidget]], bring_into_view: Callable[[QWidget], None]
    ) -> None:
        super().__init__(window)
        self._window, self._areas, self._bring_into_view = window, areas, bring_into_view
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

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Not under the mouse: what is clicked must not move away from it."""
        if now is None or not self._window.isAncestorOf(now) or QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._bring_into_view(now)
        outer = now.parentWidget()
        while outer is not None:
            if isinstance(outer, QScrollArea):
                outer.ensureWidgetVisible(now, MARGIN_PX, MARGIN_PX)
            outer = outer.parentWidget()


def _holds(area: QWidget, widget: QWidget) -> bool:
    return area is widget or area.isAncestorOf(widget)


def _first_stop(area: QWidget) -> QWidget | None:
    return next((stop for stop in stops(area) if stop.isVisible() and stop.isEnabled()), None)
