"""Side cards of the Record page: inputs with meters, and how one hears oneself.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.devices.monitoring import MODE_NAMES, latency_words
from app.messages.monitoring import GOOD_LEVEL, NO_CARD_NO_INPUT
from app.text import values
from app.text.devices import CHOOSE_DEVICE
from ui import theme
from ui.arrange.monitoring import armed_sentences
from ui.bridge import Bridge
from ui.widgets.ballistics import FLOOR_DB, meter_fraction
from ui.widgets.card import Card, button, label, set_kind
from ui.widgets.meters import MeterLayer, MeterSpot

ROW, SCALE_HEIGHT = 24, 12
SCALE_DB = (-40.0, -20.0, -12.0, -6.0, 0.0)
GOOD_DB = (-12.0, -6.0)  # where peaks of a take belong
MOST_INPUTS = 8


class _InputRows(QWidget):
    """One row an input: number, which track listens, meter, highest peak."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._rows: list[tuple[int, str]] = []
        self._figures: list[str] = []
        self.layer = MeterLayer(self._spots, self)
        self.setToolTip("Click to clear the highest peaks")

    def show_rows(self, rows: list[tuple[int, str]]) -> None:
        if rows != self._rows:
            self._rows = rows
            self._figures = [""] * len(rows)
            self.setFixedHeight(SCALE_HEIGHT + max(1, len(rows)) * ROW)
            self.layer.relayout()
            self.update()

    def _meter(self, row: int) -> QRect:
        return QRect(112, SCALE_HEIGHT + row * ROW + 8, max(40, self.width() - 112 - 48), 6)

    def _x_of(self, level_db: float) -> int:
        meter = self._meter(0)
        return meter.x() + round(meter_fraction(level_db, 0.0) * meter.width())

    def _spots(self) -> list[MeterSpot]:
        return [
            MeterSpot(self._bridge.levels.inputs, number - 1, self._meter(n), vertical=False, top_db=0.0)
            for n, (number, _name) in enumerate(self._rows)
        ]

    def resizeEvent(self, event: object) -> None:
        self.layer.setGeometry(self.rect())
        self.layer.relayout()

    def refresh_figures(self) -> None:
        highest = self._bridge.levels.inputs.highest_db
        figures = [
            values.format_decibels(float(highest[number - 1]) if highest[number - 1] > FLOOR_DB else -200, unit="")
            for number, _name in self._rows
        ]
        if figures != self._figures:
            self._figures = figures
            self.update()

    def mousePressEvent(self, event: object) -> None:
        self._bridge.levels.inputs.clear()
        self.refresh_figures()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.font())
        for n, (number, name) in enumerate(self._rows):
            painter.setPen(theme.colour(theme.TEXT if name else theme.DIM))
            text = f"{number} {name or 'free'}"
            text = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideMiddle, 106)
            painter.drawText(QRect(0, SCALE_HEIGHT + n * ROW, 108, ROW), Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(theme.colour(theme.DIM))
            place = QRect(self.width() - 46, SCALE_HEIGHT + n * ROW, 46, ROW)
            figure = self._figures[n] if n < len(self._figures) else ""
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, figure)
        self._paint_scale(painter)
        painter.end()

    def _paint_scale(self, painter: QPainter) -> None:
        """Figures above all meters, and under each a line where peaks belong."""
        painter.setFont(theme.font(9))
        painter.setPen(theme.colour(theme.DIM))
        for level_db in SCALE_DB:
            place = QRect(self._x_of(level_db) - 12, 0, 24, SCALE_HEIGHT)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, f"{abs(level_db):.0f}")
        low, high = (self._x_of(level_db) for level_db in GOOD_DB)
        for n in range(len(self._rows)):
            painter.fillRect(QRect(low, self._meter(n).bottom() + 2, high - low, 2), theme.colour(theme.OK))


class InputsCard(Card):
    """The inputs of armed tracks with their levels."""

    device_asked = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Inputs", parent=parent)
        self._bridge = bridge
        self.rows = _InputRows(bridge)
        self.message = label("", "dim", wrap=True)
        self.choose = button(CHOOSE_DEVICE, self.device_asked.emit)
        for part in (self.rows, self.message, self.choose):
            self.body.addWidget(part)
        bridge.ticked.connect(self.rows.layer.refresh)
        bridge.slow_ticked.connect(self.refresh)
        bridge.changed.connect(lambda _changes: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        session = self._bridge.session
        device = session.devices.device
        listening: dict[int, str] = {}
        for track in self._bridge.song.tracks:
            for number in track.inputs:
                listening.setdefault(number, track.name)
        count = min(MOST_INPUTS, device.input_channels if device is not None else 0)
        used = sorted(n for n in listening if device is not None and count < n <= device.input_channels)[:4]
        names = {n: session.settings.input_name(device.input_device, n) for n in range(1, count + 1)} if device else {}
        given = {n: name for n, name in names.items() if name != f"Input {n}"}
        self.rows.show_rows([(n, listening.get(n, given.get(n, ""))) for n in [*range(1, count + 1), *used]])
        self.rows.setVisible(count > 0)
        self.rows.refresh_figures()
        self.set_aside(_device_name(device))
        real = session.devices.has_sound_card and device is not None and device.backend != "virtual"
        self.choose.setVisible(not real)
        self.message.setText(GOOD_LEVEL if real else session.devices.sentence)


def _device_name(device: object) -> str:
    if device is None:
        return "none"
    if device.backend == "virtual":  # type: ignore[attr-defined]
        return "no sound card"
    return (device.input_device or device.host_api)[:24]  # type: ignore[attr-defined, no-any-return]


class HearYourselfCard(Card):
    """How performers hear themselves, and with how much delay."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("You hear yourself", parent=parent)
        self._bridge = bridge
        self.message: QLabel = label("", "dim", wrap=True)
        self.body.addWidget(self.message)
        bridge.slow_ticked.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        session = self._bridge.session
        device = session.devices.device
        if device is None or device.backend == "virtual":
            self.set_aside("not yet")
            self.message.setText(NO_CARD_NO_INPUT)
            return
        frames, measured, mode = (
            session.devices.latency_frames,
            session.devices.latency_measured,
            session.devices.monitoring_mode,
        )
        late = latency_words(frames, device.rate_hz, measured)
        self.set_aside(late.figure, late.kind)
        set_kind(self.aside, late.kind)
        armed = armed_sentences(session)
        self.message.setText(
            "\n".join(armed.values()) or f"{MODE_NAMES[mode]}. Arm a track to hear yourself. {late.sentence}"
        )


class SideColumn(QWidget):
    """Cards one below the other."""

    def __init__(self, *cards: QWidget) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
