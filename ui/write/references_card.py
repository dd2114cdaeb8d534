"""References: records that this one is held against, each playable at the loudness of the song.

Lives: window, main thread.
"""

from collections.abc import Hashable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.edits import references as edits
from app.edits.edit import Edit
from app.messages.rehearsing import LISTEN_FOR, NO_REFERENCES, REFERENCE_NOT_MATCHED, not_a_place
from app.model.ids import ReferenceId
from app.model.reference import Reference
from app.song.changes import Changes
from app.song.importing import SUFFIXES
from app.song.reference_import import ReferenceImport
from app.text import values
from app.text.values import parse_length
from app.units import seconds_to_frames
from ui import theme
from ui.bridge import Bridge
from ui.dialogs.choosing import existing_files
from ui.dialogs.progress import ProgressBar
from ui.widgets.card import Card, button, label
from ui.widgets.scrolling import scrolling
from ui.widgets.toggle_chip import ToggleChip
from ui.window.file_drop import FileDrop
from ui.write.open_rows import OpenRow, OpenRows


class ReferenceRow(OpenRow):
    """One reference."""

    def __init__(self, bridge: Bridge, reference: Reference, owner: OpenRows) -> None:
        super().__init__(reference.title, lambda: owner.toggle(reference.id))
        self._bridge, self._id = bridge, reference.id
        self._player = bridge.session.control_room.references
        self.listen = ToggleChip("Hear it", f"Hear {reference.title} in place of the song", self, tone=theme.WARN)
        self.listen.clicked.connect(self._toggle)
        self.head.insertWidget(1, self.listen)
        self.name = self.add_entry("Title", lambda text: self._perform(edits.rename_reference(self._id, text)))
        self.about = self.add_entry(
            "Listen for", lambda text: self._perform(edits.describe_reference(self._id, text)), LISTEN_FOR, note=True
        )
        self.start = self.add_entry("Starts at", self._type_start, "1:02.5")
        self.here = button("Start where it is now", self._start_here, "link")
        self.add_field("", self.here)
        self.add_field("", button("Remove", lambda: bridge.perform(edits.remove_reference(self._id)), "link"))

    @property
    def _reference(self) -> Reference | None:
        return next((one for one in self._bridge.song.brief.references if one.id == self._id), None)

    def _perform(self, edit: Edit) -> None:
        if not self._bridge.perform(edit):
            self.show_reference()

    def _toggle(self) -> None:
        if self._player.heard == self._id:
            self._bridge.attempt(self._player.hear_song)
        else:
            self._bridge.attempt(lambda: self._player.hear(self._id))
        self.show_heard()

    def _type_start(self, text: str) -> None:
        seconds = parse_length(text)
        if seconds is None:
            self._bridge.notify("warn", not_a_place(text))
            self.show_reference()
            return
        self._perform(edits.start_reference(self._id, seconds_to_frames(seconds, self._bridge.song.rate_hz)))

    def _start_here(self) -> None:
        if self._player.heard == self._id:
            self._perform(edits.start_reference(self._id, self._player.frame))

    def show_reference(self) -> None:
        """Show the reference as the song has it."""
        reference, rate_hz = self._reference, self._bridge.song.rate_hz
        if reference is None:
            return
        loudness = f"{reference.loudness_lufs:.1f} LUFS".replace("-", values.MINUS)
        facts = [values.format_length(reference.length_frames / rate_hz), loudness]
        self.show_line(reference.title, " \u00b7 ".join([*facts, *reference.listen_for.splitlines()[:1]]))
        self.name.show_text(reference.title)
        self.about.show_text(reference.listen_for)
        self.start.show_text(values.format_clock(reference.start_frame / rate_hz))
        self.show_heard()

    def show_heard(self) -> None:
        """Show whether it is heard now."""
        heard = self._player.heard == self._id
        self.listen.setChecked(heard)
        self.listen.show_text("Hear the song" if heard else "Hear it", self.listen.accessibleName())
        self.here.setEnabled(heard)


