"""Waveforms finer than peak files. Hazards: sound of another place in the file; reading on the main thread; endless tries."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.song.fine_waves import FineWave, FineWaves
from app.storage.folder import SongFolder

LENGTH = 700_001


@pytest.fixture
def folder(tmp_path: Path) -> SongFolder:
    folder = SongFolder(tmp_path)
    folder.make_subfolders()
    soundfile.write(folder.audio / "a.wav", made(), 48000, subtype="FLOAT")
    (folder.audio / "b.wav").write_text("no sound")
    return folder


def made() -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.9, 0.9, (LENGTH, 2)).astype(np.float32)


def read(waves: FineWaves, folder: SongFolder, first: int, end: int, bin_frames: int) -> FineWave | None:
    waves.window(folder, "audio/a.wav", first, end, bin_frames)
    while waves._worker is not None:
        pass
    return waves.window(folder, "audio/a.wav", first, end, bin_frames)


@pytest.mark.parametrize(("first", "end"), [(0, 10), (40_000, 41_000), (300_000, 420_000), (LENGTH - 50, LENGTH + 9)])
def test_samples_and_bins_are_those_of_the_place(folder: SongFolder, first: int, end: int) -> None:
    waves, samples = FineWaves(), made()
    wave = read(waves, folder, first, end, 1)
    assert wave is not None and wave.first_frame <= first
    from_there = wave.data[first - wave.first_frame :][: end - first]
    assert (from_there == samples[first:end]).all()
    wave = read(waves, folder, first, end, 16)
    assert wave is not None and wave.first_frame % 16 == 0
    number = (first - wave.first_frame) // 16
    part = samples[wave.first_frame + number * 16 :][:16]
    assert (wave.data[number, :, 0] == part.min(axis=0)).all() and (wave.data[number, :, 1] == part.max(axis=0)).all()


def test_a_place_near_one_that_was_read_is_there_at_once(folder: SongFolder) -> None:
    waves = FineWaves()
    assert waves.window(folder, "audio/a.wav", 100_000, 101_000, 1) is None, "never read on this thread"
    read(waves, folder, 100_000, 101_000, 1)
    assert waves.arrived == 1
    assert waves.window(folder, "audio/a.wav", 101_000, 103_000, 1) is not None
    assert waves.window(folder, "../a.wav", 0, 10, 1) is None


def test_what_cannot_be_read_is_tried_once_until_it_changes(folder: SongFolder) -> None:
    waves = FineWaves()

    def ask(first: int) -> FineWave | None:
        found = waves.window(folder, "audio/b.wav", first, first + 10, 1)
        started = waves._worker is not None
        while waves._worker is not None:
            pass
        tries.append(started)
        return found

    tries: list[bool] = []
    for first in (0, 200_000, 400_000):
        assert ask(first) is None
    assert tries == [True, False, False] and waves.arrived == 0
    soundfile.write(folder.audio / "b.wav", made(), 48000, subtype="FLOAT")
    ask(0)
    assert ask(0) is not None
