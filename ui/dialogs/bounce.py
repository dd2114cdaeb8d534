"""Bounce the mix or the stems: what, where, how; then progress with cancel, and what came of it.

A job outlives the dialog: then a notice tells its end.

Lives: window, main thread.
"""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLayout, QWidget

from app.edits.songs import set_artist
from app.edits.time_range import TimeRange
from app.messages.bounces import (
    ENTER_PLACE,
    NOTHING_SOUNDS,
    more_ranges,
    more_stems,
    ranges_will_be,
    replace_or_rename,
    will_be_long,
)
from app.model.routing import groups
from app.renders.jobs import DEPTHS, FORMATS, BounceOptions, Format, Job, StemOptions, format_of, free_path, span_of
from app.renders.length import TAIL_LIMIT_S
from app.renders.range_bounce import free_range_path, range_paths, ranges_of
from app.renders.stem_list import CONTENTS, Contents, counted, stems_of
from app.storage.folder import safe_stem
from app.text import values
from app.units import frames_to_seconds
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.dialogs.progress import ProgressBar
from ui.widgets.card import button, label, set_kind
from ui.widgets.combo_box import ComboBox
from ui.widgets.field import Field
from ui.widgets.segments import Segments

TAILS_S = (0.0, 10.0, 30.0, TAIL_LIMIT_S, 300.0)
RANGES = "ranges"  # beside CONTENTS
STEMS: dict[Contents, str] = {"track": "Stems of tracks", "group": "Stems of groups", "both": "Stems of both"}
MOST_LINES = 12  # of files, at the end
RESULT_LINES = 3  # of a mix that clips, with a path of usual length


