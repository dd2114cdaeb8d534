"""`--only long`: eight hours in minutes, high rates, and 64 inputs at once.

The pump calls the real callback faster than real time; the real writer empties the capture ring into a file that crosses
4 GB. Then 64 inputs for a minute in real time through the virtual device.
"""

import resource
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from audio_engine import protocol
from audio_engine.backend.pump import Pump
from audio_engine.client.client import EngineClient
from audio_engine.disk.reader import DiskReader
from audio_engine.disk.recovery import read_back
from audio_engine.disk.writer import DiskWriter
from audio_engine.memory import EngineMemory
from audio_engine.plan import MixPlan
from audio_engine.protocol import DeviceRequest, PassRequest, PassResult, TakeFile
from audio_engine.rt import layout as at
from tests.faults.table import Row
from tests.helpers.engine import wait_for

MODULUS = 1 << 24
BLOCK = at.MAX_BLOCK_FRAMES
ROUND_FRAMES = BLOCK * 24  # between two rounds of the writer
GROWTH_BYTES = 20 << 20
READ_FRAMES = 1 << 20
WIDE_INPUTS, WIDE_S = 64, 60


def request_for(folder: Path, inputs: int, kind: str = "32f", **text: int) -> PassRequest:
    """A pass of mono files on inputs 0, 1, ..."""
    files = tuple(
        TakeFile(
            key=f"k{n}", name=f"In {n}", path=str(folder / "audio" / f"in{n}.wav"), inputs=(n,),
            format="24" if kind == "24" else "32f",
        )
        for n in range(inputs)
    )  # fmt: skip
    return PassRequest(
        pass_id="long", song_folder=str(folder), journal=str(folder / "passes" / "long.jsonl"), files=files,
        **{"start_frame": 0, **text},
    )  # fmt: skip


