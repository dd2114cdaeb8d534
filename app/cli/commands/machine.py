"""Commands about this machine.

Lives: command line, main thread.
"""

import sys
from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import BlockOption, DeviceOption, HostApiOption, OutputsOption, SongArgument
from app.cli.reporting import report


@command()
def devices(as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False) -> None:
    """List audio devices."""
    from app.cli import machine

    machine.list_devices(as_json, report)


@command()
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

    calibration.calibrate(DeviceOptions(device, host_api, block, outputs), rate, report)


@command()
def doctor() -> None:
    """Look at everything that recording needs on this machine, with a remedy for what is missing."""
    from app.cli import machine

    if not machine.doctor(report):
        raise typer.Exit(1)


@command()
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

    make_demo(song, (lambda _sentence: None) if progress else report, show if progress else None)
