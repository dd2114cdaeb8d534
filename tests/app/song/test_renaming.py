"""Hazards: a renamed song that loses its lock, its undo or what it had not saved; a new name that hides another song."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.edits.tracks import add_track
from app.problems import SongLocked, SongProblem
from app.song.open_song import OpenSong
from app.storage.folder import folder_name
from app.storage.song_store import read_song


@pytest.fixture
def opened(tmp_path: Path) -> OpenSong:
    return OpenSong.new(tmp_path / "First.worktape", "First", 48000, "test")


def test_lock_history_and_autosave_go_along(opened: OpenSong, tmp_path: Path) -> None:
    opened.history.perform(add_track("Vox"))
    opened.rename("Second", opened.history.perform)
    folder = tmp_path / "Second.worktape"
    assert opened.folder.path == folder and not (tmp_path / "First.worktape").exists()
    assert [track.name for track in read_song(opened.folder).tracks] == ["Vox"]
    with pytest.raises(SongLocked):
        OpenSong.existing(folder, "another program")
    opened.history.perform(add_track("Bass"))
    opened.autosave()
    opened.finish_autosave()
    assert opened.folder.autosave_file.parent == folder and opened.folder.autosave_file.exists()
    assert opened.pool.new_take_path("Vox").parent == folder / "audio"
    for _ in range(3):
        opened.history.undo()
    assert opened.song.name == "First" and not opened.song.tracks
    opened.close()


def test_a_folder_in_the_place_is_left_alone_and_the_song_keeps_its_name(opened: OpenSong, tmp_path: Path) -> None:
    (tmp_path / "Second.worktape").mkdir()
    with pytest.raises(SongProblem, match="already exists"):
        opened.rename("Second", opened.history.perform)
    assert (opened.folder.path, read_song(opened.folder).name) == (tmp_path / "First.worktape", "First")
    opened.close()


@pytest.mark.parametrize(
    ("name", "folder"),
    [("A/B", "A_B.worktape"), ("con", "con_.worktape"), ("What?", "What_.worktape"), ("...", "Untitled.worktape")],
)
def test_a_folder_is_called_what_every_file_system_takes(name: str, folder: str) -> None:
    assert folder_name(name) == folder


def test_the_command_line_renames_too(opened: OpenSong, tmp_path: Path) -> None:
    opened.close()
    said = CliRunner().invoke(app, ["rename", str(tmp_path / "First.worktape"), "Night drive"])
    assert said.exit_code == 0 and "Night drive.worktape" in said.stdout
    shown = CliRunner().invoke(app, ["show", str(tmp_path / "Night drive.worktape")])
    assert shown.exit_code == 0 and "Night drive" in shown.stdout