class ReferencesCard(Card):
    """All references of the song, in order."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__("References", f"A/B with {bridge.actions.key('monitor.reference')}", parent)
        self._bridge = bridge
        self._waiting: list[Path] = []
        self._coming: ReferenceImport | None = None
        self._heard: ReferenceId | None = None
        self.rows = OpenRows(self._make_row)
        self.empty = label(NO_REFERENCES, "dim", wrap=True)
        self.matched = label("", "dim", wrap=True)
        self.add = button("Add a reference\u2026", self._choose)
        self.bar, self.file = ProgressBar(), label("", "dim")
        self.cancel = button("Cancel", self._cancel)
        line = QHBoxLayout()
        for part in (self.add, self.file, self.bar, self.cancel):
            line.addWidget(part, 1 if part is self.bar else 0)
        line.addStretch(0)
        self.body.addWidget(self.empty)
        self.body.addWidget(scrolling(self.rows), 1)
        self.body.addWidget(self.matched)
        self.body.addLayout(line)
        FileDrop(self, self.add_files)
        bridge.changed.connect(self._on_change)
        bridge.ticked.connect(self._on_tick)
        bridge.slow_ticked.connect(self._show_heard)
        self._show()
        self._show_work()

    def _make_row(self, id: Hashable) -> OpenRow:
        reference = next(one for one in self._bridge.song.brief.references if one.id == id)
        return ReferenceRow(self._bridge, reference, self.rows)

    def _on_change(self, changes: Changes) -> None:
        if changes.plans:
            self._show()

    def _show(self) -> None:
        references = self._bridge.song.brief.references
        self.rows.show_ids([reference.id for reference in references])
        for row in self.rows.rows.values():
            assert isinstance(row, ReferenceRow)
            row.show_reference()
        self.empty.setVisible(not references)
        self.rows.setVisible(bool(references))
        self._show_heard()

    def _on_tick(self) -> None:
        self._show_work()
        heard = self._bridge.session.control_room.references.heard
        if heard != self._heard:
            self._heard = heard
            self._show_heard()

    def _show_heard(self) -> None:
        player = self._bridge.session.control_room.references
        for row in self.rows.rows.values():
            assert isinstance(row, ReferenceRow)
            row.show_heard()
        reference = player.chosen
        text = ""
        if reference is not None:
            text = REFERENCE_NOT_MATCHED if player.song_lufs is None else ""
        if text != self.matched.text():
            self.matched.setText(text)
        self.matched.setVisible(bool(text))

    # --- adding
    def _choose(self) -> None:
        kinds = "Audio (" + " ".join(f"*{suffix}" for suffix in SUFFIXES) + ");;All files (*)"
        self.add_files(existing_files(self, "Add references", Path.home(), kinds))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Copy these files into the song, one after the other."""
        self._waiting += paths
        if self._coming is None:
            self._begin_next()

    def _begin_next(self) -> None:
        self._coming = None
        opened = self._bridge.session.document.opened
        while self._waiting and self._coming is None:
            path = self._waiting.pop(0)

            def begin(path: Path = path) -> None:
                self._coming = ReferenceImport(opened, path)

            self._bridge.attempt(begin)
        if self._coming is not None:
            self._bridge.start_task(self._coming, self._take, self._fail, owner=self)
        self._show_work()

    def _take(self, edit: Edit) -> None:
        if self._coming is not None and not self._coming.cancelled:
            self._bridge.perform(edit)
        self._begin_next()

    def _fail(self, sentence: str) -> None:
        if self._coming is not None and not self._coming.cancelled:
            self._bridge.notify("error", sentence)
        self._begin_next()

    def _cancel(self) -> None:
        self._waiting.clear()
        if self._coming is not None:
            self._coming.cancel()

    def _show_work(self) -> None:
        coming = self._coming
        for part in (self.bar, self.file, self.cancel):
            part.setVisible(coming is not None)
        self.add.setVisible(coming is None)
        if coming is not None:
            self.bar.show_work(coming.progress)
            self.file.setText(coming.doing)
