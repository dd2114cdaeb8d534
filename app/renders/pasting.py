"""Clips pasted into another song than they were copied from: their files are copied into it, at its rate.

Lives: made and ended on the main thread; `PasteFromSong.run` on a worker.
"""

from dataclasses import dataclass
from pathlib import Path
from weakref import ReferenceType, ref

from app.edits.clipboard import Clipboard, carried_over, paste_clips
from app.edits.ripple import Ripple
from app.messages.recording import SONG_READ_ONLY
from app.model.ids import TrackId
from app.problems import Refused
from app.renders.prepared_edit import PreparedEdit
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.disk.importer import ImportedFile, ImportProblem, import_file, remove


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied, and where its files are."""

    clips: Clipboard
    folder: Path
    rate_hz: int
    opened: ReferenceType[OpenSong]

    @classmethod
    def of(cls, clips: Clipboard, opened: OpenSong) -> "Copied":
        """Clips that were copied from a song."""
        return cls(clips, opened.folder.path, opened.song.rate_hz, ref(opened))

    def is_from(self, opened: OpenSong) -> bool:
        """Whether the files are those of a song, which may have another name by now."""
        return self.opened() is opened or self.folder == opened.folder.path


class PasteFromSong(Task[PreparedEdit | None]):
    """Copies the files that some clips play, the originals of processed ones too, then one edit pastes the clips.

    `run` returns None if it was cancelled; nothing is left behind then.
    """

    def __init__(
        self, opened: OpenSong, copied: Copied, at_frame: int, first_track: TrackId | None, ripple: Ripple
    ) -> None:
        """Prepare a paste; the last three are those of `paste_clips`.

        Args:
            opened: The song to paste into.
            copied: What was copied from another one.
            at_frame: Where its start comes to lie.
            first_track: Track of its first row.
            ripple: Time opens for it.

        Raises:
            Refused: The song cannot be changed.
        """
        if opened.read_only:
            raise Refused(SONG_READ_ONLY)
        self._opened, self._copied, self._rate_hz = opened, copied, opened.song.rate_hz
        self._place = at_frame, first_track, ripple
        self._made: list[ImportedFile] = []
        self._notes: list[str] = []

    def run(self) -> PreparedEdit | None:
        """Copy the files, one after the other; takes as long as it takes.

        Raises:
            Refused: One is gone or cannot be copied, such as on a full disk. Nothing is left behind.
        """
        clips = [clip for row in self._copied.clips.rows for clip in row.clips]
        played = dict.fromkeys(clip.file for clip in clips)
        originals = dict.fromkeys(clip.processing.file for clip in clips if clip.processing is not None)
        needed = [*played, *(file for file in originals if file not in played and self._source(file).exists())]
        try:
            files = {file: self._copy(file, number, len(needed)) for number, file in enumerate(needed)}
        except ImportProblem as problem:
            self.discard()
            if self.cancelled:
                return None
            raise Refused(str(problem)) from problem
        except BaseException:
            self.discard()
            raise
        self.progress = 1.0
        pasted = carried_over(self._copied.clips, files, self._rate_hz / self._copied.rate_hz)
        return PreparedEdit(paste_clips(pasted, *self._place), tuple(self._notes), self.discard)

    def discard(self) -> None:
        """Remove the files, for an edit that was not applied. Any thread, after `run`."""
        remove(self._made)
        self._made = []

    def _copy(self, file: str, number: int, count: int) -> str:
        source = self._source(file)
        self.doing = source.name

        def report(share: float) -> bool:
            self.progress = (number + share) / count
            return not self.cancelled

        target = self._opened.pool.new_path(source.stem)
        made = import_file(source, [target], self._rate_hz, report)
        self._made += made.files
        self._notes += made.notes
        return target.relative_to(self._opened.folder.path).as_posix()

    def _source(self, file: str) -> Path:
        return self._copied.folder / file
