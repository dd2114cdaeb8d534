"""Paints the EQ: grid, spectra, response, handles. What does not move between two frames is kept as a picture.

Lives: window, main thread.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from app.analysis.responses import eq_db
from app.model.strip import StripSettings
from ui import theme
from ui.editor.eq_hand import HANDLES, LABELS, Handle
from ui.editor.eq_scale import LABELLED_HZ, SPECTRUM_FLOOR_DB, SPECTRUM_TOP_DB, EqScale, hz_label
from ui.editor.spectrum import Floats
from ui.widgets.polygon import polygon
from ui.widgets.sharp import fits, painting, sharp_pixmap

POINTS = 200
LINES_DB = (-12, -6, 0, 6, 12)
TONES = {
    "high_pass": theme.DIM, "low": theme.TRACKS[0], "low_mid": theme.TRACKS[2], "high_mid": theme.TRACKS[4],
    "high": theme.TRACKS[6], "low_pass": theme.DIM,
}  # fmt: skip
RADIUS = 10.0


@dataclass(frozen=True, slots=True)
class EqPicture:
    """What is painted: the strip, where its handles lie in the view's pixels, and the spectra in dBFS."""

    strip: StripSettings
    active: str
    handles: Mapping[str, tuple[Handle, QPointF]]
    before_db: Floats
    after_db: Floats


class EqPainter:
    """Two pictures are kept: the grid below the spectra, curve and handles above them."""

    def __init__(self) -> None:
        self._ground: QPixmap | None = None
        self._above: QPixmap | None = None

    def forget_curve(self) -> None:
        self._above = None

    def paint(self, painter: QPainter, view: QWidget, scale: EqScale, picture: EqPicture) -> None:
        if not fits(self._ground, view):
            self._ground, self._above = _ground(view, scale), None
        if self._above is None:
            self._above = self._paint_above(view, scale, picture)
        painter.drawPixmap(0, 0, self._ground)
        painter.setClipRect(scale.area)
        paint_spectrum(painter, scale, picture.before_db, theme.colour(theme.DIM, 0.16), filled=True)
        paint_spectrum(painter, scale, picture.after_db, theme.colour(theme.ACCENT, 0.55), filled=False)
        painter.setClipping(False)
        painter.drawPixmap(0, 0, self._above)
        theme.paint_focus_ring(painter, view, 6)

    def _paint_above(self, view: QWidget, scale: EqScale, picture: EqPicture) -> QPixmap:
        made = sharp_pixmap(view, theme.colour(theme.BG, 0.0))
        with painting(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(scale.area)
            self._paint_response(painter, picture.strip, scale)
            painter.setClipping(False)
            for name in HANDLES:
                if name != picture.active:
                    self._paint_handle(painter, picture, name)
            self._paint_handle(painter, picture, picture.active)
        return made

    def _paint_response(self, painter: QPainter, strip: StripSettings, scale: EqScale) -> None:
        levels = eq_db(strip, np.geomspace(20.0, 20000.0, POINTS))
        xs = scale.area.x() + scale.area.width() * np.linspace(0.0, 1.0, POINTS)
        middle, reach = scale.area.center().y(), scale.area.height() / 2
        shaped = strip.eq.on or strip.high_pass.on or strip.low_pass.on
        painter.setPen(QPen(theme.colour(theme.TEXT if shaped else theme.FAINT), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon(xs, middle - reach * np.clip(levels / 20.0, -1.2, 1.2)))

    def _paint_handle(self, painter: QPainter, picture: EqPicture, name: str) -> None:
        handle, place = picture.handles[name]
        active = name == picture.active
        tone = TONES[name] if handle.on else theme.FAINT
        painter.setPen(QPen(theme.colour(theme.TEXT if active else theme.BG), 2 if active else 1))
        painter.setBrush(theme.colour(tone) if handle.on else theme.mix(theme.FAINT, theme.BG, 0.55))
        painter.drawEllipse(place, RADIUS, RADIUS)
        painter.setFont(theme.font(10, 600))
        painter.setPen(theme.ink_on(tone) if handle.on else theme.colour(theme.TEXT))
        box = QRectF(place.x() - RADIUS, place.y() - RADIUS, 2 * RADIUS, 2 * RADIUS)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, LABELS[name])


def paint_spectrum(painter: QPainter, scale: EqScale, levels_db: Floats, tone: QColor, *, filled: bool) -> None:
    """Paint a spectrum as a line, or filled."""
    if levels_db.max() <= SPECTRUM_FLOOR_DB:
        return
    area = scale.area
    share = (np.clip(levels_db, SPECTRUM_FLOOR_DB, SPECTRUM_TOP_DB) - SPECTRUM_FLOOR_DB) / -SPECTRUM_FLOOR_DB
    xs = area.x() + area.width() * (np.arange(levels_db.size) + 0.5) / levels_db.size
    ys = area.bottom() - area.height() * share
    if filled:
        xs, ys = np.concatenate(([xs[0]], xs, [xs[-1]])), np.concatenate(([area.bottom()], ys, [area.bottom()]))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tone)
        painter.drawPolygon(polygon(xs, ys))
    else:
        painter.setPen(QPen(tone, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(polygon(xs, ys))


def _ground(view: QWidget, scale: EqScale) -> QPixmap:
    """Grid and figures."""
    made = sharp_pixmap(view, theme.colour(theme.BG))
    with painting(made) as painter:
        painter.setFont(theme.font(10))
        area = scale.area
        for hz in (20, 30, 40, 60, 80, 300, 400, 600, 800, 3000, 4000, 6000, 8000, 20000, *LABELLED_HZ):
            strong = hz in LABELLED_HZ
            painter.setPen(theme.colour(theme.LINE if strong else theme.RAISED))
            x = scale.x_of(hz)
            painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
            if strong:
                painter.setPen(theme.colour(theme.DIM))
                painter.drawText(QRectF(x - 20, area.bottom() + 2, 40, 14), Qt.AlignmentFlag.AlignCenter, hz_label(hz))
        for level in LINES_DB:
            y = scale.y_of(level)
            painter.setPen(theme.colour(theme.FAINT if level == 0 else theme.LINE))
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            if level:
                painter.setPen(theme.colour(theme.DIM))
                text = f"{level:+d}".replace("-", "\u2212")
                painter.drawText(QRectF(area.left() + 2, y - 13, 30, 12), Qt.AlignmentFlag.AlignLeft, text)
    return made
