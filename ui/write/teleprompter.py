"""The teleprompter: large words and chords that scroll with the song, on the Write page or in a window of its own.

Lives: window, main thread.
"""

from PySide6.QtCore import QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from app.messages.lyrics import NO_WORDS_TO_SING
from app.song.changes import Changes
from app.text.performance import Cue, line_now, performance
from app.text.sheet import ChordView
from ui import theme
from ui.bridge import Bridge, window_of
from ui.widgets.card import button, label
from ui.widgets.sheet_layout import SheetFonts
from ui.widgets.shortcut_override import ShortcutOverride
from ui.write.sheet_view import PlacedRow, SheetView

EYE_LINE = 0.36  # where the line that is sung stands, as a share of the height
GLIDE = 0.18  # of the way to where it should be, each turn of the timer
MARGIN_PX = 24
SIZES_PX = (16, 20, 24, 28, 32, 38, 46, 56, 68, 84, 100)


class PromptSheet(SheetView):
    """The words; the line that is sung is lit, what is over is faint."""

    def __init__(self, size_px: int, parent: QWidget) -> None:
        super().__init__("Words that follow the song", size_px, parent)
        self._now = (0, -1)  # block, and index of the line in the text; -1 for its heading

    def light(self, block: int, start: int) -> None:
        """Light a line."""
        if (block, start) != self._now:
            self._now = block, start
            self.update()

    def _is_lit(self, placed: PlacedRow) -> bool:
        return (placed.block, _start_of(placed)) == self._now

    def ink(self, placed: PlacedRow, role: str) -> str:
        past = placed.block < self._now[0] or (
            placed.block == self._now[0] and placed.row is not None and placed.row.start < self._now[1]
        )
        return theme.FAINT if past else super().ink(placed, role)

    def paint_row(self, painter: QPainter, placed: PlacedRow, fonts: SheetFonts) -> None:
        if self._is_lit(placed):
            painter.fillRect(QRectF(0, placed.top, self.width(), placed.height), theme.colour(theme.RAISED))
        super().paint_row(painter, placed, fonts)

    def span_of(self, block: int, start: int) -> tuple[float, float] | None:
        """Top and bottom of a line; of the heading for -1. None if it is not there."""
        rows = [placed for placed in self.rows if placed.block == block and _start_of(placed) == start]
        return (rows[0].top, rows[-1].top + rows[-1].height) if rows else None


def _start_of(placed: PlacedRow) -> int:
    return -1 if placed.row is None else placed.row.start


class _Roll(QWidget):
    """The part of the words in sight. It follows the song; the wheel moves it until the song goes on."""

    def __init__(self, bridge: Bridge, size_px: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._cues: tuple[Cue, ...] = ()
        self._offset_px = self._hand_px = 0.0
        self._frame = -1
        self._shown: object = None
        self.sheet = PromptSheet(size_px, self)
        self.nothing = label(NO_WORDS_TO_SING, "dim", wrap=True)
        self.nothing.setParent(self)
        self.setMinimumSize(240, 160)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._follow)
        self.refresh()

    def _on_change(self, changes: Changes) -> None:
        if changes.lyrics or changes.sections or changes.tempo or changes.clips or changes.song_replaced:
            self.refresh()

    def refresh(self) -> None:
        """Show the words of the song as they are now."""
        song = self._bridge.song
        self._cues = performance(song, ChordView(song.lyrics.capo))
        self.sheet.show_blocks([cue.block for cue in self._cues])
        self.nothing.setVisible(not song.lyrics.text.strip())
        self._place(jump=True)

    def set_size(self, size_px: int) -> None:
        """Change the size of the words."""
        self.sheet.set_size(size_px)
        self._place(jump=True)

    # --- following
    def _follow(self) -> None:
        if not self.isVisible():
            return
        frame = self._bridge.clock.frame
        if frame != self._frame:
            self._frame, self._hand_px = frame, 0.0
        self._place()

    def _place(self, *, jump: bool = False) -> None:
        goal = self._goal() - self.height() * EYE_LINE + self._hand_px
        goal = max(-self.height() * EYE_LINE, min(goal, self.sheet.minimumHeight() - self.height() * EYE_LINE))
        self._offset_px = goal if jump else self._offset_px + (goal - self._offset_px) * GLIDE
        if abs(goal - self._offset_px) < 0.5:
            self._offset_px = goal
        width = max(80, self.width() - 2 * MARGIN_PX)
        if (self.sheet.width(), self.sheet.height()) != (width, self.sheet.minimumHeight()):
            self.sheet.resize(width, self.sheet.minimumHeight())
        self.sheet.move(MARGIN_PX, -round(self._offset_px))

    def _goal(self) -> float:
        """The height of the sheet that is sung now, between one line and the next."""
        if not self._cues:
            return 0.0
        number, line, share = line_now(self._cues, self._bridge.clock.frame)
        cue = self._cues[number]
        start = cue.block.lines[line].start if line >= 0 else -1
        self.sheet.light(number, start)
        here = self.sheet.span_of(number, start)
        if here is None:
            return self._offset_px + self.height() * EYE_LINE
        return here[0] + (here[1] - here[0]) * (share if line >= 0 else 0.0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.nothing.setGeometry(MARGIN_PX, MARGIN_PX, self.width() - 2 * MARGIN_PX, 60)
        self._place(jump=True)
        self._place(jump=True)  # the words are as high as they are wide by now

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._hand_px -= event.angleDelta().y() / 2
        self._place(jump=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.BG))
        painter.end()


