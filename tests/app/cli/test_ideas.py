"""Ideas from the command line. Hazards: a recording without a sound card unasked, one that leaves no file, a lost memo."""

import json
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile

from app.devices.settings import SettingsFile
from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from audio_engine.disk.journal import Journal, Pass
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


def test_an_idea_that_is_still_being_recorded_is_told_with_who_records_it(ideas: Path) -> None:
    folder = IdeasFolder(ideas)
    request = folder.new_pass((1,), datetime(2026, 11, 28, tzinfo=UTC), "", "Riff\nin G")
    request = msgspec.structs.replace(request, program="worktape idea")
    Journal(Path(request.journal)).write(Pass(request=request, rate_hz=RATE, started_at=""))
    told = "Riff in G is still being recorded by worktape idea."
    listed = run("idea", "--list")
    assert listed.startswith(told) and "No work tapes yet" not in listed
    other = run("idea", "--seconds", "0.2", "--device", "virtual", "--virtual-fast")
    assert other.startswith(told) and "is kept" in other, "and it keeps no other from being recorded"


def test_an_idea_takes_one_line_of_the_list(ideas: Path) -> None:
    (ideas / "audio").mkdir(parents=True)
    write_wav(ideas / "audio" / "riff.wav", np.full((100, 1), 0.1, np.float32), RATE)
    IdeasFolder(ideas).save(
        Idea(id="riff", name="Riff\n in G", recorded_at="2026-11-28T08:00:00+00:00", length_frames=100)
    )
    assert run("idea", "--list").splitlines()[0].endswith("Riff in G")
    assert len(run("idea", "--list").strip().splitlines()) == 1
