"""Work tapes: record an idea, play it looped or at half speed, describe it, bring it into a song.

Lives: window, main thread.
"""

from collections.abc import Callable, Hashable, Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.devices.devices import opening_rate_hz
from app.devices.songs_folder import songs_folder
from app.edits.edit import Edit
from app.ideas.half_speed import HalfSpeed
from app.ideas.idea import Idea
from app.ideas.importing import IdeaImport
from app.ideas.into_song import IdeaIntoSong, beginning, has_sure_key, place_in_song
from app.messages.files import and_more
from app.messages.ideas import NO_IDEAS, added_to_song, song_begun, thrown_away
from app.messages.steps import FIT_TO_TEMPO
from app.problems import REFUSALS
from app.song.hearing import Hearing, sureness
from app.song.importing import SUFFIXES
from app.storage.folder import free_song_folder
from app.text import values
from app.verbs.fit_to_tempo import fit_to_tempo, fits, song_tempo
from ui.arrange.lane_drop import dropped_paths
from ui.bridge import Bridge
from ui.dialogs.choosing import existing_files
from ui.widgets.card import Card, button, label
from ui.widgets.eliding import ElidingLabel
from ui.widgets.scrolling import scrolling
from ui.widgets.toggle_chip import ToggleChip
from ui.write.hearing_card import HearingCard
from ui.write.open_rows import OpenRow, OpenRows
from ui.write.tape_row import BAR_PX, WAVE_PX, TapeRow, TapeVerbs

SPACING_PX = 12


class WorkTapes(QWidget):
    """The list of work tapes, and what is heard in them."""

    def __init__(self, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING_PX)
        self.hearing = HearingCard(bridge)
        self.tapes = TapesCard(bridge, self.hearing)
        row.addWidget(self.tapes, 6)
        row.addWidget(self.hearing, 5)


