"""Runs the program on a screen of its own for a journey with a real mouse and keyboard: see tests/journeys/."""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import platformdirs
from PySide6.QtWidgets import QApplication

from app.devices.settings import SettingsFile
from tests.helpers.screen import Hand, Journey, OwnScreen, Steps


def fresh_home() -> Path:
    """Settings, songs and runtime files of nobody; compiled kernels are the only thing that is shared."""
    home = Path(tempfile.mkdtemp(prefix="first-song-"))
    os.environ["XDG_CACHE_HOME"] = platformdirs.user_cache_dir()
    os.environ["HOME"], os.environ["XDG_CONFIG_HOME"] = str(home), str(home / "config")
    os.environ["WORKTAPE_CONFIG"], os.environ["WORKTAPE_RUNTIME"] = str(home / "worktape"), str(home / "run")
    settings = SettingsFile()
    settings.settings.tour_seen = True  # somebody who skips it
    settings.save()
    return home


def arguments(size: str, description: str | None) -> argparse.ArgumentParser:
    """What every journey can be told.

    Args:
        size: Of the screen, if none is given.
        description: What the journey is.
    """
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each step")
    parser.add_argument("--size", default=size, help="of the screen")
    return parser


def travel(given: argparse.Namespace, steps: Callable[[Hand, Path], Steps], done: Callable[[Hand], str]) -> int:
    """Run the program on a screen of its own, with a home of nobody, until the journey ends.

    Args:
        given: What `arguments` read.
        steps: Makes the journey, for a hand and a home.
        done: What it prints at its end.

    Returns:
        The exit code: 1 at a dead end.
    """
    if given.pictures is not None:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with OwnScreen(given.size):
        home = fresh_home()
        application = QApplication(sys.argv[:1])
        from app import main as program

        hand = Hand(given.pictures)

        def close() -> None:
            for widget in QApplication.topLevelWidgets():
                widget.close()
            application.quit()

        journey = Journey(steps(hand, home), close)
        program.run_window(None)
    if journey.problem:
        print(f"Dead end after {hand.steps} steps and {hand.clicks} clicks: {journey.problem}.")
        return 1
    print(done(hand))
    return 0
