"""What the open song is rendered into: a mix, stems, frozen tracks.

Lives: window, main thread; each rendering runs in a process of its own.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.edits.follow_tempo import wanted_stretches
from app.model.ids import TrackId
from app.model.song import Song
from app.renders.clip_work import ClipWork
from app.renders.dynamics import Dynamics, DynamicsCache, DynamicsJob
from app.renders.freezing import Rendering, start_bounce_in_place, start_freeze
from app.renders.jobs import BounceOptions, Job, StemOptions, start_bounce, start_stems
from app.renders.print_queue import PrintQueue
from app.renders.range_bounce import start_range_bounce
from app.renders.running import RunningJobs
from app.song.document import Document
from app.song.open_song import OpenSong
from app.stages.mix_hash import mix_hash
from app.stages.recording import receipt

BOUNCING, WRITING_STEMS = "Bouncing the mix", "Writing stems"


class Renders:
    """Starts renderings and performs in the song what follows from their end."""

    def __init__(
        self,
        document: Document,
        board: NoticeBoard,
        print_queue: PrintQueue,
        check_idle: Callable[[str], None],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`check_idle` raises Refused while anything is recorded; its argument is what has to wait."""
        self._document, self._print_queue, self._check_idle = document, print_queue, check_idle
        self.jobs = RunningJobs(board, now)
        self.clips = ClipWork(document, board, now)
        self.dynamics = DynamicsCache()

    @property
    def busy(self) -> bool:
        """A bounce, a freeze, a take being printed, or a clip being processed."""
        return self.jobs.busy or self.clips.busy or self._print_queue.busy

    @property
    def unfinished(self) -> list[str]:
        """What would be lost if it were cancelled now; a take that was not printed is offered when its song is opened."""
        return self.jobs.unfinished + self.clips.unfinished

    def cancel(self) -> None:
        """Cancel all of it, and wait for the end of what writes outside the song."""
        self._print_queue.cancel()
        self.clips.cancel()
        self.jobs.cancel()

    def bounce(self, options: BounceOptions) -> Job:
        """Start rendering the mix."""
        opened = self._document.opened
        return self.jobs.add(start_bounce(opened, options), _bounce_edit("mix.bounced", opened.song), opened, BOUNCING)

    def bounce_ranges(self, options: BounceOptions) -> Job:
        """Start rendering the mix of each range marker into a file of its own."""
        opened = self._document.opened
        return self.jobs.add(
            start_range_bounce(opened, options), _bounce_edit("mix.bounced", opened.song), opened, BOUNCING
        )

    def stems(self, folder: Path, options: StemOptions | None = None) -> Job:
        """Start rendering every track and effect return into `folder`."""
        opened = self._document.opened
        job = start_stems(opened, folder, options or StemOptions())
        return self.jobs.add(job, _bounce_edit("mix.stems", opened.song), opened, WRITING_STEMS)

    def freeze(self, track_id: TrackId) -> Job:
        """Start rendering a track through its strip up to the fader; when done it plays that, until `thaw_track`."""
        return self._start(start_freeze, track_id, "freezing a track")

    def bounce_in_place(self, track_id: TrackId) -> Job:
        """Start the same rendering; when done the track holds it as its only clip."""
        return self._start(start_bounce_in_place, track_id, "bouncing a track")

    def follow_tempo(self, before: Song, after: Song) -> None:
        """Start to stretch the clips that follow the tempo, after it was changed. Raises Refused as `ClipWork.process`."""
        self.clips.follow_tempo(wanted_stretches(before, after))

    def measure_dynamics(self) -> DynamicsJob:
        """A task that measures the mix; `dynamics.add` takes its result.

        Raises:
            Refused: There is nothing to bounce, or it cannot begin.
        """
        opened = self._document.opened
        return DynamicsJob(opened, mix_hash(opened.song))

    @property
    def measured_dynamics(self) -> Dynamics | None:
        """What was measured of the mix as it is now."""
        return self.dynamics.of(mix_hash(self._document.song))

    def poll(self) -> None:
        """Finish what has ended, for the song that is open."""
        self.clips.poll()
        self.jobs.poll(self._document.opened if self._document.has_song else None)

    def _start(self, start: Callable[[OpenSong, TrackId], Rendering], track_id: TrackId, what: str) -> Job:
        self._check_idle(what)
        opened = self._document.opened
        rendering = start(opened, track_id)
        return self.jobs.add(rendering.job, rendering.finish, opened, rendering.doing)


def _bounce_edit(step_id: str, rendered: Song) -> Callable[[], Edit]:
    """What makes the edit that records a finished bounce of this song."""
    noted = receipt(rendered, step_id, datetime.now(UTC))
    return lambda: noted
