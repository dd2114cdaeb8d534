"""Hazards: a missing file is not found where it was moved or renamed; a wrong file takes its place; a pipe stops the search."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.model.song import Song
from app.storage import media_search, whole_file
from app.storage.folder import SongFolder, create_song_folder
from app.storage.media_search import MediaSearch
from audio_engine.disk.peaks import make_peaks, peak_path
from tests.helpers.songs import song_with, with_clip

FRAMES = 20_011


def noise(seed: int, channels: int = 1, frames: int = FRAMES) -> "np.ndarray":
    return np.random.default_rng(seed).normal(0, 0.1, (frames, channels)).astype(np.float32)


def write(path: Path, samples: "np.ndarray", rate_hz: int = 48000) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, samples, rate_hz, "FLOAT")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> SongFolder:
    return create_song_folder(tmp_path / "Song")


@pytest.fixture
def song(folder: SongFolder) -> Song:
    """Three files whose waveforms were drawn; all are missing."""
    made = song_with("Vox", "Bass", "Keys")
    for seed, track in enumerate(("Vox", "Bass", "Keys")):
        file = f"audio/{track}-1.wav"
        path = write(folder.path / file, noise(seed))
        make_peaks(path)
        path.unlink()
        made = with_clip(made, track, 0, FRAMES, file=file)
    return made


def outcomes(search: MediaSearch) -> dict[str, str]:
    return {Path(result.file).stem: result.outcome for result in search.run()}


def test_moved_and_renamed_files_are_found_by_what_is_in_them(folder: SongFolder, song: Song, tmp_path: Path) -> None:
    place = tmp_path / "old disk"
    write(place / "a" / "b" / "Vox-1.wav", noise(0))
    write(place / "renamed.WAV", noise(1))
    search = MediaSearch(folder, song, place)
    assert outcomes(search) == {"Vox-1": "found", "Bass-1": "renamed", "Keys-1": "not found"}
    for seed, name in ((0, "Vox-1"), (1, "Bass-1")):
        assert np.array_equal(soundfile.read(folder.audio / f"{name}.wav", dtype="float32")[0], noise(seed)[:, 0])
    assert not (folder.audio / "Keys-1.wav").exists() and search.progress == 1.0


def decoys(seed: int) -> "dict[str, np.ndarray]":
    own = noise(seed)
    late = own.copy()
    late[-300:] += 0.01
    return {
        "another recording": noise(seed + 100),
        "inverted": -own,
        "one frame late": np.roll(own, 1, axis=0),
        "quieter": own * 0.99,
        "changed near its end": late,
        "cut off": own[:-600],
        "in stereo": np.repeat(own, 2, axis=1),
        "silence": np.zeros_like(own),
    }


@pytest.mark.parametrize("kind", decoys(0))
@pytest.mark.parametrize("name", ["Vox-1.wav", "other.wav"])
def test_no_decoy_takes_the_place_of_a_file(
    folder: SongFolder, song: Song, tmp_path: Path, kind: str, name: str
) -> None:
    write(tmp_path / "place" / name, decoys(0)[kind])
    found = outcomes(MediaSearch(folder, song, tmp_path / "place"))
    assert found["Vox-1"] == ("different" if name == "Vox-1.wav" else "not found")
    assert list(folder.audio.iterdir()) == []


def test_of_a_decoy_and_the_file_itself_the_file_is_taken(folder: SongFolder, song: Song, tmp_path: Path) -> None:
    write(tmp_path / "place" / "a" / "Vox-1.wav", noise(50))
    write(tmp_path / "place" / "z" / "bounce 3.wav", noise(0))
    assert outcomes(MediaSearch(folder, song, tmp_path / "place"))["Vox-1"] == "renamed"


def test_without_a_waveform_only_the_name_tells_and_it_has_to_fit(
    folder: SongFolder, song: Song, tmp_path: Path
) -> None:
    for path in folder.peaks.iterdir():
        path.unlink()
    write(tmp_path / "place" / "renamed.wav", noise(0))
    write(tmp_path / "place" / "Bass-1.wav", noise(1), 44100)
    write(tmp_path / "place" / "Keys-1.wav", noise(7))
    found = outcomes(MediaSearch(folder, song, tmp_path / "place"))
    assert found == {"Vox-1": "not found", "Bass-1": "different", "Keys-1": "found"}


def test_waveforms_of_files_without_rms_and_of_24_bits_still_match(
    folder: SongFolder, song: Song, tmp_path: Path
) -> None:
    path = peak_path(folder.audio / "Vox-1.wav")
    data = path.read_bytes()
    bins = np.frombuffer(data[16:], np.float32).reshape(-1, 1, 3)
    path.write_bytes(b"WTPEAKS1" + data[8:16] + np.ascontiguousarray(bins[..., :2]).tobytes())
    (tmp_path / "place").mkdir()
    soundfile.write(tmp_path / "place" / "x.wav", noise(0), 48000, "PCM_24")
    assert outcomes(MediaSearch(folder, song, tmp_path / "place"))["Vox-1"] == "renamed"


def test_a_pipe_a_loop_and_words_called_wav_stop_nothing(folder: SongFolder, song: Song, tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    os.mkfifo(place / "Vox-1.wav")
    (place / "loop").symlink_to(place)
    (place / "Bass-1.wav").write_text("not audio")
    (place / "Keys-1.wav").mkdir()
    assert set(outcomes(MediaSearch(folder, song, place)).values()) == {"different", "not found"}


def test_cancelled_it_leaves_whole_files_and_no_parts(
    folder: SongFolder, song: Song, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "place" / "Vox-1.wav", noise(0))
    write(tmp_path / "place" / "Bass-1.wav", noise(1))
    search = MediaSearch(folder, song, tmp_path / "place")
    copy = whole_file.copy_whole

    def cancel_at_bass(source: Path, target: Path, goes_on: "object") -> None:
        search.cancelled = source.name == "Vox-1.wav"
        copy(source, target, goes_on)  # type: ignore[arg-type]

    monkeypatch.setattr(media_search, "copy_whole", cancel_at_bass)
    assert outcomes(search) == {"Vox-1": "not found", "Bass-1": "found", "Keys-1": "not found"}
    assert [path.name for path in folder.audio.iterdir()] == ["Bass-1.wav"]


def test_a_full_disk_ends_it_with_a_sentence(
    folder: SongFolder, song: Song, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    write(tmp_path / "place" / "Vox-1.wav", noise(0))
    monkeypatch.setattr(media_search, "copy_whole", full)
    search = MediaSearch(folder, song, tmp_path / "place")
    assert outcomes(search)["Vox-1"] == "not found" and "No space left" in search.problem


def test_a_file_in_a_link_out_of_the_song_is_never_written(folder: SongFolder, song: Song, tmp_path: Path) -> None:
    track = song.tracks[0]
    escaping = replace(track, clips=(replace(track.clips[0], file="../../outside.wav"),))
    write(tmp_path / "place" / "outside.wav", noise(0))
    shutil.rmtree(folder.peaks)
    search = MediaSearch(folder, replace(song, tracks=(escaping, *song.tracks[1:])), tmp_path / "place")
    assert "outside" not in outcomes(search)
