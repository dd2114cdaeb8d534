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
from ui.state.binding import GestureBinding
from ui.widgets.ballistics import METER_MARKS_DB, LevelBank, meter_fraction
from ui.widgets.card import set_kind
from ui.widgets.controls import ValueControl
from ui.widgets.entry import EditableLabel
from ui.widgets.fader import CAP_HEIGHT, Fader
from ui.widgets.meters import MeterSpot, ReductionSpot
from ui.widgets.slider import PanSlider

METER_ROOM, METER_GAP = 28, 6
METER_WIDTH, REDUCTION_WIDTH = 8, 4
CLIP_HEIGHT = 10
THUMB_HEIGHT = 42
NARROW_WIDTH = 60
METER_FIGURES_PX = 12


class StripBase(QWidget):
    """Subclasses fill `thumb`, `upper` (sends), `buttons`, `modes` and `route`, and say how values are read."""

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
        self.full_width, self.narrow, self.compact = width, False, False
        self._bindings: list[GestureBinding] = []
        self.setFixedWidth(width)
        self._above, self.upper = _place(max(0, rows) * theme.HIT, self)
        self._thumb_place, self.thumb = _place(THUMB_HEIGHT, self)
        self._mode_place = QWidget(self)
        self._mode_place.setFixedHeight(theme.HIT)
        self.modes = QHBoxLayout(self._mode_place)
        self.modes.setContentsMargins(0, 0, 0, 0)
        self.modes.setSpacing(3)
        self._route_place, self.route = _place(theme.HIT, self)
        self.pan = PanSlider(f"Pan of {name}", self)
        self.fader = Fader(f"Fader of {name}", self)
        self.value = EditableLabel(f"Level of {name}", on_click=True, parent=self)
        self.value.setFont(theme.font(theme.BASE_PX))
        self.value.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.value.text_to_edit = lambda: values.format_decibels(self.fader.value, unit="")
        self.value.setFixedSize(width - 12, theme.HIT)  # a moving figure must not lay the console out again
        self.value.setToolTip("Click to type, double-click for 0 dB")
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(3)
        self.name = EditableLabel(f"Name of {name}", on_click=False, parent=self)
        self.name.setFont(theme.font(theme.BASE_PX, 600))
        self.name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._lay_out()

    def _lay_out(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(6, 10, 6, 4)
        column.setSpacing(2)
        column.addWidget(self._thumb_place)
        column.addWidget(self._above)
        column.addWidget(self.pan)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addStretch(1)
        self._meter_spacer = QSpacerItem(METER_ROOM + METER_GAP, 20)
        row.addItem(self._meter_spacer)
        row.addWidget(self.fader)
        row.addStretch(1)
        column.addLayout(row, 1)
        column.addWidget(self.value)
        centred = QHBoxLayout()
        centred.addStretch(1)
        centred.addLayout(self.buttons)
        centred.addStretch(1)
        column.addLayout(centred)
        column.addWidget(self._mode_place)
        column.addWidget(self._route_place)
        column.addWidget(self.name)

    def tab_parts(self) -> list[QWidget]:
        """From top to bottom; `pressed` are the buttons below the fader."""
        upper = [self._thumb_place, self._above, self.pan, self.fader, self.value]
        return [*upper, *self.pressed(), self._mode_place, self._route_place, self.name]

    def pressed(self) -> list[QWidget]:
        named = (getattr(self, name, None) for name in ("mute", "solo", "arm", "dim", "mono"))
        return [button for button in named if isinstance(button, QWidget)]

    def set_narrow(self, narrow: bool) -> None:
        """60 px: without sends and thumbnails, with short buttons."""
        self.narrow = narrow
        self.setFixedWidth(NARROW_WIDTH if narrow else self.full_width)
        self.value.setFixedWidth(self.maximumWidth() - 12)
        edge = 3 if narrow else 6
        self._column.setContentsMargins(edge, 10, edge, 4)
        self._meter_spacer.changeSize(sum(self._meter_room()), 20)
        self._show_upper()
        self.fader.set_scale_shown(not narrow)
        self.show_values()

    def set_compact(self, level: int) -> None:
        """Low: without sends and thumbnails; lower still: without automation mode and output."""
        self.compact = level > 0
        self._show_upper()
        for part in (self._mode_place, self._route_place):
            part.setVisible(level < 2)

    def _show_upper(self) -> None:
        for part in (self._above, self._thumb_place):
            part.setVisible(not self.narrow and not self.compact)

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

    def connect_value(self) -> None:
        """Typing and resetting the figure go through the fader, as complete gestures."""

        def typed(text: str) -> None:
            level = values.parse_decibels(text)
            if level is not None:
                self.fader.set_by_hand(min(6.0, level))

        self.value.typed.connect(typed)
        self.value.reset_asked.connect(lambda: self.fader.set_by_hand(0.0))
        self.fader.typing_asked.connect(self.value.open_field)

    def show_values(self) -> None:
        """Read everything from the document again."""
        raise NotImplementedError

    def show_fader(self, level_db: float, pan: float, name: str) -> None:
        self.show_moving(level_db, pan)
        shown = self.name.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, self.width() - 12)
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
    def meter_bank(self) -> LevelBank:
        raise NotImplementedError

    def meter_indices(self) -> tuple[int, ...]:
        """None for a strip without a meter."""
        raise NotImplementedError

    def reduction_lane(self) -> int:
        """Whose gain reduction stands beside the meter; -1 for nobody's."""
        return -1

    def top_db(self) -> float:
        return 6.0

    def _meter_room(self) -> tuple[int, int]:
        """Width of the meters' place and the gap between it and the fader."""
        return (26, 2) if self.narrow else (METER_ROOM, METER_GAP)

    def _meter_left(self, count: int) -> int:
        width, gap = self._meter_room()
        used = REDUCTION_WIDTH + 3 + METER_WIDTH * count + 3 * (count - 1)
        return self.fader.x() - gap - width + (width - used) // 2 + REDUCTION_WIDTH + 3

    def meter_spots(self) -> list[MeterSpot | ReductionSpot]:
        """In the coordinates of the strip's parent."""
        indices = self.meter_indices()
        left = self.x() + self._meter_left(len(indices))
        top = self.y() + self.fader.y() + CLIP_HEIGHT + 3
        height = self._meter_height()
        spots: list[MeterSpot | ReductionSpot] = []
        for n, index in enumerate(indices):
            x = left + n * (METER_WIDTH + 3)
            clip_box = QRect(x, top - CLIP_HEIGHT - 1, METER_WIDTH, CLIP_HEIGHT - 2)
            place = QRect(x, top, METER_WIDTH, height)
            spots.append(MeterSpot(self.meter_bank(), index, place, True, self.top_db(), clip_box))
        lane = self.reduction_lane()
        if indices and lane >= 0:
            place = QRect(left - REDUCTION_WIDTH - 3, top, REDUCTION_WIDTH, height)
            spots.append(ReductionSpot(self.bridge.levels, lane, place, with_limiter=self.has_limiter()))
        return spots

    def _paint_meter_scale(self, painter: QPainter) -> None:
        """Paint the meter's own scale: a mark every METER_MARKS_DB, with numbers if there is room."""
        indices = self.meter_indices()
        if not indices:
            return
        edge = self._meter_left(len(indices)) - REDUCTION_WIDTH - 4
        top, height = self.fader.y() + CLIP_HEIGHT + 3, self._meter_height()
        painter.setFont(theme.font(9))
        for mark_db in METER_MARKS_DB:
            y = top + height - round(meter_fraction(mark_db, self.top_db()) * height)
            painter.fillRect(QRect(edge - 3, y, 3, 1), theme.colour(theme.TEXT if mark_db == 0 else theme.FAINT))
            if edge - 5 >= METER_FIGURES_PX:
                painter.setPen(theme.colour(theme.DIM))
                place = QRect(edge - 5 - METER_FIGURES_PX, y - 6, METER_FIGURES_PX, 12)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{abs(mark_db):.0f}"
                )

    def _meter_height(self) -> int:
        return max(20, self.fader.height() - CLIP_HEIGHT - 3 - CAP_HEIGHT // 4)

    def has_limiter(self) -> bool:
        return False

    def clip_zone(self) -> QRect:
        """Where a click puts the clip light out: bigger than the light."""
        width, gap = self._meter_room()
        return QRect(self.fader.x() - width - gap - 2, self.fader.y() - 4, width + 2, 26)

    def meter_zone(self) -> QRect:
        """The whole meter: where a right click offers other kinds of metering."""
        width, gap = self._meter_room()
        return QRect(self.fader.x() - width - gap - 2, self.fader.y() - 4, width + 2, self.fader.height())

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = event.position().toPoint()
        if event.button() == Qt.MouseButton.LeftButton and self.clip_zone().contains(at):
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
        self._paint_meter_scale(painter)
        painter.end()


def _place(height: int, parent: QWidget) -> tuple[QWidget, QVBoxLayout]:
    """A box of fixed height whose column begins at its top."""
    box = QWidget(parent)
    box.setFixedHeight(height)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    return box, column
