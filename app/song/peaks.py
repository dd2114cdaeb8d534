"""Waveforms of media files, kept while the song is open.

Lives: window, main thread.
"""

import threading
from pathlib import Path

from app.model.invariants import escapes_folder
from app.storage.folder import SongFolder
from audio_engine.disk.peaks import Peaks as Peaks
from audio_engine.disk.peaks import make_peaks, peak_path


class PeakPool:
    """Opens each peak file once, reads on as it grows, and makes missing ones.

    They are made on a standing worker, not by tasks: hundreds may be missing, and the clip in sight is wanted first.
    """

    def __init__(self) -> None:
        self._held: dict[str, Peaks] = {}
        self._made: set[Path] = set()  # tried once each: what cannot be read stays without a picture
        self._missing: list[Path] = []
        self._lock = threading.Lock()
        self._worker: threading.Thread | None = None

    def peaks(self, folder: SongFolder, file: str) -> Peaks | None:
        """Peaks of `audio/Vox-1.wav`; None while there is no peak file or it cannot be read."""
        cached = self._held.get(file)
        try:
            if cached is not None:
                cached.refresh()
                return cached
            if escapes_folder(file):
                return None
            self._held[file] = opened = Peaks(peak_path(folder.path / file))
            if opened.outdated:  # drawn as it is until there is a new one
                self._make(folder.path / file)
            return opened
        except (OSError, ValueError):
            self._held.pop(file, None)
            if not escapes_folder(file):
                self._make(folder.path / file)
            return None

    def _make(self, media: Path) -> None:
        if media in self._made or not media.is_file():
            return
        with self._lock:
            self._made.add(media)
            self._missing.append(media)
            if self._worker is None:
                self._worker = threading.Thread(target=self._run, name="peaks", daemon=True)
                self._worker.start()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._missing:
                    self._worker = None
                    return
                media = self._missing.pop()
            try:
                make_peaks(media)
            except Exception:  # whatever a damaged file makes a decoder say: it is drawn as an empty clip
                continue
