"""Bounce: the same kernels as live, in a process of its own, as fast as they go.

Three threads: decoding fills the playback rings, the kernel (which leaves the GIL) renders blocks, encoding writes them.
A stems bounce writes one file for each track, group or effect return in the same pass, and measures what the sum of its
files lacks of the mix before the master. A range is what these seconds are in the whole: all before it is rendered too.

Lives: bounce process, main thread.
"""

import json
import signal
import sys
import threading
import time
from collections.abc import Callable

import msgspec
import numpy as np

from audio_engine.bounce.encoder import Encoder
from audio_engine.bounce.renderer import BLOCK_FRAMES, Renderer
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult
from audio_engine.launcher import loading
from audio_engine.output_file import Samples

PROGRESS_S = 0.1


def render(
    request: BounceRequest, progress: Callable[[float], None], cancelled: Callable[[], bool] = lambda: False
) -> BounceResult:
    """Bounce in this process; blocks until it is done.

    Args:
        request: What to render.
        progress: Called about ten times a second with the share that is done, 0 to 1.
        cancelled: Asked at each block, and last before the files get their names: then it is too late.

    Raises:
        BounceProblem: Why nothing was written; unfinished files are removed.
    """
    first = request.start_frame if request.run_in_frame < 0 else request.run_in_frame
    with loading():
        renderer = Renderer(request.plan, request.timelines, first, request.files)
    encoder = Encoder(request)
    at, shown_s = first, time.monotonic()
    try:
        while at < request.end_frame and not cancelled():
            until = request.end_frame if at >= request.start_frame else request.start_frame
            # on a grid, so that a range has the whole's bits
            frames = min(BLOCK_FRAMES - at % BLOCK_FRAMES, until - at)
            parts = renderer.run(frames)
            if at >= request.start_frame:
                encoder.put(_faded(parts, at, request))
            at += frames
            if time.monotonic() - shown_s > PROGRESS_S:
                shown_s = time.monotonic()
                progress((at - first) / (request.end_frame - first))
        return encoder.finish(tuple(renderer.reader.problems.values()), cancelled)
    except BaseException:
        encoder.abandon()
        raise
    finally:
        renderer.close()


def _faded(parts: list[Samples], at: int, request: BounceRequest) -> list[Samples]:
    """A block that begins at frame `at`, with its share of raised-cosine fades at the files' start and end."""
    frames = np.arange(at, at + len(parts[0]))
    for fade, distance in (
        (request.fade_in_frames, frames - request.start_frame),
        (request.fade_out_frames, request.end_frame - frames),
    ):
        if fade and distance.min() < fade:
            gains = (0.5 - 0.5 * np.cos(np.pi * np.clip(distance / fade, 0.0, 1.0))).astype(np.float32)
            parts = [part * gains[:, None] for part in parts]
    return parts


def main(arguments: list[str]) -> int:
    """In the bounce process: request on stdin, progress and result as JSON lines on stdout."""
    sys.setswitchinterval(0.0005)  # three threads hand the GIL round many times a block
    stop = threading.Event()  # an exception in the middle of a library's callback would be lost
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=BounceRequest)
    try:
        result = render(request, lambda share: print(json.dumps({"progress": share}), flush=True), stop.is_set)
    except BounceProblem as problem:
        print(json.dumps({"problem": str(problem)}), flush=True)
        return 1
    print(json.dumps({"result": msgspec.to_builtins(result)}), flush=True)
    return 0
