"""Time-stretch, pitch and reversal of part of a media file, in a process of its own.

`exact_stretch` has the sound; here is what it is done to. It works on a whole part at once, cannot be interrupted and needs
much memory: hence the process, which can be ended at any time.

Lives: `render` in window workers and command line; `main` in the process.
"""

import json
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import numpy as np

from audio_engine import launcher
from audio_engine.disk import wav
from audio_engine.disk.new_media import NewMedia, remove_media
from audio_engine.disk.open_files import UNREADABLE, open_media
from audio_engine.exact_stretch import exact_stretch

LIMIT_S = 24 * 3600.0  # of one part; whoever waits can cancel
BLOCK_FRAMES = 65536


class StretchRequest(NamedTuple):
    """What to make of which part of which file.

    Attributes:
        source: Path of a media file.
        start_frame: First frame of the part.
        length_frames: Length of the part; what lies behind the file's end is silence.
        made_frames: Exact length of the result.
        pitch_semitones: How much higher it is.
        reversed: It is played backwards.
        target: Path of the WAV to make; it must not exist.
        keep_formants: Its formants stay where they are, whatever its pitch.
    """

    source: str
    start_frame: int
    length_frames: int
    made_frames: int
    pitch_semitones: float
    reversed: bool
    target: str
    keep_formants: bool = False


class StretchProblem(Exception):
    """Why nothing was made, as part of a sentence: `No space left on device`."""


def render(request: StretchRequest, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Make the file and its peaks; blocks. If it does not return, nothing is left behind.

    Raises:
        StretchProblem: It cannot be made.
        CancelledError: `cancelled` said so; it is asked ten times a second.
    """
    done = False
    try:
        answer = launcher.ask("stretch-job", message=request._asdict(), limit_s=LIMIT_S, cancelled=cancelled)
        if "problem" in answer:
            raise StretchProblem(answer["problem"])
        if cancelled():
            raise CancelledError
        done = True
    except ValueError as error:
        raise StretchProblem("the stretcher ended early, as it does when memory is short") from error
    except OSError as error:
        raise StretchProblem(error.strerror or str(error)) from error
    finally:
        if not done:
            remove_media(Path(request.target))


def main(arguments: list[str]) -> int:
    """In the process: make one file and print `{}` or the problem."""
    request = StretchRequest(**launcher.read_message())
    try:
        make_file(request)
    except OSError as error:
        print(json.dumps({"problem": error.strerror or str(error)}))
    except MemoryError:
        print(json.dumps({"problem": "memory is short for a clip as long as this"}))
    except UNREADABLE as error:
        print(json.dumps({"problem": str(error)}))
    else:
        print(json.dumps({}))
    return 0


def make_file(request: StretchRequest) -> None:
    """Make the file and its peaks in this process.

    Raises:
        OSError: A file cannot be read or written. Nothing is left behind.
        Unreadable, RuntimeError: The source is not audio (UNREADABLE).
        MemoryError: The part is too long for this machine.
    """
    with closing(open_media(request.source)) as file:
        samples = np.zeros((file.channels, request.length_frames), np.float32)
        found = file.read_at(request.start_frame, request.length_frames)
        samples[:, : len(found)] = np.nan_to_num(found.T, copy=False, nan=0.0, posinf=0.0, neginf=0.0)
        rate_hz = file.rate_hz
    if request.reversed:
        samples = samples[:, ::-1]
    made = exact_stretch(samples, rate_hz, request.made_frames, request.pitch_semitones, request.keep_formants)
    media = NewMedia(Path(request.target), wav.WavFormat(rate_hz, len(made), 4))
    try:
        for start in range(0, made.shape[1], BLOCK_FRAMES):
            media.write(np.ascontiguousarray(made[:, start : start + BLOCK_FRAMES].T))
        media.finish()
        media.publish()
    except BaseException:
        media.abandon()
        raise
