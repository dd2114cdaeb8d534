"""Waveforms. Hazard: a media file that lost its picture stays without one, or is read over and over."""

import struct
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


def test_an_outdated_picture_is_shown_until_a_new_one_is_made(tmp_path: Path) -> None:
    folder = SongFolder(tmp_path)
    folder.make_subfolders()
    soundfile.write(folder.audio / "a.wav", np.full(2560, 0.5, np.float32), 48000, subtype="FLOAT")
    old = np.full((10, 1, 2), 0.25, np.float32)
    (folder.peaks / "a.wav.peaks").write_bytes(struct.pack("<8sII", b"WTPEAKS1", 1, 256) + old.tobytes())
    pool = PeakPool()
    peaks = pool.peaks(folder, "audio/a.wav")
    assert peaks is not None and np.isclose(peaks.levels[0][0, 0, 1], 0.25)
    while pool._worker is not None:
        pass
    peaks = pool.peaks(folder, "audio/a.wav")
    assert peaks is not None and not peaks.outdated
    assert np.allclose(peaks.levels[0], 0.5)
