"""Commands that render.

Lives: command line, main thread.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import (
    DepthOption,
    FromOption,
    OverwriteOption,
    RateOption,
    SeamlessOption,
    SongArgument,
    TailOption,
    ToOption,
)
from app.cli.reporting import report
from audio_engine.formats import bit_rates, lossless_formats, suffixes

_STEM_FORMATS = "|".join(kind.suffix.lstrip(".") for kind in lossless_formats())


@command()
def bounce(
    song: SongArgument,
    file: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=f"A {suffixes()} file.")],
    depth: DepthOption = None,
    bitrate: Annotated[
        int | None, typer.Option("--bitrate", metavar="KBIT", help=f"Of a lossy file: {bit_rates()}.")
    ] = None,
    ranges: Annotated[
        bool, typer.Option("--ranges", help="A file for each range marker: FILE.wav becomes FILE - RANGE.wav.")
    ] = False,
    rate: RateOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    tail: TailOption = None,
    seamless: SeamlessOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Render the mix into a file, as long as anything is heard; its loudness is measured."""
    from app.cli import render

    typed = render.TypedOptions(depth, rate, from_, to, tail, seamless, overwrite)
    render.bounce(song, file, bitrate, ranges, typed, report)


@command()
def stems(
    song: SongArgument,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the stems go.")],
    each: Annotated[
        str, typer.Option("--each", metavar="track|group|both", help="A file for each of these, and for each effect.")
    ] = "track",
    format_: Annotated[str, typer.Option("--format", metavar=_STEM_FORMATS, help="What kind of files.")] = "wav",
    depth: DepthOption = None,
    rate: RateOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    tail: TailOption = None,
    seamless: SeamlessOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Render every track or group, and every effect return, into a file of its own."""
    from app.cli import render

    render.stems(
        song, folder, each, format_, render.TypedOptions(depth, rate, from_, to, tail, seamless, overwrite), report
    )


@command()
def freeze(
    song: SongArgument,
    track: Annotated[str, typer.Argument(metavar="TRACK")],
    in_place: Annotated[
        bool, typer.Option("--in-place", help="The rendered audio replaces the track's clips.")
    ] = False,
) -> None:
    """Freeze a track: render it through its strip to save processing; thaw undoes it."""
    from app.cli import render

    render.freeze(song, track, in_place, report)


@command()
def thaw(song: SongArgument, track: Annotated[str, typer.Argument(metavar="TRACK")]) -> None:
    """Let a frozen track play its clips and its strip again."""
    from app.cli import render

    render.thaw(song, track, report)


@command("print")
def print_(
    song: SongArgument,
    track: Annotated[str, typer.Argument(metavar="TRACK", help="One that prints: set track/Vox/printing=true.")],
    take: Annotated[str, typer.Option("--take", metavar="NAME", help="A dry take; else the newest.")] = "",
) -> None:
    """Print a track's strip onto a take that is dry; the dry one is kept."""
    from app.cli import render

    render.print_take(song, track, take, report)
