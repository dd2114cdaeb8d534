"""One take under its track: its waveform, which parts are in the comp, and swiping a phrase into it.

Lives: window, main thread.
"""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QMenu, QWidget

from app.edits.clip_stack import visible
from app.edits.comps import MOST_STARS, set_rating
from app.messages.window import TAKE_HELP
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.take import Take
from app.model.track import Track
from app.recording import comping
from app.text import values
from ui import theme
from ui.arrange.faint_wave import FaintWave
from ui.arrange.lanes_view import LanesView
from ui.arrange.playhead import Playhead
from ui.commands.discarding import discard
from ui.widgets.controls import is_escape
from ui.widgets.menus import show_once
from ui.widgets.sharp import draw_part
from ui.widgets.shortcut_override import ShortcutOverride

HEIGHT = 42
LEAST_SWIPE_PX = 3


class TakeLane(QWidget):
    """The lane of one take."""

    def __init__(self, lanes: LanesView, track: Track, take: Take) -> None:
        super().__init__(lanes)
        ShortcutOverride(self, self._wants)
        self._lanes, self._bridge, self._view = lanes, lanes.bridge, lanes.viewport
        self.track, self.take = track, take
        self._wave, self._used_wave = FaintWave(lanes), FaintWave(lanes, 0.62)
        self._used: tuple[Clip, ...] = ()
        self._swipe: tuple[int, int] | None = None  # px
        self.playhead = Playhead(self, self._bridge, self._view)
        self.setFixedHeight(HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.IBeamCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.menu: Callable[[], QMenu] = lambda: QMenu(self)  # its header's
        self.setToolTip(TAKE_HELP)
        self.show_take(track, take)

    def show_take(self, track: Track, take: Take) -> None:
        self.track, self.take = track, take
        used = tuple(clip for clip in visible(track.clips) if clip.take == take.id)
        if used != self._used:
            self._used = used
            self._used_wave.forget()
        share = "in the comp" if used else "not in the comp"
        self.setAccessibleName(f"Take {take.name} of {track.name}, {values.count(take.rating, 'star')}, {share}")
        self.update()

    def move_with_viewport(self) -> None:
        self._wave.forget()
        self._used_wave.forget()
        self.update()

    # --- choosing
    def choose(self, start_frame: int, end_frame: int) -> None:
        session = self._bridge.session
        self._bridge.attempt(
            lambda: comping.choose_phrase(session.document, self.track.id, self.take.id, start_frame, end_frame)
        )

    def choose_around(self, frame: int) -> None:
        """Use the take for the loop or the section at a frame."""
        song = self._bridge.song
        self.choose(*comping.phrase_around(song, self.track, max(0, frame)))

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        tone = theme.track_colour(self.track.colour)
        whole = Clip(
            ClipId(self.take.id), "", self.take.file, self.take.timeline_start_frame, self.take.file_start_frame,
            self.take.length_frames,
        )  # fmt: skip
        draw_part(painter, self.rect(), self._wave.image((whole,), tone, self))
        bright = self._used_wave.image(self._used, tone, self)
        for clip in self._used:
            left, right = (
                self._view.pixel_of(clip.timeline_start_frame),
                self._view.pixel_of(clip.timeline_end_frame),
            )
            place = QRect(left, 0, max(1, right - left), self.height())
            draw_part(painter, place & self.rect(), bright)
            painter.fillRect(place, theme.colour(tone, 0.16))
            for x in (left, right - 1):
                painter.fillRect(QRect(x, 0, 1, self.height()), theme.colour(tone))
        for gap in self.take.dropouts:
            x = self._view.pixel_of(gap.timeline_frame)
            painter.fillRect(QRect(x, 0, 2, self.height()), theme.colour(theme.WARN))
        if self._swipe is not None:
            left, right = min(self._swipe), max(self._swipe)
            painter.fillRect(QRect(left, 0, right - left, self.height()), theme.colour(theme.ACCENT, 0.22))
            painter.setPen(QPen(theme.colour(theme.ACCENT), 1))
            painter.drawRect(QRect(left, 0, right - left, self.height() - 1))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.LINE))
        self.playhead.paint(painter)
        theme.paint_focus_ring(painter, self)
        painter.end()

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            x = round(event.position().x())
            self._swipe = (x, x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._swipe is not None:
            self._swipe = (self._swipe[0], round(event.position().x()))
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        swipe, self._swipe = self._swipe, None
        self.update()
        if swipe is not None and abs(swipe[1] - swipe[0]) >= LEAST_SWIPE_PX:
            self.choose(max(0, round(self._view.frame_at(min(swipe)))), max(0, round(self._view.frame_at(max(swipe)))))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self._swipe = None
        self.choose_around(round(self._view.frame_at(event.position().x())))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        show_once(self.menu(), event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the lanes scroll

    def _wants(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        stars = Qt.Key.Key_0 <= event.key() <= Qt.Key.Key_0 + MOST_STARS
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        gone = event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
        return plain and (stars or enter or gone) or (self._swipe is not None and is_escape(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._wants(event):
            super().keyPressEvent(event)
        elif is_escape(event):
            self._swipe = None
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_around(self._bridge.clock.frame)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            discard(self._bridge, self.track, self.take)
        else:
            self._bridge.perform(set_rating(self.track.id, self.take.id, event.key() - Qt.Key.Key_0))

    def focusInEvent(self, event: object) -> None:
        self.update()

    def focusOutEvent(self, event: object) -> None:
        self.update()
