"""One automation lane: the curve and its points over a faint waveform.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QWidget

from app.messages.window import AUTOMATION_HELP
from app.model.bus import Bus
from app.model.channel import Channel
from app.model.clip import Clip
from app.model.tempo_map import tempo_map
from app.text import values
from app.text.parameters import format_parameter
from ui import theme
from ui.arrange.automation_hand import AutomationHand
from ui.arrange.automation_header import tone_of
from ui.arrange.automation_shown import LANE_HEIGHT
from ui.arrange.curve_points import value_on
from ui.arrange.curve_scale import CurveScale
from ui.arrange.faint_wave import FaintWave
from ui.arrange.lane_curve import LaneCurve
from ui.arrange.lanes_view import LanesView
from ui.arrange.playhead import Playhead
from ui.arrange.viewport import Viewport
from ui.bridge import Bridge
from ui.widgets.menus import show_once
from ui.widgets.sharp import draw_part, fits, painting, sharp_pixmap
from ui.widgets.shortcut_override import ShortcutOverride

RADIUS = 5.0


class AutomationLane(QWidget):
    """A lane under a track; `AutomationHand` handles its mouse and keys."""

    def __init__(self, lanes: LanesView, channel: Channel, path: str) -> None:
        super().__init__(lanes)
        self.lanes = lanes
        self.bridge: Bridge = lanes.bridge
        self.viewport: Viewport = lanes.viewport
        self.curve = LaneCurve(lanes.bridge, channel, path, self._on_select)
        self.hand = AutomationHand(self, self.curve, lanes.viewport, lanes.snapper)
        ShortcutOverride(self, self.hand.wants)
        self._wave = FaintWave(lanes)
        self._drawn: QPixmap | None = None  # curve and points, until they change
        self.menu: Callable[[], QMenu] | None = None  # of its header
        self.playhead = Playhead(self, self.bridge, self.viewport)
        self.setFixedHeight(LANE_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setToolTip(AUTOMATION_HELP)
        self.say()

    # --- the document
    @property
    def scale(self) -> CurveScale:
        return CurveScale(self.viewport, self.curve.entry, self.height())

    def show_channel(self, channel: Channel) -> None:
        """Redraw after a change of document or viewport."""
        if clips_of(channel) is not clips_of(self.curve.channel):
            self._wave.forget()
        self.curve.show_channel(channel)
        self._drawn = None
        self.say()
        self.update()

    def move_with_viewport(self) -> None:
        self._wave.forget()
        self._drawn = None
        self.update()

    def resizeEvent(self, event: object) -> None:
        self.move_with_viewport()

    def _on_select(self) -> None:
        self._drawn = None
        self.say()
        self.update()

    # --- what is said
    def text_at(self, frame: int, value: float) -> str:
        place = values.format_bars(tempo_map(self.bridge.song).position(frame))
        figure = ("on" if value >= 0.5 else "off") if self.curve.entry.kind == "switch" else self._figure(value)
        return f"{figure} · {place}"

    def _figure(self, value: float) -> str:
        return format_parameter(self.curve.entry, value)

    def say(self) -> None:
        head = f"{self.curve.entry.label} of {self.curve.channel.name}, {len(self.curve.points)} points"
        if self.curve.selected is not None and self.curve.selected < len(self.curve.points):
            point = self.curve.points[self.curve.selected]
            head += f". Point {self.curve.selected + 1}: {self.text_at(point.timeline_frame, point.value)}"
        self.setAccessibleName(head)

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        wave = self._wave.image(clips_of(self.curve.channel), tone_of(self.curve.channel), self)
        if not fits(self._drawn, self):
            self._drawn = self._draw_curve()
        for rect in event.region():  # type: ignore[attr-defined]
            draw_part(painter, rect, wave)
            draw_part(painter, rect, self._drawn)
        painter.setClipRegion(event.region())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_readout(painter)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        self.playhead.paint(painter)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _draw_curve(self) -> QPixmap:
        made = sharp_pixmap(self, theme.colour(theme.BG, 0.0))
        with painting(made) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_line(painter)
            self._paint_points(painter)
        return made

    def _tone(self) -> str:
        return theme.mix(tone_of(self.curve.channel), theme.STRONG, 0.75).name()

    def _paint_line(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        active = bool(self.curve.points) and self.curve.channel.automation != "off"
        style = Qt.PenStyle.SolidLine if active else Qt.PenStyle.DashLine
        painter.setPen(
            QPen(theme.colour(self._tone() if self.curve.points else theme.DIM), 1.8 if active else 1.2, style)
        )
        if not self.curve.points:
            y = self.scale.y_of(self.curve.resting)
            painter.drawLine(QPointF(0, y), QPointF(self.width(), y))
            return
        painter.drawPolyline(self.scale.line(self.curve.points, self.width()))

    def _paint_points(self, painter: QPainter) -> None:
        scale, tone = self.scale, theme.colour(self._tone())
        for n, point in enumerate(self.curve.points):
            place = scale.place(point)
            if -RADIUS <= place.x() <= self.width() + RADIUS:
                chosen = n == self.curve.selected
                painter.setPen(QPen(theme.colour(theme.TEXT) if chosen else tone, 2))
                painter.setBrush(tone if chosen else theme.colour(theme.BG))
                painter.drawEllipse(place, RADIUS + chosen, RADIUS + chosen)

    def _paint_readout(self, painter: QPainter) -> None:
        """Paint the value beside the point in hand, or under the pointer."""
        if self.curve.selected is not None and self.curve.selected < len(self.curve.points):
            point = self.curve.points[self.curve.selected]
            place, text = self.scale.place(point), self.text_at(point.timeline_frame, point.value)
        elif self.hand.hover_x is not None:
            frame = max(0, self.viewport.frame_at(self.hand.hover_x))
            value = value_on(self.curve.points, self.curve.entry, frame, self.curve.resting)
            place, text = QPointF(self.hand.hover_x, self.scale.y_of(value)), self.text_at(frame, value)
        else:
            return
        painter.setFont(theme.font(theme.SMALL_PX))
        width = painter.fontMetrics().horizontalAdvance(text) + 12
        left = place.x() + 12 if place.x() + 12 + width < self.width() else place.x() - 12 - width
        box = QRectF(left, max(2.0, min(place.y() - 9, self.height() - 21.0)), width, 18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.RAISED))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hand.press(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.hand.move(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.hand.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.hand.double_click(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.menu is not None:
            show_once(self.menu(), event.globalPos())

    def leaveEvent(self, event: QEvent) -> None:
        self.hand.leave()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the lanes scroll

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.hand.key(event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        self.hand.key_up(event)
        super().keyReleaseEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Move from point to point with Tab before leaving the lane."""
        return self.hand.walk(1 if forward else -1) or super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hand.leave_keys()
        self.update()


def clips_of(channel: Channel) -> tuple[Clip, ...]:
    """Clips to draw behind the curve; a bus has none."""
    return () if isinstance(channel, Bus) else channel.clips
