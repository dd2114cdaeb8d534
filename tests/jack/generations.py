"""Overdub on overdub: each generation plays the last one's file and records it through a cable; ten must not drift.

`python -m tests.jack.generations` runs all nine pairs of rate and block and prints where every impulse came to lie; the
suite runs one of them.
"""

import sys
import tempfile
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from audio_engine import calibrate, protocol
from audio_engine.client.client import EngineClient
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, StripValues, TrackTimeline
from audio_engine.protocol import DeviceRequest, PassRequest, TakeFile
from tests.helpers.engine import span, wait_for, write_wav
from tests.helpers.jack import Jack
from tests.jack.test_recording import PATIENCE_S, opened, until

RATES_HZ = (44100, 48000, 96000)
BLOCKS = (64, 256, 1024)
GENERATIONS = 10
ATTEMPTS = 5
LENGTH_S = 0.5
Places = npt.NDArray[np.int64]


def generations(folder: Path, rate_hz: int, block_frames: int) -> list[Places]:
    """Where the impulses of every generation lie in its take, the first one's as they were made."""
    frames = round(rate_hz * LENGTH_S)
    impulses = np.zeros((frames, 1), np.float32)
    impulses[777 : frames - 2000 : 4801] = 0.5
    tape = write_wav(folder / "tape.wav", impulses, rate_hz)
    found = [places_in(tape)]
    device = DeviceRequest(rate_hz=rate_hz, host_api="JACK")
    with Jack(rate_hz, block_frames, channels=2, patient=True) as jack:
        jack.loop()
        latency = calibrate.measure(device).round_trip_frames
        engine = EngineClient()
        engine.start()
        try:
            opened(engine, rate_hz)
            engine.set_plan(plan(rate_hz))
            until(jack.connected, "the loop is connected")
            for number in range(GENERATIONS):
                tape = record(engine, folder, tape, number, frames, latency)
                found.append(places_in(tape))
        finally:
            engine.close()
    return found


def plan(rate_hz: int) -> MixPlan:
    """The tape at unity on output 1, the armed track heard nowhere."""
    tape = ChannelPlan(0, 1, monitoring="off", values=ChannelValues(StripValues(pan=-1.0)))
    return MixPlan(rate_hz, (tape, ChannelPlan(1, 1, (0,), True, "off")), (BusPlan(0, "master", outputs=(0, 1)),))


def record(engine: EngineClient, folder: Path, tape: Path, number: int, frames: int, latency: int) -> Path:
    """One generation: from the clip as a take is placed, count-in and all. Again where the device lost audio, which it says
    and which is no drift of ours."""
    engine.set_timelines([TrackTimeline(0, 1, (span(tape, frames),)), TrackTimeline(1, 1)])
    for attempt in range(ATTEMPTS):
        name = f"{number}-{attempt}"
        file = TakeFile(key="k", name="Take", path=str(folder / "audio" / f"g{name}.wav"), inputs=(0,))
        engine.start_pass(
            PassRequest(
                pass_id=f"p{name}", song_folder=str(folder), journal=str(folder / "passes" / f"p{name}.jsonl"),
                start_frame=0, end_frame=frames, latency_frames=latency, files=(file,),
            )
        )  # fmt: skip
        finished = wait_for(engine, (protocol.PassFinished, protocol.Problem), PATIENCE_S)
        assert isinstance(finished, protocol.PassFinished), finished
        (round_,) = finished.result.rounds
        assert (round_.timeline_start_frame, round_.file_start_frame, round_.length_frames) == (0, 0, frames)
        if not finished.result.gaps:
            return Path(file.path)
    raise AssertionError(f"The device lost audio in each of {ATTEMPTS} tries: the machine is too busy for this test.")


def places_in(path: Path) -> Places:
    samples, _ = soundfile.read(path, dtype="float32")
    return np.flatnonzero(np.abs(samples) > 0.1)


def drift(found: list[Places]) -> int:
    """The largest way that any impulse of any generation has come from its place."""
    assert all(len(places) == len(found[0]) > 0 for places in found), [len(places) for places in found]
    return max(int(np.abs(places - found[0]).max()) for places in found)


def main() -> int:
    worst = 0
    for rate_hz in RATES_HZ:
        for block in BLOCKS:
            with tempfile.TemporaryDirectory() as folder:
                drifted = drift(generations(Path(folder), rate_hz, block))
            worst = max(worst, drifted)
            print(
                f"{rate_hz:6} Hz x {block:4} frames: {GENERATIONS} generations drift by {drifted} samples", flush=True
            )
    return 1 if worst else 0


if __name__ == "__main__":
    sys.exit(main())
