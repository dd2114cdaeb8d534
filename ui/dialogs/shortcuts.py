"""The list of all keys, by group.

Lives: window, main thread.
"""

from itertools import groupby

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.actions import ActionRow, key_words
from ui.dialogs.dialog import Dialog
from ui.widgets.card import label

MOUSE = (
    ("Click the ruler", "go there"),
    ("Drag in the ruler's Loop or Punch row", "its range"),
    ("Wheel, with Shift", "scroll down, sideways"),
    ("Wheel with Ctrl", "zoom at the pointer"),
    ("Drag with the middle button", "pan"),
    ("Drag a clip or its edges", "move, trim (Shift: freely)"),
    ("Drag an upper corner of a clip", "fade"),
    ("Drop audio files", "import them there"),
    ("Drag a control with Shift", "fine"),
    ("Double-click or Ctrl+click a control", "its default value"),
    ("Wheel over a control, with Ctrl", "changes it"),
    ("Click a clip light", "put it out"),
    ("with Ctrl, with Ctrl+Shift", "its kind, all"),
)

THREE_COLUMNS_PX = 1200  # a narrower window has room for two


class ShortcutsDialog(Dialog):
    def __init__(self, rows: list[ActionRow], window: QWidget) -> None:
        super().__init__("Keys and mouse", window, width=1200)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        groups = [(name, [(row.words, key_words(row.keys)) for row in part]) for name, part in groupby(rows, _group)]
        groups.append(("Mouse", list(MOUSE)))
        wide = window.width() >= THREE_COLUMNS_PX
        for share in (groups[:2], groups[2:4], groups[4:]) if wide else (groups[:3], groups[3:]):
            column = QVBoxLayout()
            for name, lines in share:
                heading = label(name, "heading")
                heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                column.addWidget(heading)
                grid = QGridLayout()
                grid.setVerticalSpacing(2)
                grid.setColumnStretch(0, 1)
                for n, (text, keys) in enumerate(lines):
                    grid.addWidget(label(text, "dim"), n, 0)
                    grid.addWidget(label(keys), n, 1)
                column.addLayout(grid)
                column.addSpacing(10)
            column.addStretch(100)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)


def _group(row: ActionRow) -> str:
    return row.group
