"""The command line: one thin function a command. What they do is in the other files of this folder.

Exit 0: done. Exit 1: a problem, told in one sentence on stderr. Exit 2: wrong usage.

Lives: command line, main thread.
"""

import io
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from audio_engine.formats import bit_rates, suffixes


class _Commands(TyperGroup):
    """`worktape "My Song.worktape"` opens it, as a desktop does that starts a program with a file."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        first = Path(args[0])
        if self.get_command(ctx, args[0]) is None and (len(first.parts) > 1 or first.suffix or os.path.exists(first)):
            args = ["open", *args]
        elif self.get_command(ctx, args[0]) is None:
            from app.problems import LONGEST_WORD, shortened

            args = [shortened(args[0], LONGEST_WORD), *args[1:]]
        return super().resolve_command(ctx, args)


app = typer.Typer(
    name="worktape",
    cls=_Commands,
    help="A multitrack recorder and mixer: from the first take to the mix and its stems.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

SongArgument = Annotated[Path, typer.Argument(metavar="SONG", help="The song's folder.")]
DeviceOption = Annotated[str, typer.Option("--device", metavar="NAME", help="Device name, or virtual.")]
HostApiOption = Annotated[str, typer.Option("--host-api", metavar="NAME", help="ALSA, JACK, Core Audio, WASAPI, ...")]
BlockOption = Annotated[int, typer.Option("--block", metavar="FRAMES", min=0, max=4096, help="0: the device decides.")]
OutputsOption = Annotated[str, typer.Option("--outputs", metavar="1,2", help="Outputs of the mix.")]
HeadphonesOption = Annotated[str, typer.Option("--headphones", metavar="3,4", help="Outputs of the headphone mix.")]
VirtualInputOption = Annotated[
    str, typer.Option("--virtual-input", metavar="WHAT", help="Of the virtual device: silence, tone, or an audio file.")
]
VirtualFastOption = Annotated[bool, typer.Option("--virtual-fast", help="Run the virtual device as fast as it goes.")]
DepthOption = Annotated[
    str | None, typer.Option("--depth", metavar="16|24|32f", help="Bits of a sample, of WAV and FLAC.")
]
RateOption = Annotated[int | None, typer.Option("--rate", metavar="HZ", help="Another rate than the song's.")]
FromOption = Annotated[float | None, typer.Option("--from", metavar="SECONDS", help="Where in the song it begins.")]
ToOption = Annotated[float | None, typer.Option("--to", metavar="SECONDS", help="Where it ends; else with the sound.")]
TailOption = Annotated[
    float | None,
    typer.Option("--tail", metavar="SECONDS", help="How long reverbs and echoes may ring on after the last clip."),
]
SeamlessOption = Annotated[
    bool,
    typer.Option("--seamless", help="No fade of 5 ms where --from and --to cut sound off, to join the parts again."),
]
OverwriteOption = Annotated[bool, typer.Option("--overwrite", help="Replace what is there.")]


def told(command: Callable[..., None]) -> Callable[..., None]:
    """Turns every problem of a command into one sentence on stderr and exit 1; never a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except (typer.Exit, typer.Abort, typer.BadParameter, SystemExit):
            raise
        except KeyboardInterrupt:
            _fail("Stopped.")
        except BrokenPipeError:
            sys.stderr.close()
            raise typer.Exit(1) from None
        except Exception as problem:
            _fail(_sentence(problem))

    return run


@app.callback(invoke_without_command=True)
@told
def window(context: typer.Context) -> None:
    """Without a command: open the window, or make the demo song where there is no screen."""
    if context.invoked_subcommand is None:
        _open_window(None)


@app.command("open")
@told
def open_(song: SongArgument) -> None:
    """Open a song in the window."""
    _open_window(song)


@app.command()
@told
def new(
    song: SongArgument,
    rate: Annotated[int, typer.Option("--rate", metavar="HZ", help="The song's sample rate.")] = 48000,
    template: Annotated[str, typer.Option("--template", metavar="NAME", help="The tracks it begins with.")] = "Empty",
) -> None:
    """Make a new song."""
    from app.cli import songs

    songs.new(song, rate, template, _tell)


@app.command()
@told
def rename(
    song: SongArgument, name: Annotated[str, typer.Argument(help="What the song is called from now on.")]
) -> None:
    """Rename a song, and its folder with it."""
    from app.cli import songs

    songs.rename(song, name, _tell)


