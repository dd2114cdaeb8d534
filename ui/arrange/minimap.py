"""The whole song in a strip below the lanes: what sounds where, and a frame around what the lanes show.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from app.messages.window import MINIMAP_HELP
from app.model.ids import TrackId
from app.model.section_frames import section_frames
from app.model.track import Track
from app.song.changes import Changes
from app.text import values
from app.text.values import Form
from app.units import frames_to_seconds
from ui import theme
from ui.arrange.canvas import Canvas, opaque
from ui.arrange.clip_picture import clip_ink, ink_of
from ui.arrange.lane_picture import LiveClip
from ui.arrange.playhead import Playhead
from ui.arrange.viewport import AIR, FIRST_SECONDS, NEAREST_FRAMES_PER_PX, Viewport
from ui.arrange.wave_painter import PeaksLike, PeaksOf, WavePainter
from ui.arrange.waveform_raster import draw_stack
from ui.bridge import Bridge
from ui.state.at_rest import AtRest
from ui.widgets.controls import ValueControl
from ui.widgets.sharp import device_rect, draw_part

HEIGHT_PX = 34
SECTIONS_PX = 4
EDGE_PX = 5  # from an edge of the frame where it is taken hold of
LEAST_FRAME_PX = 8  # width of the frame, however near the view is
LEAST_LEVEL = 0.2  # of a running take, of full scale: silence is seen too
LATE_EVERY = 30  # ticks between two looks for peaks that were missing
Grip = Literal["frame", "start", "end"]
CURSORS = {"start": Qt.CursorShape.SizeHorCursor, "end": Qt.CursorShape.SizeHorCursor}


class Minimap(ValueControl):
    """An overview that scrolls and zooms the lanes. Its value is the second at which they begin."""

    whole_song_asked = Signal()

    def __init__(
        self,
        bridge: Bridge,
        viewport: Viewport,
        peaks_of: PeaksOf,
        live: Callable[[], tuple[LiveClip, ...]],
        parent: QWidget | None = None,
    ) -> None:
        """`live` says what a running pass has recorded so far."""
        super().__init__("Overview of the song: where the timeline begins", parent)
        self._bridge, self._view, self._live = bridge, viewport, live
        self._recorded: tuple[LiveClip, ...] = ()  # of the running pass, as it is drawn
        self._whole = Viewport(self)  # of this strip: the whole song is as wide as it is
        self._canvas = Canvas()
        self._missing = False
        self._waves = WavePainter(self._canvas, self._whole, lambda file: self._seen(peaks_of(file)))
        self._levels: dict[TrackId, tuple[object, NDArray[np.float32]]] = {}  # by clips that they were made of
        self._stale = True
        self._ticks = 0
        self._grip: Grip = "frame"
        self._at_press = (0.0, 0)  # zoom and place of the view
        self.playhead = Playhead(self, bridge, self._whole)
        self.take_form(Form(values.format_length, values.parse_length))
        self.setFixedHeight(HEIGHT_PX)
        self.setMinimumWidth(60)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.moved.connect(self._scroll_to_second)
        self.began.connect(self._remember)
        self.cancelled.connect(self._restore)
        viewport.moved.connect(self._follow_view)
        AtRest(bridge, self).changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        self._measure()

    def sizeHint(self) -> QSize:
        return QSize(600, HEIGHT_PX)

    # --- what it shows
    def _seen(self, peaks: PeaksLike | None) -> PeaksLike | None:
        self._missing = self._missing or peaks is None
        return peaks

    def _measure(self) -> None:
        """Fit the song into the width."""
        song = self._bridge.song
        end = max([song.length_frames, *(one.end_frame for one in self._recorded)])
        whole = (end or FIRST_SECONDS * song.rate_hz) * AIR
        frames_per_px = whole / max(1, self.width())
        if frames_per_px != self._whole.frames_per_px:
            self._whole.frames_per_px = frames_per_px
            self._whole.width_px = self.width()
            self._levels.clear()
        self._stale = True
        self.high = frames_to_seconds(round(whole), song.rate_hz)
        self._follow_view()

    def _follow_view(self) -> None:
        view, rate_hz = self._view, self._bridge.song.rate_hz
        self.step = view.width_px * view.frames_per_px / rate_hz / 10
        self.fine_step = self.step / 10
        self.set_value(max(0, view.frame_at(0)) / rate_hz)
        self.update()

    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced:
            self._levels.clear()
        if any(
            (changes.song_replaced, changes.clips, changes.tracks, changes.sections, changes.tempo, changes.markers)
        ):
            self._measure()

    def _on_tick(self) -> None:
        self._ticks += 1
        self.playhead.follow()
        if self._ticks % LATE_EVERY == 0 and (live := self._live()) != self._recorded:
            self._recorded = live
            self._measure()
        if self._missing and self._ticks % LATE_EVERY == 0:
            self._levels.clear()
            self._stale = True
            self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._measure()

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._canvas.fit(self.size(), self.devicePixelRatioF()):
            self._levels.clear()
            self._stale = True
        if self._stale:
            self._draw()
            self._stale = False
        painter = QPainter(self)
        draw_part(painter, event.rect(), self._canvas.image)
        self._paint_frame(painter)
        self.playhead.paint(painter)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _draw(self) -> None:
        song, canvas = self._bridge.song, self._canvas
        bottom = canvas.px(HEIGHT_PX)
        canvas.box(0, 0, canvas.width, bottom, opaque(theme.colour(theme.PANEL)))
        self._missing = False
        levels = np.zeros((max(1, len(song.tracks)), canvas.width), np.float32)
        for track, of_track in zip(song.tracks, levels, strict=False):
            of_track[:] = self._levels_of(track)
        colours = np.array([clip_ink(track.colour).wave.body for track in song.tracks] or [0], np.uint32)
        levels, colours = self._with_recorded(levels, colours)
        top = canvas.px(SECTIONS_PX + 2)
        scale = (bottom - top) / max(1.0, float(levels.sum(axis=0).max(initial=0.0)))
        draw_stack(canvas.pixels, levels, colours, 0, canvas.width, top, bottom, scale)
        for number, section in enumerate(song.sections):
            left, right = (canvas.column_of(self._whole, frame) for frame in section_frames(song, section))
            tone = theme.colour(theme.section_colour(section.name, number))
            canvas.box(left, 0, right - canvas.hair, canvas.px(SECTIONS_PX), opaque(tone))
        for marker in song.markers:
            column = canvas.column_of(self._whole, marker.start_frame)
            tone = theme.colour(theme.track_colour(marker.colour))
            canvas.box(column, 0, column + 2 * canvas.hair, canvas.px(SECTIONS_PX + 2), opaque(tone))
        canvas.box(0, 0, canvas.width, canvas.hair, opaque(theme.colour(theme.LINE)))

    def _with_recorded(
        self, levels: NDArray[np.float32], colours: NDArray[np.uint32]
    ) -> tuple[NDArray[np.float32], NDArray[np.uint32]]:
        """What is being recorded, in red on top of the rest; also where it is silent so far."""
        if not self._recorded:
            return levels, colours
        taken = np.zeros((1, self._canvas.width), np.float32)
        self._waves.raise_levels(tuple(one.clip for one in self._recorded), taken[0])
        for one in self._recorded:
            first, last = (self._canvas.column_of(self._whole, frame) for frame in (one.start_frame, one.end_frame))
            part = taken[0, max(0, first) : max(0, last)]
            np.maximum(part, LEAST_LEVEL, out=part)
        red = np.array([ink_of(theme.REC).wave.body], np.uint32)
        return np.concatenate([levels, taken]), np.concatenate([colours, red])

    def _levels_of(self, track: Track) -> NDArray[np.float32]:
        known = self._levels.get(track.id)
        if known is None or known[0] is not track.clips:
            levels = np.zeros(self._canvas.width, np.float32)
            self._waves.raise_levels(track.clips, levels)
            known = self._levels[track.id] = track.clips, levels
        return known[1]

    def frame(self) -> tuple[float, float]:
        """Left and right edge of what the lanes show, px; never too narrow to be taken hold of."""
        view, whole = self._view, self._whole
        left, right = whole.x_of(view.frame_at(0)), whole.x_of(view.frame_at(view.width_px))
        left = min(max(0.0, left), self.width() - LEAST_FRAME_PX)
        return left, min(max(right, left + LEAST_FRAME_PX), float(self.width()))

    def _paint_frame(self, painter: QPainter) -> None:
        """Dim what the lanes do not show."""
        ratio = self.devicePixelRatioF()
        left, right = (round(edge * ratio) for edge in self.frame())
        width, height, hair = round(self.width() * ratio), round(self.height() * ratio), max(1, int(ratio))
        for x0, x1 in ((0, left), (right, width)):
            painter.fillRect(device_rect(ratio, x0, hair, x1, height), theme.colour(theme.BG, 0.45))
        tone = theme.colour(theme.ACCENT if self.underMouse() or self.hasFocus() else theme.DIM)
        for x0, y0, x1, y1 in (
            (left, 0, left + 2 * hair, height),
            (right - 2 * hair, 0, right, height),
            (left, 0, right, hair),
            (left, height - hair, right, height),
        ):
            painter.fillRect(device_rect(ratio, x0, y0, x1, y1), tone)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            self.setToolTip(MINIMAP_HELP)
        return False

    # --- the hand
    def _scroll_to_second(self, second: float) -> None:
        view = self._view
        view.scroll_to(second * self._bridge.song.rate_hz / view.frames_per_px, view.top_px)

    def _remember(self) -> None:
        self._at_press = self._view.frames_per_px, self._view.left_px

    def _restore(self) -> None:
        frames_per_px, left_px = self._at_press
        first = left_px * frames_per_px
        self._view.zoom_to(first, first + self._view.width_px * frames_per_px, margin=0.0)

    def _grip_at(self, x: float) -> Grip:
        left, right = self.frame()
        reach = min(EDGE_PX, (right - left) / 3)
        near = min((abs(x - left), "start"), (abs(x - right), "end"))
        return ("start" if near[1] == "start" else "end") if near[0] <= reach else "frame"

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            event.ignore()
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        x, (left, right) = event.position().x(), self.frame()
        self.began.emit()
        self._grip = self._grip_at(x)
        if self._grip == "frame" and not left <= x <= right:
            self._view.centre_on(self._whole.frame_at(x))
        self._grab = (event.position(), float(self._view.frame_at(0)))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        x = event.position().x()
        if self._grab is None:
            self.setCursor(CURSORS.get(self._grip_at(x), Qt.CursorShape.ArrowCursor))
            return
        view, (start, first) = self._view, self._grab
        if self._grip == "frame":
            frames = (x - start.x()) * self._whole.frames_per_px
            view.scroll_to((first + frames) / view.frames_per_px, view.top_px)
            return
        here = max(0, self._whole.frame_at(x))
        begin, end = view.frame_at(0), view.frame_at(view.width_px)
        least = view.width_px * NEAREST_FRAMES_PER_PX
        if self._grip == "start":
            view.zoom_to(min(here, end - least), end, margin=0.0)
        else:
            view.zoom_to(begin, max(here, begin + least), margin=0.0)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._grab = None
            self.whole_song_asked.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll sideways; zoom with Ctrl."""
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / 120
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._view.zoom(1.25**notches, self._view.width_px / 2)
        else:
            self._view.scroll_by(-notches * self._view.width_px / 8, 0)
        event.accept()

    def enterEvent(self, event: QEnterEvent) -> None:
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self.update()
