"""The emotional timeline: the intensity of each section as a smooth line, with points to drag.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.edits.sections import set_section_intensity
from app.edits.transport import set_loop
from app.messages import steps
from app.messages.writing import ABOUT_EMOTIONAL_TIMELINE, intensities
from app.model.ranges import INTENSITY
from app.model.section import Section
from app.model.section_frames import section_frames
from app.song.changes import Changes
from ui import theme
from ui.bridge import Bridge, GestureHand
from ui.widgets.drag_keys import cancels_drag
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.smooth_line import smooth_line

STEP_PX = 9  # of one of the ten steps of intensity
TOP_PX, FLAG_PX, GAP_PX = 8, 20, 8
POINT_PX = 4.5
KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
WALK = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class EmotionalTimeline(QWidget):
    """Points are dragged, or changed by the arrow keys: left and right go from one to the next.

    Attributes:
        chosen: Place of the section whose point the keys change.
    """

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self.chosen = 0
        self._dragged: Section | None = None
        self._hand: GestureHand | None = None
        self.setFixedHeight(TOP_PX + INTENSITY[1] * STEP_PX + GAP_PX + FLAG_PX)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setToolTip(ABOUT_EMOTIONAL_TIMELINE)
        ShortcutOverride(self, lambda event: event.key() in (*KEYS, *WALK))
        bridge.changed.connect(self._on_change)
        self._tell()

    def _on_change(self, changes: Changes) -> None:
        if changes.sections or changes.tempo or changes.song_replaced:
            self._tell()
            self.update()

    def _tell(self) -> None:
        sections = self._bridge.song.sections
        self.chosen = min(self.chosen, max(0, len(sections) - 1))
        self.setAccessibleName(intensities([(section.name, section.intensity) for section in sections]))

    # --- places
    def spans(self) -> list[tuple[float, float]]:
        """Left and right edge of each section, px: the width is the whole song from its start."""
        sections = self._bridge.song.sections
        frames = [section_frames(self._bridge.song, section) for section in sections]
        whole = max((end for _start, end in frames), default=1)
        return [(start / whole * self.width(), end / whole * self.width()) for start, end in frames]

    def points(self) -> list[QPointF]:
        """The point of each section."""
        sections = self._bridge.song.sections
        return [
            QPointF((left + right) / 2, self._y(section.intensity))
            for section, (left, right) in zip(sections, self.spans(), strict=True)
        ]

    def _y(self, intensity: float) -> float:
        return TOP_PX + (INTENSITY[1] - intensity) * STEP_PX

    def _at(self, x: float) -> int | None:
        return next((number for number, (left, right) in enumerate(self.spans()) if left <= x < right), None)

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = self._y(0)
        for intensity in range(0, INTENSITY[1] + 1, 5):
            painter.fillRect(QRectF(0, self._y(intensity), self.width(), 1), theme.colour(theme.GRID))
        points = self.points()
        if points:
            ends = QPointF(0, points[0].y()), QPointF(self.width(), points[-1].y())
            line = smooth_line([ends[0], *points, ends[1]])
            area = QPainterPath(line)
            area.lineTo(self.width(), ground)
            area.lineTo(0, ground)
            painter.fillPath(area, theme.colour(theme.WARN, 0.14))
            painter.setPen(QPen(theme.colour(theme.WARN), 2))
            painter.drawPath(line)
        for number, point in enumerate(points):
            picked = number == self.chosen and self.hasFocus()
            painter.setPen(QPen(theme.colour(theme.ACCENT if picked else theme.WARN), 2))
            painter.setBrush(theme.colour(theme.WARN if picked else theme.PANEL))
            painter.drawEllipse(point, POINT_PX, POINT_PX)
        self._paint_flags(painter)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _paint_flags(self, painter: QPainter) -> None:
        painter.setFont(theme.font(theme.SMALL_PX))
        top = self.height() - FLAG_PX
        for number, (section, (left, right)) in enumerate(zip(self._bridge.song.sections, self.spans(), strict=True)):
            flag = QRect(round(left), top, max(2, round(right - left) - 2), FLAG_PX)
            painter.fillRect(flag, theme.colour(theme.section_colour(section.name, number)))
            painter.setPen(theme.colour(theme.TEXT))
            room = flag.width() - 8
            text = painter.fontMetrics().elidedText(section.name, Qt.TextElideMode.ElideMiddle, room)
            if len(text) > 1:
                painter.drawText(flag.adjusted(5, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)

    # --- the mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        number = self._at(event.position().x())
        if event.button() != Qt.MouseButton.LeftButton or number is None:
            return
        self.chosen = number
        section = self._bridge.song.sections[number]
        if event.position().y() >= self.height() - FLAG_PX:
            start, _end = section_frames(self._bridge.song, section)
            self._bridge.attempt(lambda: self._bridge.session.transport.locate(start))
        else:
            self._dragged, self._hand = section, self._bridge.begin_gesture(steps.SET_INTENSITY)
            self._drag(event.position().y())
        self.update()

    def _drag(self, y: float) -> None:
        if self._hand is not None and self._dragged is not None:
            intensity = round(INTENSITY[1] - (y - TOP_PX) / STEP_PX)
            self._hand.try_update(set_section_intensity(self._dragged.id, intensity))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._drag(event.position().y())
        over = self._at(event.position().x()) is not None
        flags = event.position().y() >= self.height() - FLAG_PX
        shape = Qt.CursorShape.PointingHandCursor if flags else Qt.CursorShape.SizeVerCursor
        self.setCursor(shape if over else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        hand, self._hand, self._dragged = self._hand, None, None
        if hand is not None:
            hand.commit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Loop the section whose name is there."""
        number = self._at(event.position().x())
        if number is not None and event.position().y() >= self.height() - FLAG_PX:
            song = self._bridge.song
            self._bridge.perform(set_loop(True, *section_frames(song, song.sections[number])))

    # --- keys
    def keyPressEvent(self, event: QKeyEvent) -> None:
        sections, key = self._bridge.song.sections, Qt.Key(event.key())
        if self._hand is not None and cancels_drag(event):
            hand, self._hand, self._dragged = self._hand, None, None
            hand.cancel()
        elif key in WALK and sections:
            self.chosen = min(max(self.chosen + WALK[key], 0), len(sections) - 1)
            self.update()
        elif key in KEYS and sections:
            section = sections[self.chosen]
            self._bridge.perform(set_section_intensity(section.id, section.intensity + KEYS[key]))
        else:
            super().keyPressEvent(event)
