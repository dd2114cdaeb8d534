"""Arguments and options that several commands share.

Lives: command line, main thread.
"""

from pathlib import Path
from typing import Annotated

import typer

from audio_engine.formats import DEPTHS

SongArgument = Annotated[Path, typer.Argument(metavar="SONG", help="The song's folder.")]
DeviceOption = Annotated[str, typer.Option("--device", metavar="NAME", help="Device name, or virtual.")]
HostApiOption = Annotated[str, typer.Option("--host-api", metavar="NAME", help="ALSA, JACK, Core Audio, WASAPI, ...")]
BlockOption = Annotated[
    int, typer.Option("--block", metavar="FRAMES", min=0, max=4096, help="0: the device decides, as JACK always does.")
]
OutputsOption = Annotated[str, typer.Option("--outputs", metavar="1,2", help="Outputs of the mix.")]
HeadphonesOption = Annotated[str, typer.Option("--headphones", metavar="3,4", help="Outputs of the headphone mix.")]
VirtualInputOption = Annotated[
    str, typer.Option("--virtual-input", metavar="WHAT", help="Of the virtual device: silence, tone, or an audio file.")
]
VirtualFastOption = Annotated[bool, typer.Option("--virtual-fast", help="Run the virtual device as fast as it goes.")]
DepthOption = Annotated[
    str | None, typer.Option("--depth", metavar="|".join(DEPTHS), help="Bits of a sample, of a lossless file.")
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