@app.command()
@told
def show(
    song: SongArgument,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    paths: Annotated[bool, typer.Option("--paths", help="Every value that set can change.")] = False,
) -> None:
    """Show what a song holds."""
    from app.cli import songs

    songs.show(song, as_json, paths, _tell)


@app.command("set")
@told
def set_(song: SongArgument, values: Annotated[list[str], typer.Argument(metavar="PATH=VALUE...")]) -> None:
    """Change values, such as track/Vox/fader_db=-3; all of them or none."""
    from app.cli import songs

    songs.set_values(song, values, _tell)


@app.command()
@told
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
        commands.show_tempo(song, _tell)
    else:
        commands.change_tempo(song, bar, bpm, meter, accents, gradual, remove, _tell)


@app.command()
@told
def preset(
    song: SongArgument,
    channel: Annotated[str, typer.Argument(metavar="CHANNEL", help="A track or bus by name.")],
    name: Annotated[str, typer.Argument(metavar="PRESET", help="Such as vocal; a wrong one lists them all.")],
) -> None:
    """Begin a strip with the preset of a source: vocal, bass, kick, master and so on."""
    from app.cli import songs

    songs.apply_preset(song, channel, name, _tell)


@app.command()
@told
def check(song: SongArgument) -> None:
    """Read a song, look for every file it needs, and read every take back."""
    from app.cli import maintenance as care

    care.check_song(song, _tell)


@app.command()
@told
def clean(
    song: SongArgument,
    move: Annotated[bool, typer.Option("--move", help="Move them to trash/ in the song's folder.")] = False,
) -> None:
    """List recordings and other files that the song does not use any more; nothing is ever deleted."""
    from app.cli import maintenance as care

    care.clean(song, move, _tell)


@app.command()
@told
def collect(
    song: SongArgument,
    target: Annotated[Path, typer.Argument(metavar="TARGET", help="A folder, or a .zip file.")],
) -> None:
    """Copy the whole song with all its recordings to another place, and read the copy back."""
    from app.cli import maintenance as care

    care.collect(song, target, _tell)


@app.command("import")
@told
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

    songs.import_files(song, files, at, split, time_stamp, _tell)


@app.command()
@told
def recover(song: SongArgument) -> None:
    """Put back what a crash left: recordings, and changes that were never saved."""
    from app.cli import songs

    songs.recover(song, _tell)


@app.command()
@told
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
    where = sound.Where(seconds, at, punch, pre_roll, post_roll)
    sound.record(song, inputs, where, options, not no_playback, _tell)


@app.command()
@told
def keep(
    song: SongArgument,
    tracks: Annotated[
        list[str] | None, typer.Option("--track", metavar="NAME", help="Onto this track; else onto the armed ones.")
    ] = None,
) -> None:
    """Keep what was just played, though nobody had pressed Record, in the window that has the song open."""
    from app.cli import retrospective as keeping

    keeping.keep(song, tracks or [], _tell)


@app.command()
@told
def play(
    song: SongArgument,
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="Not longer than this.")] = None,
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
        song, seconds, DeviceOptions(device, host_api, block, outputs, headphones, "silence", virtual_fast), typer.echo
    )


@app.command()
@told
def calibrate(
    device: DeviceOption = "",
    host_api: HostApiOption = "",
    block: BlockOption = 0,
    outputs: OutputsOption = "",
    rate: Annotated[int, typer.Option("--rate", metavar="HZ")] = 48000,
) -> None:
    """Measure the round trip through a cable from an output to an input."""
    from app.cli import calibration
    from app.cli.devices import DeviceOptions

    calibration.calibrate(DeviceOptions(device, host_api, block, outputs), rate, _tell)


@app.command()
@told
def bounce(
    song: SongArgument,
    file: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help=f"A {suffixes()} file.")],
    depth: DepthOption = None,
    bitrate: Annotated[
        int | None, typer.Option("--bitrate", metavar="KBIT", help=f"Of a lossy file: {bit_rates()}.")
    ] = None,
    rate: RateOption = None,
    from_: FromOption = None,
    to: ToOption = None,
    tail: TailOption = None,
    seamless: SeamlessOption = False,
    overwrite: OverwriteOption = False,
) -> None:
    """Render the mix into a file, as long as anything is heard; its loudness is measured."""
    from app.cli import render

    render.bounce(song, file, bitrate, render.Wanted(depth, rate, from_, to, tail, seamless, overwrite), _tell)


