"""Commands on ideas, which belong to no song.

Lives: command line, main thread.
"""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.application import command
from app.cli.options import BlockOption, DeviceOption, HostApiOption, VirtualFastOption, VirtualInputOption
from app.cli.reporting import report


@command()
def idea(
    seconds: Annotated[float | None, typer.Option("--seconds", metavar="N", help="How long; else until Enter.")] = None,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="Else by when and where.")] = "",
    inputs: Annotated[str, typer.Option("--input", metavar="CH", help="Input from 1; 1+2 is stereo.")] = "",
    files: Annotated[
        list[Path] | None, typer.Option("--import", metavar="FILE", help="Instead: copy a phone memo into the ideas.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Instead: list the ideas, newest first.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="List as JSON.")] = False,
    device: DeviceOption = "",
    host_api: HostApiOption = "",
    block: BlockOption = 0,
    virtual_input: VirtualInputOption = "silence",
    virtual_fast: VirtualFastOption = False,
) -> None:
    """Record an idea at once, without a song, into the ideas folder. Enter or Ctrl+C stops and keeps it."""
    from app.cli import ideas
    from app.cli.devices import DeviceOptions

    if files:
        ideas.add(files, report)
    elif list_ or as_json:
        ideas.show(as_json, report)
    else:
        options = DeviceOptions(device, host_api, block, "", "", virtual_input, virtual_fast)
        ideas.record(seconds, name, inputs, options, report)
