"""Hazards: no window and no word about it; a demo written over the one of last time."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import headless
from app.cli.main import app
from app.messages.command_line import DEMO_WITHOUT_DISPLAY


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Folders that a stand-in for the real making was asked for."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setattr("app.devices.songs_folder.songs_folder", lambda _settings: tmp_path / "songs")
    folders: list[Path] = []

    def make(path: Path, tell: object) -> Path:
        path.mkdir(parents=True)
        folders.append(path)
        return path

    monkeypatch.setattr(headless, "make_demo", make)
    return folders


def test_without_a_screen_the_demo_is_made_and_the_reason_told(made: list[Path]) -> None:
    result = CliRunner().invoke(app, [])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0] == DEMO_WITHOUT_DISPLAY
    assert [folder.name for folder in made] == ["Demo.worktape"]


def test_every_further_demo_gets_a_number(made: list[Path]) -> None:
    for _ in range(3):
        assert CliRunner().invoke(app, []).exit_code == 0
    assert [folder.name for folder in made] == ["Demo.worktape", "Demo 2.worktape", "Demo 3.worktape"]


def test_a_named_song_without_a_screen_is_refused_in_a_sentence(made: list[Path], tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["open", str(tmp_path / "Song")])
    assert result.exit_code == 1 and not made
    assert result.stderr.strip().endswith(".") and "\n" not in result.stderr.strip()
