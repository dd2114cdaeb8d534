"""The faint waveform behind a curve.

Lives: window, main thread.
"""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.model.clip import Clip
from ui import theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.lanes_view import LanesView
from ui.arrange.wave_painter import Place, WaveInk, WavePainter


class FaintWave:
    """A waveform image, cached until something moves."""

    def __init__(self, lanes: LanesView, strength: float = 0.18) -> None:
        self._lanes, self._strength = lanes, strength
        self._canvas = Canvas()
        self._waves = WavePainter(
            self._canvas, lanes.viewport, lanes.bridge.session.document.waves.peaks, lanes.fine_of
        )
        self._stale = True

    def forget(self) -> None:
        self._stale = True

    def image(self, clips: tuple[Clip, ...], tone: str, widget: QWidget) -> QImage:
        """The image, as large as the widget."""
        if self._canvas.fit(widget.size(), widget.devicePixelRatioF()) or self._stale:
            self._draw(clips, tone, widget.height())
            self._stale = False
        return self._canvas.image

    def _draw(self, clips: tuple[Clip, ...], tone: str, height_px: int) -> None:
        view, canvas = self._lanes.viewport, self._canvas
        height = canvas.px(height_px)
        canvas.box(0, 0, canvas.width, height, opaque(theme.colour(theme.BG)))
        for line in self._lanes.grid_lines():
            if line.rank < 2:
                canvas.line(canvas.column_of(view, line.frame), 0, height, opaque(theme.colour(theme.GRID)))
        body = opaque(theme.mix(tone, theme.BG, self._strength))
        for clip in clips:
            left, right = (canvas.column_of(view, at) for at in (clip.timeline_start_frame, clip.timeline_end_frame))
            place = Place(left, canvas.px(4), right, canvas.px(height_px - 4))
            self._waves.draw(clip, place, WaveInk(body, body, body))
