"""Bringing a reference into the open song: its file is copied at the song's rate and measured, then comes one edit.

Lives: `ReferenceImport` window and command line, main thread; its `run` on a worker.
"""

from pathlib import Path

import numpy as np

from app.edits.edit import Edit
from app.edits.references import add_reference
from app.messages.files import song_read_only
from app.messages.rehearsing import too_many_channels
from app.model.ids import ReferenceId, new_id
from app.model.ranges import LOUDNESS_LUFS
from app.model.reference import Reference
from app.problems import Refused, SongProblem, encodable
from app.song.importing import name_from_file
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.disk.importer import Imported, ImportProblem, import_file, inspect_audio, remove
from audio_engine.disk.loudness_curve import loudness_of_file

COPY_SHARE = 0.7  # of the progress; the rest is measuring


class ReferenceImport(Task[Edit]):
    """The copy of one file; its result is the edit that adds the reference. Nothing is left where it is cancelled."""

    def __init__(self, opened: OpenSong, source: Path, title: str = "", listen_for: str = "") -> None:
        """Prepare to read `source`, any audio file of one or two channels.

        Raises:
            SongProblem: The song is read-only.
        """
        if opened.read_only:
            raise SongProblem(song_read_only(opened.folder.path.name))
        self._folder, self._pool, self._rate_hz = opened.folder.path, opened.pool, opened.song.rate_hz
        self._source, self._title, self._listen_for = source, title or name_from_file(source), listen_for
        self.doing = encodable(source.name)

    def run(self) -> Edit:
        """Copy and measure.

        Raises:
            Refused: The file cannot be used, with the reason.
        """
        try:
            channels = inspect_audio(self._source).channels
            if channels > 2:
                raise Refused(too_many_channels(encodable(self._source.name), channels))
            imported = import_file(self._source, [self._pool.new_path(self._source.stem)], self._rate_hz, self._copied)
        except ImportProblem as problem:
            raise Refused(str(problem)) from None
        try:
            return self._edit(imported)
        except BaseException:
            remove(imported.files)
            raise

    def _copied(self, share: float) -> bool:
        self.progress = COPY_SHARE * share
        return not self.cancelled

    def _edit(self, imported: Imported) -> Edit:
        audio = imported.files[0]
        loudness = self._measure(audio.path)
        return add_reference(
            Reference(
                id=ReferenceId(new_id()),
                title=self._title,
                file=audio.path.relative_to(self._folder).as_posix(),
                length_frames=audio.length_frames,
                loudness_lufs=float(np.clip(loudness, *LOUDNESS_LUFS)),
                listen_for=self._listen_for,
            )
        )

    def _measure(self, path: Path) -> float:
        def report(share: float) -> bool:
            self.progress = COPY_SHARE + (1.0 - COPY_SHARE) * share
            return not self.cancelled

        curve = loudness_of_file(path, report)
        if curve is None:
            raise Refused(self.doing)
        return curve.integrated_lufs
