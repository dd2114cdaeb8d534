"""One painter for all meters: a transparent layer over a whole console, header column or bar.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QLinearGradient, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.widgets.ballistics import FLOOR_DB, LevelBank, meter_fraction, meter_percent
from ui.widgets.sharp import device_size, draw_part, painting


@dataclass(frozen=True, slots=True)
class MeterSpot:
    """Place of one meter on the layer, and the meter of the bank that it shows."""

    bank: LevelBank
    index: int
    place: QRect
    vertical: bool = True
    top_db: float = 6.0
    clip_box: QRect | None = None


_FORMAT = QImage.Format.Format_RGB32
FULL_REDUCTION_DB = 24.0  # as far down as the bar goes


class Reductions(Protocol):
    """Gain reductions to draw."""

    @property
    def reduction_db(self) -> NDArray[np.float32]: ...
    @property
    def limiter_db(self) -> float: ...


@dataclass(frozen=True, slots=True)
class ReductionSpot:
    """Place of a gain reduction bar, hanging from the top: the deepest of gate, compressor and de-esser."""

    levels: Reductions
    lane: int
    place: QRect
    with_limiter: bool = False

    def depth_db(self) -> float:
        """Reduction to show, positive."""
        table = self.levels.reduction_db
        depth = -float(table[:, self.lane].min()) if self.lane < table.shape[1] else 0.0
        return max(depth, -self.levels.limiter_db) if self.with_limiter else depth


class MeterLayer(QWidget):
    """Paints all meters and lets every click through.

    The layer is masked to the meters, so that what lies beneath is not painted again when one moves. `spots_of` is
    called again after `relayout`.
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
        self._reference_db: float | None = None
        self._stale = True
        self._ramps: dict[tuple[int, float], NDArray[np.uint32]] = {}
        self._image = QImage()
        self._pixels: NDArray[np.uint32] = np.zeros((1, 1), np.uint32)  # of the image
        self._ratio = 1.0  # device pixels of the picture to one of the layer's
        self._areas: list[NDArray[np.uint32]] = []  # of each spot
        self._drawn: NDArray[np.int64] = np.zeros((0, 3), np.int64)  # the state that it shows

    @property
    def spots(self) -> Sequence[MeterSpot | ReductionSpot]:
        """All places, asked for again after `relayout`."""
        if self._stale:
            self._stale = False
            self._spots = tuple(self._spots_of())
            self._ratio = self.devicePixelRatioF()
            self._groups = _grouped(self._spots, self._ratio)
            self._state = self._now()
            self._drawn = np.zeros((0, 3), np.int64)
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
        """Ask for the places again before the next paint."""
        self._stale = True
        self.update()

    def refresh(self) -> None:
        """Repaint those meters that moved by a pixel."""
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
        """Pixels of bar and hold line, and the clip light: one row for each place."""
        state = np.zeros((len(self._spots), 3), dtype=np.int64)
        for group in self._groups:
            bank = group.bank
            state[group.numbers, 0] = _pixels(bank.shown_db[group.indices], group)
            held_db = bank.hold_db[group.indices]
            state[group.numbers, 1] = np.where(held_db > FLOOR_DB, _pixels(held_db, group), -1)
            state[group.numbers, 2] = bank.clipped[group.indices]
        for number, spot in enumerate(self._spots):
            if isinstance(spot, ReductionSpot):
                length = spot.place.height() * self._ratio
                state[number, 0] = round(min(1.0, spot.depth_db() / FULL_REDUCTION_DB) * length)
        return state

    def show_reference(self, level_db: float | None) -> None:
        """Show a line at a level in dBFS on every meter, also on those at rest; None for no line."""
        self._reference_db = level_db
        self._drawn = np.full_like(self._state, -2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw one image through the region: hundreds of small draws through it cost ten times as much."""
        if self._ratio != self.devicePixelRatioF():
            self._stale = True
        self._draw()
        painter = QPainter(self)
        draw_part(painter, event.region().boundingRect(), self._image)
        painter.end()

    def _draw(self) -> None:
        """Update the pixels of meters that moved, or of all."""
        spots = self.spots
        size = device_size(self.size(), self._ratio)
        if self._image.size() != size or self._drawn.shape != self._state.shape:
            self._pixels = np.full(
                (max(1, size.height()), max(1, size.width())), _colour(theme.METER_GROUND), np.uint32
            )
            self._image = QImage(self._pixels.data, size.width(), size.height(), size.width() * 4, _FORMAT)
            self._image.setDevicePixelRatio(self._ratio)
            self._drawn = np.full_like(self._state, -2)
            self._areas = [_inside(self._pixels, spot.place, self._ratio) for spot in spots]
        before, ground = self._drawn, _colour(theme.METER_GROUND)
        for number in np.flatnonzero((self._state != before).any(axis=1)).tolist():
            spot, (shown, hold, clipped) = spots[number], self._state[number].tolist()
            area = self._areas[number]
            area[:] = ground
            if isinstance(spot, ReductionSpot):
                area[:shown] = _colour(theme.WARN)
                continue
            self._draw_meter(area, spot, shown, hold)
            if spot.clip_box is not None and clipped != before[number, 2]:
                _inside(self._pixels, spot.clip_box, self._ratio)[:] = _colour(theme.REC) if clipped else ground
        self._drawn = self._state

    def _draw_meter(self, area: NDArray[np.uint32], spot: MeterSpot, shown: int, hold: int) -> None:
        length = area.shape[0] if spot.vertical else area.shape[1]
        ramp = self._ramp(length, spot.top_db)
        along = area[::-1] if spot.vertical else area.T  # from silence to full scale
        shown = min(shown, length)
        along[:shown] = ramp[:shown, None]
        if hold > 1:
            along[max(0, hold - round(2 * self._ratio)) : hold] = _colour(theme.TEXT)
        if self._reference_db is not None and spot.vertical:
            mark = round(meter_fraction(self._reference_db, spot.top_db) * length)
            along[max(0, mark - max(1, int(self._ratio))) : mark] = _colour(theme.ACCENT)

    def _ramp(self, length: int, top_db: float) -> NDArray[np.uint32]:
        found = self._ramps.get((length, top_db))
        if found is None:
            found = self._ramps[length, top_db] = _make_ramp(length, top_db)
        return found


@dataclass
class _Group:
    """The places of one bank, for arithmetic on all of them at once."""

    bank: LevelBank
    numbers: NDArray[np.int64]
    indices: NDArray[np.int64]
    lengths: NDArray[np.int64]
    full: NDArray[np.float64]


def _colour(token: str) -> int:
    return int(theme.colour(token).rgb())


def _grouped(spots: Sequence[MeterSpot | ReductionSpot], ratio: float) -> list[_Group]:
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
                np.rint(np.array(lengths) * ratio).astype(np.int64),
                np.array([115.0 if spot.top_db > 0 else 100.0 for _, spot in mine]),
            )
        )
    return groups


def _pixels(levels_db: NDArray[np.float64], group: _Group) -> NDArray[np.int64]:
    fractions = np.minimum(1.0, meter_percent(levels_db) / group.full)
    return np.rint(fractions * group.lengths).astype(np.int64)


def _inside(pixels: NDArray[np.uint32], place: QRect, ratio: float) -> NDArray[np.uint32]:
    """Device pixels of a place on the layer."""
    top, left = max(0, round(place.top() * ratio)), max(0, round(place.left() * ratio))
    return pixels[top : round((place.bottom() + 1) * ratio), left : round((place.right() + 1) * ratio)]


def _make_ramp(length: int, top_db: float) -> NDArray[np.uint32]:
    """Colours from silence to full scale."""
    full = 1.15 if top_db > 0 else 1.0
    ramp = QLinearGradient(0, 0, max(1, length), 0)
    for at, token in (
        (0.0, theme.METER_DARK), (0.5, theme.METER_LOW), (0.70, theme.METER_LOW), (0.74, theme.METER_HIGH),
        (0.88, theme.METER_HIGH), (0.93, theme.METER_OVER), (full, theme.METER_OVER),
    ):  # fmt: skip
        ramp.setColorAt(min(1.0, at / full), theme.colour(token))
    line = QImage(max(1, length), 1, _FORMAT)
    with painting(line) as painter:
        painter.fillRect(line.rect(), ramp)
    return np.frombuffer(line.constBits(), np.uint32)[: max(1, length)].copy()
