"""What every strip of the console has: place for its parts, fader, meter, value, name.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QSpacerItem, QVBoxLayout, QWidget

from app.edits.edit import Edit
from app.text import values
from app.units import MINUS_INFINITY_DB
from ui import theme
from ui.bridge import Bridge
from ui.mixer.strip_meter import MeterSource, StripMeter
from ui.mixer.strip_places import StripPlaces
from ui.state.binding import GestureBinding
from ui.widgets.card import set_kind
from ui.widgets.controls import ValueControl
from ui.widgets.entry import EditableLabel
from ui.widgets.fader import Fader
from ui.widgets.slider import PanSlider

NARROW_WIDTH = 60


class StripBase(QWidget):
    """Subclasses fill `places`, read their values in `show_values`, and say what `meter` shows in `meter_source`."""

    clear_asked = Signal(object)  # keyboard modifiers of the click on the clip box
    meter_menu_asked = Signal(object)  # where on the screen

    def __init__(self, bridge: Bridge, name: str, width: int, parent: QWidget | None = None, *, rows: int = 2) -> None:
        """`rows` of controls stand above the pan, in all strips as many, so that the faders are level."""
        super().__init__(parent)
        self.bridge = bridge
        self.title = name
        self.colour_token = theme.DIM
        self.is_selected = False
        self.faulty = self.silenced = False
        self.narrow = self._compact = False
        self._full_width = width
        self._bindings: list[GestureBinding] = []
        self.setFixedWidth(width)
        self.places = StripPlaces(rows, self)
        self.pan = PanSlider(f"Pan of {name}", self)
        self.fader = Fader(f"Fader of {name}", self)
        self.meter = StripMeter(self, self.fader, bridge.levels, self.meter_source)
        self.value = EditableLabel(f"Level of {name}", on_click=True, parent=self)
        self.value.setFont(theme.font(theme.BASE_PX))
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.value.text_to_edit = lambda: values.format_decibels(self.fader.value, unit="")
        self.value.setFixedSize(width - 12, theme.HIT)  # a moving figure must not lay the console out again
        self.value.setToolTip("Click to type, double-click for 0 dB")
        self.name = EditableLabel(f"Name of {name}", on_click=False, parent=self)
        self.name.setFont(theme.font(theme.BASE_PX, 600))
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect_value()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 4)
        column.setSpacing(2)
        for box in self.places.above_pan():
            column.addWidget(box)
        column.addWidget(self.pan)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        self._meter_spacer = QSpacerItem(self.meter.width(), 20)
        row.addItem(self._meter_spacer)
        row.addWidget(self.fader)
        row.addStretch(1)
        column.addLayout(row, 1)
        column.addWidget(self.value)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addLayout(self.places.buttons)
        centred.addStretch(1)
        column.addLayout(centred)
        for box in self.places.below_buttons():
            column.addWidget(box)
        column.addWidget(self.name)

    def tab_parts(self) -> list[QWidget]:
        """From top to bottom."""
        places = self.places
        upper = [*places.above_pan(), self.pan, self.fader, self.value]
        return [*upper, *places.button_widgets(), *places.below_buttons(), self.name]

    def set_narrow(self, narrow: bool) -> None:
        """60 px: without sends and thumbnails, with short buttons."""
        self.narrow = self.meter.narrow = narrow
        self.setFixedWidth(NARROW_WIDTH if narrow else self._full_width)
        self.value.setFixedWidth(self.maximumWidth() - 12)
        edge = 3 if narrow else 6
        self._column.setContentsMargins(edge, 10, edge, 4)
        self._meter_spacer.changeSize(self.meter.width(), 20)
        self._show_upper()
        self.fader.set_scale_shown(not narrow)
        self.show_values()

    def set_compact(self, level: int) -> None:
        """Low: without sends and thumbnails; lower still: without automation mode and output."""
        self._compact = level > 0
        self._show_upper()
        self.places.show_below_buttons(level < 2)

    def _show_upper(self) -> None:
        self.places.show_above_pan(not self.narrow and not self._compact)

    # --- document
    def bind(self, control: ValueControl, label: str, make_edit: Callable[[float], Edit]) -> None:
        self._bindings.append(GestureBinding(self.bridge, control, label, make_edit, self.show_values))

    def set_silenced(self, silenced: bool) -> None:
        """Not heard because of somebody else's solo."""
        if silenced != self.silenced:
            self.silenced = silenced
            for part in (self.name, self.value):
                set_kind(part, "silenced" if silenced else "")
            self.fader.faint = silenced
            self.fader.update()
            self.update()

    def bind_name(self, make_edit: Callable[[str], Edit]) -> None:
        """Rename what the strip shows by what is typed over its name."""

        def typed(text: str) -> None:
            if text and text != self.name.text_to_edit():
                self.bridge.perform(make_edit(text))
            self.show_values()

        self.name.typed.connect(typed)

    def _connect_value(self) -> None:
        """Typing and resetting the figure go through the fader, as complete gestures."""
        self.value.typed.connect(self.fader.take_figure)
        self.value.resets = True
        self.value.reset_asked.connect(lambda: self.fader.set_by_hand(0.0))
        self.fader.typing_asked.connect(self.value.open_field)

    def show_values(self) -> None:
        """Read everything from the document again."""
        raise NotImplementedError

    def show_fader(self, level_db: float, pan: float, name: str) -> None:
        self.show_moving(level_db, pan)
        shown = self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideMiddle, self.width() - 12)
        self.name.setText(shown)
        self.name.setToolTip(name)
        self.name.text_to_edit = lambda: name
        self.update()

    def show_moving(self, level_db: float, pan: float) -> None:
        """What automation may move while the song plays."""
        self.fader.set_value(level_db if level_db > -190 else MINUS_INFINITY_DB)
        self.pan.set_value(pan)
        text = values.format_decibels(level_db, "" if self.narrow else "dB")
        if text != self.value.text():
            self.value.setText(text)

    # --- meters
    def meter_source(self) -> MeterSource:
        """What the meter shows; a strip without an override has no meter."""
        return MeterSource(self.bridge.levels.lanes)

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.meter.clip_zone().contains(at):
            self.clear_asked.emit(event.modifiers())
            return
        super().mousePressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour(theme.RAISED if self.is_selected else theme.PANEL))
        bar = QRect(6, 4, self.width() - 13, 4 if self.faulty else 3)
        tone = theme.REC if self.faulty else self.colour_token
        faint = self.silenced and not self.faulty
        painter.fillRect(bar, theme.mix(tone, theme.PANEL, 0.35) if faint else theme.colour(tone))
        painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), theme.colour(theme.BG))
        self.meter.paint_scale(painter)
        painter.end()
