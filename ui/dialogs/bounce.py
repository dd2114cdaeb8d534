"""Bounce the mix or the stems: what, where, how; then progress with cancel.

A job outlives the sheet: a notice tells its end.

Lives: window, main thread.
"""

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QProgressBar, QWidget

from app.studio import BounceOptions, Job, StemOptions
from ui import text
from ui.bridge import Bridge
from ui.dialogs.sheet import Sheet
from ui.widgets.card import button, label, set_kind
from ui.widgets.choice import Choice
from ui.widgets.field import Field

DEPTHS = (
    ("24 bit WAV", "24", ".wav"),
    ("16 bit WAV", "16", ".wav"),
    ("32 bit float WAV", "32f", ".wav"),
    ("24 bit FLAC", "24", ".flac"),
)
STEM_DEPTHS = (("32 bit float", "32f"), ("24 bit", "24"))


class BounceSheet(Sheet):
    def __init__(self, bridge: Bridge, window: QWidget) -> None:
        super().__init__("Bounce", window, width=600)
        self._bridge = bridge
        self.job: Job | None = None
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        self.what, self.format, self.range = Choice("What"), Choice("Format"), Choice("Range")
        self.what.addItem("The mix, one stereo file", "mix")
        self.what.addItem("Stems, one file for each track and effect", "stems")
        self.range.addItem("The whole song", None)
        song = bridge.song
        if song.transport.loop_end_frame > song.transport.loop_start_frame:
            self.range.addItem("The loop range", (song.transport.loop_start_frame, song.transport.loop_end_frame))
        self.path = Field()
        self.path.setAccessibleName("Where it is written")
        line = QHBoxLayout()
        line.addWidget(self.path, 1)
        line.addWidget(button("Change", self._browse))
        for n, (words, box) in enumerate((("What", self.what), ("Range", self.range), ("Format", self.format))):
            grid.addWidget(label(words, "dim"), n, 0)
            grid.addWidget(box, n, 1)
        grid.addWidget(label("Where", "dim"), 3, 0)
        grid.addLayout(line, 3, 1)
        self.body.addLayout(grid)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 1000)
        self.progress.hide()
        self.sentence = label("", "dim", wrap=True)
        self.body.addWidget(self.progress)
        self.body.addWidget(self.sentence)
        self.cancel = button("Cancel", self._cancel)
        self.cancel.hide()
        self.go = button("Bounce", self.start, "primary")
        self.foot.addStretch(1)
        self.foot.addWidget(self.cancel)
        self.foot.addWidget(self.go)
        self.what.currentIndexChanged.connect(lambda _n: self._show_choice())
        self.format.currentIndexChanged.connect(lambda _n: self._show_path())
        bridge.ticked.connect(self._on_tick)
        self._show_choice()

    # --- choice
    @property
    def _stems(self) -> bool:
        return self.what.currentData() == "stems"

    def _show_choice(self) -> None:
        self.format.blockSignals(True)
        self.format.clear()
        for entry in STEM_DEPTHS if self._stems else DEPTHS:
            self.format.addItem(entry[0], entry[1:])
        self.format.blockSignals(False)
        self._show_path()
        seconds = self._bridge.song.length_frames / self._bridge.song.rate_hz
        if self._stems:
            words = (
                f"All files begin together and last {text.short_time(seconds)}; their sum is the mix before the master."
            )
        else:
            rate = text.rate(self._bridge.song.rate_hz)
            words = f"What you hear is what is written: {text.short_time(seconds)} at {rate}."
        self.sentence.setText(words)
        set_kind(self.sentence, "dim")

    def _show_path(self) -> None:
        folder = self._bridge.studio.folder or Path.home()
        name = self._bridge.song.name
        if self._stems:
            self.path.setText(str(folder.parent / f"{name} stems"))
        else:
            suffix = (self.format.currentData() or ("24", ".wav"))[1]
            self.path.setText(str(folder.parent / f"{name}{suffix}"))

    def _browse(self) -> None:
        if self._stems:
            chosen = QFileDialog.getExistingDirectory(self, "Folder for the stems", self.path.text())
        else:
            chosen, _kind = QFileDialog.getSaveFileName(self, "Bounce to", self.path.text(), "Audio (*.wav *.flac)")
        if chosen:
            self.path.setText(chosen)

    # --- work
    def start(self) -> None:
        target, depth = Path(self.path.text()).expanduser(), self.format.currentData()[0]
        whole = self.range.currentData()
        if not self._stems and target.exists():
            self._say(f"{target.name} is there already: choose another name.", "warn")
            return
        studio = self._bridge.studio

        def begin() -> None:
            first, last = whole or (0, None)
            if self._stems:
                self.job = studio.stems(target, StemOptions(depth=depth))
            else:
                self.job = studio.bounce(BounceOptions(path=target, depth=depth, from_frame=first, to_frame=last))

        self._bridge.attempt(begin)
        if self.job is not None:
            self._show_working(True)

    def _show_working(self, working: bool) -> None:
        self.progress.setVisible(working)
        self.cancel.setVisible(working)
        self.go.setEnabled(not working)
        for part in (self.what, self.format, self.range, self.path):
            part.setEnabled(not working)
        self.fit()

    def _cancel(self) -> None:
        if self.job is not None:
            self.job.cancel()

    def _on_tick(self) -> None:
        job = self.job
        if job is None:
            return
        self.progress.setValue(round(job.progress * 1000))
        self._say(f"{round(job.progress * 100)} % written", "dim")
        if job.finished:
            self.job = None
            self._show_working(False)
            self._say(
                "Cancelled: nothing was written." if job.cancelled else job.sentence, "bad" if job.failed else "good"
            )

    def _say(self, sentence: str, kind: str) -> None:
        if sentence != self.sentence.text():
            self.sentence.setText(sentence)
            set_kind(self.sentence, kind)
