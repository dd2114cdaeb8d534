"""Bounce: the same kernels as live, in a process of its own, as fast as they go.

Three threads: decoding fills the playback rings, the kernel (which leaves the GIL) renders blocks, encoding writes them.
A stems bounce writes one file for each track, group or effect return in the same pass, and measures what the sum of its
files lacks of the mix before the master. A range is what these seconds are in the whole: all before it is rendered too.

Lives: `start` in window or command line; `main` in the bounce process.
"""

import gc
import json
import math
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from audio_engine import launcher
from audio_engine.capacity import CUES, FIRST_CUE, bus_lane
from audio_engine.formats import Depth
from audio_engine.output_file import OutputFile, OutputWriter, Resampler, Samples, WrittenFile
from audio_engine.plan import (
    ChannelPlan,
    ChannelValues,
    MixPlan,
    TrackTimeline,
)

BLOCK_FRAMES = 8192
QUEUED_BLOCKS = 3
PROGRESS_S = 0.1
ALMOST_FULL_BYTES = 1 << 20
if TYPE_CHECKING:
    from audio_engine.memory import MixDelays


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
    """`null_db` is the peak of (sum of what the stems hold - mix before the master), in dBFS, -inf where they are equal;
    None without stems."""

    files: tuple[WrittenFile, ...]
    rate_hz: int
    null_db: float | None = None
    problems: tuple[str, ...] = ()


class BounceProblem(Exception):
    """One sentence: why nothing was written."""


class BounceJob:
    """A running bounce. Poll `progress` and `result`; both never block."""

    def __init__(self, request: BounceRequest) -> None:
        self.progress = 0.0
        self.result: BounceResult | None = None
        self.problem = ""
        self._child = launcher.start("bounce-job", output=subprocess.PIPE, feed=True)
        assert self._child.stdin is not None
        self._child.stdin.write(msgspec.msgpack.encode(request))
        self._child.stdin.close()
        self._thread = threading.Thread(target=self._listen, name="bounce listener", daemon=True)
        self._thread.start()

    @property
    def finished(self) -> bool:
        return not self._thread.is_alive()

    @property
    def process(self) -> int:
        return self._child.pid

    def cancel(self) -> None:
        """Stop; the process removes its unfinished files where the system lets it."""
        self._child.terminate()
        self._thread.join(3.0)
        self.problem = self.problem or "The bounce was cancelled; nothing was written."

    def wait(self, on_progress: Callable[[float], None] | None = None) -> BounceResult:
        """Block until done. Raises BounceProblem."""
        while not self.finished:
            self._thread.join(0.1)
            if on_progress:
                on_progress(self.progress)
        if self.result is None:
            raise BounceProblem(self.problem)
        return self.result

    def _listen(self) -> None:
        assert self._child.stdout is not None
        for line in self._child.stdout:
            message = json.loads(line)
            if "progress" in message:
                self.progress = message["progress"]
            elif "problem" in message:
                self.problem = message["problem"]
            else:
                self.result = msgspec.convert(message["result"], BounceResult)
                self.progress = 1.0
        self._child.stdout.close()
        self._child.wait()
        if self.result is None and not self.problem:
            self.problem = "The bounce ended early; nothing was written."


def start(request: BounceRequest) -> BounceJob:
    """Begin a bounce. Raises BounceProblem when a file exists already."""
    if not request.overwrite:
        for file in request.files:
            if Path(file.path).exists():
                raise BounceProblem(f"{file.path} exists already; choose another name or allow overwriting.")
    if request.end_frame <= request.start_frame:
        raise BounceProblem("There is nothing to bounce: the song has no audio in that range.")
    return BounceJob(request)


def main(arguments: list[str]) -> int:
    """In the bounce process: request on stdin, progress and result as JSON lines on stdout."""
    gc.disable()  # until the kernels are loaded: nothing of that is garbage, and looking for it takes an eighth of the start
    sys.setswitchinterval(0.0005)  # three threads hand the GIL round many times a block
    signal.signal(signal.SIGTERM, _end_by_signal)
    request = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=BounceRequest)
    try:
        result = render(request, lambda share: print(json.dumps({"progress": share}), flush=True))
    except BounceProblem as problem:
        print(json.dumps({"problem": str(problem)}), flush=True)
        return 1
    print(json.dumps({"result": msgspec.to_builtins(result)}), flush=True)
    return 0


