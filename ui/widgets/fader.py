"""The fader: a cap beside a scale, with the taper of a console and a detent at 0 dB.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.text import values
from app.units import MINUS_INFINITY_DB, fader_db_to_position, fader_position_to_db
from ui import theme
from ui.widgets.controls import ValueControl
from ui.widgets.sharp import fits, painting, sharp_pixmap

CAP_HEIGHT, CAP_WIDTH = 26, 24
TOP_DB = 6.0
DETENT_DB = 0.4  # a drag that ends up this near to 0 dB means 0 dB
SCALE_DB = (6.0, 0.0, -6.0, -12.0, -20.0, -30.0, -50.0)


class Fader(ValueControl):
    """A vertical fader from -inf to +6 dB. Enter emits `typing_asked`."""

    typing_asked = Signal()  # Enter

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.vertical = True
        self.low, self.high, self.neutral = MINUS_INFINITY_DB, TOP_DB, 0.0
        self.step, self.fine_step = 0.5, 0.1
        self.take_form(values.FORMS["dB"])
        self._ground: QPixmap | None = None
        self.faint = False  # what it moves is not heard now
        self.setMinimumSize(CAP_WIDTH + 18, 84)

    def take_figure(self, typed: str) -> None:
        """Apply a level that was typed elsewhere."""
        self._take_typed(typed)

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth() + 2, 160)

    def set_scale_shown(self, shown: bool) -> None:
        """Show or hide the scale; without it the fader is as wide as its cap."""
        self.setFixedWidth(CAP_WIDTH + 20) if shown else self.setFixedWidth(CAP_WIDTH + 2)

    def position_of(self, value: float) -> float:
        return min(1.0, fader_db_to_position(value))

    def value_at(self, position: float) -> float:
        return min(TOP_DB, fader_position_to_db(position))

    def floor_for_steps(self) -> float:
        return -70.0

    def nudged(self, steps: float, fine: bool) -> float:
        requested = super().nudged(steps, fine)
        return MINUS_INFINITY_DB if requested <= -70 else requested

    def snap(self, value: float) -> float:
        return 0.0 if abs(value) < DETENT_DB else value

    def open_field(self) -> None:
        """Ask for the figure below it, which has more room."""
        self.typing_asked.emit()

    def travel(self) -> float:
        return float(max(1, self.height() - CAP_HEIGHT))

    def y_of(self, value_db: float) -> float:
        """Vertical centre of the cap at a level."""
        return CAP_HEIGHT / 2 + (1 - self.position_of(value_db)) * self.travel()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        middle = CAP_WIDTH / 2 + 1
        if not fits(self._ground, self):
            self._ground = self._paint_ground(middle)
        painter.drawPixmap(0, 0, self._ground)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_cap(painter, middle)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _paint_ground(self, middle: float) -> QPixmap:
        """Slot and scale, which stay while the cap moves."""
        made = sharp_pixmap(self, theme.colour(theme.BG, 0.0))
        with painting(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.METER_GROUND))
            painter.drawRoundedRect(QRectF(middle - 2, CAP_HEIGHT / 2, 4, self.travel()), 2, 2)
            self._paint_scale(painter, middle)
        return made

    def _paint_scale(self, painter: QPainter, middle: float) -> None:
        painter.setFont(theme.font(9))
        last_y = -100.0
        for level in SCALE_DB:
            y = self.y_of(level)
            painter.setPen(theme.colour(theme.TEXT if level == 0 else theme.FAINT))
            if self.width() >= 40:
                painter.drawLine(QPointF(middle + 4, y), QPointF(middle + (12 if level == 0 else 8), y))
            if y - last_y >= 12 and self.width() >= 40:
                painter.setPen(theme.colour(theme.DIM))
                label = f"{abs(level):.0f}"
                painter.drawText(
                    QRectF(middle + 12, y - 6, self.width() - middle - 12, 12), Qt.AlignmentFlag.AlignCenter, label
                )
                last_y = y

    def _paint_cap(self, painter: QPainter, middle: float) -> None:
        y = self.y_of(self.value)
        cap = QRectF(middle - CAP_WIDTH / 2, y - CAP_HEIGHT / 2 + 1, CAP_WIDTH, CAP_HEIGHT - 2)
        painter.setPen(QPen(theme.colour(theme.LINE if self.faint else theme.CAP_EDGE), 1))
        painter.setBrush(theme.colour(theme.RAISED if self.faint else theme.CAP))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setPen(QPen(theme.colour(theme.FAINT if self.faint else theme.TEXT), 2))
        painter.drawLine(QPointF(cap.left() + 4, y), QPointF(cap.right() - 4, y))
