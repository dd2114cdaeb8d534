"""Hazards: what a person says is not saved, or saved of the wrong step; a list that does not say what is missing."""

import json
from pathlib import Path

import pytest

from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from tests.app.cli.test_with_engine import run


@pytest.fixture
def song(tmp_path: Path) -> Path:
    run("new", tmp_path / "S.worktape")
    return tmp_path / "S.worktape"


def step(song: Path, step_id: str) -> dict[str, object]:
    shown = json.loads(run("stages", song, "--json"))
    return next(found for stage in shown["stages"] for found in stage["steps"] if found["id"] == step_id)


def test_steps_say_what_is_missing(song: Path) -> None:
    told = run("stages", song)
    assert "The song follows: Seven stages." in told and "1 Write: 0 of 15 done" in told
    assert "[ ] write.sections  Lay out the sections: The song has no sections." in told
    assert step(song, "write.sections")["reason"] == "The song has no sections."


def test_a_step_is_confirmed_set_aside_and_taken_back(song: Path) -> None:
    assert "[x] mix.mono" in run("confirm", song, "mix.mono", "--by", "Anna", "--note", "Kitchen radio.")
    found = step(song, "mix.mono")
    assert (found["state"], found["note"], found["done"]) == ("confirmed", "Kitchen radio.", True)
    assert str(found["reason"]).startswith("Marked as done by Anna on ")
    assert "Say why" in run("confirm", song, "mix.placed", "--set-aside", code=1)
    assert "[-]" in run("confirm", song, "Place the tracks left and right", "--set-aside", "--note", "One voice.")
    run("set", song, "tempo_bpm=97")
    run("confirm", song, "mix.placed", "--undo")
    assert step(song, "mix.placed")["state"] == "open" and step(song, "mix.mono")["stale"]
    assert "There is no step 'mix.nothing'" in run("confirm", song, "mix.nothing", code=1)
    assert "No writer is entered." in run("confirm", song, "publish.registered", code=1)


def test_another_process_is_followed(song: Path, tmp_path: Path) -> None:
    assert "Songwriter's six" in run("stages", song, "--template", "songwriter's SIX")
    assert "1 Melody" in run("stages", song)
    assert "There is no process 'Nine'" in run("stages", song, "--template", "Nine", code=1)
    run("new", tmp_path / "T.worktape", "--process", "producer")
    assert read_song(SongFolder(tmp_path / "T.worktape")).stages.process == "producer"