def _end_by_signal(*_: object) -> None:
    raise BounceProblem("The bounce was cancelled; nothing was written.")


def offline_plan(plan: MixPlan) -> MixPlan:
    """The plan without what belongs to the room: inputs, monitoring, headphone mixes, click, listening, monitor level."""

    cues = range(FIRST_CUE, FIRST_CUE + CUES)

    def silent(values: ChannelValues) -> ChannelValues:
        strip = msgspec.structs.replace(values.strip, pfl=0.0, afl=0.0)
        return msgspec.structs.replace(values, strip=strip, cues=())

    channels = tuple(
        ChannelPlan(c.slot, c.channels, output=c.output, values=silent(c.values), curves=c.curves)
        for c in plan.channels
    )
    buses = tuple(
        msgspec.structs.replace(
            b,
            outputs=(0, 1) if b.kind == "master" else (),
            values=silent(b.values),
            effect=msgspec.structs.replace(b.effect, click_gain=0.0),
        )
        for b in plan.buses
        if b.kind != "headphones" and b.output not in cues  # nor what is heard in headphones only
    )
    return MixPlan(plan.rate_hz, channels, buses)


class Renderer:
    """The engine's callback on memory of its own, rolling from `start_frame` as from a stop.

    What the mix is late by (saturation, limiter) is rendered and thrown away first, so that blocks begin at `start_frame`.
    """

    def __init__(
        self, plan: MixPlan, timelines: tuple[TrackTimeline, ...], start_frame: int, files: tuple[OutputFile, ...]
    ) -> None:
        from audio_engine.backend.pump import Pump
        from audio_engine.disk.reader import CHUNK_FRAMES, DiskReader
        from audio_engine.memory import EngineMemory, mix_delays
        from audio_engine.rt import layout as at

        self._parts = any(f.slot >= 0 or f.bus >= 0 for f in files)
        self.memory = EngineMemory(
            plan.rate_hz, 0, 2, capture=False, stem_frames=BLOCK_FRAMES if self._parts else 0,
            stem_buffers=QUEUED_BLOCKS + 3,
        )  # fmt: skip
        self.memory.set_stem_point(any(f.point == "before_fader" for f in files))
        offline = offline_plan(plan)
        self.memory.control.set_plan(offline)
        self.memory.post(offline)
        self._pump = Pump(self.memory)
        self.reader = DiskReader(self.memory, CHUNK_FRAMES)
        self.reader.set_timelines(timelines)
        self.memory.control.command(at.COMMAND_LOCATE, start_frame)
        self._pump.run(64)
        while not self.reader.ready():
            self.reader.fill()
        self.memory.control.command(at.COMMAND_ROLL, 0, 0, -1, -1)
        self._end, self._read_on = threading.Event(), threading.Event()
        self._roll_word = at.ROLL
        delays = mix_delays(offline)
        self._taps = [_Tap(file, offline, delays) for file in files] if self._parts else []
        self._mix_tap = _Tap(None, offline, delays)
        threading.Thread(target=self._decode, name="decoder", daemon=True).start()
        late = delays.before_master if self._parts else delays.master
        while late > 0:
            self._roll(min(late, BLOCK_FRAMES))
            if self._parts:
                self._read_taps(min(late, BLOCK_FRAMES))
            late -= min(late, BLOCK_FRAMES)

    def _decode(self) -> None:
        """While all rings are full, it rests until the kernel has read on."""
        while not self._end.is_set():
            if not self.reader.fill():
                self._read_on.wait()
                self._read_on.clear()

    def _roll(self, frames: int) -> Samples:
        while self.reader.filled_until() < int(self.memory.transport[self._roll_word]) + frames:
            time.sleep(0.0002)
        mix = self._pump.run(frames)
        self._read_on.set()
        return mix

    def run(self, frames: int) -> list[Samples]:
        """The next block, once its audio is decoded: the master, or what each file's channel or bus gave and then the mix
        before the master; [frame, channel] each. They are good until QUEUED_BLOCKS + 2 blocks later."""
        mix = self._roll(frames)
        return self._read_taps(frames) if self._parts else [mix]

    def _read_taps(self, frames: int) -> list[Samples]:
        parts = [tap.read(self.memory.stems, frames) for tap in (*self._taps, self._mix_tap)]
        self.memory.next_stems()
        return parts

    def close(self) -> None:
        self._end.set()
        self._read_on.set()


