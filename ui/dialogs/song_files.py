"""The files of the song: every take read back, what is missing, and what nothing uses.

Lives: window, main thread; reading, moving and searching on a worker.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QListWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from app.messages.files import (
    ALL_FOUND,
    MISSING_SILENT,
    NO_MATCHING_FILE,
    NOTHING_RECORDED,
    PUT_BACK,
    files_found,
    looking_in,
    moved_to_trash,
    recordings_damaged,
    recordings_sound,
    search_result,
    unused_files,
    uses_every_file,
)
from app.song.maintenance import FilesCheck, trash_task
from app.storage.clean_up import TRASH
from app.storage.media_check import UNSOUND
from app.storage.media_search import MediaSearch, SearchResult
from app.tasks import Task
from app.text import values
from ui.bridge import Bridge
from ui.dialogs.choosing import existing_folder
from ui.dialogs.dialog import Dialog
from ui.dialogs.progress import ProgressBar
from ui.widgets.card import button, label, set_kind

ROW_PX, MOST_ROWS = 27, 5


class Section(QWidget):
    """A heading, what to know about it, and a list that may be long."""

    def __init__(self, name: str) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 6)
        column.setSpacing(4)
        self.message, self.entries = label("", "", wrap=True), QListWidget()
        self.entries.setAccessibleName(name)
        column.addWidget(label(name, "heading"))
        column.addWidget(self.message)
        column.addWidget(self.entries)

    def show_lines(self, text: str, lines: Sequence[str], kind: str = "dim") -> None:
        self.message.setText(text)
        set_kind(self.message, kind)
        self.entries.clear()
        self.entries.addItems(list(lines))
        self.entries.setMinimumHeight(ROW_PX + 4)  # in a small window the lists give way
        self.entries.setMaximumHeight(ROW_PX * min(MOST_ROWS, len(lines)) + 4)
        self.entries.setVisible(bool(lines))


class SongFilesDialog(Dialog):
    """Verifies the song's files, finds missing ones, and cleans up."""

    def __init__(self, bridge: Bridge, window: QWidget, copy: Callable[[], object]) -> None:
        """`copy` asks for another place. Raises Refused while something is being made in the song's folder."""
        self._check = FilesCheck(bridge.session.resting_song())
        super().__init__("Files of the song", window, width=660)
        self._bridge = bridge
        self._search: MediaSearch | None = None
        self.bar = ProgressBar()
        self.takes, self.missing, self.unused = Section("Recordings"), Section("Missing"), Section("No longer used")
        self.damaged = Section("Damaged")
        parts = (self.bar, self.takes, self.missing, self.damaged, self.unused)
        for part in parts:
            self.body.addWidget(part)
        self.find_button = button("Look for what is missing\u2026", self._find)
        self.stop_button = button("Stop looking", self._stop)
        self.move_button = button("Move to the trash", self._move)
        self.foot.addWidget(button("Copy or archive\u2026", copy))
        self.foot.addStretch(1)
        self.foot.addWidget(self.find_button)
        self.foot.addWidget(self.stop_button)
        self.foot.addWidget(self.move_button)
        for later in (*parts[2:], self.find_button, self.stop_button, self.move_button):
            later.hide()
        bridge.ticked.connect(self._show_progress)
        self._run(self._check.run, lambda _nothing: self._show_found())
        self._show_progress()

    def _run(self, work: Callable[[], object], show: Callable[[Any], object]) -> None:
        self._bridge.start_task(
            Task(work),
            lambda result: show(result) if isValid(self) else None,
            lambda sentence: self._bridge.notify("error", sentence),
        )

    def _show_progress(self) -> None:
        if self.bar.isHidden():
            return
        if self._search is not None:
            left = self.bar.show_work(self._search.progress)
            parts = (looking_in(self._search.doing), left)
            self.missing.message.setText(" \u00b7 ".join(part for part in parts if part))
        else:
            left = self.bar.show_work(self._check.progress)
            self.takes.show_lines(" \u00b7 ".join(part for part in (f"Reading {self._check.doing}", left) if part), [])

    # --- what was found
    def _show_found(self) -> None:
        self.bar.hide()
        self._show_takes()
        self._show_missing(self._check.missing)
        damaged = [f"{file} {fault}" for file, fault in self._check.damaged.items()]
        self.damaged.show_lines(PUT_BACK, damaged, "bad")
        self.damaged.setVisible(bool(damaged))
        self._show_unused()
        self.fit()

    def _show_takes(self) -> None:
        found = self._check.takes
        ill = sum(health in UNSOUND for _, health in found)
        gaps = sum(health == "has gaps" for _, health in found)
        text = recordings_damaged(len(found), ill) if ill else recordings_sound(len(found), gaps)
        worst_first = sorted(found, key=lambda each: each[1] not in UNSOUND)
        lines = [f"{file.file.removeprefix('audio/')} of {file.track}: {health}" for file, health in worst_first]
        self.takes.show_lines(text if found else NOTHING_RECORDED, lines, "bad" if ill else "dim")

    def _show_missing(self, missing: Mapping[str, str]) -> None:
        self.missing.show_lines(MISSING_SILENT, [f"{file} of {track}" for file, track in missing.items()], "bad")
        self.missing.setVisible(bool(missing))
        self.find_button.setVisible(bool(missing))

    def _show_unused(self) -> None:
        unused = self._check.unused
        folder = self._check.folder
        lines = [
            f"{file.path.relative_to(folder).as_posix()}: {values.format_size(file.size_bytes)}" for file in unused
        ]
        text = unused_files(len(unused), sum(file.size_bytes for file in unused))
        self.unused.show_lines(text if unused else uses_every_file(self._bridge.song.name), lines)
        self.unused.show()
        self.move_button.setVisible(bool(unused))

    # --- verbs
    def _stop(self) -> None:
        if self._search is not None:
            self._search.cancel()

    def _move(self) -> None:
        def begin() -> None:
            self._run(trash_task(self._bridge.session.resting_song(), self._check.unused), self._show_moved)
            self.move_button.setEnabled(False)

        self._bridge.attempt(begin)

    def _show_moved(self, number: int) -> None:
        place = self._check.folder / TRASH
        self.unused.show_lines(moved_to_trash(number, place), [], "good")
        self.move_button.hide()
        self.fit()

    def _find(self) -> None:
        chosen = existing_folder(self, "Where the missing files may be", Path.home())
        if chosen is not None:
            self._bridge.attempt(lambda: self._search_in(chosen))

    def _search_in(self, place: Path) -> None:
        opened = self._bridge.session.resting_song()
        search = self._search = MediaSearch(opened.folder, opened.song, place)
        self.find_button.hide()
        self.stop_button.show()
        self.bar.show()
        self._bridge.start_task(
            search,
            lambda results: self._end_search(search, results),
            lambda sentence: self._bridge.notify("error", sentence),
        )

    def _end_search(self, search: MediaSearch, results: list[SearchResult]) -> None:
        """Also where the dialog was closed meanwhile: what was found is played."""
        found = [result for result in results if result.outcome in ("found", "renamed")]
        if found:
            self._bridge.attempt(self._bridge.session.document.reread_media)
        if search.problem:
            self._bridge.notify("error", search.problem)
        elif found or not search.cancelled:
            self._bridge.notify("info" if found else "warn", files_found(len(found)) if found else NO_MATCHING_FILE)
        if isValid(self):
            self._show_results(results)

    def _show_results(self, results: list[SearchResult]) -> None:
        self._search = None
        self.bar.hide()
        self.stop_button.hide()
        left = [result for result in results if result.outcome in ("different", "not found")]
        lines = [search_result(*result) for result in sorted(results, key=lambda result: result not in left)]
        self.missing.show_lines(MISSING_SILENT if left else ALL_FOUND, lines, "bad" if left else "good")
        self.find_button.setVisible(bool(left))
        self.fit()

    def close_dialog(self) -> None:
        self._check.cancel()
        super().close_dialog()
