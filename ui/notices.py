"""The notices under the transport: cards in the page, never a box in the way.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.bridge import Bridge
from ui.widgets.card import NoticeCard

MOST_SHOWN = 3
LASTS_MS = {"info": 6000, "warn": 12000}  # without a button; errors stay


class Notices(QWidget):
    """Newest last. A plain piece of news goes by itself; problems stay until they are put away."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 6, 12, 6)
        self._column.setSpacing(4)
        self.cards: list[NoticeCard] = []
        self.usual_action: Callable[[str], tuple[str, Callable[[], object]] | None] = lambda _sentence: None
        bridge.noticed.connect(self.show_notice)
        bridge.settled.connect(self._put_away)
        self.hide()

    def show_notice(
        self, kind: str, sentence: str, action_label: str | None, action: Callable[[], object] | None
    ) -> None:
        self._put_away(sentence)
        usual = self.usual_action(sentence) if action is None else None
        if usual is not None:
            action_label, action = usual
        for card in [card for card in self.cards if not card.asks]:  # what can be done about something stays offered
            if len(self.cards) >= MOST_SHOWN:
                self._remove(card)
        act = None if action is None else lambda: self._act(made, action)
        made = NoticeCard(sentence, kind, action_label, act, lambda: self._remove(made))
        self.cards.append(made)
        self._column.addWidget(made)
        self.show()
        if kind in LASTS_MS and action is None:
            QTimer.singleShot(LASTS_MS[kind], made, lambda: self._remove(made))

    def _act(self, card: NoticeCard, action: Callable[[], object]) -> None:
        """What is refused is told, and can be asked again."""
        if self._bridge.attempt(action):
            self._remove(card)

    def _put_away(self, sentence: str) -> None:
        for card in list(self.cards):
            if card.accessibleName() == sentence:
                self._remove(card)

    def _remove(self, card: NoticeCard) -> None:
        if card in self.cards:
            self.cards.remove(card)
            self._column.removeWidget(card)
            card.hide()
            card.deleteLater()
        self.setVisible(bool(self.cards))