@app.command()
@told
def stems(
    song: SongArgument,
    folder: Annotated[Path, typer.Option("-o", "--output", metavar="DIR", help="Where the stems go.")],
    each: Annotated[
        str, typer.Option("--each", metavar="track|group|both", help="A file for each of these, and for each effect.")
    ] = "track",
    format_: Annotated[str, typer.Option("--format", metavar="wav|flac", help="What kind of files.")] = "wav",
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

    render.stems(song, folder, each, format_, render.Wanted(depth, rate, from_, to, tail, seamless, overwrite), _tell)


@app.command()
@told
def freeze(
    song: SongArgument,
    track: Annotated[str, typer.Argument(metavar="TRACK")],
    in_place: Annotated[
        bool, typer.Option("--in-place", help="The rendered audio replaces the track's clips.")
    ] = False,
) -> None:
    """Render a track through its strip, so that it costs nothing any more; thaw takes it back."""
    from app.cli import render

    render.freeze(song, track, in_place, _tell)


@app.command()
@told
def thaw(song: SongArgument, track: Annotated[str, typer.Argument(metavar="TRACK")]) -> None:
    """Let a frozen track play its clips and its strip again."""
    from app.cli import render

    render.thaw(song, track, _tell)


@app.command("print")
@told
def print_(
    song: SongArgument,
    track: Annotated[str, typer.Argument(metavar="TRACK", help="One that prints: set track/Vox/printing=true.")],
    take: Annotated[str, typer.Option("--take", metavar="NAME", help="A dry take; else the newest.")] = "",
) -> None:
    """Print a track's strip onto a take that is dry; the dry one is kept."""
    from app.cli import render

    render.print_take(song, track, take, _tell)


@app.command()
@told
def devices(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List audio devices."""
    from app.cli import machine

    machine.list_devices(as_json, _tell)


@app.command()
@told
def doctor() -> None:
    """Look at everything that recording needs on this machine, with a remedy for what is missing."""
    from app.cli import machine

    if not machine.doctor(_tell):
        raise typer.Exit(1)


@app.command()
@told
def demo(
    song: SongArgument,
    progress: Annotated[bool, typer.Option("--progress", hidden=True, help="How far it is, line by line.")] = False,
) -> None:
    """Make the demo song by recording it through the virtual device, then mix and bounce it."""
    from app.cli.demo import make_demo

    def show(share: float, what: str) -> bool:
        typer.echo(f"{share:.3f} {what}")
        sys.stdout.flush()
        return True

    make_demo(song, (lambda _sentence: None) if progress else _tell, show if progress else None)


def main() -> None:
    """The `worktape` command."""
    from audio_engine.leftovers import sweep_blocks

    sweep_blocks()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a file's name may hold what the terminal cannot show
    app()


def _open_window(song: Path | None) -> None:
    from app import main as window_main

    if song is None and not window_main.has_screen():
        from app.cli.headless import run_without_screen

        run_without_screen(window_main.songs_folder(), window_main.DEMO_NAME, _tell)
        return
    raise typer.Exit(window_main.main(song))


def _tell(text: str) -> None:
    """What songs and files are called may hold what a terminal obeys."""
    from app.problems import plain

    typer.echo("\n".join(map(plain, text.split("\n"))))


def _fail(sentence: str) -> None:
    from app.problems import as_shown

    typer.echo(as_shown(sentence), err=True)
    raise typer.Exit(1)


def _sentence(problem: Exception) -> str:
    """What to tell of a problem; one that nobody foresaw is written to the log in full."""
    from app.problems import PathProblem, Refused, SongDamaged, SongProblem

    if isinstance(problem, SongDamaged):
        from app.cli.songs import with_remedy

        return with_remedy(problem)
    if isinstance(problem, (Refused, PathProblem, SongProblem)):
        return str(problem)
    if isinstance(problem, OSError):
        return f"{problem.filename or 'A file'}: {problem.strerror or problem}."
    from app.cli.machine import log_unforeseen

    return (
        f"Something unforeseen went wrong ({type(problem).__name__}: {problem}); {log_unforeseen(problem)} says more."
    )
