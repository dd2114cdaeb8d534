"""Build engines for tests: a pump on plain memory with a tape of arrays, and signals that explain themselves."""

import time
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.engine.rows import bus_values, strip_values
from app.model.bus import Bus
from app.model.bus_types import effect_kinds
from app.model.ids import BusId
from app.model.strip import StripSettings
from audio_engine.backend.pump import Pump
from audio_engine.capacity import FIRST_CUE
from audio_engine.client.client import EngineClient
from audio_engine.disk import wav
from audio_engine.disk.reader import DiskReader
from audio_engine.memory import EngineMemory
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClipSpan,
    CueValues,
    MixPlan,
    SendValues,
    TrackTimeline,
)
from audio_engine.protocol import EngineEvent
from audio_engine.rt import layout as at

Samples = npt.NDArray[np.float32]
RATE = 48000


def engine_pid(client: EngineClient) -> int:
    """The process of a client's engine, 0 without one."""
    return 0 if client._engine is None else client._engine.process.pid


def wait_for(client: EngineClient, kind: type | tuple[type, ...], timeout_s: float) -> EngineEvent:
    """Block until a client's next event of a kind; others stay for its `poll`.

    Raises:
        TimeoutError: None came within `timeout_s`.
    """
    until_s = time.monotonic() + timeout_s
    passed: list[EngineEvent] = []
    while time.monotonic() < until_s:
        events = client.poll()
        for index, event in enumerate(events):
            if isinstance(event, kind):
                client._waiting.extendleft(reversed(passed + events[:index] + events[index + 1 :]))
                return event
        passed += events
        time.sleep(0.005)
    client._waiting.extendleft(reversed(passed))
    raise TimeoutError("The audio engine did not answer.")


def ramp(frames: int, channels: int = 1) -> Samples:
    """Sample value = its index / 2^23, so that an assertion reads as a position; channel c is negated when odd."""
    values = (np.arange(frames) / 2**23).astype(np.float32)
    return np.stack([values if c % 2 == 0 else -values for c in range(channels)], axis=1)


def write_wav(path: Path, samples: Samples, rate_hz: int = RATE) -> Path:
    """A 32-bit float file."""
    kind = wav.WavFormat(rate_hz, samples.shape[1], 4)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(wav.header(kind, len(samples)) + wav.to_bytes(samples, 4))
    return path


def span(path: Path, frames: int, at_frame: int = 0) -> ClipSpan:
    return ClipSpan(str(path), at_frame, 0, frames)


def run_blocks(pump: Pump, blocks: Iterable[int], inputs: Samples | None = None) -> Samples:
    """Run blocks of these lengths without a disk. Returns their outputs end to end, [frame, channel]."""
    parts, at_frame = [], 0
    for frames in blocks:
        parts.append(pump.run(frames, None if inputs is None else inputs[at_frame : at_frame + frames]))
        at_frame += frames
    return np.concatenate(parts)


class EngineRig:
    """An engine on a pump: `play` and `run` return the device's outputs."""

    def __init__(
        self, plan: MixPlan, timelines: Sequence[TrackTimeline] = (), inputs: int = 2, outputs: int = 4
    ) -> None:
        self.memory = EngineMemory(plan.rate_hz, inputs, outputs)
        self.memory.control.set_plan(plan)
        self.memory.post(plan)
        self.pump = Pump(self.memory)
        self.reader = DiskReader(self.memory)
        self.reader.set_timelines(list(timelines))
        self.prime()

    def command(self, kind: int, *text: int) -> None:
        assert self.memory.control.command(kind, *text)

    def prime(self) -> None:
        while not self.reader.ready():
            self.reader.fill()

    def locate(self, frame: int) -> None:
        """While stopped."""
        self.command(at.COMMAND_LOCATE, frame)
        self.pump.run(64)
        self.prime()

    def roll(self, recording: int = 0, count_in: int = 0, stop_at: int = -1) -> None:
        self.command(at.COMMAND_ROLL, recording, count_in, stop_at, -1)

    def run(self, blocks: Sequence[int], inputs: Samples | None = None) -> Samples:
        """Blocks with the disk kept ahead."""
        parts, done = [], 0
        for frames in blocks:
            while self.reader.filled_until() < int(self.memory.transport["roll"]) + frames:
                self.reader.fill()
            self.reader.fill()
            parts.append(self.pump.run(frames, None if inputs is None else inputs[done : done + frames]))
            done += frames
        return np.concatenate(parts)

    def word(self, name: str) -> int:
        """A word of the transport (layout.TRANSPORT)."""
        return int(self.memory.transport[name])


def blocks_of(total: int, size: int) -> list[int]:
    """`total` frames in blocks of `size`, the last one shorter."""
    return [size] * (total // size) + ([total % size] if total % size else [])


def random_blocks(total: int, seed: int) -> list[int]:
    """`total` frames in blocks of 1 to 2048 frames."""
    random = np.random.default_rng(seed)
    blocks: list[int] = []
    while total > 0:
        blocks.append(min(total, int(random.integers(1, 2049))))
        total -= blocks[-1]
    return blocks


MASTER = BusPlan(0, "master", outputs=(0, 1))


PLAIN = strip_values(StripSettings())


def effect(kind: str, /, **rows: float) -> dict[str, float]:
    """What a bus of this kind has besides its strip: the document's defaults, without the click, and these rows; those of
    an effect as its file names them."""
    plain = bus_values(Bus(BusId(kind), kind, kind), 0.5 * RATE) | {"click_gain": 0.0}
    named = {f"{kind}_{row}" if kind in effect_kinds() else row: value for row, value in rows.items()}
    assert plain.keys() >= named.keys()
    return plain | named


def values(sends: Sequence[float] = (), cues: Sequence[float] = (), **strip: float) -> ChannelValues:
    """The document's plain strip with these rows, with post-fader sends and headphone levels."""
    return ChannelValues(
        PLAIN._replace(**strip), tuple(SendValues(gain) for gain in sends), tuple(CueValues(gain) for gain in cues)
    )


def phones(cue: int = 0, click_gain: float = 0.0) -> BusPlan:
    """A headphone mix on outputs 3 and 4."""
    return BusPlan(FIRST_CUE + cue, "headphones", outputs=(2, 3), effect={"click_gain": click_gain})


def one_track(gain: float = 1.0, **channel: object) -> MixPlan:
    """One mono track panned hard left at unity gain, so that output 1 is the tape itself."""
    return MixPlan(RATE, (ChannelPlan(0, 1, values=values(fader_gain=gain, pan=-1.0), **channel),), (MASTER,))  # type: ignore[arg-type]


def strip_track(**strip: float) -> MixPlan:
    """One mono track, hard left, with these values in its strip."""
    return MixPlan(RATE, (ChannelPlan(0, 1, values=values(pan=-1.0, **strip)),), (MASTER,))
