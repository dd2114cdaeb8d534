"""The Write page: its views, and beside them the steps of the stage.

Lives: window, main thread.
"""

from functools import partial

from PySide6.QtCore import QEvent, QObject, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.pages.next_step import NextStep
from ui.pages.steps_card import StepsCard
from ui.widgets.lazy_stack import LazyPage, LazyStack
from ui.widgets.scrolling import ScrollingArea
from ui.widgets.segments import Segments
from ui.widgets.tab_order import stops
from ui.write.views import VIEWS, View

SPACING_PX = 12
NARROW_PX = 1000  # of the page: below it there is no room for the steps
WIDE_PX = 1200
STEPS_PX, NARROW_STEPS_PX = 300, 290


class WriteCards(QWidget):
    """The cards of one view in their columns: side by side, or below each other where they have no room."""

    def __init__(self, view: View, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[str, QWidget] = {}
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACING_PX)
        self._columns: list[QVBoxLayout] = []
        for column in view.columns:
            cards = QVBoxLayout()
            cards.setSpacing(SPACING_PX)
            for place in column.cards:
                card = self.cards[place.id] = place.make(bridge)
                cards.addWidget(card, place.stretch)
            if not any(place.stretch for place in column.cards):
                cards.addStretch(1)
            self._row.addLayout(cards, column.stretch)
            self._columns.append(cards)

    def fit(self, width_px: int) -> None:
        """Put the columns below each other where `width_px` is less than they need side by side."""
        needed = sum(column.minimumSize().width() for column in self._columns)
        fits = needed + SPACING_PX * (len(self._columns) - 1) <= width_px
        wanted = QBoxLayout.Direction.LeftToRight if fits else QBoxLayout.Direction.TopToBottom
        if self._row.direction() != wanted:
            self._row.setDirection(wanted)

    def heightForWidth(self, width_px: int) -> int:
        """Beside each other, the least: lists inside the cards scroll first. Below each other, what they ask for."""
        if self._row.direction() == QBoxLayout.Direction.LeftToRight:
            return self._row.totalMinimumHeightForWidth(width_px)
        return self._row.totalHeightForWidth(width_px)

    def least_width(self) -> int:
        """Of the widest column, in pixels."""
        return max(column.minimumSize().width() for column in self._columns)


class WriteView(ScrollingArea):
    """The cards of one view; they scroll where the window is lower than they are."""

    def __init__(self, view: View, bridge: Bridge) -> None:
        self._inside = WriteCards(view, bridge)
        super().__init__(self._inside)
        self.cards = self._inside.cards

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(self._inside.least_width() + bar, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cards that grow may have no room beside each other any more."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def _fit(self) -> None:
        """Room for the scroll bar is kept, shown or not: it must not come and go with the columns."""
        self._inside.fit(self.width() - self.verticalScrollBar().sizeHint().width())


class WritePage(QWidget):
    """The first stage: one view at a time, and what is to do next."""

    page_asked = Signal(int)
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACING_PX, SPACING_PX, SPACING_PX, SPACING_PX)
        row.setSpacing(SPACING_PX)
        main = QVBoxLayout()
        main.setSpacing(SPACING_PX)
        self.choice = Segments("View of the Write page")
        self._views = [LazyPage(partial(WriteView, view, bridge)) for view in VIEWS]
        self._stack = LazyStack(self._views)
        for view in VIEWS:
            self.choice.addItem(view.title, view.id, view.help)
        self.choice.currentIndexChanged.connect(self._show_view)
        main.addWidget(self.choice)
        main.addWidget(self._stack, 1)
        row.addLayout(main, 1)
        self._side = self._make_side(bridge)
        row.addWidget(self._side)
        self._show_view(0)

    def _make_side(self, bridge: Bridge) -> QWidget:
        made = QWidget(self)
        side = QVBoxLayout(made)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(SPACING_PX)
        following = NextStep(bridge, 1)
        following.page_asked.connect(self.page_asked)
        following.step_asked.connect(self.step_asked)
        side.addWidget(following)
        steps = StepsCard(bridge, 1)
        steps.step_asked.connect(self.step_asked)
        side.addWidget(steps, 1)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the steps give way: a double click on the stage shows them too."""
        width = event.size().width()
        self._side.setVisible(width >= NARROW_PX)
        self._side.setFixedWidth(STEPS_PX if width >= WIDE_PX else NARROW_STEPS_PX)
        super().resizeEvent(event)

    def _show_view(self, number: int) -> None:
        self._stack.show_page(self._views[number])

    def card(self, card_id: str) -> QWidget:
        """A card, made if need be, not shown. Raises KeyError for an id that no card has."""
        return self._views[_view_of(card_id)].widget.cards[card_id]

    def show_card(self, card_id: str) -> QWidget:
        """Show the view of a card and give the keyboard to its first control. Raises KeyError as `card` does."""
        self.choice.setCurrentIndex(_view_of(card_id))
        card = self.card(card_id)
        first = next(iter(stops(card)), None)
        if first is not None:
            first.setFocus()
        return card


def _view_of(card_id: str) -> int:
    for number, view in enumerate(VIEWS):
        if any(place.id == card_id for column in view.columns for place in column.cards):
            return number
    raise KeyError(card_id)
