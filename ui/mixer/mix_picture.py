"""A picture of the mix: every track a body, left to right by its pan, its size by its level, further back the wetter.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from app.edits.channels import set_values
from app.messages import steps
from app.messages.window import NO_BODIES, NO_REVERB, PICTURE_HELP
from app.model.channel import ChannelId, Value
from app.model.ids import TrackId
from app.model.track import Track
from app.song.changes import Changes
from app.text import values
from ui import theme
from ui.bridge import Bridge, GestureHand
from ui.mixer.picture_body import (
    MOST_RADIUS,
    Room,
    depth_of,
    louder,
    moved_to,
    radius_of,
    reverb_of,
    walked,
)  # fmt: skip
from ui.state.selection import Selection
from ui.widgets.ballistics import meter_fraction
from ui.widgets.controls import is_escape
from ui.widgets.gesture_widget import GestureWidget
from ui.widgets.sharp import draw_part, fits, painting, sharp_pixmap

_WAYS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip
_LOUDER = {Qt.Key.Key_PageUp: 1, Qt.Key.Key_PageDown: -1, Qt.Key.Key_Plus: 1, Qt.Key.Key_Minus: -1}
GLOW_EVERY = 3  # ticks
MOST_NAME_PX = 140
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class MixPicture(GestureWidget):
    """Drag: pan and depth. Wheel: level. Tab: next track; arrows and Page keys. Double-click: the channel's editor."""

    edit_asked = Signal(object)
    _grab: tuple[QPointF, QPointF] | None

    def __init__(self, bridge: Bridge, selection: Selection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._selection = bridge, selection
        self._hand: GestureHand | None = None
        self._held: tuple[ChannelId, tuple[str, ...]] | None = None
        self._glow: dict[TrackId, int] = {}
        self._floor: QPixmap | None = None
        self._names: list[tuple[Track, str, QRectF]] | None = None  # where they stand, until something moves
        self._ticks = 0
        self.setMinimumSize(300, 110)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setToolTip(PICTURE_HELP)
        self.ended.connect(self._end)
        self.cancelled.connect(lambda: self._end(keep=False))
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        selection.track_changed.connect(self._say)
        self._say()

    def sizeHint(self) -> QSize:
        return QSize(900, 300)

    # --- where everything is
    @property
    def room(self) -> Room:
        reach = self._scale() * MOST_RADIUS
        return Room(QRectF(self.rect()).adjusted(84, reach * 0.8 + 8, -84, -(reach * 0.8 + 20)))

    def _scale(self) -> float:
        """Bodies are smaller where there is little room."""
        return min(1.0, max(0.5, self.height() / 420))

    def radius_of(self, track: Track) -> float:
        return max(12.0, radius_of(track) * self._scale())

    def place_of(self, track: Track) -> QPointF:
        return self.room.place(track.strip.pan, depth_of(track, reverb_of(self._bridge.song)))

    def _body_rect(self, track: Track) -> QRectF:
        """With its glow, and its name where that stands below."""
        reach = self.radius_of(track) + 16
        place = self.place_of(track)
        across = max(reach, 72.0)
        return QRectF(place.x() - across, place.y() - reach, 2 * across, 2 * reach + 4)

    def _from_the_back(self) -> list[Track]:
        """As they are painted: the chosen one last, on top of the others."""
        chosen = self._selection.track
        return sorted(self._bridge.song.tracks, key=lambda track: (track.id == chosen, self.place_of(track).y()))

    def track_at(self, at: QPointF) -> Track | None:
        """The one in front where several overlap."""
        for track in reversed(self._from_the_back()):
            offset = self.place_of(track) - at
            if offset.x() ** 2 + offset.y() ** 2 <= self.radius_of(track) ** 2:
                return track
        return None

    # --- the document
    def _on_change(self, changes: Changes) -> None:
        if changes.song_replaced or changes.structure or changes.tracks or changes.strips:
            self._floor = None  # it says what to do without a reverb
            self._say()
            self.update()

    def _chosen(self) -> Track | None:
        return self._bridge.track(self._selection.track)

    def resizeEvent(self, event: object) -> None:
        self._names = None

    def _say(self) -> None:
        self._names = None
        track = self._chosen()
        text = "Picture of the mix"
        if track is not None:
            depth = depth_of(track, reverb_of(self._bridge.song))
            level = values.format_decibels(track.strip.fader_db)
            text += f". {track.name}: {values.format_pan(track.strip.pan)}, {level}, {depth * 100:.0f} % back"
        self.setAccessibleName(text)
        self.update()

    def _on_tick(self) -> None:
        """Bodies swell with their sound, a third of them at a time; only those that changed are painted."""
        self._ticks += 1
        if not self.isVisible():
            return
        bank = self._bridge.levels.lanes
        for track in self._bridge.song.tracks[self._ticks % GLOW_EVERY :: GLOW_EVERY]:
            lane = self._bridge.lane_of(track.id)
            loudest = float(bank.shown_db[lane : lane + track.channels].max())
            glow = 2 * round(6 * meter_fraction(loudest))
            if glow != self._glow.get(track.id, 0):
                self._glow[track.id] = glow
                self.update(self._body_rect(track).toRect())

    # --- one gesture for whatever moves
    def _begin(self, track: Track, paths: tuple[str, ...]) -> None:
        self._end()
        self._hand, self._held = self._bridge.begin_gesture(steps.place(track.name)), (track.id, paths)
        for path in paths:
            self._bridge.touch(track.id, path)

    def _move(self, values: dict[str, Value]) -> None:
        if self._hand is not None and self._held is not None and values:
            self._hand.update(set_values(self._held[0], values, "Place in the mix"))

    def _end(self, *, keep: bool = True) -> None:
        hand, grabbed = self._hand, self._held
        self._hand = self._held = self._grab = None
        self._key_held = False
        if hand is not None and grabbed is not None:
            hand.commit() if keep else hand.cancel()
            for path in grabbed[1]:
                self._bridge.release(grabbed[0], path)

    # --- the mouse
    def mousePressEvent(self, event: QMouseEvent) -> None:
        track = self.track_at(event.position())
        if event.button() != Qt.MouseButton.LeftButton or track is None:
            return
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._selection.set_track(track.id)
        self._begin(track, tuple(moved_to(0.0, 0.5, reverb_of(self._bridge.song))))
        self._grab = (event.position(), self.place_of(track))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grab is None:
            over = self.track_at(event.position()) is not None
            self.setCursor(Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor)
            return
        offset = event.position() - self._grab[0]
        if event.modifiers() & _SHIFT:
            offset /= 8
        pan, depth = self.room.pan_depth(self._grab[1] + offset)
        self._move(moved_to(pan, depth, reverb_of(self._bridge.song)))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        track = self.track_at(event.position())
        if track is not None:
            self._end()
            self.edit_asked.emit(track.id)

    def wheelEvent(self, event: QWheelEvent) -> None:
        track = self.track_at(event.position()) or self._chosen()
        notches = (event.angleDelta().y() or event.angleDelta().x()) / 120
        if track is not None and notches and self._hand is None:
            self._begin(track, ("fader_db",))
            self._move(dict(louder(track, notches, bool(event.modifiers() & _SHIFT))))
            self._end()
        event.accept()

    # --- the keyboard
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from track to track before it leaves."""
        ids = [track.id for track in self._bridge.song.tracks]
        chosen = self._selection.track
        at = ids.index(chosen) if chosen in ids else (-1 if forward else len(ids))
        if not 0 <= at + (1 if forward else -1) < len(ids):
            return super().focusNextPrevChild(forward)
        self._selection.set_track(ids[at + (1 if forward else -1)])
        return True

    def _wants(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        return (plain and event.key() in (*_WAYS, *_LOUDER)) or (self.in_gesture and is_escape(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event) and self.in_gesture:
            self.cancel_gesture()
            return
        key, track, fine = Qt.Key(event.key()), self._chosen(), bool(event.modifiers() & _SHIFT)
        if track is None or self._grab is not None or key not in (*_WAYS, *_LOUDER):
            super().keyPressEvent(event)
            return
        reverb = reverb_of(self._bridge.song)
        values = dict(louder(track, _LOUDER[key], fine)) if key in _LOUDER else walked(track, *_WAYS[key], fine, reverb)
        if not self._key_held:
            self._begin(track, tuple(values))
            self._key_held = True
        self._move(values)

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if not fits(self._floor, self):
            self._floor = sharp_pixmap(self, theme.colour(theme.BG))
            with painting(self._floor) as ground:
                ground.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_floor(ground)
        region = event.region()
        for rect in region:  # type: ignore[attr-defined]
            draw_part(painter, rect, self._floor)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for track in self._from_the_back():
            if region.intersects(self._body_rect(track).toRect()):
                self._paint_body(painter, track)
        painter.setFont(theme.font(theme.SMALL_PX, 600))
        if self._names is None:
            self._names = self.names(painter.fontMetrics())
        for track, name, place in self._names:
            if region.intersects(place.toRect()):
                painter.setPen(theme.colour(theme.DIM if track.strip.mute else theme.TEXT))
                painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        theme.paint_focus_ring(painter, self)
        painter.end()

    def _paint_floor(self, painter: QPainter) -> None:
        room = self.room
        painter.setPen(theme.colour(theme.LINE))
        painter.setBrush(theme.colour(theme.PANEL))
        corners = [room.place(*corner) for corner in ((-1, 0), (-1, 1), (1, 1), (1, 0))]
        painter.drawPolygon(QPolygonF(corners))
        painter.drawLine(room.place(0, 0), room.place(0, 1))
        for depth in (0.25, 0.5, 0.75):
            painter.drawLine(room.place(-1, depth), room.place(1, depth))
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM))
        floor = room.area.bottom()
        painter.drawText(QPointF(room.area.left() - 30, floor + 4), "left")
        painter.drawText(QPointF(room.area.right() + 10, floor + 4), "right")
        painter.drawText(QPointF(12, room.area.top() + 4), "far: wet")  # at the edge: nobody stands there
        painter.drawText(QPointF(12, self.height() - 6), "near: dry")
        if reverb_of(self._bridge.song) is None:
            painter.drawText(QRectF(0, 4, self.width(), 18), Qt.AlignmentFlag.AlignCenter, NO_REVERB)
        if not self._bridge.song.tracks:
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, NO_BODIES)

    def _paint_body(self, painter: QPainter, track: Track) -> None:
        place, radius = self.place_of(track), self.radius_of(track)
        tone, chosen = theme.track_colour(track.colour), track.id == self._selection.track
        glow = self._glow.get(track.id, 0)
        if glow and not track.strip.mute:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tone, 0.22))
            painter.drawEllipse(place, radius + glow, radius + glow)
        painter.setPen(QPen(theme.colour(theme.TEXT if chosen else tone), 2.5 if chosen else 1.5))
        painter.setBrush(theme.mix(tone, theme.PANEL, 0.12 if track.strip.mute else 0.55))
        painter.drawEllipse(place, radius, radius)

    def names(self, metrics: QFontMetrics) -> list[tuple[Track, str, QRectF]]:
        """Above all bodies: inside where there is room, else below, above or beside; left out where it would lie on another."""
        placed: list[tuple[Track, str, QRectF]] = []
        for track in reversed(self._from_the_back()):  # the chosen one first
            name = f"{track.name} (muted)" if track.strip.mute else track.name
            name = metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, MOST_NAME_PX)
            width, radius, at = metrics.horizontalAdvance(name) + 4.0, self.radius_of(track), self.place_of(track)
            across = (width / 2, width / 2, width / 2, -radius - 2, width + radius + 2)
            above = (8.0, -radius - 2, radius + 17, 8.0, 8.0)
            free = [QRectF(at.x() - dx, at.y() - dy, width, 15) for dx, dy in zip(across, above, strict=True)]
            if width > 2 * radius - 4:
                free = free[1:]
            taken = [rect for _, _, rect in placed]
            inside = [rect for rect in free if self.rect().contains(rect.toAlignedRect())]
            place = next((rect for rect in inside if not any(rect.intersects(other) for other in taken)), None)
            if place is not None:  # else it is told when the track is chosen
                placed.append((track, name, place))
        return placed
