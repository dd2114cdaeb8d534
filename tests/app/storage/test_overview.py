"""Hazards: a list of songs that is slow, wrong or fails at a damaged picture; a picture in a place that is not the song's."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.storage import overview
from app.storage.folder import SongFolder, create_song_folder
from app.storage.overview import COLUMNS, overview_of, saved_song, write_overview
from audio_engine.disk.peaks import largest_between, make_peaks, peak_path
from tests.helpers.songs import song_with, with_clip

RATE = 48000


@pytest.fixture
def folder(tmp_path: Path) -> SongFolder:
    return create_song_folder(tmp_path / "Song")


def write(folder: SongFolder, name: str, samples: "np.ndarray") -> None:
    soundfile.write(folder.audio / name, samples, RATE, "FLOAT")
    make_peaks(folder.audio / name)


def test_it_is_as_loud_as_the_song_where_the_song_is(folder: SongFolder) -> None:
    ramp = np.linspace(0, 0.5, RATE * 10).astype(np.float32)[:, np.newaxis]
    write(folder, "ramp.wav", ramp)
    song = with_clip(song_with("Vox", "Bass"), "Vox", RATE * 10, RATE * 10, file="audio/ramp.wav")
    made = overview_of(folder, song)
    levels = np.frombuffer(made.levels, np.uint8) / 255
    assert (made.name, made.length_s, made.tracks, len(levels)) == ("Test", 20.0, 2, COLUMNS)
    assert levels[: COLUMNS // 2 - 1].max() == 0 and levels[-1] == pytest.approx(0.5, abs=0.01)
    middle = np.linspace(0, 0.5, COLUMNS // 2)
    assert np.abs(levels[COLUMNS // 2 :] - middle).max() < 0.02


def test_an_offset_into_the_file_is_kept(folder: SongFolder) -> None:
    sound = np.zeros((RATE * 4, 1), np.float32)
    sound[RATE * 3 :] = 1.0
    write(folder, "late.wav", sound)
    song = with_clip(song_with("Vox"), "Vox", 0, RATE, file="audio/late.wav", offset=RATE * 3)
    assert set(overview_of(folder, song).levels) == {255}


def test_the_largest_between_edges_equals_the_samples(folder: SongFolder) -> None:
    sound = np.random.default_rng(3).normal(0, 0.1, (50_000, 2)).astype(np.float32)
    write(folder, "noise.wav", sound)
    edges = np.array([0, 2560, 2560, 25600, 49_920])
    found = largest_between(peak_path(folder.audio / "noise.wav"), edges)
    expected = [np.abs(sound[a:b]).max(initial=0) for a, b in zip(edges, edges[1:], strict=False)]
    assert found == pytest.approx(expected)
    assert largest_between(peak_path(folder.audio / "noise.wav"), np.array([10**6, 2 * 10**6])).tolist() == [0.0]


def test_a_song_without_files_or_length_has_one_too(folder: SongFolder) -> None:
    assert overview_of(folder, song_with()).levels == b""
    song = with_clip(song_with("Vox"), "Vox", 0, RATE, file="audio/gone.wav")
    assert overview_of(folder, song).levels == b""
    clip = replace(song.tracks[0].clips[0], file="../../outside.wav")
    assert overview_of(folder, replace(song, tracks=(replace(song.tracks[0], clips=(clip,)),))).levels == b""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"name": 3}', b"\xff", b'{"name": "' + b"x" * 100_000 + b'"}'])
def test_a_damaged_one_is_as_none(folder: SongFolder, content: bytes) -> None:
    (folder.path / overview.FILE).write_bytes(content)
    shown = saved_song(folder.path)
    assert shown.overview.name == "Song" and shown.overview.levels == b"" and shown.saved is None


def test_it_is_read_as_it_was_written_and_a_full_disk_costs_nothing_else(
    folder: SongFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    song = song_with("Vox")
    write_overview(folder, song)
    assert saved_song(folder.path).overview == overview_of(folder, song)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(overview, "write_whole", full)
    write_overview(folder, song)
    assert [path.name for path in folder.path.iterdir() if path.is_file()] == [overview.FILE]
