"""What a bounce is asked for and what comes of it.

Lives: any thread of window, command line or bounce process (frozen).
"""

import msgspec

from audio_engine.formats import Depth
from audio_engine.output_file import OutputFile, WrittenFile
from audio_engine.plan import MixPlan, TrackTimeline

CANCELLED = "The bounce was cancelled; nothing was written."


class BounceRequest(msgspec.Struct, frozen=True, kw_only=True):
    """Frames at the plan's rate, end exclusive; `rate_hz` 0 keeps that rate, and `kbits` 0 is a format's usual bit rate.

    The mix is rendered from `run_in_frame` on, so that effects and dynamics are in the files' first frame what they are
    there in the whole; -1 is `start_frame`. The first `fade_in_frames` of every file fade from silence, and
    the last `fade_out_frames` to it.
    """

    plan: MixPlan
    timelines: tuple[TrackTimeline, ...]
    start_frame: int
    end_frame: int
    files: tuple[OutputFile, ...]
    depth: Depth = "24"
    kbits: int = 0
    rate_hz: int = 0
    overwrite: bool = False
    run_in_frame: int = -1
    fade_in_frames: int = 0
    fade_out_frames: int = 0


class BounceResult(msgspec.Struct, frozen=True, kw_only=True):
    """The files of a bounce, and what could not be read for it.

    `null_db` is the peak of (sum of what the stems hold - mix before the master) in dBFS, -inf if they are equal; None
    without stems.
    """

    files: tuple[WrittenFile, ...]
    rate_hz: int
    null_db: float | None = None
    problems: tuple[str, ...] = ()


class BounceProblem(Exception):
    """One sentence: why nothing was written."""
