"""Commands of the Write page: `worktape write SONG WORD`.

Lives: command line, main thread.
"""

from typing import Annotated

import typer

from app.cli.application import app, word
from app.cli.options import SongArgument
from app.cli.reporting import report

write = typer.Typer(help="Write a song: people, writers, blueprint, plan.", no_args_is_help=True)
app.add_typer(write, name="write")
CsvOption = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="Write it as CSV; - shows it. A file that is there stays.")
]


@write.callback()
def write_song(context: typer.Context, song: SongArgument) -> None:
    """Write a song: people, writers, blueprint, plan."""
    context.obj = song


@word(write)
def people(
    context: typer.Context,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Who is added or changed.")] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FIELD=VALUE]...", help="name, legal-name, does, plays, society, ipi, contact: plays=voice,guitar."
        ),
    ] = None,
    remove: Annotated[str | None, typer.Option("--remove", metavar="NAME", help="Remove a person.")] = None,
) -> None:
    """List everybody, add a person, or change one."""
    from app.cli import writing

    writing.people(context.obj, name, values or (), remove, report)


@word(write)
def writers(
    context: typer.Context,
    shares: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME=SHARE]...", help="Anna=60 Ben=1/3: of 100 %.")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", metavar="NAME=ROLE", help="What somebody wrote: words, music, ...")
    ] = None,
    remove: Annotated[
        str | None, typer.Option("--remove", metavar="NAME", help="Take somebody off the writers.")
    ] = None,
    equally: Annotated[bool, typer.Option("--equally", help="The same share for everybody.")] = False,
    agreed: Annotated[bool, typer.Option("--agreed", help="All agree to their shares today.")] = False,
) -> None:
    """List the writers, set their shares, note that they agree."""
    from app.cli import writing

    writing.writers(context.obj, shares or (), role or (), remove, equally, agreed, report)


@word(write)
def blueprint(
    context: typer.Context,
    add: Annotated[list[str] | None, typer.Option("--add", metavar="PART", help="Add a part.")] = None,
    plays: Annotated[
        list[str] | None,
        typer.Option("--plays", metavar="PART=SECTIONS", help="Where a part plays: Bass=Verse,Chorus or Bass=all."),
    ] = None,
    tracks: Annotated[bool, typer.Option("--make-tracks", help="Make a track for each part that has none.")] = False,
    csv: CsvOption = None,
) -> None:
    """Show who plays where, and what is recorded of it."""
    from app.cli import writing

    writing.blueprint(context.obj, add or (), plays or (), tracks, csv, report)


@word(write)
def schedule(
    context: typer.Context,
    add: Annotated[str | None, typer.Option("--add", metavar="DATE", help="Add a session, on 2026-12-03.")] = None,
    what: Annotated[str, typer.Option("--what", metavar="TEXT", help="What is done in it.")] = "",
    at: Annotated[str, typer.Option("--at", metavar="TIME", help="When it starts, as 19:30.")] = "",
    place: Annotated[str, typer.Option("--place", metavar="TEXT", help="Where.")] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAMES", help="People, with commas between.")] = "",
    csv: CsvOption = None,
) -> None:
    """List the sessions, or add one."""
    from app.cli import writing

    writing.schedule(context.obj, add, what, at, place, who, csv, report)


@word(write)
def budget(
    context: typer.Context,
    planned: Annotated[
        list[str] | None, typer.Option("--planned", metavar="WHAT=AMOUNT", help="What something may cost.")
    ] = None,
    spent: Annotated[list[str] | None, typer.Option("--spent", metavar="WHAT=AMOUNT", help="What it did cost.")] = None,
    csv: CsvOption = None,
) -> None:
    """List what is planned and spent, or set it."""
    from app.cli import writing

    writing.budget(context.obj, planned or (), spent or (), csv, report)
