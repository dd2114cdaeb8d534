"""The list of all keys, by group.

Lives: window, main thread.
"""

from itertools import groupby

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.actions import ActionRow, key_words
from ui.dialogs.sheet import Sheet
from ui.stages.step_list import scrolling
from ui.widgets.card import label

MOUSE = (
    ("Click the ruler", "go there"),
    ("Drag in the ruler's upper row", "loop range"),
    ("Wheel, Shift+wheel", "scroll down, sideways"),
    ("Ctrl+wheel", "zoom at the pointer"),
    ("Middle drag", "pan"),
    ("Drag a clip, drag its edges", "move it, trim it (Shift: no snap)"),
    ("Double-click or Alt+click a control", "back to its usual value"),
    ("Shift while dragging a control", "fine"),
    ("Click a clip light, with Ctrl, with Ctrl+Shift", "put out one, its kind, all"),
)


class ShortcutsSheet(Sheet):
    def __init__(self, rows: list[ActionRow], window: QWidget) -> None:
        super().__init__("Keys and mouse", window, width=940)
        inside = QWidget()
        columns = QHBoxLayout(inside)
        columns.setSpacing(32)
        groups = [(name, [(row.words, key_words(row.keys)) for row in part]) for name, part in groupby(rows, _group)]
        groups.append(("Mouse", [(what, how) for how, what in MOUSE]))
        for share in (groups[:2], groups[2:4], groups[4:]):
            column = QVBoxLayout()
            for name, lines in share:
                column.addWidget(label(name, "heading"))
                grid = QGridLayout()
                grid.setVerticalSpacing(2)
                grid.setColumnStretch(0, 1)
                for n, (words, keys) in enumerate(lines):
                    grid.addWidget(label(words, "dim", wrap=True), n, 0)
                    grid.addWidget(label(keys, wrap=name == "Mouse"), n, 1)
                column.addLayout(grid)
                column.addSpacing(10)
            column.addStretch(1)
            columns.addLayout(column, 1)
        area = scrolling(inside)
        area.setMinimumHeight(520)
        self.body.addWidget(area)


def _group(row: ActionRow) -> str:
    return row.group
