"""Commands on the stages of a song.

Lives: command line, main thread.
"""

from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import SongArgument
from app.cli.reporting import report


@command()
def stages(
    song: SongArgument,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    template: Annotated[
        str | None, typer.Option("--template", metavar="NAME", help="Follow another process from now on.")
    ] = None,
) -> None:
    """Show how far a song is in each stage, and what each step is waiting for."""
    from app.cli import stages as work

    if template is not None:
        work.choose(song, template, report)
    else:
        work.show(song, as_json, report)


@command()
def confirm(
    song: SongArgument,
    step: Annotated[str, typer.Argument(metavar="STEP", help="Its id or title, as worktape stages shows them.")],
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="Why.")] = "",
    by: Annotated[
        str | None, typer.Option("--by", metavar="NAME", help="Who says so; otherwise the name this machine knows.")
    ] = None,
    set_aside: Annotated[bool, typer.Option("--set-aside", help="It does not apply to this song.")] = False,
    undo: Annotated[bool, typer.Option("--undo", help="Take back what was said of it.")] = False,
) -> None:
    """Mark a step of a stage as done, or set it aside with a reason."""
    from app.cli import stages as work

    if set_aside and undo:
        raise typer.BadParameter("--set-aside and --undo exclude each other")
    work.judge(song, step, by, note, "undo" if undo else "set aside" if set_aside else "confirm", report)