class TapesCard(Card):
    """The ideas of this machine, newest first."""

    def __init__(self, bridge: Bridge, hearing: HearingCard, parent: QWidget | None = None) -> None:
        super().__init__("Work tapes", parent=parent)
        self._bridge, self._hearing = bridge, hearing
        self._ideas: dict[str, Idea] = {}
        self._revision, self._folder = -1, bridge.session.ideas.folder
        self._slow: HalfSpeed | None = None
        self._coming: IdeaImport | None = None
        self._playing = ""  # the idea that was asked for
        self.setAcceptDrops(True)
        self.record = button("", lambda: bridge.actions.run("transport.idea"), "record")
        bridge.actions.describe(self.record, "transport.idea")
        self.loop, self.half = ToggleChip("Loop", "Loop work tapes"), ToggleChip("Half speed", "Play at half speed")
        for chip in (self.loop, self.half):
            chip.clicked.connect(lambda _checked=False, chip=chip: self._toggle(chip))
        self.top.addWidget(self.record)
        self.empty = label(NO_IDEAS, "dim", wrap=True)
        self.body.addWidget(self.empty)
        verbs = TapeVerbs(
            self._play_or_stop, self._save, self._hear, self._add, self._begin, self._throw_away,
            lambda idea: self.list.toggle(idea.id),
        )  # fmt: skip
        self._verbs = verbs
        self.list = OpenRows(self._make_row)
        self.body.addWidget(scrolling(self.list), 1)
        foot = QHBoxLayout()
        foot.addWidget(button("Add a phone memo", self._choose))
        self.doing = ElidingLabel()
        self.doing.setProperty("kind", "dim")
        foot.addWidget(self.doing, 1)
        foot.addWidget(self.loop)
        foot.addWidget(self.half)
        self.body.addLayout(foot)
        bridge.ticked.connect(self._follow)
        bridge.slow_ticked.connect(self._show_state)

    # the list

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._revision = -1
        self._show_state()

    def _make_row(self, id: Hashable) -> OpenRow:
        idea = self._ideas[str(id)]
        return TapeRow(idea, lambda: self._folder.levels(idea.id, WAVE_PX // BAR_PX), self._verbs)

    def row(self, idea_id: str) -> TapeRow:
        """The row of an idea. Raises KeyError if it has none."""
        row = self.list.rows[idea_id]
        assert isinstance(row, TapeRow)
        return row

    def refresh(self) -> None:
        """Read the folder again."""
        ideas = self._bridge.session.ideas
        self._revision, self._folder = ideas.revision, ideas.folder
        try:
            found = self._folder.all()
        except REFUSALS as refusal:
            self.empty.setText(str(refusal))
            found = []
        self._ideas = {idea.id: idea for idea in found}
        self.list.show_ids([idea.id for idea in found])
        for idea in found:
            self.row(idea.id).show_idea(idea)
        self.empty.setVisible(not found)

    def _show_state(self) -> None:
        if not self.isVisible():
            return
        ideas = self._bridge.session.ideas
        if ideas.revision != self._revision:
            self.refresh()
        records = ideas.phase != "idle"
        key = self._bridge.actions.key("transport.idea")
        text = f"\u25cf {values.format_length(ideas.seconds)}" if records else f"\u25cf Record an idea ({key})"
        if text != self.record.text():
            self.record.setText(text)
        task = self._coming or self._slow
        self.doing.setText(f"{task.doing} {task.progress:.0%}" if task is not None else "")

    # listening

    def _toggle(self, chip: ToggleChip) -> None:
        chip.setChecked(not chip.isChecked())
        chip.update()
        if self._playing and self._bridge.session.control_room.audition.path is not None:
            self._play(self._ideas[self._playing])

    def _play_or_stop(self, idea: Idea) -> None:
        audition = self._bridge.session.control_room.audition
        if audition.path in self._paths(idea):
            audition.stop()
            self._playing = ""
        else:
            self._play(idea)

    def _paths(self, idea: Idea) -> tuple[Path, Path]:
        return self._folder.audio_path(idea.id), self._folder.half_speed_path(idea.id)

    def _play(self, idea: Idea) -> None:
        self._playing = idea.id
        normal, slow = self._paths(idea)
        if not self.half.isChecked():
            self._sound(idea, normal, idea.length_frames)
        elif slow.is_file():
            self._sound(idea, slow, 2 * idea.length_frames)
        elif self._slow is None:
            task = self._slow = HalfSpeed(self._folder, idea)
            self._bridge.start_task(task, lambda _path: self._slowed(idea), self._not_slowed, self)

    def _slowed(self, idea: Idea) -> None:
        self._slow = None
        if self.half.isChecked() and self._playing == idea.id:
            self._sound(idea, self._paths(idea)[1], 2 * idea.length_frames)

    def _not_slowed(self, sentence: str) -> None:
        self._slow = None
        self._bridge.notify("warn", sentence)

    def _sound(self, idea: Idea, path: Path, frames: int) -> None:
        loop = (0, frames) if self.loop.isChecked() else None
        self._bridge.attempt(lambda: self._bridge.session.control_room.audition.play(path, loop=loop))

    def _follow(self) -> None:
        if not self.isVisible():
            return
        audition, share = self._bridge.session.control_room.audition, -1.0
        path, playing = audition.path, self._ideas.get(self._playing)
        if path is not None and playing is not None:
            normal, slow = self._paths(playing)
            length = playing.length_frames * (2 if path == slow else 1)
            share = audition.frame / max(1, length) if path in (normal, slow) else -1.0
        for idea_id, row in self.list.rows.items():
            if isinstance(row, TapeRow):
                row.show_playing(share if idea_id == self._playing else -1.0)

    # describing

    def _save(self, idea: Idea) -> None:
        if self._bridge.attempt(lambda: self._folder.save(idea)):
            self.refresh()

    def _throw_away(self, idea: Idea) -> None:
        folder, audition = self._folder, self._bridge.session.control_room.audition
        if audition.path in self._paths(idea):
            audition.stop()
        if self._bridge.attempt(lambda: folder.throw_away(idea.id)):
            self.refresh()

            def restore() -> None:
                folder.restore(idea.id)
                self._bridge.session.ideas.revision += 1

            self._bridge.notify("info", thrown_away(idea.name), "Put it back", restore)

    # phone memos

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if dropped_paths(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.take_files(dropped_paths(event))

    def _choose(self) -> None:
        kinds = "Audio (" + " ".join(f"*{suffix}" for suffix in SUFFIXES) + ");;All files (*)"
        self.take_files(existing_files(self, "Phone memos", Path.home(), kinds))

    def take_files(self, files: Sequence[Path]) -> None:
        """Copy audio files into the ideas."""
        if not files or self._coming is not None:
            return
        task = self._coming = IdeaImport(self._folder, files)
        self._bridge.start_task(task, lambda _none: self._taken(task), self._not_taken, self)

    def _taken(self, task: IdeaImport) -> None:
        self._coming = None
        self._bridge.session.ideas.revision += 1
        for sentences in (task.problems, task.notes):
            if sentences:
                self._bridge.notify("warn", and_more(sentences))

    def _not_taken(self, sentence: str) -> None:
        self._coming = None
        self._bridge.notify("warn", sentence)

    # into songs

    def _hear(self, idea: Idea) -> None:
        self._hearing.listen_to(self._paths(idea)[0], idea.name)

    def _add(self, idea: Idea) -> None:
        bridge, hearing = self._bridge, self._hearing.hearing_of(self._paths(idea)[0])
        at_frame, tempo = place_in_song(bridge.song, bridge.clock.frame, hearing), _tempo(hearing)
        sentence = added_to_song(idea.name, tempo)
        if hearing is None or not tempo or fits(hearing.bpm or 0.0, song_tempo(bridge.song, at_frame)):
            self._bring_in(idea, at_frame, lambda: bridge.notify("info", sentence))
        else:
            self._bring_in(idea, at_frame, lambda: bridge.notify("info", sentence, FIT_TO_TEMPO, self._fit(hearing)))

    def _fit(self, hearing: Hearing) -> Callable[[], object]:
        """What stretches the clip that came last to the song's tempo."""
        session, song = self._bridge.session, self._bridge.song
        opened, clip_id = session.document.opened, song.tracks[-1].clips[-1].id
        return lambda: session.renders.clips.prepare(fit_to_tempo(opened, clip_id, hearing), FIT_TO_TEMPO)

    def _bring_in(self, idea: Idea, at_frame: int, tell: Callable[[], object], *others: Edit) -> None:
        bridge = self._bridge

        def start() -> None:
            task = IdeaIntoSong(bridge.session.document.opened, self._folder, idea, at_frame)
            opened = bridge.session.document.opened

            def done(_none: None) -> None:
                edit = task.edit(bridge.song) if bridge.session.document.opened is opened else None
                if task.problems:
                    bridge.notify("warn", and_more(task.problems))
                if edit is None or not bridge.perform(Edit.combine(edit.label, [edit, *others])):
                    task.discard()
                    return
                tell()

            bridge.start_task(task, done, lambda text: bridge.notify("warn", text), self)

        bridge.attempt(start)

    def _begin(self, idea: Idea) -> None:
        """A song of its name beside the others, with the tape as its first track, at a rate of the sound card."""
        bridge, hearing = self._bridge, self._hearing.hearing_of(self._paths(idea)[0])
        tempo = _tempo(hearing)

        def make() -> None:
            bridge.put_song_away()
            folder = free_song_folder(songs_folder(bridge.session.settings), idea.name)
            folder.parent.mkdir(parents=True, exist_ok=True)
            bridge.session.new_song(folder, idea.name, opening_rate_hz(bridge.session.devices))

        if bridge.attempt(make):
            edits, at_frame = ([], 0) if hearing is None else beginning(bridge.song, hearing)
            key = hearing.key_title if hearing is not None and has_sure_key(hearing) else ""
            sentence = song_begun(idea.name, tempo, key)
            self._bring_in(idea, at_frame, lambda: bridge.notify("info", sentence), *edits)


def _tempo(hearing: Hearing | None) -> str:
    """`92 bpm`; empty if nobody listened, or where that says nothing."""
    if hearing is None or hearing.bpm is None or sureness(hearing.tempo_sure) == "not sure":
        return ""
    return f"{values.format_tempo(round(hearing.bpm, 1))} bpm"
