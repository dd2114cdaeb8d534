"""The stages of the open song: how far it is, and what is recorded of its steps.

Lives: window, main thread.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from app.edits import stages as edits
from app.edits.edit import Edit
from app.model.song import Song
from app.problems import Refused
from app.song.document import Document
from app.stages.progress import StageProgress, stage_progress, step_progress
from app.stages.recording import make_record, receipt, refreshed_song

LOOK_EVERY_S = 0.5


class Stages:
    """Looks at the song twice a second where it has changed, and records what it finds.

    These records are part of the edit that made a step done: they make no step of the history and leave a song that was
    only opened unchanged.
    """

    def __init__(
        self,
        document: Document,
        now: Callable[[], float] = time.monotonic,
        today: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Look at whatever song is open.

        Args:
            document: The open song.
            now: The time, in seconds.
            today: Date and time, with a time zone; also an attribute.
        """
        self._document, self._now, self.today = document, now, today
        self._progress: tuple[Song, tuple[StageProgress, ...]] | None = None
        self._looked_at: Song | None = None
        self._due_s = 0.0

    def progress(self) -> tuple[StageProgress, ...]:
        """How far the song is in each stage; worked out once for each state of the song."""
        song = self._document.song
        if self._progress is None or self._progress[0] is not song:
            self._progress = (song, stage_progress(song))
        return self._progress[1]

    def receipt(self, step_id: str) -> None:
        """Record that something was done which leaves no trace in the song, such as a print of the chart."""
        self._document.perform(receipt(self._document.song, step_id, self.today()))

    def confirm(self, step_id: str, who: str = "", note: str = "", *, set_aside: bool = False) -> None:
        """A person says that a step is done, or that it does not apply.

        Args:
            step_id: The step.
            who: The person.
            note: Why.
            set_aside: It does not apply.

        Raises:
            Refused: Something has to be done before it can be confirmed.
            KeyError: There is no such step.
        """
        self._document.perform(judgement(self._document.song, step_id, self.today(), who, note, set_aside=set_aside))

    def reopen(self, step_id: str) -> None:
        """Take back what a person said of a step."""
        self._document.perform(edits.reopen_step(step_id))

    def poll(self) -> None:
        """Look at the song if it has changed and no hand moves it. Call at 60 Hz."""
        document, now_s = self._document, self._now()
        if not document.has_song or document.read_only or document.song is self._looked_at or now_s < self._due_s:
            return
        if document.opened.history.in_gesture:
            return
        self._due_s = now_s + LOOK_EVERY_S
        document.amend(refreshed_song(document.song, self.today()))
        self._looked_at = document.song


def judgement(song: Song, step_id: str, today: datetime, who: str, note: str, *, set_aside: bool) -> Edit:
    """The edit by which a person confirms a step or sets it aside; arguments and problems as of `Stages.confirm`."""
    blocked = step_progress(song, step_id).blocked
    if blocked and not set_aside:
        raise Refused(blocked)
    record = make_record(song, step_id, "set aside" if set_aside else "confirmed", today, who, note)
    return edits.judge_step(record)
