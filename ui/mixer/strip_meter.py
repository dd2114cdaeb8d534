"""The meter of a strip: what it shows, and where it lies beside the fader.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.ballistics import METER_MARKS_DB, LevelBank, meter_fraction
from ui.widgets.fader import CAP_HEIGHT, Fader
from ui.widgets.meters import MeterSpot, Reductions, ReductionSpot

METER_ROOM, METER_GAP = 30, 4
METER_WIDTH, STEREO_WIDTH, REDUCTION_WIDTH = 8, 5, 4
CLIP_HEIGHT = 10
METER_FIGURES_PX = 12


@dataclass(frozen=True, slots=True)
class MeterSource:
    """What the meter of a strip shows.

    Attributes:
        bank: Levels of all meters of this kind.
        indices: Which of them it shows, from left to right; empty for a strip without a meter.
        description: Where it measures.
        reduction_lane: Lane whose gain reduction it shows at its side; -1 for none.
        with_limiter: True if that includes the gain reduction of the limiter.
        top_db: Level at its upper end.
    """

    bank: LevelBank
    indices: tuple[int, ...] = ()
    description: str = ""
    reduction_lane: int = -1
    with_limiter: bool = False
    top_db: float = 6.0


class StripMeter:
    """Places a strip's meter on the layer that paints all meters, and paints its scale.

    Attributes:
        narrow: True while the strip is narrow.
    """

    def __init__(self, strip: QWidget, fader: Fader, reductions: Reductions, source: Callable[[], MeterSource]) -> None:
        self._strip, self._fader, self._reductions, self._source = strip, fader, reductions, source
        self.narrow = False

    def width(self) -> int:
        """Width of the meter with the gap between it and the fader, in pixels."""
        return sum(self._widths())

    def _widths(self) -> tuple[int, int]:
        return (26, 2) if self.narrow else (METER_ROOM, METER_GAP)

    def _bars(self, count: int) -> tuple[int, int]:
        """Width of a bar, and the distance from one to the next."""
        return (METER_WIDTH, METER_WIDTH + 3) if count < 2 or self.narrow else (STEREO_WIDTH, STEREO_WIDTH + 2)

    def _left(self, count: int) -> int:
        """Where the first bar begins: beside the fader, so that figures have room on the left."""
        (width, gap), (bar, step) = self._widths(), self._bars(count)
        used = REDUCTION_WIDTH + 3 + bar + step * (count - 1)
        free = width - used
        return self._fader.x() - gap - width + (free // 2 if self.narrow else free) + REDUCTION_WIDTH + 3

    def _height(self) -> int:
        return max(20, self._fader.height() - CLIP_HEIGHT - 3 - CAP_HEIGHT // 4)

    def spots(self) -> list[MeterSpot | ReductionSpot]:
        """Places of its bars, in the coordinates of the strip's parent."""
        source = self._source()
        left = self._strip.x() + self._left(len(source.indices))
        top = self._strip.y() + self._fader.y() + CLIP_HEIGHT + 3
        height = self._height()
        spots: list[MeterSpot | ReductionSpot] = []
        bar, step = self._bars(len(source.indices))
        for n, index in enumerate(source.indices):
            x = left + n * step
            clip_box = QRect(x, top - CLIP_HEIGHT - 1, bar, CLIP_HEIGHT - 2)
            place = QRect(x, top, bar, height)
            spots.append(MeterSpot(source.bank, index, place, True, source.top_db, clip_box))
        if source.indices and source.reduction_lane >= 0:
            place = QRect(left - REDUCTION_WIDTH - 3, top, REDUCTION_WIDTH, height)
            spots.append(ReductionSpot(self._reductions, source.reduction_lane, place, source.with_limiter))
        return spots

    def paint_scale(self, painter: QPainter) -> None:
        """Paint a mark every METER_MARKS_DB, with numbers if there is room."""
        source = self._source()
        if not source.indices:
            return
        edge = self._left(len(source.indices)) - REDUCTION_WIDTH - 4
        top, height = self._fader.y() + CLIP_HEIGHT + 3, self._height()
        painter.setFont(theme.font(9))
        for mark_db in METER_MARKS_DB:
            y = top + height - round(meter_fraction(mark_db, source.top_db) * height)
            painter.fillRect(QRect(edge - 3, y, 3, 1), theme.colour(theme.TEXT if mark_db == 0 else theme.FAINT))
            if edge - 5 >= METER_FIGURES_PX:
                painter.setPen(theme.colour(theme.DIM))
                place = QRect(edge - 5 - METER_FIGURES_PX, y - 6, METER_FIGURES_PX, 12)
                painter.drawText(
                    place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{abs(mark_db):.0f}"
                )

    def clip_zone(self) -> QRect:
        """Where a click clears the clip light: larger than the light."""
        width, gap = self._widths()
        return QRect(self._fader.x() - width - gap - 2, self._fader.y() - 4, width + 2, 26)

    def zone(self) -> QRect:
        """The whole meter: where a right click offers other meter modes."""
        width, gap = self._widths()
        return QRect(self._fader.x() - width - gap - 2, self._fader.y() - 4, width + 2, self._fader.height())
