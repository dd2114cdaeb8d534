"""Above the headers, left of the ruler: how much there is, and what each row of the ruler is.

Lives: window, main thread.
"""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.text import values
from ui import theme
from ui.arrange.ruler import RulerView
from ui.bridge import Bridge

ROW_NAMES_PX = 62  # on the right


class Corner(QWidget):
    """The number of tracks, or what is being recorded, and the names of the ruler's rows."""

    def __init__(self, bridge: Bridge, ruler: RulerView, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge, self._ruler = bridge, ruler
        self._shown: tuple[str, str, bool] = ("", "", False)
        self.setFixedWidth(theme.HEADER_WIDTH)
        ruler.rows_changed.connect(self.update)
        bridge.slow_ticked.connect(self.refresh)
        bridge.changed.connect(lambda _changes: self.refresh())
        self.refresh()

    def refresh(self) -> None:
        song, session = self._bridge.song, self._bridge.session
        armed = sum(track.armed for track in song.tracks)
        if self._bridge.clock.recording:
            second = " \u00b7 ".join(
                part
                for part in (
                    values.describe_disk_left(session.recorder.disk_seconds_left),
                    values.describe_dropouts(self._bridge.clock.dropouts),
                )
                if part
            )
            shown = (f"Recording {values.count(armed, 'track')}", second, True)
        else:
            takes = sum(len(track.takes) for track in song.tracks)
            second = f"{armed} armed" if armed else f"{values.count(takes, 'take')} recorded"
            shown = (values.count(len(song.tracks), "track"), second, False)
        if shown != self._shown:
            self._shown = shown
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(theme.PANEL))
        first, second, recording = self._shown
        painter.setFont(theme.font(13, 600))
        painter.setPen(theme.colour(theme.TEXT))
        painter.drawText(12, 19, first)
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.setPen(theme.colour(theme.REC_TEXT if recording else theme.DIM))
        text = ("\u25cf " if recording else "") + second
        available = self.width() - 12 - ROW_NAMES_PX
        painter.drawText(12, 35, painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, available))
        painter.setPen(theme.colour(theme.DIM))
        for row in self._ruler.rows.rows:
            place = QRect(0, self._ruler.rows.top_of(row), self.width() - 8, row.height_px)
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, row.name)
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(theme.LINE))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colour(theme.LINE))
        painter.end()
