"""The header of a folder: its arrow, name, how many tracks are inside, and mute and solo for all of them.

Lives: window, main thread.
"""

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QMenu, QWidget

from app.edits import folders
from app.edits.channels import set_switch
from app.model.ids import FolderId, TrackId
from app.model.song import Folder
from app.model.track import Track
from app.text import values
from ui import theme
from ui.arrange.header_hand import HeaderHand
from ui.arrange.rows import FOLDER_PX
from ui.arrange.track_drop import Dragged
from ui.arrange.track_menu import folder_menu
from ui.bridge import Bridge
from ui.state.selection import Selection
from ui.widgets.drag_keys import cancels_drag, goes_to_drag
from ui.widgets.entry import EditableLabel
from ui.widgets.menus import show_once
from ui.widgets.press import EnterButton
from ui.widgets.shortcut_override import ShortcutOverride
from ui.widgets.toggle import LetterButton

KEYS = {Qt.Key.Key_Left: True, Qt.Key.Key_Right: False}  # fold, unfold
COUNT = QRect(134, 1, 56, 24)


class FoldArrow(EnterButton):
    """Points down over an open folder, and right at a folded one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.folded = False
        self.setProperty("kind", "painted")
        self.setFixedSize(theme.HIT, theme.HIT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.TEXT if self.underMouse() or self.hasFocus() else theme.DIM))
        painter.translate(QPointF(self.width() / 2, self.height() / 2))
        painter.rotate(0 if self.folded else 90)
        painter.drawPolygon(QPolygonF([QPointF(-2.5, -4.5), QPointF(3.5, 0), QPointF(-2.5, 4.5)]))
        painter.resetTransform()
        theme.paint_focus_ring(painter, self)
        painter.end()


class FolderHeader(QWidget):
    """The header of one folder."""

    def __init__(
        self, bridge: Bridge, selection: Selection, hand: HeaderHand, folder_id: FolderId, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._bridge, self._selection, self._hand, self.folder_id = bridge, selection, hand, folder_id
        self._folder, self._tracks = Folder(folder_id, ""), tuple[Track, ...]()
        self.setFixedSize(theme.HEADER_WIDTH, FOLDER_PX)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        ShortcutOverride(self, self._wants)
        self.arrow = FoldArrow(self)
        self.arrow.move(6, 1)
        self.arrow.clicked.connect(lambda: self.fold(not self._folder.folded))
        self.name = EditableLabel("Folder name", on_click=False, parent=self)
        self.name.setFont(theme.font(12, 600))
        self.name.setGeometry(32, 1, COUNT.left() - 34, 24)
        self.name.typed.connect(self._rename)
        self.mute = LetterButton("M", theme.MUTE, "", self)
        self.solo = LetterButton("S", theme.SOLO, "", self)
        for button, left, path in ((self.mute, 194, "mute"), (self.solo, 220, "solo")):
            button.move(left, 1)
            button.clicked.connect(lambda _checked=False, path=path: self._switch(path))
        self.show_folder()

    # --- the document
    @property
    def tracks(self) -> tuple[TrackId, ...]:
        """The tracks inside, in their order."""
        return tuple(track.id for track in self._tracks)

    def show_folder(self) -> None:
        """Show the folder as it is now; a folder that is gone stays as it was."""
        song = self._bridge.song
        self._folder = next((folder for folder in song.folders if folder.id == self.folder_id), self._folder)
        self._tracks = tuple(track for track in song.tracks if track.folder == self.folder_id)
        name = self._folder.name
        self.setAccessibleName(f"Folder {name}, {values.count(len(self._tracks), 'track')}")
        self.name.setText(name)
        self.name.setToolTip(f"{name}: double-click to rename")
        self.arrow.folded = self._folder.folded
        for part, text in (
            (self.arrow, f"{'Unfold' if self._folder.folded else 'Fold'} {name}"),
            (self.mute, f"Mute all tracks in {name}"),
            (self.solo, f"Solo all tracks in {name}"),
        ):
            part.setAccessibleName(text)
            part.setToolTip(text)
        for button, lit in (
            (self.mute, [track.strip.mute for track in self._tracks]),
            (self.solo, [track.strip.solo for track in self._tracks]),
        ):
            button.setChecked(any(lit))
            button.set_outlined(any(lit) and not all(lit))
        self.arrow.update()
        self.update()

    def fold(self, folded: bool) -> None:
        """Fold it together, or unfold it."""
        if folded != self._folder.folded:
            self._bridge.perform(folders.fold(self.folder_id, folded))

    def _rename(self, text: str) -> None:
        if text and text != self._folder.name:
            self._bridge.perform(folders.rename_folder(self.folder_id, text))
        self.show_folder()

    def _switch(self, path: str) -> None:
        """On for all inside unless it is on for all."""
        button = self.mute if path == "mute" else self.solo
        self._bridge.perform(set_switch(self.tracks, path, not button.isChecked() or button.outlined))

    # --- painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, tone = QPainter(self), theme.track_colour(self._folder.colour)
        chosen = bool(self._tracks) and set(self.tracks) <= set(self._selection.tracks)
        painter.fillRect(self.rect(), theme.mix(tone, theme.RAISED if chosen else theme.PANEL, 0.16))
        painter.fillRect(QRect(0, 0, 4, self.height()), theme.colour(tone))
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), theme.colour(theme.GRID_BAR))
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.DIM if not chosen else theme.TEXT))
        where = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(COUNT, where, values.count(len(self._tracks), "track"))
        theme.paint_focus_ring(painter, self)
        painter.end()

    # --- the hand
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.LeftButton:
            self._hand.press(Dragged(frozenset(self.tracks), self.folder_id), event.globalPosition().toPoint())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hand.move(event.globalPosition().toPoint())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click selects the tracks inside."""
        if event.button() == Qt.MouseButton.LeftButton and self._hand.busy:
            if not self._hand.moved:
                more = event.modifiers() & Qt.KeyboardModifier.ControlModifier
                self._selection.set_tracks((*(self._selection.tracks if more else ()), *self.tracks))
            self._hand.release()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._selection.set_tracks(self.tracks)
        menu = QMenu(self)
        folder_menu(menu, self._bridge, self._folder)
        show_once(menu, event.globalPos())

    def _wants(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
        own = (*KEYS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2)
        return (self._hand.busy and goes_to_drag(event)) or (plain and event.key() in own)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._hand.busy:
            if cancels_drag(event):
                self._hand.cancel()
        elif event.key() in KEYS:
            self.fold(KEYS[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2):
            self.name.open_field()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._hand.cancel()
        self.update()
