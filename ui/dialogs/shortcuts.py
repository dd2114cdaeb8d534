"""The list of all keys, by group.

Lives: window, main thread.
"""

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.commands.command import Command, shown_keys
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

HEADING_LINES = 2  # that the heading of a group is as high as
THREE_COLUMNS_PX = 1200  # a narrower window has room for two


class ShortcutsDialog(Dialog):
    """The list of all keys."""

    def __init__(self, commands: Sequence[Command[Any]], window: QWidget) -> None:
        super().__init__("Keys and mouse", window, width=1200)
        columns = QHBoxLayout()
        columns.setSpacing(24)
        groups = [
            (
                name,
                [
                    (command.title, shown_keys(command.keys))
                    for command in commands
                    if command.keys and command.group == name
                ],
            )
            for name in dict.fromkeys(command.group for command in commands if command.keys)
        ]
        groups.append(("Mouse", list(MOUSE)))
        wide = window.width() >= THREE_COLUMNS_PX
        for share in _shared(groups, 3 if wide else 2):
            column = QVBoxLayout()
            for name, lines in share:
                heading = label(name, "heading")
                heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
                column.addWidget(heading)
                grid = QGridLayout()
                grid.setVerticalSpacing(2)
                grid.setColumnStretch(0, 1)
                for n, (title, keys) in enumerate(lines):
                    grid.addWidget(label(title, "dim"), n, 0)
                    grid.addWidget(label(keys), n, 1)
                column.addLayout(grid)
                column.addSpacing(10)
            column.addStretch(100)
            columns.addLayout(column, 1)
        self.body.addLayout(columns)


def _shared(
    groups: list[tuple[str, list[tuple[str, str]]]], columns: int
) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """The groups in their order, about equally many lines in each column."""
    shares: list[list[tuple[str, list[tuple[str, str]]]]] = [[] for _ in range(columns)]
    whole, done = sum(len(lines) + HEADING_LINES for _, lines in groups), 0.0
    for name, lines in groups:
        height = len(lines) + HEADING_LINES
        shares[min(columns - 1, int((done + height / 2) * columns / whole))].append((name, lines))
        done += height
    return shares
