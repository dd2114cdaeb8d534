"""Draws how clips begin, end and meet: crossfades and automatic fades, as far as they are wide enough to see.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from app.edits.joins import audible_segments, longest_edge_frames
from app.model.ids import TrackId
from app.model.track import Track
from ui import theme
from ui.arrange.viewport import Viewport

LEAST_PX = 3.0  # a shorter edge is no more than the clip's border
STEPS = 12  # straight lines that a curve is drawn with


class EdgePicture:
    """Uses the engine's own rules; their result is cached while a track's clips stay the same."""

    def __init__(self, viewport: Viewport) -> None:
        self._viewport = viewport
        self._known: dict[TrackId, tuple[object, list[tuple[int, int, bool]]]] = {}

    def draw(self, painter: QPainter, track: Track, rate_hz: int, top: int, bottom: int) -> None:
        """Draw over the clips of a lane, whose bodies lie between `top` and `bottom`."""
        if longest_edge_frames(track.clips, rate_hz) < LEAST_PX * self._viewport.frames_per_px:
            return  # none is wide enough, and to find out where they are takes longer than to draw the clips
        view, tone = self._viewport, theme.colour(theme.TEXT, 0.8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        for outer, inner, alone in self._edges(track, rate_hz):
            x0, x1 = view.x_of(outer), view.x_of(inner)
            if abs(x1 - x0) < LEAST_PX or max(x0, x1) < 0 or min(x0, x1) > view.width_px:
                continue
            painter.setPen(QPen(tone, 1))  # nothing but lines: what lies beneath is what one zooms in for
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(_curve(x0, x1, bottom, top))
            if not alone:
                painter.drawPath(_curve(x0, x1, top, bottom))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _edges(self, track: Track, rate_hz: int) -> list[tuple[int, int, bool]]:
        """(outer frame, inner frame, outer side is silent) of each edge; without the user's own fades."""
        kept = self._known.get(track.id)
        if kept is not None and kept[0] is track.clips:
            return kept[1]
        found = []
        for part in audible_segments(track.clips, rate_hz):
            start, end = part.start_frame, part.end_frame
            for edge, outer, inwards in ((part.rise, start, 1), (part.fall, end, -1)):
                if edge.cross_frames and not (edge.alone and edge.fade_frames):
                    found.append((outer, outer + inwards * edge.cross_frames, edge.alone))
        self._known[track.id] = track.clips, found
        return found


def _curve(x0: float, x1: float, y0: float, y1: float) -> QPainterPath:
    """A smooth rise."""
    path = QPainterPath(QPointF(x0, y0))
    for step in range(1, STEPS + 1):
        share = 0.5 - 0.5 * math.cos(math.pi * step / STEPS)
        path.lineTo(x0 + (x1 - x0) * step / STEPS, y0 + (y1 - y0) * share)
    return path
