"""The picture of all lanes: one image, drawn from peaks; only what changed is drawn again.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen, QPolygonF

from app.edits.joins import fade_gain
from app.model.clip import Clip, FadeShape
from app.model.ids import ClipId
from app.model.track import Track
from app.text import values
from ui import theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.edge_picture import EdgePicture
from ui.arrange.viewport import Grid, Viewport

TITLE_HEIGHT = 15
LANE_GAP = 2
LEAST_GRID_PX = 18.0
FADE_STEPS = 24  # straight lines that a bent fade is drawn with


class PeaksLike(Protocol):
    """What the picture needs of a peak file."""

    @property
    def bin_frames(self) -> int: ...
    @property
    def levels(self) -> list[NDArray[np.float32]]: ...


@dataclass(frozen=True, slots=True)
class LiveClip:
    """What a running pass has recorded on one lane so far."""

    lane: int
    file: str
    start_frame: int
    end_frame: int
    file_start_frame: int = 0


@dataclass(frozen=True, slots=True)
class _Ink:
    """Opaque pixels of one colour, mixed with the background in the proportions of the theme."""

    ground: int
    title: int
    edge: int
    wave: int
    core: int


def _ink(colour: str) -> _Ink:
    wave = theme.mix(colour, theme.BG, 0.75)
    return _Ink(
        opaque(theme.mix(colour, theme.BG, 0.15)),
        opaque(theme.mix(colour, theme.BG, 0.34)),
        opaque(theme.mix(colour, theme.BG, 0.50)),
        opaque(wave),
        opaque(theme.mix(theme.STRONG, wave.name(), 0.22)),
    )


class LanePicture:
    """An image of the viewport as of the last `refresh`."""

    def __init__(self, viewport: Viewport, peaks_of: Callable[[str], PeaksLike | None]) -> None:
        self._viewport = viewport
        self._peaks_of = peaks_of
        self._inks = [_ink(token) for token in theme.TRACKS]
        self._rec_ink = replace(_ink(theme.REC), edge=opaque(theme.colour(theme.REC)))
        self._canvas = Canvas()
        self._edge_picture = EdgePicture(viewport)
        self._width = self._height = self._lane_px = 0
        self._all_dirty = True
        self._dirty_lanes: set[int] = set()
        self.rasterised = 0  # lanes drawn in all, for tests

    # --- what must be drawn again
    def invalidate(self) -> None:
        self._all_dirty = True

    def invalidate_lanes(self, lanes: Iterable[int]) -> None:
        self._dirty_lanes.update(lanes)

    def lane_rect(self, lane: int) -> QRect:
        return QRect(0, self._viewport.y_of(lane), self._viewport.width_px, self._viewport.height_of(lane))

    @property
    def image(self) -> QImage:
        return self._canvas.image

    def resize(self, size: QSize, ratio: float) -> None:
        if self._canvas.fit(size, ratio):
            self._width, self._height = size.width(), size.height()
            self._all_dirty = True

    # --- drawing
    def refresh(
        self,
        tracks: tuple[Track, ...],
        grid: Grid,
        selected: frozenset[ClipId],
        live: tuple[LiveClip, ...],
    ) -> None:
        if not self._all_dirty and not self._dirty_lanes:
            return
        first = max(0, self._viewport.lane_at(0))
        last = min(len(tracks) - 1, self._viewport.lane_at(self._height))
        lanes = [lane for lane in range(first, last + 1) if self._all_dirty or lane in self._dirty_lanes]
        if self._all_dirty:
            self._canvas.box(0, 0, self._width, self._height, opaque(theme.colour(theme.BG)))
        painter = QPainter(self.image)
        painter.setFont(theme.font(theme.SMALL_PX))
        for lane in lanes:
            self._draw_lane(painter, tracks[lane], lane, grid, selected, live)
        painter.end()
        self._all_dirty = False
        self._dirty_lanes.clear()

    def _draw_lane(
        self,
        painter: QPainter,
        track: Track,
        lane: int,
        grid: Grid,
        selected: frozenset[ClipId],
        live: tuple[LiveClip, ...],
    ) -> None:
        self.rasterised += 1
        view, canvas, width = self._viewport, self._canvas, self._width
        top = view.y_of(lane)
        self._lane_px = view.height_of(lane)
        if not self._lane_px:
            return
        bottom = top + self._lane_px
        canvas.box(0, top, width, bottom, opaque(theme.colour(theme.BG)))
        self._draw_grid(top, bottom, grid)
        canvas.box(0, bottom - 1, width, bottom, opaque(theme.colour(theme.GRID_BAR)))
        ink = self._inks[track.colour % len(self._inks)]
        for clip in track.clips:
            left, right = _edges(view, clip)
            if right < 0 or left > width:
                continue
            self._draw_clip(painter, clip, ink, left, right, top, clip.id in selected)
        self._edge_picture.draw(painter, track, grid.tempo.rate_hz, *self._body(top))
        for taking in live:
            if taking.lane == lane:
                self._draw_live(taking, top)

    def _draw_grid(self, top: int, bottom: int, grid: Grid) -> None:
        view = self._viewport
        step = grid.step_bars(view.frames_per_px, LEAST_GRID_PX)
        fine, bar = opaque(theme.colour(theme.GRID)), opaque(theme.colour(theme.GRID_BAR))
        for line in grid.lines(view.frame_at(0), view.frame_at(view.width_px), step):
            x = round(view.x_of(line.frame))
            on_bar = line.beat == 0 and (line.bar - 1) % max(1, step * 4) == 0
            self._canvas.line(x, top, bottom, bar if on_bar else fine)

    def _draw_clip(
        self, painter: QPainter, clip: Clip, ink: _Ink, left: int, right: int, top: int, selected: bool
    ) -> None:
        y0, y1 = top + LANE_GAP, top + self._lane_px - LANE_GAP
        titled, body_top = self._titled, self._body(top)[0]
        edge = opaque(theme.colour(theme.ACCENT)) if selected else ink.edge
        thick = 2 if selected else 1
        canvas = self._canvas
        canvas.box(left, y0, right, y1, edge)
        if right - left > 2 * thick:
            canvas.box(left + thick, y0 + thick, right - thick, y1 - thick, ink.ground)
            if titled:
                canvas.box(left + thick, y0 + thick, right - thick, body_top, ink.title)
        self._draw_waveform(clip.file, clip, ink, left + 1, right - 1, body_top + 1, y1 - 1)
        self._draw_fades(painter, clip, left, right, body_top, y1 - 1, selected)
        if titled and right - left > 28:
            place = QRect(max(left, 0) + 6, y0, right - max(left, 0) - 10, TITLE_HEIGHT)
            if place.width() > 12:
                painter.setPen(theme.colour(theme.TEXT))
                name = f"{clip.name} \u00b7 {values.format_decibels(clip.gain_db)}" if clip.gain_db else clip.name
                if len(name) * 7 > place.width():
                    name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, place.width())
                painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name)

    @property
    def _titled(self) -> bool:
        return self._lane_px >= 50

    def _body(self, top: int) -> tuple[int, int]:
        """Top and bottom of the waveforms of a lane."""
        first = top + LANE_GAP + (TITLE_HEIGHT if self._titled else 1)
        return first, top + self._lane_px - LANE_GAP - 1

    def _draw_fades(
        self, painter: QPainter, clip: Clip, left: int, right: int, top: int, bottom: int, selected: bool
    ) -> None:
        """Darken what a fade takes away, and show the handles of the selected clip."""
        per_px = self._viewport.frames_per_px
        shade, tone = theme.colour(theme.BG, 0.6), theme.colour(theme.TEXT)
        for corner, inward, shape in (
            (left, clip.fade_in_frames / per_px, clip.fade_in_shape),
            (right, -clip.fade_out_frames / per_px, clip.fade_out_shape),
        ):
            if abs(inward) >= 1:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade)
                points = [
                    QPointF(corner + inward * at, bottom + (top - bottom) * gain) for at, gain in _fade_line(shape)
                ]
                painter.drawPolygon(QPolygonF([*points, QPointF(corner, top)]))
                painter.setPen(QPen(tone, 1))
                painter.drawPolyline(points)
            if selected and right - left > 24:
                x = min(max(corner + inward, left + 4), right - 4)
                painter.fillRect(QRectF(x - 3, top - 3, 6, 6), tone)

    def _draw_waveform(self, file: str, clip: Clip, ink: _Ink, left: int, right: int, top: int, bottom: int) -> None:
        peaks = self._peaks_of(file)
        if peaks is None or not peaks.levels or right <= left or bottom - top < 6:
            return
        bins, bin_frames = level_for(peaks, self._canvas.frames_per_column(self._viewport))
        self._canvas.wave(
            bins, bin_frames, self._viewport, (left, top, right, bottom),
            clip.timeline_start_frame - clip.file_start_frame, clip.gain_db, (ink.wave, ink.core), bottom - top > 18,
        )  # fmt: skip

    def _draw_live(self, taking: LiveClip, top: int) -> None:
        view = self._viewport
        left, right = round(view.x_of(taking.start_frame)), round(view.x_of(taking.end_frame))
        if right <= left:
            return
        y0, y1 = top + LANE_GAP, top + self._lane_px - LANE_GAP
        self._canvas.box(left, y0, right, y1, self._rec_ink.edge)
        self._canvas.box(left + 2, y0 + 2, right - 2, y1 - 2, self._rec_ink.ground)
        clip = Clip(
            ClipId(""),
            "",
            taking.file,
            taking.start_frame,
            taking.file_start_frame,
            taking.end_frame - taking.start_frame,
        )
        self._draw_waveform(taking.file, clip, self._rec_ink, left, right, y0 + 1, y1 - 1)


def _fade_line(shape: FadeShape) -> Iterable[tuple[float, float]]:
    """(share of its length, gain) of points along a fade, from silence on."""
    shares = np.linspace(0.0, 1.0, 2 if shape == "linear" else FADE_STEPS + 1)
    return zip(shares.tolist(), fade_gain(shape, shares).tolist())


def _edges(view: Viewport, clip: Clip) -> tuple[int, int]:
    return view.pixel_of(clip.timeline_start_frame), view.pixel_of(clip.timeline_end_frame)


def level_for(peaks: PeaksLike, frames_per_column: float) -> tuple[NDArray[np.float32], int]:
    """The coarsest level of peaks with at least one bin for each column, and the frames of one bin."""
    bin_frames = peaks.bin_frames
    chosen = 0
    while chosen + 1 < len(peaks.levels) and bin_frames * 4 <= frames_per_column:
        bin_frames *= 4
        chosen += 1
    return np.ascontiguousarray(peaks.levels[chosen], dtype=np.float32), bin_frames
