"""Bounce and stem jobs: what to render, and how far it is.

Lives: window, main thread; the rendering runs in a process of its own.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app.edits.edit import Refused
from app.open_song import OpenSong

Depth = Literal["16", "24", "32f"]


@dataclass(frozen=True, slots=True)
class BounceOptions:
    """`path` ends in .wav or .flac; frames count from the song's start, `to_frame` None is the end with its tail."""

    path: Path
    depth: Depth = "24"
    rate_hz: int | None = None
    from_frame: int = 0
    to_frame: int | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class StemOptions:
    depth: Depth = "32f"
    rate_hz: int | None = None
    overwrite: bool = False


class Job:
    """Polled by the studio; `sentence` says what was written, or what is wrong."""

    def __init__(self) -> None:
        self.progress = 0.0  # 0 to 1
        self.finished = False
        self.failed = False
        self.cancelled = False
        self.sentence = ""

    def poll(self) -> None:
        """Reads what the process has told since the last call."""

    def cancel(self) -> None:
        """Ends the work; nothing stays behind."""


def start_bounce(opened: OpenSong, options: BounceOptions) -> Job:
    raise Refused("Bouncing is not built yet.")


def start_stems(opened: OpenSong, folder: Path, options: StemOptions) -> Job:
    raise Refused("Bouncing is not built yet.")
