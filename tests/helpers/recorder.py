"""An engine with a disk writer that the test turns by hand: passes without threads, a server or a device."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import soundfile

from audio_engine.disk.writer import DiskWriter
from audio_engine.plan import MixPlan, TrackTimeline
from audio_engine.protocol import Gap, PassRequest, PassResult, StartPass, TakeFile, decode_client, encode
from audio_engine.rt import layout as at
from tests.helpers.engine import EngineRig, Samples

CHANNEL_SCALE = 0.5  # each input is half of the one before it, so that a file shows which input it holds


def take_request(folder: Path, inputs: Sequence[int] = (0,), pass_id: str = "p1", **text: int) -> PassRequest:
    """One mono file for each input."""
    files = tuple(
        TakeFile(key=f"k{n}", name=f"Track {n}", path=str(folder / "audio" / f"{pass_id}-{n}.wav"), inputs=(n,))
        for n in inputs
    )
    journal = str(folder / "passes" / f"{pass_id}.jsonl")
    return PassRequest(
        pass_id=pass_id, song_folder=str(folder), journal=journal, files=files, **{"start_frame": 0, **text}
    )


class Recorder(EngineRig):
    """Every input carries the engine frame at which it is captured, times CHANNEL_SCALE to the channel's power."""

    def __init__(self, plan: MixPlan, timelines: Sequence[TrackTimeline] = (), inputs: int = 2) -> None:
        super().__init__(plan, timelines, inputs=inputs)
        self.results: list[PassResult] = []
        self.lost: list[Gap] = []
        self.writer = DiskWriter(
            self.memory, self.lost.append, self.results.append, lambda: self.command(at.COMMAND_STOP)
        )

    def record(self, request: PassRequest) -> None:
        """As the engine's server does; the tape rolls in the next block."""
        asked_for = decode_client(encode(StartPass(request)))
        assert isinstance(asked_for, StartPass)
        self.writer.begin(asked_for.request)
        assert self.memory.server_control.command(
            at.COMMAND_ROLL, 1, request.count_in_frames, request.end_frame, request.start_frame,
            request.punch_in_frame, request.punch_out_frame,
        )  # fmt: skip

    def hear(self, blocks: Sequence[int]) -> Samples:
        """Blocks with the ramp on the inputs, the writer at work between them."""
        parts = []
        for frames in blocks:
            first = self.engine_frame
            ramp = (np.arange(first, first + frames) / 2**23).astype(np.float32)
            scales = CHANNEL_SCALE ** np.arange(self.memory.inputs, dtype=np.float32)
            parts.append(self.run([frames], ramp[:, None] * scales[None, :]))
            self.write()
        return np.concatenate(parts)

    @property
    def engine_frame(self) -> int:
        """The first frame of the next block."""
        return self.word("engine_frame")

    def write(self) -> None:
        while self.writer.work():
            pass

    @property
    def result(self) -> PassResult:
        """Of the last pass, which must have ended."""
        return self.results[-1]


def frames_in(path: str, channel: int = 0) -> np.ndarray:
    """The engine frames that a recorded file holds."""
    samples, _ = soundfile.read(path, dtype="float32")
    return np.round(samples.astype(np.float64) * 2**23 / CHANNEL_SCALE**channel).astype(np.int64)
