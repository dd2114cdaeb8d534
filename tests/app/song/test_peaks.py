"""Waveforms. Hazard: a media file that lost its picture stays without one, or is read over and over."""

from pathlib import Path

import numpy as np
import soundfile

from app.song.peaks import PeakPool
from app.storage.folder import SongFolder


def test_a_missing_picture_is_made_once(tmp_path: Path) -> None:
    folder = SongFolder(tmp_path)
    folder.make_subfolders()
    samples = np.linspace(-0.5, 0.5, 2560, dtype=np.float32)
    soundfile.write(folder.audio / "a.wav", samples, 48000, subtype="FLOAT")
    (folder.audio / "b.wav").write_text("no sound")
    pool = PeakPool()
    assert pool.peaks(folder, "audio/a.wav") is None and pool.peaks(folder, "audio/b.wav") is None
    while pool._worker is not None:
        pass
    peaks = pool.peaks(folder, "audio/a.wav")
    assert peaks is not None and len(peaks.levels[0]) == 10
    assert np.isclose(peaks.levels[0].min(), -0.5) and np.isclose(peaks.levels[0].max(), 0.5)
    assert pool.peaks(folder, "audio/b.wav") is None and pool._worker is None, "not tried again"
    assert pool.peaks(folder, "../outside.wav") is None
