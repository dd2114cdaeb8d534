"""The faint waveform behind a curve.

Lives: window, main thread.
"""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.model.clip import Clip
from ui import theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.lane_picture import LEAST_GRID_PX, level_for
from ui.arrange.lanes_view import LanesView


class FaintWave:
    """A waveform image, cached until something moves."""

    def __init__(self, lanes: LanesView, strength: float = 0.18) -> None:
        self._lanes, self._strength = lanes, strength
        self._canvas = Canvas()
        self._stale = True

    def forget(self) -> None:
        self._stale = True

    def image(self, clips: tuple[Clip, ...], tone: str, widget: QWidget) -> QImage:
        """The image, as large as the widget."""
        if self._canvas.fit(widget.size(), widget.devicePixelRatioF()) or self._stale:
            self._draw(clips, tone, widget.width(), widget.height())
            self._stale = False
        return self._canvas.image

    def _draw(self, clips: tuple[Clip, ...], tone: str, width: int, height: int) -> None:
        view, canvas = self._lanes.viewport, self._canvas
        canvas.box(0, 0, width, height, opaque(theme.colour(theme.BG)))
        grid = self._lanes.grid
        step = grid.step_bars(view.frames_per_px, LEAST_GRID_PX)
        for line in grid.lines(view.frame_at(0), view.frame_at(width), step):
            canvas.line(round(view.x_of(line.frame)), 0, height, opaque(theme.colour(theme.GRID)))
        body = opaque(theme.mix(tone, theme.BG, self._strength))
        for clip in clips:
            left, right = round(view.x_of(clip.timeline_start_frame)), round(view.x_of(clip.timeline_end_frame))
            peaks = self._lanes.bridge.session.document.peaks_for(clip.file)
            if clip.muted or right < 0 or left > width or peaks is None or not peaks.levels:
                continue
            bins, bin_frames = level_for(peaks, canvas.frames_per_column(view))
            canvas.wave(
                bins, bin_frames, view, (left, 4, right, height - 4),
                clip.timeline_start_frame - clip.file_start_frame, clip.gain_db, (body, body), False,
            )  # fmt: skip
