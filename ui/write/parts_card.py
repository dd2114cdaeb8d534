"""The parts to record, and what is there of each.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.messages.window import NO_PARTS
from app.model.ids import TrackId
from app.text import values
from ui import theme
from ui.bridge import Bridge
from ui.pages.step_list import scrolling
from ui.widgets.card import Card, button, clear_layout, label
from ui.widgets.entry import EditableLabel


class PartsCard(Card):
    """Which parts there are to record, and what is there of each."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Parts", parent=parent)
        self._bridge = bridge
        self._shown: object = None
        self._titles: dict[TrackId, EditableLabel] = {}
        inside = QWidget()
        self._list = QVBoxLayout(inside)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(4)
        self.body.addWidget(scrolling(inside), 1)
        self.body.addWidget(button("Add a part", lambda: bridge.actions.run("track.add")))
        bridge.changed.connect(lambda _changes: self.refresh())
        bridge.track_added.connect(self._name_part)
        self.refresh()

    def _name_part(self, track_id: TrackId) -> None:
        """A new one is named by typing."""
        if self.isVisible():
            self._titles[track_id].open_field()

    def _rename(self, track_id: TrackId, name: str) -> None:
        if name:
            self._bridge.attempt(lambda: self._bridge.session.document.name_track(track_id, name))

    def refresh(self) -> None:
        tracks = self._bridge.song.tracks
        facts = [(track.id, track.name, track.colour, len(track.takes), bool(track.clips)) for track in tracks]
        if facts == self._shown:
            return
        self._shown = facts
        clear_layout(self._list)
        self._titles = {}
        for track_id, name, colour, takes, has_clips in facts:
            self._list.addWidget(self._row(track_id, name, colour, takes, has_clips))
        if not facts:
            self._list.addWidget(label(NO_PARTS, "dim", wrap=True))
        self._list.addStretch(1)
        self.set_aside(values.count(len(facts), "part"))

    def _row(self, track_id: TrackId, name: str, colour: int, takes: int, has_clips: bool) -> QFrame:
        row = QFrame()
        row.setObjectName("part")
        row.setStyleSheet(
            f"#part {{ background: {theme.css(theme.RAISED)}; border-left: 4px solid {theme.css(theme.track_colour(colour))};"
            " border-radius: 4px; }"
        )
        line = QHBoxLayout(row)
        line.setContentsMargins(10, 4, 10, 4)
        title = self._titles[track_id] = EditableLabel("Part name", on_click=False)
        title.setText(name)
        title.setFont(theme.font(12, 600))
        title.typed.connect(lambda text: self._rename(track_id, text))
        line.addWidget(title, 1)
        if takes:
            line.addWidget(label(values.count(takes, "take"), "good"))
        else:
            line.addWidget(label("has audio" if has_clips else "to record", "good" if has_clips else "dim"))
        return row
