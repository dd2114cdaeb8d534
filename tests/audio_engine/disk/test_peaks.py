"""Peak files. Hazards: a body that is not the RMS of the sound; a file of an earlier version that is read as this one's."""

import struct
from pathlib import Path

import numpy as np
import pytest

from audio_engine.disk.peaks import BIN_FRAMES, Peaks, PeakWriter, peak_file_extent, reduce_frames


@pytest.mark.parametrize("channels", [1, 2, 3])
@pytest.mark.parametrize("bin_frames", [1, 3, 16, 100, 256])
def test_bins_are_the_minimum_maximum_and_rms_of_their_frames(channels: int, bin_frames: int) -> None:
    samples = np.random.default_rng(1).normal(0, 0.3, (bin_frames * 7, channels)).astype(np.float32)
    bins = reduce_frames(samples, bin_frames)
    parts = samples.astype(np.float64).reshape(7, bin_frames, channels)
    assert (bins[..., 0] == parts.min(axis=1)).all() and (bins[..., 1] == parts.max(axis=1)).all()
    assert np.allclose(bins[..., 2], np.sqrt((parts**2).mean(axis=1)), rtol=1e-5)


def test_every_level_has_the_rms_of_what_it_covers(tmp_path: Path) -> None:
    samples = np.random.default_rng(2).normal(0, 0.2, (BIN_FRAMES * 64, 2)).astype(np.float32)
    samples[: BIN_FRAMES * 8] *= 4
    writer = PeakWriter(tmp_path / "a.peaks", 2)
    for start in range(0, len(samples), 1000):
        writer.add(samples[start : start + 1000])
    writer.close()
    peaks = Peaks(tmp_path / "a.peaks")
    assert not peaks.outdated and peaks.length_frames == len(samples)
    for level in range(3):
        frames = BIN_FRAMES * 4**level
        parts = samples.astype(np.float64).reshape(-1, frames, 2)
        assert np.allclose(peaks.levels[level][..., 2], np.sqrt((parts**2).mean(axis=1)), rtol=1e-4)
    assert peak_file_extent(tmp_path / "a.peaks") == (2, len(samples) - BIN_FRAMES + 1)


def test_a_file_of_version_1_is_read_and_known_as_outdated(tmp_path: Path) -> None:
    bins = np.linspace(-0.9, 0.9, 10 * 2 * 2, dtype=np.float32).reshape(10, 2, 2)
    path = tmp_path / "old.peaks"
    path.write_bytes(struct.pack("<8sII", b"WTPEAKS1", 2, 256) + bins.tobytes())
    peaks = Peaks(path)
    assert peaks.outdated and (peaks.levels[0][..., :2] == bins).all() and (peaks.levels[0][..., 2] == 0).all()
    assert peak_file_extent(path) == (2, 9 * 256 + 1)


def test_samples_that_are_no_sound_break_nothing(tmp_path: Path) -> None:
    samples = np.full((BIN_FRAMES * 5, 1), 0.1, np.float32)
    samples[3], samples[BIN_FRAMES], samples[BIN_FRAMES * 2] = np.nan, np.inf, 3e38
    writer = PeakWriter(tmp_path / "a.peaks", 1)
    writer.add(samples)
    writer.close()
    assert all(np.isfinite(level).all() for level in Peaks(tmp_path / "a.peaks").levels)