class BounceDialog(Dialog):
    """Options for bouncing the mix and its stems."""

    def __init__(self, bridge: Bridge, window: QWidget, selected: TimeRange | None = None) -> None:
        """`selected` is the range of time that is selected on the timeline and is offered too."""
        super().__init__("Bounce", window, width=600)
        self._bridge = bridge
        self.job: Job | None = None
        self._folder: Path | None = None  # of what was written last
        self.what, self.range, self.tail = Segments("What"), Segments("Range"), ComboBox("Reverbs and echoes")
        self.format, self.quality = Segments("Format"), ComboBox("Quality")
        self.artist, self.path = Field(), Field()
        self.artist.setText(bridge.song.artist)
        self.artist.setAccessibleName("Artist")
        self.artist.setPlaceholderText("Named in the file, beside title and date")
        self.path.setAccessibleName("Where it is written")
        self._fill(selected)
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[str, QWidget | QLayout], ...] = (
            ("What", self.what), ("Range", self.range), ("Tail", self.tail),
            ("Format", _beside(self.format, self.quality)), ("Artist", self.artist),
            ("Where", _beside(self.path, button("Change", self._browse))),
        )  # fmt: skip
        for n, (text, part) in enumerate(rows):
            grid.addWidget(label(text, "dim"), n, 0)
            if isinstance(part, QLayout):
                grid.addLayout(part, n, 1)
            else:
                grid.addWidget(part, n, 1)
        self.body.addLayout(grid)
        self._add_end()
        for box in (self.what, self.range, self.tail, self.quality):
            box.currentIndexChanged.connect(lambda _n: self._show_choice())
        self.what.currentIndexChanged.connect(lambda _n: self._fill_formats())
        self.format.currentIndexChanged.connect(lambda _n: self._format_chosen())
        self.path.editingFinished.connect(self._path_typed)
        bridge.ticked.connect(self._on_tick)
        self._fill_formats()
        if not bridge.song.artist:
            self.setFocusProxy(self.artist)  # the one thing that nobody but the user knows

    def _fill(self, selected: TimeRange | None) -> None:
        song = self._bridge.song
        self.what.addItem("The mix", None, "One stereo file")
        if ranges_of(song):
            self.what.addItem("Each range", RANGES, "A file of the mix for each range marker")
        for contents, text in CONTENTS.items():
            if contents == "track" or groups(song):
                self.what.addItem(STEMS[contents], contents, f"A file for {text}")
        self.range.addItem("The whole song", None)
        if selected is not None:
            self.range.addItem("The selected time", (selected.start_frame, selected.end_frame))
        loop = song.transport
        if loop.loop_end_frame > loop.loop_start_frame:
            self.range.addItem("The loop range", (loop.loop_start_frame, loop.loop_end_frame))
        for seconds in TAILS_S:
            text = f"Ring on for up to {values.format_length(seconds)}" if seconds else "End with the last clip"
            self.tail.addItem(text, seconds)
        self.tail.setCurrentIndex(TAILS_S.index(TAIL_LIMIT_S))

    def _add_end(self) -> None:
        self.progress = ProgressBar()
        self.progress.hide()
        _keep_room(self.progress)
        self.sentence = label("", "dim", wrap=True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.sentence.setMinimumHeight(RESULT_LINES * self.sentence.fontMetrics().lineSpacing())
        self.body.addWidget(self.progress)
        self.body.addWidget(self.sentence)
        self.reveal = button("Show in folder", self._reveal)
        self.cancel = button("Cancel", self._cancel)
        self.keep_both = button("Keep both", lambda: self._take_free_name(start=True))
        self.replace = button("Replace", lambda: self.start(overwrite=True))
        self.go = button("Bounce", self.start, "primary")
        self.foot.addWidget(self.reveal)
        self.foot.addStretch(1)
        for part in (self.cancel, self.keep_both, self.replace, self.go):
            self.foot.addWidget(part)
        for part in (self.reveal, self.cancel, self.keep_both, self.replace):
            part.hide()

    # --- choice
    @property
    def _stems(self) -> bool:
        return self.what.currentData() in CONTENTS

    @property
    def _ranges(self) -> bool:
        return bool(self.what.currentData() == RANGES)

    @property
    def _format(self) -> Format:
        kind = format_of(str(self.format.currentData()))
        assert kind is not None
        return kind

    @property
    def _target(self) -> Path:
        """The file, or the folder of stems; a bare name lies beside the song."""
        return self._home / Path(self.path.text().strip()).expanduser()

    @property
    def _home(self) -> Path:
        folder = self._bridge.session.document.folder
        return folder.parent if folder is not None else Path.home()

    def options(self) -> BounceOptions | StemOptions:
        """What is chosen."""
        first, last = self.range.currentData() or (0, None)
        depth, kbits = self.quality.currentData()
        tail_s = self.tail.currentData()
        if self._stems:
            return StemOptions(
                self.what.currentData(),
                self._format.suffix,
                depth=depth,
                from_frame=first,
                to_frame=last,
                tail_limit_s=tail_s,
            )
        return BounceOptions(self._target, kbits, depth=depth, from_frame=first, to_frame=last, tail_limit_s=tail_s)

    def _fill_formats(self) -> None:
        """Stems are never lossy: somebody mixes them again."""
        before = self.format.currentData()
        self.format.blockSignals(True)
        self.format.clear()
        for kind in FORMATS:
            if not (self._stems and kind.lossy):
                self.format.addItem(kind.title, kind.suffix)
        self.format.setCurrentIndex(max(0, self.format.findData(before)))
        self.format.blockSignals(False)
        self._fill_qualities()
        self._propose_path()

    def _fill_qualities(self) -> None:
        kind = self._format
        self.quality.blockSignals(True)
        self.quality.clear()
        for depth in kind.depths:
            self.quality.addItem(DEPTHS[depth], (depth, 0))
        for kbits in kind.kbits:
            self.quality.addItem(f"{kbits} kbit/s", ("24", kbits))
        usual = ("24", kind.default_kbits) if kind.lossy or not self._stems else (kind.depths[0], 0)
        self.quality.setCurrentIndex([self.quality.itemData(n) for n in range(self.quality.count())].index(usual))
        self.quality.blockSignals(False)
        self._show_choice()

    def _format_chosen(self) -> None:
        self._fill_qualities()
        if not self._stems:
            path = Path(self.path.text())
            kind = format_of(path.name)
            stem = path.name[: -len(kind.suffix)] if kind is not None else path.name
            self._set_path(self._free(path.with_name(stem + self._format.suffix)))
            self._show_choice()

    def _path_typed(self) -> None:
        """The name's ending chooses the format, or is added: they cannot disagree."""
        typed = self.path.text().strip()
        name = Path(typed).name
        if self._stems or not name:
            return
        kind = format_of(name)
        if kind is None:
            self._set_path(Path(typed + self._format.suffix))
        elif kind is not self._format:
            self.format.blockSignals(True)
            self.format.setCurrentIndex(self.format.findData(kind.suffix))
            self.format.blockSignals(False)
            self._fill_qualities()

    def _show_choice(self) -> None:
        song, options = self._bridge.song, self.options()
        self._enable_range()
        self._ask_to_replace(False)
        if self._ranges:
            names = [path.name for _, path in range_paths(song, self._target)]
            self._say(ranges_will_be(names, values.format_rate(song.rate_hz)), "dim")
            return
        span = span_of(song, options)
        length = values.format_length(frames_to_seconds(max(span.frames, 0), song.rate_hz))
        text = f"{length} at {values.format_rate(song.rate_hz)}"
        if isinstance(options, StemOptions):
            text = f"{counted(stems_of(song, options.contents)).capitalize()}, each {text}"
        lasts = will_be_long(text, tail_s=span.full_tail_s, tail_limit_s=options.tail_limit_s)
        self._say(lasts if span.frames > 0 else NOTHING_SOUNDS, "dim")

    def _enable_range(self) -> None:
        """Where a range ends the sound, nothing rings on."""
        self.range.setEnabled(not self._ranges)
        self.tail.setEnabled(not self._ranges and self.range.currentData() is None)

    def _propose_path(self) -> None:
        """A name that is free, beside the song."""
        name = safe_stem(self._bridge.song.name)
        self._set_path(self._free(self._home / (f"{name} stems" if self._stems else f"{name}{self._format.suffix}")))

    def _free(self, path: Path) -> Path:
        return free_range_path(self._bridge.song, path) if self._ranges else free_path(path)

    def _set_path(self, path: Path) -> None:
        self.path.setText(str(path))

    def _browse(self) -> None:
        if self._stems:
            chosen = QFileDialog.getExistingDirectory(self, "Folder for the stems", self.path.text())
        else:
            kinds = ";;".join(f"{kind.title} (*{kind.suffix})" for kind in FORMATS)
            chosen, _kind = QFileDialog.getSaveFileName(
                self, "Bounce to", self.path.text(), kinds, f"{self._format.title} (*{self._format.suffix})",
                QFileDialog.Option.DontConfirmOverwrite,
            )  # fmt: skip
        if chosen:
            self.path.setText(chosen)
            self._path_typed()

    # --- work
    def start(self, overwrite: bool = False) -> None:
        if not self.path.text().strip():
            self._say(ENTER_PLACE, "warn")
            return
        self._path_typed()
        target = self._target
        taken = self._taken(target)
        if taken is not None and not overwrite:
            self._say(replace_or_rename(taken.name), "warn")
            self._ask_to_replace(True)
            return
        session, options = self._bridge.session, self.options()

        def begin() -> None:
            if not session.document.read_only and self.artist.text().strip() != session.document.song.artist:
                session.document.perform(set_artist(self.artist.text()))
            if isinstance(options, StemOptions):
                self.job = session.renders.stems(target, replace(options, overwrite=overwrite))
            else:
                start = session.renders.bounce_ranges if self._ranges else session.renders.bounce
                self.job = start(replace(options, overwrite=overwrite))

        self._ask_to_replace(False)
        self._bridge.attempt(begin)
        if self.job is not None:
            self.job.watched = True
            self._folder = target if self._stems else target.parent
            self._show_working(True)

    def _taken(self, target: Path) -> Path | None:
        """What would be written over."""
        files = [path for _, path in range_paths(self._bridge.song, target)] if self._ranges else [target]
        try:
            if self._stems and target.is_dir():
                return target if any(target.iterdir()) else None
            return next((file for file in files if file.exists()), None)
        except OSError:  # whoever tries to write there says why
            return None

    def _ask_to_replace(self, asking: bool) -> None:
        self.replace.setVisible(asking)
        self.keep_both.setVisible(asking)
        self.go.setVisible(not asking)

    def _take_free_name(self, start: bool) -> None:
        self._set_path(self._free(self._target))
        if start:
            self.start()

    def _show_working(self, working: bool) -> None:
        self.progress.setVisible(working)
        self.cancel.setVisible(working)
        self.reveal.hide()
        self.go.setEnabled(not working)
        for part in (self.what, self.range, self.tail, self.format, self.quality, self.artist, self.path):
            part.setEnabled(not working)
        self.fit()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def close_dialog(self) -> None:
        if self.job is not None:
            self.job.watched = False
        super().close_dialog()

    def _reveal(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _on_tick(self) -> None:
        job = self.job
        if job is None:
            return
        left = self.progress.show_work(job.progress)
        self._say(" \u00b7 ".join(part for part in (f"{round(job.progress * 100)} % written", left) if part), "dim")
        if job.finished:
            self.job = None
            self._show_working(False)
            self._enable_range()
            self._show_end(job)

    def _show_end(self, job: Job) -> None:
        if job.cancelled:
            self._say(job.sentence, "good")
            return
        lines = job.lines[:MOST_LINES]
        more = len(job.lines) - len(lines)
        rest = ((more_stems if self._stems else more_ranges)(more),) if more > 0 else ()
        self._say("\n".join((job.sentence, *lines, *rest)), "bad" if job.failed else "warn" if job.clips else "good")
        if not job.failed:
            self.reveal.show()
            self._take_free_name(start=False)
        self.fit()

    def show_told(self, sentence: str, kind: str) -> None:
        """In the line that the dialog has: what was said before is over, and nothing moves."""
        self._say(sentence, kind)

    def _say(self, sentence: str, kind: str) -> None:
        set_kind(self.sentence, kind)
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
            self.fit()  # a list of files takes more lines than there is room for


def _keep_room(part: QWidget) -> None:
    """Leave its place empty while it is hidden."""
    policy = part.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    part.setSizePolicy(policy)


def _beside(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for n, part in enumerate(parts):
        row.addWidget(part, 1 if n == 0 else 0)
    return row
