"""What every strip of the console has: place for its parts, fader, meter, value, name.

Lives: window, main thread.
"""

import math
from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.edits.edit import Edit
from ui import text, theme
from ui.bridge import Bridge
from ui.widgets.binding import GestureBinding
from ui.widgets.controls import ValueControl
from ui.widgets.entry import EditableLabel
from ui.widgets.fader import CAP_HEIGHT, Fader
from ui.widgets.levels import LevelBank
from ui.widgets.meters import MeterSpot
from ui.widgets.slider import PanSlider

METER_ROOM, METER_GAP = 24, 8
CLIP_HEIGHT = 10


class StripBase(QWidget):
    """Subclasses fill `upper` (sends, headphones) and `buttons`, and say how values are read and edited."""

    clear_asked = Signal(object)  # keyboard modifiers of the click on the clip box

    def __init__(self, bridge: Bridge, name: str, width: int, parent: QWidget | None = None, *, rows: int = 2) -> None:
        """`rows` of controls stand above the pan, in all strips as many, so that the faders are level."""
        super().__init__(parent)
        self.bridge = bridge
        self.title = name
        self.colour_token = theme.DIM
        self.is_selected = False
        self._bindings: list[GestureBinding] = []
        self.setFixedWidth(width)
        above = QWidget(self)
        above.setFixedHeight(max(1, rows) * theme.HIT)
        self.upper = QVBoxLayout(above)
        self.upper.setContentsMargins(0, 0, 0, 0)
        self.upper.setSpacing(0)
        self.upper.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._above = above
        self.pan = PanSlider(f"Pan of {name}", self)
        self.fader = Fader(f"Fader of {name}", self)
        self.value = EditableLabel(f"Level of {name}", on_click=True, parent=self)
        self.value.setFont(theme.font(theme.BASE_PX))
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.value.text_to_edit = lambda: text.decibels(self.fader.value, unit=False)
        self.value.setToolTip("Click to type, double-click for 0 dB")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(3)
        self.name = EditableLabel(f"Name of {name}", on_click=False, parent=self)
        self.name.setFont(theme.font(theme.BASE_PX, 600))
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 4)
        column.setSpacing(2)
        column.addWidget(self._above)
        column.addWidget(self.pan)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        row.addItem(QSpacerItem(METER_ROOM + METER_GAP, 20))
        row.addWidget(self.fader)
        row.addStretch(1)
        column.addLayout(row, 1)
        column.addWidget(self.value)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addLayout(self.buttons)
        centred.addStretch(1)
        column.addLayout(centred)
        column.addWidget(self.name)

    # --- document
    def bind(self, control: ValueControl, label: str, make_edit: Callable[[float], Edit]) -> None:
        self._bindings.append(GestureBinding(self.bridge, control, label, make_edit, self.show_values))

    def connect_value(self) -> None:
        """Typing and resetting the figure go through the fader, as complete gestures."""

        def typed(words: str) -> None:
            level = text.parse_decibels(words)
            if level is not None:
                self.fader.set_by_hand(min(6.0, level))

        self.value.typed.connect(typed)
        self.value.reset_asked.connect(lambda: self.fader.set_by_hand(0.0))

    def show_values(self) -> None:
        """Read everything from the document again."""
        raise NotImplementedError

    def show_fader(self, level_db: float, pan: float, name: str) -> None:
        self.fader.set_value(level_db if level_db > -190 else -math.inf)
        self.pan.set_value(pan)
        self.value.setText(text.decibels(level_db))
        shown = self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.width() - 12)
        self.name.setText(shown)
        self.name.setToolTip(name)
        self.name.text_to_edit = lambda: name
        self.update()

    # --- meters
    def meter_bank(self) -> LevelBank:
        raise NotImplementedError

    def meter_indices(self) -> tuple[int, ...]:
        raise NotImplementedError

    def top_db(self) -> float:
        return 6.0

    def _meter_left(self, count: int) -> int:
        return self.fader.x() - METER_ROOM - METER_GAP + (METER_ROOM - (8 * count + 3 * (count - 1))) // 2

    def meter_spots(self) -> list[MeterSpot]:
        """In the coordinates of the strip's parent."""
        indices = self.meter_indices()
        left = self.x() + self._meter_left(len(indices))
        top = self.y() + self.fader.y() + CLIP_HEIGHT + 3
        height = max(20, self.fader.height() - CLIP_HEIGHT - 3 - CAP_HEIGHT // 4)
        bank = self.meter_bank()
        spots = []
        for n, index in enumerate(indices):
            x = left + n * 11
            clip_box = QRect(x, top - CLIP_HEIGHT - 1, 8, CLIP_HEIGHT - 2)
            spots.append(MeterSpot(bank, index, QRect(x, top, 8, height), True, self.top_db(), clip_box))
        return spots

    def clip_zone(self) -> QRect:
        """Where a click puts the clip light out: bigger than the light."""
        return QRect(self.fader.x() - METER_ROOM - METER_GAP - 4, self.fader.y() - 4, METER_ROOM + 8, 26)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.clip_zone().contains(event.position().toPoint()):
            self.clear_asked.emit(event.modifiers())
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.RAISED if self.is_selected else theme.PANEL))
        painter.fillRect(QRect(6, 4, self.width() - 13, 3), theme.colour(self.colour_token))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour(theme.BG))
        painter.end()
