"""One painter for all meters: a clear sheet above a whole console, header column or bar.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.levels import FLOOR_DB, LevelBank, meter_fraction


@dataclass(frozen=True, slots=True)
class MeterSpot:
    """Where one channel's meter lies on the sheet, and which meter of which bank it shows."""

    bank: LevelBank
    index: int
    place: QRect
    vertical: bool = True
    top_db: float = 6.0
    clip_box: QRect | None = None


VU_REFERENCE_DB = -18.0
FULL_REDUCTION_DB = 24.0  # as far down as the bar goes


class Reductions(Protocol):
    @property
    def reduction_db(self) -> NDArray[np.float32]: ...
    @property
    def limiter_db(self) -> float: ...


@dataclass(frozen=True, slots=True)
class ReductionSpot:
    """Where a lane's gain reduction hangs down from the top: of gate, compressor and de-esser the deepest."""

    levels: Reductions
    lane: int
    place: QRect
    with_limiter: bool = False

    def depth_db(self) -> float:
        table = self.levels.reduction_db
        depth = -float(table[:, self.lane].min()) if self.lane < table.shape[1] else 0.0
        return max(depth, -self.levels.limiter_db) if self.with_limiter else depth


class MeterSheet(QWidget):
    """Lets every click through. `spots_of` is asked again after `relayout`."""

    def __init__(self, spots_of: Callable[[], Sequence[MeterSpot | ReductionSpot]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._spots_of = spots_of
        self._spots: Sequence[MeterSpot | ReductionSpot] = ()
        self.show_vu_mark = False
        self._painted: list[tuple[int, int, bool]] = []
        self._stale = True
        self._ramps: dict[tuple[int, int, bool, float], QPixmap] = {}

    @property
    def spots(self) -> Sequence[MeterSpot | ReductionSpot]:
        if self._stale:
            self._stale = False
            self._spots = tuple(self._spots_of())
            self._painted = [(-1, -1, False)] * len(self._spots)
        return self._spots

    def relayout(self) -> None:
        self._stale = True
        self.update()

    def refresh(self) -> None:
        """Ask for a repaint of those meters whose picture moved by a pixel."""
        if not self.isVisible():
            return
        region = QRegion()
        for number, spot in enumerate(self.spots):
            state = self._state(spot)
            if state != self._painted[number]:
                self._painted[number] = state
                region += spot.place
                if isinstance(spot, MeterSpot) and spot.clip_box is not None:
                    region += spot.clip_box
        if not region.isEmpty():
            self.update(region)

    @staticmethod
    def _state(spot: MeterSpot | ReductionSpot) -> tuple[int, int, bool]:
        if isinstance(spot, ReductionSpot):
            depth = min(1.0, spot.depth_db() / FULL_REDUCTION_DB)
            return round(depth * spot.place.height()), 0, False
        length = spot.place.height() if spot.vertical else spot.place.width()
        shown = round(meter_fraction(float(spot.bank.shown_db[spot.index]), spot.top_db) * length)
        hold_db = float(spot.bank.hold_db[spot.index])
        hold = round(meter_fraction(hold_db, spot.top_db) * length) if hold_db > FLOOR_DB else -1
        return shown, hold, bool(spot.bank.clipped[spot.index])

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        region = event.region()
        for spot in self.spots:
            if isinstance(spot, ReductionSpot):
                if region.intersects(spot.place):
                    self._paint_reduction(painter, spot)
            elif region.intersects(spot.place) or (spot.clip_box is not None and region.intersects(spot.clip_box)):
                self._paint(painter, spot)
        painter.end()

    def _paint_reduction(self, painter: QPainter, spot: ReductionSpot) -> None:
        depth, _, _ = self._state(spot)
        painter.fillRect(spot.place, theme.colour("#0d0f12"))
        if depth > 0:
            bar = QRect(spot.place.x(), spot.place.y(), spot.place.width(), depth)
            painter.fillRect(bar, theme.colour(theme.WARN))

    def _paint(self, painter: QPainter, spot: MeterSpot) -> None:
        shown, hold, clipped = self._state(spot)
        place = spot.place
        painter.fillRect(place, theme.colour("#0d0f12"))
        ramp = self._ramp(place.width(), place.height(), spot.vertical, spot.top_db)
        if shown > 0 and spot.vertical:
            top = place.height() - shown
            painter.drawPixmap(place.x(), place.y() + top, ramp, 0, top, place.width(), shown)
        elif shown > 0:
            painter.drawPixmap(place.x(), place.y(), ramp, 0, 0, shown, place.height())
        if hold > 1 and spot.vertical:
            line = QRect(place.x(), place.bottom() + 1 - hold, place.width(), 2)
            painter.fillRect(line & place, theme.colour(theme.TEXT))
        elif hold > 1:
            painter.fillRect(QRect(place.x() + hold - 2, place.y(), 2, place.height()), theme.colour(theme.TEXT))
        if self.show_vu_mark and spot.vertical:
            y = place.bottom() + 1 - round(meter_fraction(VU_REFERENCE_DB, spot.top_db) * place.height())
            painter.fillRect(QRect(place.x(), y, place.width(), 1), theme.colour(theme.ACCENT))
        if spot.clip_box is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(theme.REC if clipped else "#0d0f12"))
            painter.drawRoundedRect(QRectF(spot.clip_box), 2, 2)

    def _ramp(self, width: int, height: int, vertical: bool, top_db: float) -> QPixmap:
        key = (width, height, vertical, top_db)
        found = self._ramps.get(key)
        if found is None:
            found = self._ramps[key] = _make_ramp(width, height, vertical, top_db)
        return found


def _make_ramp(width: int, height: int, vertical: bool, top_db: float) -> QPixmap:
    pixmap = QPixmap(max(1, width), max(1, height))
    ramp = QLinearGradient(0, height, 0, 0) if vertical else QLinearGradient(0, 0, width, 0)
    full = 1.15 if top_db > 0 else 1.0
    for at, token in (
        (0.0, theme.METER_DARK), (0.5, theme.METER_LOW), (0.70, theme.METER_LOW), (0.74, theme.METER_HIGH),
        (0.88, theme.METER_HIGH), (0.93, theme.METER_OVER), (full, theme.METER_OVER),
    ):  # fmt: skip
        ramp.setColorAt(min(1.0, at / full), theme.colour(token))
    painter = QPainter(pixmap)
    painter.fillRect(pixmap.rect(), ramp)
    painter.end()
    return pixmap
