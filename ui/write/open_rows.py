"""A list of rows of which one at a time is open and shows its fields.

Lives: window, main thread.
"""

from collections.abc import Callable, Hashable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.card import button, label
from ui.widgets.eliding import ElidingLabel
from ui.widgets.text_entry import LineEntry, NoteEntry

Entry = LineEntry | NoteEntry


class OpenRow(QFrame):
    """A title, a line below it, what stands at its right, and the fields that a click on it opens.

    Args:
        name: Of the row, for screen readers.
        clicked: Called when its head is clicked.
    """

    def __init__(self, name: str, clicked: Callable[[], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "row")
        self.setAccessibleName(name)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 8, 6)
        column.setSpacing(6)
        self.head = QHBoxLayout()
        texts = QVBoxLayout()
        texts.setSpacing(0)
        self.title, self.line = ElidingLabel(), ElidingLabel()
        self.title.setFont(theme.font(12, 600))
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setTextFormat(Qt.TextFormat.PlainText)
        self.line.setProperty("kind", "dim")
        texts.addWidget(self.title)
        texts.addWidget(self.line)
        self.head.addLayout(texts, 1)
        self.opener = button("Edit", clicked, "link")
        self.opener.setAccessibleName(f"Edit {name}")
        self.head.addWidget(self.opener)
        column.addLayout(self.head)
        self.form = QWidget()
        self.form.hide()
        self.fields = QGridLayout(self.form)
        self.fields.setContentsMargins(0, 0, 4, 4)
        self.fields.setHorizontalSpacing(8)
        self.fields.setVerticalSpacing(4)
        self.fields.setColumnStretch(1, 1)
        column.addWidget(self.form)

    def show_line(self, title: str, line: str) -> None:
        """Set both lines of the head."""
        self.title.setText(title)
        self.line.setText(line)
        self.line.setVisible(bool(line))

    def add_field(self, title: str, widget: QWidget) -> None:
        """Add a field with its name before it."""
        row = self.fields.rowCount()
        self.fields.addWidget(
            label(title, "dim"),
            row,
            0,
            Qt.AlignmentFlag.AlignTop if isinstance(widget, NoteEntry) else Qt.AlignmentFlag.AlignVCenter,
        )
        self.fields.addWidget(widget, row, 1)

    def add_entry(self, title: str, take: Callable[[str], object], hint: str = "", *, note: bool = False) -> Entry:
        """Add a field for a text; `take` is called with what was typed."""
        entry: Entry = NoteEntry(title, hint) if note else LineEntry(title, hint)
        entry.typed.connect(take)
        self.add_field(title, entry)
        return entry

    def set_open(self, is_open: bool) -> None:
        """Show the fields, or hide them."""
        self.form.setVisible(is_open)
        self.opener.setText("Close" if is_open else "Edit")


class OpenRows(QWidget):
    """The rows in their order. They are kept while the things that they show are there, so that typing is never disturbed.

    Args:
        make: Makes the row of a thing by its id.
    """

    def __init__(self, make: Callable[[Hashable], OpenRow], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._make = make
        self.rows: dict[Hashable, OpenRow] = {}
        self.opened: Hashable | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._column.addStretch(1)

    def show_ids(self, ids: Sequence[Hashable]) -> None:
        """Show a row for each id, in this order."""
        if list(ids) == list(self.rows):
            return
        for gone in self.rows.keys() - set(ids):
            row = self.rows.pop(gone)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        rows = {id: self.rows.get(id) or self._make(id) for id in ids}
        self.rows = rows
        for place, row in enumerate(rows.values()):
            self._column.insertWidget(place, row)
            row.show()
        if self.opened not in rows:
            self.opened = None

    def toggle(self, id: Hashable) -> None:
        """Open a row, or close it if it is open."""
        self.open(None if self.opened == id else id)

    def open(self, id: Hashable | None) -> None:
        """Open one row and close the others; None closes all."""
        self.opened = id
        for other, row in self.rows.items():
            row.set_open(other == id)
        if id is not None and id in self.rows:
            first = self.rows[id].form.findChild(LineEntry)
            if first is not None:
                first.setFocus()