def ramp(first: int, frames: int, kind: str) -> npt.NDArray[np.float32]:
    """Frame numbers as samples, exact in this format."""
    numbers = np.arange(first, first + frames) % MODULUS
    return ((numbers - MODULUS // 2) / (MODULUS // 2)).astype(np.float32)


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


class Tape:
    """A pump and a writer on memory of their own, recording input ramps."""

    def __init__(self, folder: Path, rate_hz: int, inputs: int, kind: str) -> None:
        self.kind, self.inputs = kind, inputs
        self.memory = EngineMemory(rate_hz, inputs, 2)
        plan = MixPlan(rate_hz)
        self.memory.control.set_plan(plan)
        self.memory.post(plan)
        self.pump = Pump(self.memory)
        self.reader = DiskReader(self.memory)  # the transport rolls only over tape that is there, be it empty
        self.reader.set_timelines([])
        while not self.reader.ready():
            self.reader.fill()
        self.finished: list[PassResult] = []
        self.writer = DiskWriter(self.memory, lambda _gap: None, self.finished.append, lambda: None)
        self.writer.begin(request_for(folder, inputs, kind))
        self.memory.control.command(at.COMMAND_ROLL, 1, 0, -1, -1)
        self.frames = 0

    def record(self, frames: int) -> Iterator[int]:
        """Frame counts as it goes on, once a minute of audio or so."""
        while self.frames < frames:
            self.run(ROUND_FRAMES)
            if self.frames // ROUND_FRAMES % 32 == 0:
                self.writer.sync()
                yield self.frames
        self.writer.close_pass("The test ends.")

    def run(self, frames: int) -> None:
        """So many frames more, a multiple of BLOCK, and one round of the writer."""
        for first in range(self.frames, self.frames + frames, BLOCK):
            while self.reader.filled_until() < first + 2 * BLOCK:
                self.reader.fill()
            block = ramp(first, BLOCK, self.kind)[:, None]
            self.pump.run(BLOCK, np.repeat(block, self.inputs, axis=1) if self.inputs > 1 else block)
        self.frames += frames
        while self.writer.work():
            pass

    @property
    def result(self) -> PassResult:
        return self.finished[0]


def wrong_samples(path: Path, kind: str) -> tuple[int, int]:
    """(frames that libsndfile reads, wrong ones among them)."""
    done = wrong = 0
    with soundfile.SoundFile(path) as file:
        while len(block := file.read(READ_FRAMES, dtype="float32")):
            wrong += int((block != ramp(done, len(block), kind)).sum())
            done += len(block)
    return done, wrong


def long_recording(scratch: Path, hours: float, rate_hz: int, kind: str = "32f", inputs: int = 1) -> Row:
    row = Row(f"{hours:g} h at {rate_hz / 1000:g} kHz, {inputs} x {kind}")
    wanted = int(hours * 3600 * rate_hz)
    needed = wanted * inputs * (3 if kind == "24" else 4) * 1.1
    scratch.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(scratch).free < needed:
        row.problems.append(f"{scratch} needs {needed / 1e9:.0f} GB free")
        return row
    began = time.monotonic()
    tape = Tape(scratch, rate_hz, inputs, kind)
    base = most = 0
    for _ in tape.record(wanted):
        base = base or resident_bytes()
        most = max(most, resident_bytes())
    took = time.monotonic() - began
    lost = damaged = 0
    for file in tape.result.files:
        frames, wrong = wrong_samples(Path(file.path), kind)
        lost = max(lost, tape.frames - frames)
        damaged += bool(wrong)
    size = Path(tape.result.files[0].path).stat().st_size
    head = Path(tape.result.files[0].path).open("rb").read(4).decode()
    row.add(
        lost, damaged, f"{size / 2**30:.2f} GiB a file ({head}), {took:.0f} s, memory grew {(most - base) / 1e6:.1f} MB"
    )
    if most - base > GROWTH_BYTES:
        row.problems.append(f"memory grew by {(most - base) / 1e6:.1f} MB")
    if tape.result.gaps:
        row.problems.append(f"gaps: {tape.result.gaps}")
    if read_back(Path(tape.result.journal)).files[0].length_frames != tape.frames:
        row.problems.append("the journal tells another length")
    shutil.rmtree(scratch)
    return row


def many_inputs(scratch: Path, seconds: int = WIDE_S) -> Row:
    """64 inputs at 48 kHz in real time, each with its own ramp."""
    row = Row(f"{WIDE_INPUTS} inputs at 48 kHz for {seconds} s, real time")
    scratch.mkdir(parents=True, exist_ok=True)
    frames = seconds * 48000
    source = scratch / "inputs.wav"
    with soundfile.SoundFile(source, "w", 48000, WIDE_INPUTS, "FLOAT") as file:
        for first in range(0, frames, 48000):
            file.write(np.stack([ramp(first + c * 100_003, 48000, "32f") for c in range(WIDE_INPUTS)], axis=1))
    engine = EngineClient()
    engine.start()
    try:
        engine.open_device(DeviceRequest(backend="virtual", input_channels=WIDE_INPUTS, virtual_input=str(source)))
        opened = wait_for(engine, (protocol.DeviceOpened, protocol.DeviceFailed), 60.0)
        assert isinstance(opened, protocol.DeviceOpened), opened
        engine.set_plan(MixPlan(48000))
        engine.start_pass(
            request_for(scratch, WIDE_INPUTS, end_frame=frames, latency_frames=opened.device.round_trip_frames)
        )
        finished = wait_for(engine, protocol.PassFinished, seconds * 2 + 30.0)
        assert isinstance(finished, protocol.PassFinished)
        clock = engine.readers.clock()
    finally:
        engine.close()
    damaged, shortest = 0, frames
    for channel, take in enumerate(finished.result.files):
        heard, _ = soundfile.read(take.path, dtype="float32")
        damaged += not np.array_equal(heard, ramp(channel * 100_003, len(heard), "32f"))
        shortest = min(shortest, len(heard))
    told = f"{len(finished.result.gaps)} gaps, {clock.dropouts} dropouts, {clock.dropped_frames} frames dropped"
    row.add(frames - shortest, damaged + WIDE_INPUTS - len(finished.result.files), told)
    if finished.result.gaps:
        row.problems.append(f"gaps: {finished.result.gaps[:5]}")
    shutil.rmtree(scratch)
    return row


def every_length(scratch: Path) -> list[Row]:
    return [
        long_recording(scratch / "eight hours", 8.0, 48000),
        long_recording(scratch / "176", 0.25, 176400, "24", 2),
        long_recording(scratch / "192", 0.25, 192000, "32f", 2),
        many_inputs(scratch / "wide"),
    ]
