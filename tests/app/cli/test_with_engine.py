"""Hazards: an overdub that slips, a bounce that differs from its stems, a recording without a sound card unasked."""

from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from app.cli.main import app
from app.storage.folder import SongFolder
from app.storage.song_store import read_song

RATE_HZ = 48000


def run(*arguments: object, code: int = 0) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exit_code == code, result.output + repr(result.exception)
    return result.stdout if code == 0 else result.stderr.strip()


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    path = tmp_path / "noise.wav"
    samples = np.random.default_rng(7).uniform(-0.4, 0.4, (RATE_HZ, 3)).astype(np.float32)
    soundfile.write(path, samples, RATE_HZ, subtype="FLOAT")
    return path


def test_two_passes_on_the_virtual_device_hold_what_went_in_and_bounce(tmp_path: Path, noise: Path) -> None:
    song = tmp_path / "S.worktape"
    run("new", song)
    virtual = ("--device", "virtual", "--virtual-fast", "--virtual-input", noise)
    told = run("record", song, "--input", "1:Vox", "--input", "2+3:Piano", "--seconds", "0.5", *virtual)
    assert "Vox: 00:00.500" in told and "Piano: 00:00.500" in told
    run("record", song, "--input", "2:Vox", "--seconds", "0.25", "--at", "0.1", *virtual)
    source, _ = soundfile.read(noise, dtype="float32")
    found = read_song(SongFolder(song))
    assert [[take.timeline_start_frame for take in track.takes] for track in found.tracks] == [[0, 4800], [0]]
    assert [track.armed for track in found.tracks] == [True, False]
    for track, number, channels in ((0, 0, [0]), (0, 1, [1]), (1, 0, [1, 2])):
        take = found.tracks[track].takes[number]
        data, _ = soundfile.read(song / take.file, dtype="float32", always_2d=True)
        heard = data[take.file_start_frame : take.file_start_frame + take.length_frames]
        start = take.timeline_start_frame  # the virtual player reads the file along the timeline
        assert np.array_equal(heard, source[start : start + take.length_frames, channels]), take.name
    run("set", song, "track/Vox/pan=-0.5", "track/Piano/send/Reverb/level_db=-12")
    assert "peak" in run("bounce", song, "-o", tmp_path / "mix.wav", "--depth", "32f")
    run("stems", song, "-o", tmp_path / "stems")
    paths = sorted((tmp_path / "stems").glob("*.wav"))
    assert [path.stem[3:] for path in paths] == ["Vox", "Piano", "Reverb"], "the delay gets nothing, and has no stem"
    stems = [soundfile.read(path, dtype="float32")[0] for path in paths]
    mix, _ = soundfile.read(tmp_path / "mix.wav", dtype="float32")
    assert {stem.shape for stem in stems} == {mix.shape}
    assert np.abs(np.sum(stems, axis=0, dtype=np.float64) - mix).max() < 1e-6
    assert "already exists" in run("bounce", song, "-o", tmp_path / "mix.wav", code=1)
    noted = {record.step for record in read_song(SongFolder(song)).stages.records}
    assert {"mix.bounced", "mix.stems"} <= noted


def test_a_punch_takes_what_lies_between_its_times_and_keeps_the_pre_roll_in_the_file(
    tmp_path: Path, noise: Path
) -> None:
    song = tmp_path / "S.worktape"
    run("new", song)
    virtual = ("--device", "virtual", "--virtual-fast", "--virtual-input", noise)
    told = run("record", song, "--input", "1:Vox", "--punch", "0.2", "0.45", "--pre-roll", "1", *virtual)
    assert "Vox: 00:00.250" in told
    (take,) = read_song(SongFolder(song)).tracks[0].takes
    assert (take.timeline_start_frame, take.file_start_frame, take.length_frames) == (9600, 9600, 12000)
    source, _ = soundfile.read(noise, dtype="float32")
    data, _ = soundfile.read(song / take.file, dtype="float32")
    assert np.array_equal(data, source[: len(data), 0])
    for wrong, text in (
        (("--punch", "2", "1"), "the earlier one first"),
        (("--punch", "1", "2", "--seconds", "1"), "Leave out --seconds"),
        ((), "Say how long"),
    ):
        assert text in run("record", song, "--input", "1:Vox", *wrong, code=1)


def test_no_sound_card_means_no_recording_unless_asked_for(tmp_path: Path) -> None:
    song = tmp_path / "S.worktape"
    run("new", song)
    before = (song / "song.json").read_bytes()
    told = run("record", song, "--input", "1", "--seconds", "1", "--host-api", "no such host", code=1)
    assert "--device virtual" in told and "\n" not in told
    assert (song / "song.json").read_bytes() == before and list((song / "audio").iterdir()) == []


def test_a_track_that_prints_is_recorded_dry_and_printed(tmp_path: Path, noise: Path) -> None:
    song = tmp_path / "S.worktape"
    run("new", song)
    virtual = ("--device", "virtual", "--virtual-fast", "--virtual-input", noise)
    run("record", song, "--input", "1:Vox", "--seconds", "0.25", *virtual)
    run("set", song, "track/Vox/polarity=true", "track/Vox/printing=true")
    assert "prints polarity" in run("show", song)
    told = run("record", song, "--input", "1:Vox", "--seconds", "0.5", *virtual)
    assert "Printing" in told and "Vox 2 printed.wav" in told
    first, dry, wet = read_song(SongFolder(song)).tracks[0].takes
    source, _ = soundfile.read(noise, dtype="float32")
    for take, sign in ((dry, 1), (wet, -1)):
        data, _ = soundfile.read(song / take.file, dtype="float32")
        heard = data[take.file_start_frame : take.file_start_frame + take.length_frames]
        assert np.array_equal(heard, sign * source[:24000, 0]), take.name
    assert "Vox 1 printed.wav" in run("print", song, "Vox", "--take", "Vox 1")
    assert "Its dry takes: Vox 1, Vox 2" in run("print", song, "Vox", "--take", "Vox 9", code=1)
    run("set", song, "track/Vox/printing=false")
    assert "keeps its takes dry" in run("print", song, "Vox", "--take", "Vox 1", code=1)
    assert "is in order" in run("check", song)


def test_a_take_recorded_since_the_earlier_version_comes_back_with_it(tmp_path: Path, noise: Path) -> None:
    song = tmp_path / "S.worktape"
    run("new", song)
    virtual = ("--device", "virtual", "--virtual-fast", "--virtual-input", noise)
    run("record", song, "--input", "1:Vox", "--seconds", "0.25", *virtual)
    file = song / "song.json"
    file.write_bytes(file.read_bytes()[:500])
    assert "A recording is back" in run("recover", song)
    (track,) = read_song(SongFolder(song)).tracks
    assert [take.length_frames for take in track.takes] == [RATE_HZ // 4]
