"""Waveforms of media files, kept while the song is open.

Lives: window, main thread.
"""

from app.model.invariants import escapes_folder
from app.storage.folder import SongFolder
from audio_engine.disk.peaks import PeakFile, Peaks


class PeakPool:
    """Opens each peak file once and refreshes it when it has grown."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[int, Peaks]] = {}  # file -> (bytes of the peak file, its levels)

    def peaks(self, folder: SongFolder, file: str) -> Peaks | None:
        if escapes_folder(file):
            return None
        path = folder.peaks / f"{file.rsplit('/', 1)[-1]}.peaks"
        try:
            size = path.stat().st_size
        except OSError:
            return None
        held = self._held.get(file)
        if held is not None and held[0] == size:
            return held[1]
        try:
            peaks = PeakFile.open(path)
        except (OSError, ValueError):
            return None
        self._held[file] = (size, peaks)
        return peaks
