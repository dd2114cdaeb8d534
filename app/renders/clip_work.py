"""Clips that are being processed for the open song: started here, shown in a notice if it takes long, ended by the poll.

Lives: window, main thread; the work is on workers, the stretcher in processes of its own.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any

from app.documents.notices import NoticeBoard
from app.edits.follow_tempo import WantedStretch
from app.messages.song import clip_is_busy
from app.model.ids import ClipId
from app.problems import EditRefused, Refused
from app.renders.clip_processing import ClipProcessing, TempoFollowing, Wanted, process_clips
from app.renders.prepared_edit import PreparedEdit
from app.renders.running import LONG_S
from app.song.document import Document
from app.song.open_song import OpenSong
from app.tasks import Task


@dataclass
class _Running:
    task: Task[Any]
    doing: str
    since_s: float
    clips: frozenset[ClipId] = frozenset()  # that it will change
    offered: bool = False  # to be cancelled, in a notice

    @property
    def offer(self) -> str:
        """The notice."""
        return f"{self.doing}\u2026"


class ClipWork:
    """Polled by the session."""

    def __init__(self, document: Document, board: NoticeBoard, now: Callable[[], float] = time.monotonic) -> None:
        """`document` is where the edits go, `board` where a problem is said."""
        self._document, self._board, self._now = document, board, now
        self._ends = SimpleQueue[Callable[[], object]]()
        self._running: list[_Running] = []
        self._tempo = TempoFollowing(document, self._say, self._ends.put)

    def process(self, wanted: Sequence[Wanted], label: str) -> ClipProcessing:
        """Start to reverse, stretch or transpose clips of the open song; one step of history at the end.

        Args:
            wanted: What each clip should be compared with its original; `wanted_now` says what it is.
            label: What Undo and the notice say: "Reverse clip".

        Raises:
            Refused: The song cannot be changed, an original is missing, a value is out of range, or other work on one of
                the clips goes on.
        """
        clips = frozenset(one.clip_id for one in wanted)
        self._refuse_second(clips)
        return self._follow(process_clips(self._document, wanted, label, self._say, self._ends.put), label, clips)

    def prepare(
        self,
        task: Task[PreparedEdit | None],
        label: str,
        around: Callable[[Callable[[], bool]], bool] = lambda act: act(),
        clips: frozenset[ClipId] = frozenset(),
    ) -> Task[PreparedEdit | None]:
        """Start a task, and perform in the song what it prepares, if that is still open. Its notes become notices.

        Args:
            task: Not begun.
            label: What the notice says: "Normalise".
            around: Calls what performs the edit, which returns whether it was performed; to look at the song before and after.
            clips: Those that the edit will change.

        Raises:
            Refused: Other work on one of the clips goes on.
        """
        self._refuse_second(clips)
        opened = self._document.opened

        def end(prepared: PreparedEdit | None) -> None:
            if prepared is None:
                return
            if task.cancelled or not self._document.has_song or self._document.opened is not opened:
                prepared.discard()
                return
            if around(lambda: self._perform(prepared, opened)):
                for note in prepared.notes:
                    self._board.post("info", note)

        task.start(end, self._say, lambda call: self._ends.put(call))
        self._running.append(_Running(task, label, self._now(), clips))
        return task

    def follow_tempo(self, stretches: Sequence[WantedStretch]) -> ClipProcessing | None:
        """Start what a change of tempo asks for; what an older change began is cancelled, and done with it.

        Args:
            stretches: `wanted_stretches` of the songs before and after the change; nothing happens if there are none.

        Raises:
            Refused: As `process`.
        """
        if not stretches:
            return None
        task = self._tempo.follow(stretches)
        return self._follow(task, task.label)

    def poll(self) -> None:
        """Perform what has ended, and show what takes long."""
        while not self._ends.empty():
            try:
                self._ends.get_nowait()()
            except Empty:
                break
        for running in list(self._running):
            if not running.task.running or running.task.cancelled:
                self._running.remove(running)
                self._withdraw(running)
            elif not running.offered and self._now() - running.since_s >= LONG_S:
                running.offered = True
                self._board.post("info", running.offer, "Cancel", running.task.cancel)

    @property
    def busy(self) -> bool:
        """Whether anything is being made in the song's folder, or waits for `poll`."""
        return any(running.task.running for running in self._running) or not self._ends.empty()

    @property
    def unfinished(self) -> list[str]:
        """What each of them does, unless it is being cancelled."""
        return [one.doing for one in self._running if one.task.running and not one.task.cancelled]

    @property
    def progress(self) -> tuple[str, float] | None:
        """What it is and how far, 0 to 1, of what takes long; None if nothing does."""
        shown = next((running for running in self._running if running.offered), None)
        return None if shown is None else (shown.doing, shown.task.progress)

    def cancel(self) -> None:
        """Drop all of it. Nothing of it is left."""
        self._tempo.cancel()
        for running in self._running:
            running.task.cancel()
            self._withdraw(running)

    def _perform(self, prepared: PreparedEdit, opened: OpenSong) -> bool:
        try:
            opened.history.apply_beneath_gesture(prepared.edit)
        except EditRefused as refusal:
            prepared.discard()
            self._say(refusal)
            return False
        return True

    def _follow(self, task: ClipProcessing, label: str, clips: frozenset[ClipId] = frozenset()) -> ClipProcessing:
        self._running.append(_Running(task, label, self._now(), clips))
        return task

    def _refuse_second(self, clips: frozenset[ClipId]) -> None:
        for other in self._running:
            if other.clips & clips and other.task.running and not other.task.cancelled:
                raise Refused(clip_is_busy(other.doing))

    def _withdraw(self, running: _Running) -> None:
        if running.offered:
            self._board.withdraw(running.offer)
            running.offered = False

    def _say(self, problem: Exception) -> None:
        self._board.post("warn", str(problem))
