"""Commands that use the audio engine.

Lives: command line, main thread.
"""

from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import (
    BlockOption,
    DeviceOption,
    HeadphonesOption,
    HostApiOption,
    OutputsOption,
    SongArgument,
    VirtualFastOption,
    VirtualInputOption,
)
from app.cli.reporting import report


@command()
def record(
    song: SongArgument,
    inputs: Annotated[
        list[str],
        typer.Option("--input", metavar="CH[:TRACK]", help="Input from 1, and its track; 3+4:Piano is stereo."),
    ],
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="How long.")] = None,
    at: Annotated[float, typer.Option("--at", metavar="SECONDS", help="Where to begin.")] = 0.0,
    punch: Annotated[
        tuple[float, float] | None,
        typer.Option("--punch", metavar="IN OUT", help="Instead: from and to, in seconds; the rest is heard."),
    ] = None,
    pre_roll: Annotated[int, typer.Option("--pre-roll", metavar="BARS", min=0, max=8, help="Before the punch.")] = 1,
    post_roll: Annotated[int, typer.Option("--post-roll", metavar="BARS", min=0, max=8, help="After the punch.")] = 0,
    device: DeviceOption = "",
    host_api: HostApiOption = "",
    block: BlockOption = 0,
    outputs: OutputsOption = "",
    headphones: HeadphonesOption = "",
    no_playback: Annotated[bool, typer.Option("--no-playback", help="Do not play what is recorded already.")] = False,
    virtual_input: VirtualInputOption = "silence",
    virtual_fast: VirtualFastOption = False,
) -> None:
    """Record over playback. Ctrl+C stops and keeps the take."""
    from app.cli import sound
    from app.cli.devices import DeviceOptions

    options = DeviceOptions(device, host_api, block, outputs, headphones, virtual_input, virtual_fast)
    span = sound.RecordRange(seconds, at, punch, pre_roll, post_roll)
    sound.record(song, inputs, span, options, not no_playback, report)


@command()
def keep(
    song: SongArgument,
    tracks: Annotated[
        list[str] | None, typer.Option("--track", metavar="NAME", help="Onto this track; else onto the armed ones.")
    ] = None,
) -> None:
    """Keep what was just played, though nobody had pressed Record, in the window that has the song open."""
    from app.cli import retrospective as keeping

    keeping.keep(song, tracks or [], report)


@command()
def play(
    song: SongArgument,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="Not longer than this.")] = None,
    speed: Annotated[int, typer.Option("--speed", metavar="PERCENT", help="50 to 150, at the same pitch.")] = 100,
    device: DeviceOption = "",
    host_api: HostApiOption = "",
    block: BlockOption = 0,
    outputs: OutputsOption = "",
    headphones: HeadphonesOption = "",
    virtual_fast: VirtualFastOption = False,
) -> None:
    """Play a song. Ctrl+C stops."""
    from app.cli import sound
    from app.cli.devices import DeviceOptions

    sound.play(
        song,
        seconds,
        speed,
        DeviceOptions(device, host_api, block, outputs, headphones, "silence", virtual_fast),
        report,
    )
