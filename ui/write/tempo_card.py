"""Tempo and meter at the playhead, with tapping.

Lives: window, main thread.
"""

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.edits.tempo import change_at
from app.messages.window import ABOUT_TAPPING
from app.text import values
from app.text.tempo import format_meter
from ui.bridge import Bridge
from ui.widgets.card import Card, button, label


class TempoCard(Card):
    """Tempo and meter at the playhead, with tapping."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("Tempo", parent=parent)
        self._bridge = bridge
        self.message = label("", "title")
        self.body.addWidget(label(ABOUT_TAPPING, "dim", wrap=True))
        self.tap = button(f"Tap ({bridge.actions.key('transport.tap')})", lambda: bridge.actions.run("transport.tap"))
        bridge.actions.describe(self.tap, "transport.tap")
        self.tap.setMinimumHeight(36)
        self.changes = button("", lambda: bridge.actions.run("transport.tempo"), "link")
        bridge.actions.describe(self.changes, "transport.tempo")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.message)
        line.addWidget(self.tap, 1)
        line.addWidget(self.changes)
        self.body.addLayout(line)
        bridge.changed.connect(lambda _changes: self.show_song())
        bridge.slow_ticked.connect(self.show_song)
        self.show_song()

    def show_song(self) -> None:
        song = self._bridge.song
        change = change_at(song, self._bridge.clock.frame)  # what a tap sets
        text = f"{values.format_tempo(change.tempo_bpm)} bpm \u00b7 {format_meter(change.meter)}"
        if text != self.message.text():
            self.message.setText(text)
        changes = song.tempo_changes
        self.changes.setText(values.count(len(changes), "change") + "\u2026" if changes else "Changes\u2026")
