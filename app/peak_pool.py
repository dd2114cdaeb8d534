"""Waveforms of media files, kept while the song is open.

Lives: window, main thread.
"""

from app.model.invariants import escapes_folder
from app.storage.folder import SongFolder
from audio_engine.disk.peaks import Peaks, peak_path


class PeakPool:
    """Opens each peak file once, and reads on where it has grown."""

    def __init__(self) -> None:
        self._held: dict[str, Peaks] = {}

    def peaks(self, folder: SongFolder, file: str) -> Peaks | None:
        """The pyramid of `audio/Vox-1.wav`; None while there is no peak file or it cannot be read."""
        held = self._held.get(file)
        try:
            if held is not None:
                held.refresh()
                return held
            if escapes_folder(file):
                return None
            self._held[file] = opened = Peaks(peak_path(folder.path / file))
            return opened
        except (OSError, ValueError):
            self._held.pop(file, None)
            return None
