"""The print queue: renders dry takes of tracks that print, in the background.

Lives: window, main thread.
"""

import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from app.documents.notices import NoticeBoard
from app.edits.comps import take_of
from app.edits.edit import find_track
from app.edits.printing import set_printing
from app.messages.mixing import PRINT_MISSING, printed_strip_kept, prints_from_now, still_dry, takes_not_printed
from app.messages.recording import SONG_READ_ONLY
from app.model.ids import TakeId, TrackId
from app.model.song import Song
from app.problems import EditRefused, Refused
from app.renders.freezing import Rendering
from app.renders.printing import UnprintedTake, start_printing
from app.song.document import Document
from app.song.open_song import OpenSong

LANES_AT_ONCE = 64  # of one rendering: many rounds of a loop come one batch after another
LONG_S = 1.0  # what takes longer shows how far it is


class PrintQueue:
    """`poll` begins what waits and puts what is finished into the song. Whatever goes wrong, the dry take is what plays."""

    def __init__(
        self,
        document: Document,
        board: NoticeBoard,
        is_recording: Callable[[], bool],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """No rendering begins while `is_recording`."""
        self._document, self._board, self._is_recording = document, board, is_recording
        self._now = now
        self._waiting: deque[list[UnprintedTake]] = deque()
        self._running: tuple[Rendering, list[UnprintedTake], OpenSong] | None = None
        self._since_s = 0.0

    @property
    def busy(self) -> bool:
        """Something is rendered or waits for it. A print that is finished may still wait until nothing can be redone."""
        return bool(self._waiting) or (self._running is not None and not self._running[0].job.finished)

    @property
    def progress(self) -> float | None:
        """0 to 1, of what has been rendered for more than a second; else None."""
        if self._running is None or self._running[0].job.finished or self._now() - self._since_s < LONG_S:
            return None
        return self._running[0].job.progress

    def set_printing(self, track_id: TrackId, on: bool) -> None:
        """Whether new takes of a track are printed; tells what else that changes."""
        document = self._document
        before = find_track(document.song, track_id)
        document.perform(set_printing(track_id, on))
        after = find_track(document.song, track_id)
        if on and before.clips and after.printed_strip is not before.printed_strip:
            self._board.post(
                "info",
                prints_from_now(after.name),
            )
        elif not on and after.strip_b is not before.strip_b:
            self._board.post("info", printed_strip_kept(after.name))

    def print_take(self, track_id: TrackId, take_id: TakeId) -> None:
        """One dry take through what its track prints; Refused where it cannot begin."""
        if self._document.read_only:
            raise Refused(SONG_READ_ONLY)
        take_of(find_track(self._document.song, track_id), take_id)
        self._begin([UnprintedTake(track_id, take_id)])

    def print_pass(self, pass_id: str) -> None:
        """What was recorded in a pass on tracks that print."""
        self._wait_for([one for one, recorded in unprinted_takes(self._document.song) if recorded == pass_id])

    def print_unprinted(self) -> None:
        """All that an earlier sitting left dry."""
        self._wait_for([one for one, _ in unprinted_takes(self._document.song)])

    def offer(self) -> None:
        """When a song opens: offer to print what an earlier session could not."""
        document = self._document
        left = [one for one, _ in unprinted_takes(document.song)]
        if left and not document.read_only:
            name = take_of(find_track(document.song, left[0].track_id), left[0].take_id).name
            self._board.post(
                "warn",
                takes_not_printed(name, len(left)),
                "Print now",
                self.print_unprinted,
                of_song=True,
            )

    def poll(self) -> None:
        """Start waiting prints, and put finished ones into the song."""
        if self._running is not None:
            self._finish(*self._running)
        if self._running is None and self._waiting and not self._is_recording():
            dry = self._waiting.popleft()
            try:
                self._begin(dry)
            except Refused as refusal:
                self._tell_dry(dry, str(refusal))

    def cancel(self) -> None:
        """Cancel all prints, and wait for their end; takes stay dry."""
        self._waiting.clear()
        if self._running is not None:
            self._running[0].job.cancel()
            self._running[0].job.settle()
            self._running = None

    def _wait_for(self, dry: Sequence[UnprintedTake]) -> None:
        """Takes that overlap are rendered together: what is rendered together is as long as all of it."""
        song = self._document.song
        batch: list[UnprintedTake] = []
        lanes = until = 0
        for one in sorted(
            dry, key=lambda one: take_of(find_track(song, one.track_id), one.take_id).timeline_start_frame
        ):
            track = find_track(song, one.track_id)
            take = take_of(track, one.take_id)
            if batch and (lanes + track.channels > LANES_AT_ONCE or take.timeline_start_frame >= until):
                self._waiting.append(batch)
                batch, lanes, until = [], 0, 0
            batch.append(one)
            lanes, until = lanes + track.channels, max(until, take.timeline_end_frame)
        if batch:
            self._waiting.append(batch)

    def _begin(self, dry: list[UnprintedTake]) -> None:
        if self._running is not None:
            self._waiting.append(dry)
            return
        opened = self._document.opened
        self._running = (start_printing(opened, dry), dry, opened)
        self._since_s = self._now()

    def _finish(self, rendering: Rendering, dry: list[UnprintedTake], opened: OpenSong) -> None:
        job = rendering.job
        job.poll()
        if not job.finished:
            return
        if not (job.cancelled or job.failed) and opened.history.redo_label is not None:
            return  # a step now would take away what was undone: it waits for the next edit, or for redo
        self._running = None
        if job.cancelled:
            return
        gone = job.result is not None and not all(Path(file.path).is_file() for file in job.result.files)
        if job.failed or gone:  # gone: tidied away while it waited
            self._tell_dry(dry, PRINT_MISSING if gone else job.sentence)
            return
        try:
            if opened.history.apply_beneath_gesture(rendering.finish()):  # else its take is gone: nothing to tell
                self._board.post("info", job.sentence)
        except EditRefused as refusal:
            self._tell_dry(dry, str(refusal))

    def _tell_dry(self, dry: list[UnprintedTake], reason: str) -> None:
        again = partial(self._wait_for, dry)
        self._board.post("error", still_dry(reason, len(dry)), "Print again", again, of_song=True)


def unprinted_takes(song: Song) -> list[tuple[UnprintedTake, str]]:
    """Takes that should have been printed, and the passes that they come from."""
    return [
        (UnprintedTake(track.id, take.id), take.pass_id)
        for track in song.tracks
        if track.printed_strip is not None
        for take in track.takes
        if take.unprinted
    ]
