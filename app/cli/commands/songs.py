"""Commands on the folder of a song.

Lives: command line, main thread.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import SongArgument
from app.cli.reporting import report


@command()
def new(
    song: SongArgument,
    rate: Annotated[int, typer.Option("--rate", metavar="HZ", help="The song's sample rate.")] = 48000,
    template: Annotated[str, typer.Option("--template", metavar="NAME", help="What it begins with.")] = "Empty",
    process: Annotated[
        str | None, typer.Option("--process", metavar="NAME", help="The steps it follows: see worktape stages.")
    ] = None,
) -> None:
    """Make a new song."""
    from app.cli import songs

    songs.new(song, rate, template, process, report)


@command()
def template(
    song: SongArgument,
    name: Annotated[str, typer.Argument(help="What the template is called; the song's name if left out.")] = "",
) -> None:
    """Make a template of a song for new ones: its tracks, buses, form and parts, without what was recorded."""
    from app.cli import songs

    songs.save_template(song, name, report)


@command()
def rename(
    song: SongArgument, name: Annotated[str, typer.Argument(help="What the song is called from now on.")]
) -> None:
    """Rename a song, and its folder with it."""
    from app.cli import songs

    songs.rename(song, name, report)


@command()
def show(
    song: SongArgument,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    paths: Annotated[bool, typer.Option("--paths", help="Every value that set can change.")] = False,
) -> None:
    """Show what a song holds."""
    from app.cli import songs

    songs.show(song, as_json, paths, report)


@command("set")
def set_(song: SongArgument, values: Annotated[list[str], typer.Argument(metavar="PATH=VALUE...")]) -> None:
    """Change values, such as track/Vox/fader_db=-3; all of them or none."""
    from app.cli import songs

    songs.set_values(song, values, report)


@command()
def edit(
    song: Annotated[Path | None, typer.Argument(metavar="SONG", help="The song's folder.")] = None,
    verb: Annotated[str | None, typer.Argument(metavar="VERB", help="Such as clips.split.")] = None,
    values: Annotated[list[str] | None, typer.Argument(metavar="[NAME=VALUE]...", help="Such as by_db=3.")] = None,
    track: Annotated[
        list[str] | None,
        typer.Option("--track", metavar="NAME", help="A track, or a bus where it takes one; or its number."),
    ] = None,
    clip: Annotated[
        list[str] | None, typer.Option("--clip", metavar="NAME", help="A clip, or its number on the track.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every clip of the song.")] = False,
    at: Annotated[str | None, typer.Option("--at", metavar="PLACE", help="33.8, 1:02.5, or 'bar 17.3'.")] = None,
    from_: Annotated[str | None, typer.Option("--from", metavar="PLACE", help="Where a time range starts.")] = None,
    to: Annotated[str | None, typer.Option("--to", metavar="PLACE", help="Where it ends.")] = None,
    marker: Annotated[
        str | None, typer.Option("--marker", metavar="NAME", help="A marker or range; or its number.")
    ] = None,
    ripple: Annotated[
        str | None, typer.Option("--ripple", metavar="off|track|all", help="Whether what lies behind moves along.")
    ] = None,
    section: Annotated[str | None, typer.Option("--section", metavar="NAME", help="A section; or its number.")] = None,
    list_: Annotated[bool, typer.Option("--list", help="List every verb, and what it takes.")] = False,
) -> None:
    """Do what a key of the window does: split, nudge, mute and so on; one step that Undo takes back."""
    from app.cli import edits

    if list_:
        edits.list_verbs(report)
    elif song is None:
        raise typer.BadParameter("say which song, or --list")
    else:
        chosen = edits.Chosen(tuple(track or ()), tuple(clip or ()), every, at, from_, to, marker, ripple, section)
        edits.edit(song, verb, values or [], chosen, report)


@command()
def tempo(
    song: SongArgument,
    bar: Annotated[int | None, typer.Option("--bar", metavar="N", help="Where it changes; 1 is the beginning.")] = None,
    bpm: Annotated[float | None, typer.Option("--bpm", metavar="BPM", help="Quarter notes a minute.")] = None,
    meter: Annotated[
        str | None, typer.Option("--meter", metavar="3/4", help="Beats a bar, and what a beat is.")
    ] = None,
    accents: Annotated[
        str | None, typer.Option("--accents", metavar="Xxx", help="The click's beats: X strong, x weak, . silent.")
    ] = None,
    gradual: Annotated[
        bool | None, typer.Option("--gradual/--at-once", help="Move there beat by beat from the change before.")
    ] = None,
    remove: Annotated[bool, typer.Option("--remove", help="Take the change at that bar away.")] = False,
) -> None:
    """Show where tempo and meter change; with --bar, change them from there on."""
    from app.cli import tempo as commands

    if bar is None:
        if bpm is not None or meter is not None or accents is not None or gradual is not None or remove:
            raise typer.BadParameter("say from which bar on, such as --bar 1")
        commands.show_tempo(song, report)
    else:
        commands.change_tempo(song, bar, bpm, meter, accents, gradual, remove, report)


@command()
def preset(
    song: SongArgument,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="A track or bus by name.")],
    name: Annotated[str, typer.Argument(metavar="PRESET", help="Such as vocal; a wrong one lists them all.")],
) -> None:
    """Begin a strip with the preset of a source: vocal, bass, kick, master and so on."""
    from app.cli import songs

    songs.apply_preset(song, channel, name, report)


@command("import")
def import_(
    song: SongArgument,
    files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
    at: Annotated[float | None, typer.Option("--at", metavar="SECONDS", help="Where on the timeline.")] = None,
    split: Annotated[
        bool, typer.Option("--split", help="Of more than two channels, make a mono track for each channel.")
    ] = False,
    time_stamp: Annotated[
        bool,
        typer.Option(
            "--time-stamp", help="Where each file's time stamp says; with --at, the earliest there and all in step."
        ),
    ] = False,
) -> None:
    """Bring audio files in, each as a track of its own."""
    from app.cli import songs

    songs.import_files(song, files, at, split, time_stamp, report)


@command()
def recover(song: SongArgument) -> None:
    """Put back what a crash left: recordings, and changes that were never saved."""
    from app.cli import recovery

    recovery.recover(song, report)


@command()
def check(song: SongArgument) -> None:
    """Read a song, look for every file it needs, and read every take back."""
    from app.cli import maintenance as care

    care.check_song(song, report)


@command()
def clean(
    song: SongArgument,
    move: Annotated[bool, typer.Option("--move", help="Move them to trash/ in the song's folder.")] = False,
) -> None:
    """List files that the song does not use, or move them to its trash; nothing is ever deleted."""
    from app.cli import maintenance as care

    care.clean(song, move, report)


@command()
def collect(
    song: SongArgument,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder, or a .zip file.")],
) -> None:
    """Copy the whole song with all its recordings to another place, and read the copy back."""
    from app.cli import maintenance as care

    care.collect(song, target, report)
