"""The list of recent songs, each with its title, date, length and a picture of its waveform.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.messages.files import saved_at
from app.storage.overview import SavedSong, saved_song
from app.text import values
from ui import theme
from ui.widgets.sharp import painting
from ui.widgets.shortcut_override import ShortcutOverride

PICTURE = QSize(180, 36)
OWN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
ROW_PX, LEAST_ROWS = 54, 4
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_FOLDER = Qt.ItemDataRole.UserRole


class RecentSongs(QListWidget):
    """Enter or a click opens one."""

    def __init__(self, folders: Sequence[Path], open_folder: Callable[[Path], object]) -> None:
        super().__init__()
        self.setAccessibleName("Recent songs")
        self.setIconSize(PICTURE)
        self.setUniformItemSizes(True)
        self.setMinimumHeight(min(LEAST_ROWS, max(1, len(folders))) * ROW_PX)
        for folder in folders:
            self.addItem(self._item(saved_song(folder)))
        ShortcutOverride(self, lambda event: event.key() in OWN_KEYS and not event.modifiers() & ~_KEYPAD)
        self._open = open_folder
        self.itemActivated.connect(self._open_item)
        self.itemClicked.connect(self._open_item)
        if self.count():
            self.setCurrentRow(0)

    def _item(self, song: SavedSong) -> QListWidgetItem:
        overview = song.overview
        facts = [saved_at(song.saved)]
        if overview.length_s:
            facts += [values.format_length(overview.length_s), values.count(overview.tracks, "track")]
        facts.append(str(song.folder.parent))
        text = f"{overview.name}\n" + " \u00b7 ".join(facts)
        item = QListWidgetItem(QIcon(_picture(overview.levels, self.devicePixelRatioF())), text)
        item.setToolTip(str(song.folder))
        item.setData(_FOLDER, str(song.folder))
        return item

    def _open_item(self, item: QListWidgetItem) -> None:
        self._open(Path(item.data(_FOLDER)))


def _picture(levels: bytes, ratio: float) -> QPixmap:
    """A waveform, or the line of one that is not known."""
    picture = QPixmap(PICTURE * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(theme.colour(theme.PANEL))
    middle = PICTURE.height() / 2
    with painting(picture) as painter:
        width = PICTURE.width() / max(1, len(levels))
        for number, level in enumerate(levels):
            half = max(0.5, level / 255 * (middle - 2))
            painter.fillRect(QRectF(number * width, middle - half, width, 2 * half), theme.colour(theme.ACCENT, 0.85))
        if not levels:
            painter.fillRect(QRectF(0, middle - 0.5, PICTURE.width(), 1), theme.colour(theme.LINE))
    return picture
