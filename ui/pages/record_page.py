"""Record: the arrangement, and beside it inputs, headphones and how one hears oneself.

Lives: window, main thread.
"""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.arrange.arrange_view import ArrangeView
from ui.bridge import Bridge
from ui.pages.next_step import NextStep
from ui.pages.phones_card import PhonesCard
from ui.pages.record_cards import HearYourselfCard, InputsCard, SideColumn
from ui.pages.tuner_card import TunerCard
from ui.widgets.scrolling import scrolling
from ui.widgets.tab_order import stops
from ui.window.focus_areas import cards_of

SIDE_WIDTH = 306


class RecordPage(QWidget):
    """The one arrangement is shared with the Mix page: `take` places it here."""

    page_asked = Signal(int)
    step_asked = Signal(object)  # StepProgress: show where it is done

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._arrange: ArrangeView | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._place = QVBoxLayout()
        row.addLayout(self._place, 1)
        self.inputs = InputsCard(bridge)
        self.inputs.device_asked.connect(lambda: bridge.actions.run("program.device"))
        self.phones = PhonesCard(bridge)
        self.tuner = TunerCard(bridge)
        self.cards: dict[str, QWidget] = {"inputs": self.inputs, "phones": self.phones, "tuner": self.tuner}
        following = NextStep(bridge, 2)
        following.page_asked.connect(self.page_asked)
        following.step_asked.connect(self.step_asked)
        self._side = scrolling(SideColumn(self.inputs, HearYourselfCard(bridge), following, self.phones, self.tuner))
        self._side.setFixedWidth(SIDE_WIDTH)
        row.addWidget(self._side)

    def show_card(self, card_id: str) -> None:
        """Bring a card into view, and the keyboard to its first control. Raises KeyError for an id that none has."""
        card = self.cards[card_id]
        self._side.ensureWidgetVisible(card, 0, 0)
        first = next(iter(stops(card)), None)
        if first is not None:
            first.setFocus()

    def areas(self) -> list[QWidget]:
        """Where F6 stops, from left to right."""
        return [*(() if self._arrange is None else self._arrange.areas()), *cards_of(self)]

    def take(self, arrange: ArrangeView) -> None:
        self._arrange = arrange
        self._place.addWidget(arrange)
        arrange.show()
