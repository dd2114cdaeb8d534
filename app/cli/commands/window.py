"""Commands that open the window; so does the program without a command.

Lives: command line, main thread; the window lives in the same process.
"""

from pathlib import Path

import typer

from app.cli import interrupt
from app.cli.application import app, command
from app.cli.options import SongArgument
from app.cli.reporting import report, reports_problems


@app.callback(invoke_without_command=True)
@reports_problems
def window(context: typer.Context) -> None:
    """Without a command: open the window, or make the demo song where there is no screen."""
    if context.invoked_subcommand is None:
        _open_window(None)


@command("open")
def open_(song: SongArgument) -> None:
    """Open a song in the window."""
    _open_window(song)


def _open_window(song: Path | None) -> None:
    from app import main as window_main

    if song is None and not window_main.has_screen():
        from app.cli.headless import run_without_screen
        from app.devices.settings import SettingsFile
        from app.devices.songs_folder import songs_folder

        run_without_screen(songs_folder(SettingsFile().settings), window_main.DEMO_NAME, report)
        return
    interrupt.release()
    raise typer.Exit(window_main.main(song))
