"""The waveforms of the open song: peaks of whole files, and finer parts of them where the window looks closely.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.song.fine_waves import FineWave, FineWaves
from app.song.peaks import PeakPool, Peaks
from app.storage.folder import SongFolder


class Waves:
    """Of one song; another one has others.

    Args:
        folder: Says where the song lies at present.
    """

    def __init__(self, folder: Callable[[], SongFolder]) -> None:
        self._folder = folder
        self._peaks, self._fine = PeakPool(), FineWaves()

    def peaks(self, file: str) -> Peaks | None:
        """Peaks of a media file (`audio/Vox-1.wav`); None while there are none yet."""
        return self._peaks.peaks(self._folder(), file)

    def fine(self, file: str, first_frame: int, end_frame: int, bin_frames: int) -> FineWave | None:
        """A part of a media file, finer than its peaks; None until it was read, which `arrived` tells."""
        return self._fine.window(self._folder(), file, first_frame, end_frame, bin_frames)

    @property
    def arrived(self) -> int:
        """How many fine parts were read so far: another number means that there is more to draw."""
        return self._fine.arrived
