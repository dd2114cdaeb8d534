"""One section of the strip in the editor: a card with its name, its switch, and place for its parts.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.editor.channel_controls import ChannelControls
from ui.widgets.card import label


class Panel(QFrame):
    """Subclasses fill `body`; `top` has room on the right of the name."""

    def __init__(
        self, title: str, controls: ChannelControls, parent: QWidget | None = None, *, switch: str = ""
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.setAccessibleName(f"{title} of {controls.channel.name}")
        self.controls = controls
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        self.top = QHBoxLayout()
        self.top.setSpacing(6)
        self.switch = controls.switch(switch, title, self) if switch else None
        if self.switch is not None:
            self.top.addWidget(self.switch)
        else:
            heading = label(title, "heading")
            heading.setMinimumHeight(theme.HIT)
            self.top.addWidget(heading)
        self.top.addStretch(1)
        column.addLayout(self.top)
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        column.addLayout(self.body, 1)

    def boxes(self, *paths: str, columns: int = 2) -> QGridLayout:
        """Values with the captions that the parameter table gives them, row by row."""
        grid = QGridLayout()
        grid.setSpacing(6)
        grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        for n, path in enumerate(paths):
            box = self.controls.box(path, self.controls.entry(path).caption, self)
            grid.addWidget(box, n // columns, n % columns)
        return grid