class Teleprompter(QWidget):
    """Words that follow the song, with buttons for their size and for a window of their own.

    Attributes:
        roll: The words.
    """

    window_asked = Signal()

    def __init__(self, bridge: Bridge, parent: QWidget | None = None, *, own_window: bool = True) -> None:
        """Show the words of the open song; `own_window` has the button for a window of its own."""
        super().__init__(parent)
        self._bridge = bridge
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self.roll = _Roll(bridge, bridge.session.settings.preferences.prompter_px)
        self.smaller = button("A \u2212", lambda: self.resize_words(-1))
        self.smaller.setAccessibleName("Smaller words")
        self.larger = button("A +", lambda: self.resize_words(1))
        self.larger.setAccessibleName("Larger words")
        row = QHBoxLayout()
        row.setContentsMargins(8, 4, 8, 0)
        for control in (self.smaller, self.larger):
            control.setToolTip(control.accessibleName())
            row.addWidget(control)
        row.addStretch(1)
        if own_window:
            self.open = button("Open on another screen", self.window_asked.emit)
            self.open.setToolTip("A window of its own: F11 for the full screen, Escape closes it")
            row.addWidget(self.open)
            self.window_asked.connect(lambda: show_teleprompter(bridge))
        column.addLayout(row)
        column.addWidget(self.roll, 1)

    def resize_words(self, step: int) -> None:
        """Make the words larger or smaller by one size; the machine remembers it."""
        session, now = self._bridge.session, self.roll.sheet.size_px
        sizes = [size for size in SIZES_PX if (size > now if step > 0 else size < now)]
        if sizes:
            size = sizes[0] if step > 0 else sizes[-1]
            session.settings.preferences.prompter_px = size
            session.save_settings()
            self.roll.set_size(size)


class TeleprompterWindow(QWidget):
    """The teleprompter in a window of its own: F11 full screen, plus and minus, Space plays, Escape closes."""

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._bridge = bridge
        self.setWindowTitle("Teleprompter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.prompter = Teleprompter(bridge, own_window=False)
        column.addWidget(self.prompter)
        self.resize(960, 640)
        ShortcutOverride(self, lambda event: event.key() in self._keys())

    def _keys(self) -> dict[int, object]:
        return {
            Qt.Key.Key_Escape: self.close,
            Qt.Key.Key_F11: self.toggle_full_screen,
            Qt.Key.Key_Plus: lambda: self.prompter.resize_words(1),
            Qt.Key.Key_Equal: lambda: self.prompter.resize_words(1),
            Qt.Key.Key_Minus: lambda: self.prompter.resize_words(-1),
            Qt.Key.Key_Space: lambda: self._bridge.actions.run("transport.play"),
        }

    def toggle_full_screen(self) -> None:
        """The whole screen, or a window again."""
        if self.isFullScreen():
            self.showNormal()
        else:
            self.showFullScreen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        act = self._keys().get(event.key())
        if callable(act):
            act()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.BG))
        painter.end()


def show_teleprompter(bridge: Bridge) -> TeleprompterWindow:
    """Show the window of the teleprompter: the one that is open, or a new one, on the whole of another screen if there is one."""
    window = window_of(bridge)
    open_ones = window.findChildren(TeleprompterWindow)
    made = open_ones[0] if open_ones else TeleprompterWindow(bridge, window)
    others = [screen for screen in QApplication.screens() if screen is not window.screen()]
    if others and not open_ones:
        made.move(others[0].geometry().topLeft() + QPoint(40, 40))
        made.showFullScreen()
    else:
        made.show()
    made.activateWindow()
    return made
