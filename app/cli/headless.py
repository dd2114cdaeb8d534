"""What `worktape` does on a machine without a screen: the demo song, made from the first take to the stems.

Lives: command line, main thread.
"""

from pathlib import Path

from app.cli.demo import make_demo
from app.cli.reporting import Reporter
from app.messages.command_line import DEMO_WITHOUT_DISPLAY
from app.storage.folder import SUFFIX


def run_without_screen(songs: Path, name: str, report: Reporter) -> Path:
    """Makes the demo in a folder of its own below `songs`; its path."""
    report(DEMO_WITHOUT_DISPLAY)
    return make_demo(free_folder(songs, name), report)


def free_folder(songs: Path, name: str) -> Path:
    """`Demo.worktape`, or `Demo 2.worktape` where that is taken."""
    folder, number = songs / f"{name}{SUFFIX}", 1
    while folder.exists():
        number += 1
        folder = songs / f"{name} {number}{SUFFIX}"
    return folder
