"""One painter for all meters: a clear sheet above a whole console, header column or bar.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QPixmap, QRegion
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.levels import FLOOR_DB, LevelBank, meter_fraction, meter_percent


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
    """Lets every click through. `spots_of` is asked again after `relayout`.

    It covers nothing but the meters, and those wholly: what lies beneath is not painted again when one moves.
    """

    def __init__(self, spots_of: Callable[[], Sequence[MeterSpot | ReductionSpot]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._spots_of = spots_of
        self._spots: Sequence[MeterSpot | ReductionSpot] = ()
        self._groups: list[_Group] = []
        self._state: NDArray[np.int64] = np.zeros((0, 3), dtype=np.int64)
        self.show_vu_mark = False
        self._stale = True
        self._ramps: dict[tuple[int, int, bool, float], QPixmap] = {}

    @property
    def spots(self) -> Sequence[MeterSpot | ReductionSpot]:
        if self._stale:
            self._stale = False
            self._spots = tuple(self._spots_of())
            self._groups = _grouped(self._spots)
            self._state = self._now()
            self._cover(self._spots)
        return self._spots

    def _cover(self, spots: Sequence[MeterSpot | ReductionSpot]) -> None:
        region = QRegion()
        for spot in spots:
            region += spot.place
            if isinstance(spot, MeterSpot) and spot.clip_box is not None:
                region += spot.clip_box
        self.setMask(region) if not region.isEmpty() else self.setMask(QRegion(-1, -1, 1, 1))

    def relayout(self) -> None:
        self._stale = True
        self.update()

    def refresh(self) -> None:
        """Ask for a repaint of those meters whose picture moved by a pixel."""
        if not self.isVisible():
            return
        spots = self.spots
        before = self._state
        self._state = self._now()
        for number in np.flatnonzero((self._state != before).any(axis=1)).tolist():
            spot = spots[number]
            self.update(spot.place)
            if self._state[number, 2] != before[number, 2] and isinstance(spot, MeterSpot) and spot.clip_box:
                self.update(spot.clip_box)

    def _now(self) -> NDArray[np.int64]:
        """Pixels of body and hold line, and whether the clip light is on: a row for each spot."""
        state = np.zeros((len(self._spots), 3), dtype=np.int64)
        for group in self._groups:
            bank = group.bank
            state[group.numbers, 0] = _pixels(bank.shown_db[group.indices], group)
            held_db = bank.hold_db[group.indices]
            state[group.numbers, 1] = np.where(held_db > FLOOR_DB, _pixels(held_db, group), -1)
            state[group.numbers, 2] = bank.clipped[group.indices]
        for number, spot in enumerate(self._spots):
            if isinstance(spot, ReductionSpot):
                state[number, 0] = round(min(1.0, spot.depth_db() / FULL_REDUCTION_DB) * spot.place.height())
        return state

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        region = event.region()
        for number, spot in enumerate(self.spots):
            if isinstance(spot, ReductionSpot):
                if region.intersects(spot.place):
                    self._paint_reduction(painter, spot, int(self._state[number, 0]))
            elif region.intersects(spot.place) or (spot.clip_box is not None and region.intersects(spot.clip_box)):
                shown, hold, clipped = self._state[number].tolist()
                self._paint(painter, spot, shown, hold, bool(clipped))
        painter.end()

    def _paint_reduction(self, painter: QPainter, spot: ReductionSpot, depth: int) -> None:
        painter.fillRect(spot.place, theme.colour("#0d0f12"))
        if depth > 0:
            bar = QRect(spot.place.x(), spot.place.y(), spot.place.width(), depth)
            painter.fillRect(bar, theme.colour(theme.WARN))

    def _paint(self, painter: QPainter, spot: MeterSpot, shown: int, hold: int, clipped: bool) -> None:
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
            painter.fillRect(spot.clip_box, theme.colour(theme.REC if clipped else "#0d0f12"))

    def _ramp(self, width: int, height: int, vertical: bool, top_db: float) -> QPixmap:
        key = (width, height, vertical, top_db)
        found = self._ramps.get(key)
        if found is None:
            found = self._ramps[key] = _make_ramp(width, height, vertical, top_db)
        return found


@dataclass
class _Group:
    """The spots of one bank, for arithmetic on all of them at once."""

    bank: LevelBank
    numbers: NDArray[np.int64]
    indices: NDArray[np.int64]
    lengths: NDArray[np.int64]
    full: NDArray[np.float64]


def _grouped(spots: Sequence[MeterSpot | ReductionSpot]) -> list[_Group]:
    meters = [(number, spot) for number, spot in enumerate(spots) if isinstance(spot, MeterSpot)]
    groups = []
    for bank in {id(spot.bank): spot.bank for _, spot in meters}.values():
        mine = [(number, spot) for number, spot in meters if spot.bank is bank]
        lengths = [spot.place.height() if spot.vertical else spot.place.width() for _, spot in mine]
        groups.append(
            _Group(
                bank,
                np.array([number for number, _ in mine]),
                np.array([spot.index for _, spot in mine]),
                np.array(lengths),
                np.array([115.0 if spot.top_db > 0 else 100.0 for _, spot in mine]),
            )
        )
    return groups


def _pixels(levels_db: NDArray[np.float64], group: _Group) -> NDArray[np.int64]:
    fractions = np.minimum(1.0, meter_percent(levels_db) / group.full)
    return np.rint(fractions * group.lengths).astype(np.int64)


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
