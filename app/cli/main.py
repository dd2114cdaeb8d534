"""The `worktape` command.

Lives: command line, main thread.
"""

from app.cli import interrupt
from app.cli.application import app
from app.cli.reporting import write_plainly

# isort: off
# Each module registers its commands, in the order of --help.
from app.cli.commands import window, songs, write, stages, sound, ideas, render, machine  # noqa: F401

# isort: on


def main() -> None:
    """Run the command that `sys.argv` names, and exit with 130 if Ctrl+C was pressed, however far it came."""
    from audio_engine.leftovers import sweep_blocks

    sweep_blocks()
    write_plainly()
    try:
        app()
    except SystemExit as end:
        raise SystemExit(interrupt.EXIT_CODE if interrupt.requested() and not end.code else end.code) from None
