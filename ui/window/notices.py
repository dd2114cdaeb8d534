"""The notices: cards laid over the page, so that nothing moves when one comes or goes.

Lives: window, main thread.
"""

from collections.abc import Callable
from functools import partial
from typing import get_args

from PySide6.QtCore import QRect, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.documents.notices import Notice, NoticeKind, WindowCommand
from ui.bridge import Bridge
from ui.widgets.card import NOTICES_MARGIN as MARGIN
from ui.widgets.card import NoticeCard
from ui.widgets.controls import is_escape
from ui.widgets.shortcut_override import ShortcutOverride

MOST_SHOWN, MOST_IN_LOW_WINDOW = 3, 2
LOW_WINDOW_PX = 760
RANKS = get_args(NoticeKind)
WIDTH, SPACING = 360, 6
LASTS_MS = {"info": 6000, "warn": 12000}  # without a button; errors stay
OFFER_LASTS_MS = 15000  # news with a button: "Open it"
AGAIN_MS = 2000  # while the mouse or the keyboard is on a card
LETS_CLICKS_THROUGH_MS = 400  # a click that was already under way belongs to the page beneath


class Notices(QWidget):
    """Offers to bring work back, then the others, newest last: at most MOST_SHOWN, fewer in a low window or without room.

    News goes by itself, unless the mouse or the keyboard is on it; problems stay until they are dismissed. Nothing newer
    hides an offer to bring work back.

    Args:
        bridge: Where notices come from.
        window: The parent; the cards lie over its other children.
        area: Called with the height of the cards, 0 for none. Returns the rectangle of `window`, in its coordinates, in
            whose bottom right corner they lie, with a margin around them; None where they have no room.
        is_told_elsewhere: Called with each notice, and whom to give it back to; True if a dialog shows it.
    """

    def __init__(
        self,
        bridge: Bridge,
        window: QWidget,
        area: Callable[[int], QRect | None],
        is_told_elsewhere: Callable[[Notice, Callable[[Notice], object]], bool],
    ) -> None:
        super().__init__(window)
        self._bridge, self._area, self._is_told_elsewhere = bridge, area, is_told_elsewhere
        self._focus_before: QWidget | None = None
        self._solid = QTimer(self)
        self._solid.setSingleShot(True)
        self._solid.timeout.connect(self._take_clicks)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACING)
        ShortcutOverride(self, is_escape)
        self.setAccessibleName("Notices")
        self.cards: list[NoticeCard] = []
        self._told: dict[NoticeCard, Notice] = {}
        bridge.noticed.connect(self.show_notice)
        bridge.settled.connect(self._put_away)
        bridge.slow_ticked.connect(self.place)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        if self._is_told_elsewhere(notice, self.show_notice):
            return
        action = notice.action
        self._put_away(notice.sentence)
        self._put_away_answered(notice)
        self._make_room()
        made: NoticeCard

        def act() -> None:
            assert action is not None
            self._act(made, partial(self._bridge.actions.run, action) if isinstance(action, WindowCommand) else action)

        run = act if action is not None else None
        made = NoticeCard(notice.sentence, notice.kind, notice.action_label, run, lambda: self._decline(made))
        place = sum(each.kind == "recovery" for each in self._told.values()) if notice.kind == "recovery" else -1
        self.cards.append(made)
        self._told[made] = notice
        self._column.insertWidget(place, made)
        self._begin(made)
        lasts = LASTS_MS if action is None else {"info": OFFER_LASTS_MS}
        if notice.kind in lasts:
            QTimer.singleShot(lasts[notice.kind], made, lambda: self._end(made))

    def told(self) -> tuple[Notice, ...]:
        """What the cards say, oldest first."""
        return tuple(self._told[card] for card in self.cards)

    def dismiss_newest(self) -> None:
        if self.cards:
            self._remove(self.cards[-1])

    def place(self) -> None:
        """Lay the cards over the page again, after the page or the window changed."""
        if not self.cards:
            self._area(0)
            return
        low = self.window().height() < LOW_WINDOW_PX
        for count in range(MOST_IN_LOW_WINDOW if low else MOST_SHOWN, 0, -1):  # without room, those that matter most
            self._show(count)
            area = self._area(self._column.totalHeightForWidth(WIDTH))
            if area is None:
                continue
            requested = self._place_in(area)
            if self.window().rect().contains(requested):
                break
        else:
            if area is None:
                return
        if requested != self.geometry():
            self.setGeometry(requested)

    def _place_in(self, area: QRect) -> QRect:
        """In its bottom right corner; in a low area on downwards: what a page asks for first is at its top."""
        width = min(WIDTH, area.width() - 2 * MARGIN)
        height = self._column.totalHeightForWidth(width)
        top = max(area.bottom() + 1 - MARGIN - height, area.top())
        return QRect(area.right() + 1 - MARGIN - width, top, width, height)

    def _end(self, card: NoticeCard) -> None:
        """Its time is over; later if somebody is about to use it, or could not see the offer yet."""
        focus = QApplication.focusWidget()
        used = card.underMouse() or (focus is not None and card.isAncestorOf(focus))
        if used or (card.asks and not card.isVisibleTo(self)):
            QTimer.singleShot(AGAIN_MS, card, lambda: self._end(card))
        else:
            self._remove(card)

    def _show(self, count: int) -> None:
        shown = sorted(self.cards, key=self._rank)[:count]
        for card in self.cards:
            card.setVisible(card in shown)
        self._column.activate()

    def _rank(self, card: NoticeCard) -> tuple[int, int]:
        """Work to bring back, the newest card, which may answer a key, then problems before warnings; newest first."""
        rank, age = 2 * RANKS.index(self._told[card].kind), len(self.cards) - self.cards.index(card)
        return min(rank, 1) if card is self.cards[-1] else rank, age

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape dismisses the card that has the keyboard."""
        focus = QApplication.focusWidget()
        card = next((card for card in self.cards if focus is not None and card.isAncestorOf(focus)), None)
        if is_escape(event) and card is not None:
            self._remove(card)
        else:
            super().keyPressEvent(event)

    def take_focus(self) -> None:
        """The keyboard to the newest card; it goes back to where it was once the cards are gone."""
        if self.cards:
            focus = QApplication.focusWidget()
            if focus is None or not self.isAncestorOf(focus):
                self._focus_before = focus
            self.cards[-1].findChildren(QPushButton)[0].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _make_room(self) -> None:
        """Plain news goes first. Cards that offer to do something wait unseen instead, and come back."""
        for card in sorted((card for card in self.cards if not card.asks), key=self._rank, reverse=True):
            if len(self.cards) >= MOST_SHOWN:
                self._remove(card)

    def _begin(self, card: NoticeCard) -> None:
        self._show_newest()
        self.raise_()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._solid.start(LETS_CLICKS_THROUGH_MS)
        said = f"{card.mark}: {card.accessibleName()}" if card.mark else card.accessibleName()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))

    def _take_clicks(self) -> None:
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)

    def _show_newest(self) -> None:
        self.place()
        self.setVisible(bool(self.cards))

    def _act(self, card: NoticeCard, action: Callable[[], object]) -> None:
        """A refusal is shown as a notice of its own, and the card stays for another try."""
        if self._bridge.attempt(action):
            self._remove(card)

    def _decline(self, card: NoticeCard) -> None:
        """By its own button; on `dismiss_newest` and Escape an offer is only out of sight."""
        declined = self._told[card].declined if card in self._told else None
        self._remove(card)
        if declined is not None:
            self._bridge.attempt(declined)

    def _put_away(self, sentence: str) -> None:
        for card in list(self.cards):
            if card.accessibleName() == sentence:
                self._remove(card)

    def _put_away_answered(self, notice: Notice) -> None:
        """What the same command said before: a key that is pressed five times says one thing."""
        for card, told in list(self._told.items()):
            if notice.command and told.command == notice.command and not card.asks:
                self._remove(card)

    def _remove(self, card: NoticeCard) -> None:
        if card not in self.cards:
            return
        focus = QApplication.focusWidget()
        had_focus = focus is not None and card.isAncestorOf(focus)
        self.cards.remove(card)
        del self._told[card]
        self._column.removeWidget(card)
        if had_focus:
            self._pass_focus_on()
        card.hide()
        card.deleteLater()
        self._show_newest()

    def _pass_focus_on(self) -> None:
        before = self._focus_before
        if self.cards:
            self.take_focus()
        elif before is not None and isValid(before) and before.isVisible():
            before.setFocus()
