"""Commands of the Write page: `worktape write SONG WORD`.

Lives: command line, main thread.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.application import app, word
from app.cli.options import SongArgument
from app.cli.reporting import report

write = typer.Typer(help="Write a song: lyrics, people, writers, blueprint, plan.", no_args_is_help=True)
app.add_typer(write, name="write")
CsvOption = Annotated[
    str | None, typer.Option("--csv", metavar="FILE", help="Write it as CSV; - shows it. A file that is there stays.")
]


@write.callback()
def write_song(context: typer.Context, song: SongArgument) -> None:
    """Write a song: lyrics, people, writers, blueprint, plan."""
    context.obj = song


@word(write)
def lyrics(
    context: typer.Context,
    set_: Annotated[
        str | None, typer.Option("--set", metavar="FILE", help="Take the words of a ChordPro file; - reads them.")
    ] = None,
    into_words: Annotated[
        bool, typer.Option("--into-words", help="Put chords that stand over the words into them.")
    ] = False,
    key: Annotated[
        str | None, typer.Option("--key", metavar="KEY", help="Such as F#m; auto finds it from the chords.")
    ] = None,
    transpose: Annotated[
        int | None, typer.Option("--transpose", metavar="SEMITONES", help="Move all chords; -2 is two down.")
    ] = None,
    capo: Annotated[int | None, typer.Option("--capo", metavar="FRET", help="Show what a hand plays; 0: none.")] = None,
    make_sections: Annotated[
        bool, typer.Option("--make-sections", help="Add the sections that the words have and the song has not.")
    ] = False,
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Print the chart. A file that is there stays.")
    ] = None,
    show: Annotated[bool, typer.Option("--show", help="Show the words with the chords over them.")] = False,
    numbers: Annotated[bool, typer.Option("--numbers", help="Chords as numbers of the key.")] = False,
) -> None:
    """Show the words with their chords, set them, transpose them, print the chart."""
    from app.cli import write_lyrics

    wanted = write_lyrics.Wanted(set_, into_words, key, transpose, capo, make_sections)
    write_lyrics.lyrics(context.obj, wanted, pdf, show or numbers and pdf is None, numbers, report)


@word(write)
def sections(
    context: typer.Context,
    add: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME=BARS]...", help="Sections behind the last one: Verse=8 Chorus=8."),
    ] = None,
    intensity: Annotated[
        list[str] | None, typer.Option("--intensity", metavar="NAME=0..10", help="How much happens in a section.")
    ] = None,
    note: Annotated[
        list[str] | None, typer.Option("--note", metavar="NAME=TEXT", help="What is to know of a section.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the sections, lay them out; worktape edit moves, copies and deletes them."""
    from app.cli import write_sections

    write_sections.sections(context.obj, add or (), intensity or (), note or (), as_json, report)


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
    pdf: Annotated[
        Path | None, typer.Option("--pdf", metavar="FILE", help="Print the split sheet. A file that is there stays.")
    ] = None,
) -> None:
    """List the writers, set their shares, note that they agree."""
    from app.cli import writing

    writing.writers(context.obj, shares or (), role or (), remove, equally, agreed, pdf, report)


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


@word(write)
def references(
    context: typer.Context,
    add: Annotated[Path | None, typer.Option("--add", metavar="FILE", help="Copy an audio file into the song.")] = None,
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What it is called.")] = "",
    listen_for: Annotated[
        str, typer.Option("--listen-for", metavar="TEXT", help="What to listen for, of the one called TITLE.")
    ] = "",
    start: Annotated[
        str | None, typer.Option("--start", metavar="TITLE=SECONDS", help="Where in the file one listens from.")
    ] = None,
    remove: Annotated[str | None, typer.Option("--remove", metavar="TITLE", help="Remove a reference.")] = None,
) -> None:
    """List the references, add one, or say what to listen for."""
    from app.cli import write_references

    write_references.references(context.obj, add, title, listen_for, start, remove, report)


@word(write)
def dynamics(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Bounce and measure the mix: how loud each section is, and where it does not lift."""
    from app.cli import write_dynamics

    write_dynamics.dynamics(context.obj, as_json, report)


@word(write)
def analyse(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A recording, such as a work tape.")],
    apply: Annotated[
        list[str] | None,
        typer.Option(
            "--apply", metavar="VALUE", help="Take over: tempo, half-tempo, double-tempo, meter, key, chords."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say which tempo, bars, key and chords a recording has, and how sure that is."""
    from app.cli import write_hearing

    write_hearing.analyse(context.obj, file, apply or (), as_json, report)
