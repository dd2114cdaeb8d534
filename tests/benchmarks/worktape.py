"""Worktape's own share: the plan of the session, its bounce as a whole process, and the floor of reading the files."""

import sys
import time
from pathlib import Path

from app.engine.rows import bus_values, strip_values
from app.model.bus import Bus
from app.model.ids import BusId
from app.model.strip import StripSettings
from audio_engine.bounce.job import start
from audio_engine.bounce.request import BounceRequest, BounceResult
from audio_engine.formats import Depth
from audio_engine.output_file import OutputFile
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClipSpan,
    MixPlan,
    SendValues,
    TrackTimeline,
)
from tests.benchmarks.measuring import Cost, MemoryWatch, timed
from tests.benchmarks.session import COMPRESSOR, EQ, RATE_HZ, Session, Track

READ_ALL = """
import sys, soundfile
for path in sys.argv[1:]:
    with soundfile.SoundFile(path) as file:
        for block in file.blocks(65536, dtype="float32"):
            pass
"""


def _processing() -> dict[str, float]:
    values = {"eq_on": 1.0, "compressor_on": 1.0}
    for name, band in zip(("low", "low_mid", "high_mid", "high"), EQ, strict=True):
        values |= {f"eq_{name}_frequency_hz": band.frequency_hz, f"eq_{name}_gain_db": band.gain_db}
        values[f"eq_{name}_q"] = band.q
    return values | {f"compressor_{key}": value for key, value in COMPRESSOR._asdict().items()}


def _strip(track: Track, processing: dict[str, float]) -> ChannelValues:
    strip = strip_values(StripSettings())._replace(fader_gain=track.gain, pan=track.pan, **processing)
    return ChannelValues(strip, (SendValues(track.send_gain),))


def plan(session: Session) -> MixPlan:
    """The session as a song with default settings would give it."""
    processing = _processing() if session.variant == "B" else {}
    channels = tuple(ChannelPlan(n, 1, values=_strip(t, processing)) for n, t in enumerate(session.tracks))
    reverb = bus_values(Bus(BusId("reverb"), "Reverb", "reverb"), RATE_HZ / 2)
    return MixPlan(
        RATE_HZ, channels, (BusPlan(0, "master", outputs=(0, 1)), BusPlan(1, "reverb", effect=reverb))
    )  # fmt: skip


def timelines(session: Session) -> tuple[TrackTimeline, ...]:
    return tuple(
        TrackTimeline(n, 1, (ClipSpan(str(t.path), 0, 0, session.frames),)) for n, t in enumerate(session.tracks)
    )


def bounced(session: Session, files: tuple[OutputFile, ...], depth: Depth = "24"
            ) -> tuple[Cost, BounceResult]:  # fmt: skip
    """From the request to the finished file, in a process of its own."""
    request = BounceRequest(
        plan=plan(session), timelines=timelines(session), start_frame=0, end_frame=session.frames, files=files,
        depth=depth, overwrite=True,
    )  # fmt: skip
    began = time.perf_counter()
    job = start(request)
    watch = MemoryWatch(job._child.pid, lambda: job._child.poll() is None)
    result = job.wait()
    return Cost(time.perf_counter() - began, watch.join()), result


def mixed(session: Session, path: Path) -> Cost:
    return bounced(session, (OutputFile(name="mix", path=str(path)),))[0]


def stems(session: Session, folder: Path, depth: Depth) -> tuple[Cost, BounceResult]:
    """One file for each track and one for the reverb."""
    tracks = [OutputFile(name=f"{n}", path=str(folder / f"{n}.wav"), slot=n) for n in range(len(session.tracks))]
    return bounced(session, (*tracks, OutputFile(name="Reverb", path=str(folder / "reverb.wav"), bus=1)), depth)


def floor(session: Session) -> Cost:
    """Reading the files, one thread."""
    return timed([sys.executable, "-c", READ_ALL, *(str(track.path) for track in session.tracks)])


def start_up(folder: Path) -> Cost:
    """The fixed start: a bounce of no tracks and a hundredth of a second."""
    return mixed(Session((), RATE_HZ // 100, "B"), folder / "nothing.wav")
