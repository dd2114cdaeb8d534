"""Ideas from the command line. Hazards: a recording without a sound card unasked, one that leaves no file, a lost memo."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.devices.settings import SettingsFile
from tests.app.cli.test_with_engine import run
from tests.helpers.coded import RATE, coded


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