class _Tap:
    """Where one file's samples lie in the engine's stems, delayed so that all parts are in step with the mix."""

    def __init__(self, file: OutputFile | None, plan: MixPlan, delays: "MixDelays") -> None:

        widths = {c.slot: c.channels for c in plan.channels}
        self._raw = file is not None and file.point == "before_fader"
        self._pair = file is not None and (file.slot < 0 or widths[file.slot] == 2)
        self.channels = 1 if self._raw and not self._pair else 2
        if file is None:
            self._lane, late = bus_lane(0), 0
        elif file.slot >= 0:
            self._lane, late = file.slot, delays.after_stage(0)
        else:
            self._lane, late = bus_lane(file.bus), delays.after_bus(file.bus)
        self._kept = np.zeros((late, self.channels), np.float32)

    def read(self, stems: Samples, frames: int) -> Samples:
        first = stems[self._lane, :frames]
        if self._raw:
            samples = np.stack([stems[self._lane + side, :frames, 0] for side in range(self.channels)], axis=1)
        elif self._pair:
            samples = first + stems[self._lane + 1, :frames]
        else:
            samples = first
        if len(self._kept):
            samples = np.concatenate([self._kept, samples])
            self._kept, samples = samples[frames:].copy(), samples[:frames]
        return samples


def render(request: BounceRequest, progress: Callable[[float], None]) -> BounceResult:
    """Bounce in this process. Raises BounceProblem; unfinished files are removed."""
    first = request.start_frame if request.run_in_frame < 0 else request.run_in_frame
    renderer = Renderer(request.plan, request.timelines, first, request.files)
    encoder = _Encoder(request)
    gc.freeze()
    gc.enable()
    at, shown = first, time.monotonic()
    try:
        while at < request.end_frame:
            until = request.end_frame if at >= request.start_frame else request.start_frame
            frames = min(
                BLOCK_FRAMES - at % BLOCK_FRAMES, until - at
            )  # on a grid, so that a range has the whole's bits
            parts = renderer.run(frames)
            if at >= request.start_frame:
                encoder.put(_faded(parts, at, request))
            at += frames
            if time.monotonic() - shown > PROGRESS_S:
                shown = time.monotonic()
                progress((at - first) / (request.end_frame - first))
        return encoder.finish(tuple(renderer.reader.problems.values()))
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


class _Encoder:
    """Writes blocks on a thread of its own."""

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
        if self._error is not None:
            raise _cannot_write(self._error, self._request)
        self._blocks.put(parts)

    def _run(self) -> None:
        """Goes on taking blocks after an error, so that nobody waits for room in the queue."""
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

    def finish(self, problems: tuple[str, ...]) -> BounceResult:
        self._blocks.put(None)
        self._thread.join()
        if self._error is not None:
            raise _cannot_write(self._error, self._request)
        try:
            written = tuple(writer.finish() for writer in self._writers)
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
        """Nothing stays of the files; waits for the block that is being written."""
        self._error = self._error or RuntimeError("given up")
        if self._thread.is_alive():
            self._blocks.put(None)
            self._thread.join()
        for writer in self._writers:
            writer.abandon()


def _cannot_write(error: Exception, request: BounceRequest) -> BounceProblem:
    """libsndfile says "System error" for a full disk: look for ourselves."""
    reason = (getattr(error, "strerror", None) or str(error)).rstrip(".")
    folder = Path(request.files[0].path).parent
    if folder.is_dir() and shutil.disk_usage(folder).free < ALMOST_FULL_BYTES:
        reason = "the disk is full"
    name = getattr(error, "filename", None) or request.files[0].path
    return BounceProblem(f"{name} cannot be written: {reason}. Nothing was kept of this bounce.")
