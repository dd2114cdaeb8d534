"""Clips that do not continue each other joined to one: rendered to a file for each track, then one edit.

Lives: made and ended on the main thread; `JoinClips.run` on a worker.
"""

from collections.abc import Callable, Collection
from concurrent.futures import CancelledError
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.edits.clip_join import join_rendered
from app.edits.edit import Edit
from app.edits.takes import relative_media_path
from app.edits.time_range import selected
from app.engine.plan_builder import build_timelines
from app.engine.slots import SlotAllocator
from app.messages import steps
from app.messages.processing import cannot_process
from app.messages.recording import SONG_READ_ONLY
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import Refused
from app.renders.prepared_edit import PreparedEdit
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.disk.flatten import flatten
from audio_engine.disk.new_media import remove_media
from audio_engine.disk.os_errors import reason


class JoinClips(Task[PreparedEdit | None]):
    """Renders the clips of each track. `run` returns None if it was cancelled; nothing is left behind then.

    Attributes:
        doing: Name of the first clip of the track that is rendered.
    """

    def __init__(self, song: Song, opened: OpenSong, clip_ids: Collection[ClipId]) -> None:
        """Remember the clips as they are now.

        Args:
            song: Has the clips.
            opened: The song whose folder the files go to.
            clip_ids: Two or more of each track.

        Raises:
            Refused: The song cannot be changed.
        """
        if opened.read_only:
            raise Refused(SONG_READ_ONLY)
        self._song, self._opened, self._chosen = song, opened, frozenset(clip_ids)
        self._made: list[Path] = []

    def run(self) -> PreparedEdit | None:
        """Render one track after the other; takes as long as it takes.

        Raises:
            Refused: A file cannot be read or written, such as on a full disk. Nothing is left behind.
        """
        by_track: dict[int, list[Clip]] = {}
        for index, clip in selected(self._song, self._chosen):
            if not clip.muted:
                by_track.setdefault(index, []).append(clip)
        try:
            edits = [
                self._rendered(index, clips, partial(self._report, number, len(by_track)))
                for number, (index, clips) in enumerate(by_track.items())
            ]
        except CancelledError:
            self.discard()
            return None
        except OSError as error:
            self.discard()
            raise Refused(cannot_process(self.doing, reason(error))) from error
        except BaseException:
            self.discard()
            raise
        self.progress = 1.0
        return PreparedEdit(Edit.combine(steps.of_clips("Join", len(self._chosen)), edits), discard=self.discard)

    def discard(self) -> None:
        """Remove the files, for an edit that was not applied. Any thread, after `run`."""
        for path in self._made:
            remove_media(path)
        self._made = []

    def _rendered(self, index: int, clips: list[Clip], report: Callable[[float], bool]) -> Edit:
        self.doing, folder = clips[0].name, self._opened.folder.path
        alone = replace(self._song.tracks[index], clips=tuple(clips))
        (timeline,) = build_timelines(replace(self._song, tracks=(alone,)), SlotAllocator(), folder)
        self._made.append(Path(self._opened.pool.new_take_path(f"{self.doing} joined")))
        flat = flatten(timeline, self._song.rate_hz, self._made[-1], report)
        return join_rendered([clip.id for clip in clips], relative_media_path(flat.path, folder))

    def _report(self, number: int, count: int, share: float) -> bool:
        self.progress = (number + share) / count
        return not self.cancelled
