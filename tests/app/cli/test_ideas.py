"""Ideas from the command line. Hazards: a recording without a sound card unasked, one that leaves no file, a lost memo."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.devices.settings import SettingsFile
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from tests.app.cli.test_with_engine import run
from tests.helpers.coded import RATE, coded
from tests.helpers.engine import write_wav
from tests.helpers.played import played


@pytest.fixture(autouse=True)
def ideas(tmp_path: Path) -> Path:
    settings = SettingsFile()
    settings.settings.preferences.ideas_folder = str(tmp_path / "Ideas")
    settings.save()
    return tmp_path / "Ideas"


def test_an_idea_is_recorded_listed_and_joined_by_a_memo(tmp_path: Path, ideas: Path) -> None:
    told = run("idea", "--seconds", "0.5", "--name", "Riff", "--input", "2", "--device", "virtual",
               "--virtual-input", "tone", "--virtual-fast")  # fmt: skip
    assert "Riff is kept: 0." in told
    memo = coded(tmp_path / "memo.opus", np.full((RATE, 2), 0.1, np.float32))
    (tmp_path / "notes.txt").write_text("no sound")
    refused = run("idea", "--import", memo, "--import", tmp_path / "notes.txt", code=1)
    assert refused.startswith("notes.txt is not audio")
    listed = json.loads(run("idea", "--json"))
    assert sorted(idea["name"] for idea in listed) == ["Riff", "memo"]
    riff = next(idea for idea in listed if idea["name"] == "Riff")
    samples, rate_hz = soundfile.read(riff["file"])
    assert len(samples) == riff["length_frames"] >= rate_hz // 2 and np.abs(samples).max() > 0.2
    assert "memo" in run("idea", "--list") and not list(ideas.glob("*.worktape"))


@pytest.mark.parametrize("option", [("--seconds", "0"), ("--input", "1+2+3"), ("--input", "0")])
def test_what_cannot_be_meant_is_refused(option: tuple[str, str]) -> None:
    assert run("idea", *option, "--device", "virtual", code=1).endswith(".")


def test_what_is_heard_in_a_work_tape_is_shown_and_taken_over_only_by_name(tmp_path: Path) -> None:
    tape = played(4, bars=8)
    file = write_wav(tmp_path / "tape.wav", tape.samples[:, None], 22050)
    song = tmp_path / "S.worktape"
    run("new", song)
    heard = json.loads(run("write", song, "analyse", file, "--json"))
    assert (
        heard["bpm"] == pytest.approx(tape.bpm, rel=0.01) and heard["key"] == "Db" and heard["bars"][:2] == ["Db", "Ab"]
    )
    told = run("write", song, "analyse", file)
    assert "68.1 bpm (sure" in told and "D\u266d major (sure" in told and "Db | Ab | Bbm | Gb" in told
    assert read_song(SongFolder(song)).tempo_bpm == 120
    run("write", song, "analyse", file, "--apply", "tempo", "--apply", "chords")
    after = read_song(SongFolder(song))
    assert after.tempo_bpm == 68.1 and after.lyrics.chords[0].bars[:2] == ("Db", "Ab") and after.lyrics.key == ""
    assert "Choose among: tempo" in run("write", song, "analyse", file, "--apply", "weather", code=1)
