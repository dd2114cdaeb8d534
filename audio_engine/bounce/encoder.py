"""Writes the files of a bounce beside the kernel, and measures what stems lack of the mix.

Lives: bounce process; `Encoder` on its main thread, encoding on one of its own.
"""

import math
import os
import queue
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np

from audio_engine.bounce.renderer import QUEUED_BLOCKS
from audio_engine.bounce.request import CANCELLED, BounceProblem, BounceRequest, BounceResult
from audio_engine.output_file import OutputWriter, Resampler, Samples, partial_path

ALMOST_FULL_BYTES = 1 << 20


class Encoder:
    """Writes blocks on a thread of its own, which waits for the kernel and makes it wait when it is behind.

    Raises:
        BounceProblem: A file cannot be created; nothing is left of the others.
    """

    def __init__(self, request: BounceRequest) -> None:
        self._request = request
        self._stems = any(f.slot >= 0 or f.bus >= 0 for f in request.files)
        rate_hz = request.plan.rate_hz
        target_hz = request.rate_hz or rate_hz
        self._writers: list[OutputWriter] = []
        self._blocks: queue.Queue[list[Samples] | None] = queue.Queue(QUEUED_BLOCKS)
        self._thread = threading.Thread(target=self._run, name="encoder", daemon=True)
        self._error: Exception | None = None
        self._null = 0.0
        self._summed = self._stems and all(f.point == "after_fader" for f in request.files)
        widths = {c.slot: c.channels for c in request.plan.channels}
        self._widths = [1 if f.point == "before_fader" and widths.get(f.slot) == 1 else 2 for f in request.files]
        try:
            for number, (file, channels) in enumerate(zip(request.files, self._widths, strict=True)):
                self._writers.append(
                    OutputWriter(
                        file, request.depth, request.kbits, rate_hz, target_hz, channels, request.start_frame, number
                    )
                )
        except (OSError, RuntimeError, ValueError) as error:
            self.abandon()
            raise _cannot_write(error, self._request) from error
        self._mix = Resampler(rate_hz, self._writers[0].rate_hz, 2)  # what the sum of the files is compared with
        self._thread.start()

    def put(self, parts: list[Samples]) -> None:
        """Queue a block: for each file [frame, channel], and last the mix of a stems bounce. Blocks while the queue is full.

        Raises:
            BounceProblem: An earlier block could not be written.
        """
        if self._error is not None:
            raise _cannot_write(self._error, self._request)
        self._blocks.put(parts)

    def _run(self) -> None:
        """Encoder thread. Goes on taking blocks after an error, so that nobody waits for a place in the queue."""
        ended = False
        while not ended:
            parts = self._blocks.get()
            ended = parts is None
            if self._error is not None:
                continue
            try:
                self._write(parts or [np.zeros((0, width), np.float32) for width in (*self._widths, 2)], last=ended)
            except Exception as error:
                self._error = error

    def _write(self, parts: list[Samples], last: bool) -> None:
        from audio_engine.disk.quantise import add

        written = [writer.write(part, last) for writer, part in zip(self._writers, parts, strict=False)]
        if not self._summed:
            return
        mix = self._mix.convert(parts[-1], last)
        total = np.zeros(mix.shape, np.float64)
        for file, samples in zip(self._request.files, written, strict=True):
            if file.summed:
                add(samples, total)
        total -= mix
        self._null = max(self._null, float(total.max(initial=0.0)), -float(total.min(initial=0.0)))

    def finish(self, problems: tuple[str, ...], cancelled: Callable[[], bool]) -> BounceResult:
        """Write what is queued, and give all files their final names.

        Raises:
            BounceProblem: A file could not be written, one of its name appeared meanwhile, or it was `cancelled` before.
        """
        self._blocks.put(None)
        self._thread.join()
        if self._error is not None:
            raise _cannot_write(self._error, self._request)
        try:
            written = tuple(writer.finish() for writer in self._writers if not cancelled())
            if cancelled():
                raise BounceProblem(CANCELLED)
            self._refuse_what_appeared()
            for writer in self._writers:
                writer.publish()
        except (OSError, RuntimeError) as error:
            raise _cannot_write(error, self._request) from error
        null_db = None
        if self._summed:
            null_db = 20 * float(np.log10(self._null)) if self._null > 0 else -math.inf
        return BounceResult(files=written, rate_hz=self._writers[0].rate_hz, null_db=null_db, problems=problems)

    def _refuse_what_appeared(self) -> None:
        """A file that came while we wrote is kept unless overwriting was asked for."""
        for file in self._request.files:
            if Path(file.path).exists() and not self._request.overwrite:
                raise FileExistsError(17, "a file of that name appeared meanwhile", file.path)

    def abandon(self) -> None:
        """Remove all files, after the block that is being written."""
        self._error = self._error or RuntimeError("given up")
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()
        for writer in self._writers:
            writer.abandon()


def _cannot_write(error: Exception, request: BounceRequest) -> BounceProblem:
    """Say why a file cannot be written; libsndfile says "System error" for a full disk."""
    reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
    folder = Path(request.files[0].path).parent
    if folder.is_dir() and shutil.disk_usage(folder).free < ALMOST_FULL_BYTES:
        reason = "the disk is full"
    name = getattr(error, "filename", None) or request.files[0].path
    sentence = f"{name} cannot be written: {reason}. Nothing was kept of this bounce."
    for number, file in enumerate(request.files):  # nobody knows the temporary names
        temporary = partial_path(Path(file.path).parent, os.getpid(), number)
        sentence = sentence.replace(str(temporary), file.path).replace(temporary.name, Path(file.path).name)
    return BounceProblem(sentence)
