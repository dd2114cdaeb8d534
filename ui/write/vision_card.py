"""What the record should be like in a few lines, and notes on song and tracks.

Lives: window, main thread.
"""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.edits import brief as edits
from app.edits import tracks as track_edits
from app.messages.writing import ABOUT_VISION, NOTE_ON_SONG
from app.model.ids import TrackId
from app.song.changes import Changes
from ui import theme
from ui.bridge import Bridge
from ui.widgets.card import Card, clear_layout
from ui.widgets.eliding import ElidingLabel
from ui.widgets.scrolling import scrolling
from ui.widgets.text_entry import NoteEntry


class VisionCard(Card):
    """The artistic vision."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Vision", "in a few lines", parent)
        self._bridge = bridge
        self.text = NoteEntry("Artistic vision", ABOUT_VISION, lines=3)
        self.text.typed.connect(lambda text: bridge.perform(edits.write_vision(text)))
        self.body.addWidget(self.text)
        bridge.changed.connect(self._on_change)
        self.text.show_text(bridge.song.brief.vision)

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self.text.show_text(self._bridge.song.brief.vision)


class NotesCard(Card):
    """Notes on the song, and on each track."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Notes", "on the song and its tracks", parent)
        self._bridge = bridge
        self.song = NoteEntry("Notes on the song", NOTE_ON_SONG, lines=3)
        self.song.typed.connect(lambda text: bridge.perform(edits.write_notes(text)))
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self.tracks: dict[TrackId, NoteEntry] = {}
        self._names: list[tuple[TrackId, str]] = []
        self.body.addWidget(self.song)
        self.body.addWidget(scrolling(inside), 1)
        bridge.changed.connect(self._on_change)
        self._rebuild()

    def _on_change(self, changes: Changes) -> None:
        if [(track.id, track.name) for track in self._bridge.song.tracks] != self._names:
            self._rebuild()
        elif changes.plans or changes.tracks:
            self._show()

    def _rebuild(self) -> None:
        clear_layout(self._list)
        self._names = [(track.id, track.name) for track in self._bridge.song.tracks]
        self.tracks = {}
        for track_id, name in self._names:
            title = ElidingLabel(name)
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setFont(theme.font(theme.SMALL_PX, 600))
            entry = self.tracks[track_id] = NoteEntry(f"Notes on {name}", lines=2)
            entry.typed.connect(lambda text, id=track_id: self._bridge.perform(track_edits.set_notes(id, text)))
            self._list.addWidget(title)
            self._list.addWidget(entry)
        self._list.addStretch(1)
        self._show()

    def _show(self) -> None:
        self.song.show_text(self._bridge.song.brief.notes)
        for track in self._bridge.song.tracks:
            self.tracks[track.id].show_text(track.notes)
