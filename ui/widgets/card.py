"""Surfaces: a card with a heading, a notice with one button; and labels and buttons in the theme's styles.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.press import EnterButton


def label(text: str, kind: str = "", *, wrap: bool = False) -> QLabel:
    """A plain-text label in one of the theme's styles (`kind`)."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if kind:
        made.setProperty("kind", kind)
    return made


def mark(text: str, kind: str, size_px: int, parent: QWidget) -> QLabel:
    """A small label over a track or strip; clicks and tooltips go to what lies beneath."""
    made = label(text, kind)
    made.setParent(parent)
    made.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    made.setFont(theme.font(size_px, 600))
    return made


def set_kind(widget: QWidget, kind: str) -> None:
    """Change the theme's style of a widget."""
    if widget.property("kind") != kind:
        widget.setProperty("kind", kind)
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def button(text: str, action: Callable[[], object], kind: str = "") -> QPushButton:
    """A button that runs `action`, in one of the theme's styles (`kind`)."""
    made = EnterButton(text)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setMinimumHeight(30 if kind != "link" else theme.HIT)
    if kind:
        made.setProperty("kind", kind)
    made.clicked.connect(lambda _checked=False: action())
    return made


class Card(QFrame):
    """A heading, a label on its right, and the column `body` for the owner to fill."""

    def __init__(self, heading: str, aside: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(heading)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(8)
        self.top = QHBoxLayout()
        self.heading = label(heading, "heading")
        self.aside = label(aside, "dim")
        self.top.addWidget(self.heading, 1)
        self.top.addWidget(self.aside)
        column.addLayout(self.top)
        self.body = QVBoxLayout()
        self.body.setSpacing(4)
        column.addLayout(self.body)

    def set_aside(self, text: str, kind: str = "dim") -> None:
        """Set the label on the right of the heading."""
        self.aside.setText(text)
        set_kind(self.aside, kind)


NOTICES_MARGIN = 12  # around them
NOTICES_WIDTH = 300 + 2 * NOTICES_MARGIN  # least, with the margins


class NoticeCard(QFrame):
    """One sentence, at most one button, and a button that dismisses it.

    Args:
        sentence: What happened; also the accessible name.
        kind: "info", "warn", "error" or "recovery".
        action_label, action: The button. `action` dismisses the card itself.
        dismissed: Called when the user dismisses the card.
    """

    def __init__(
        self,
        sentence: str,
        kind: str,
        action_label: str | None,
        action: Callable[[], object] | None,
        dismissed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        edge = {"error": theme.REC, "warn": theme.WARN, "recovery": theme.WARN}.get(kind, theme.ACCENT)
        self.setObjectName("notice")
        self.setStyleSheet(
            f"#notice {{ background: {theme.css(theme.RAISED)}; border: 1px solid {theme.css(theme.LINE)};"
            f" border-left: 3px solid {theme.css(edge)}; border-radius: 6px; }}"
        )
        self.mark = {"error": "Problem", "warn": "Warning", "recovery": "Unsaved work"}.get(kind, "")
        self.setAccessibleName(sentence)
        self.asks = action is not None
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 8, 8)
        row.setSpacing(8)
        column = QVBoxLayout()
        column.setSpacing(4)
        row.addLayout(column, 1)
        if self.mark:
            column.addWidget(label(self.mark, "bad" if kind == "error" else "warn"))
        column.addWidget(label(sentence, wrap=True))
        if action_label and action is not None:
            column.addWidget(button(action_label, action), 0, Qt.AlignmentFlag.AlignLeft)
        dismiss = button("Dismiss", dismissed, "link")
        row.addWidget(dismiss, 0, Qt.AlignmentFlag.AlignTop)


def clear_layout(layout: QVBoxLayout | QHBoxLayout) -> None:
    """Remove and delete everything in a layout."""
    while layout.count():
        item = layout.takeAt(0)
        widget = None if item is None else item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
