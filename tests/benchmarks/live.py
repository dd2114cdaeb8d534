"""`python -m tests.benchmarks.live`: what a full desk costs the callback on JACK, 48 kHz, blocks of 64 frames.

32 playing tracks with every section of their strips on, 8 groups, 4 effect returns, headphones and a limited master, in
alternating minutes with an empty client: the same engine and device, on a plan without channels. Loudness is always on.
"""

import argparse
import os
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audio_engine import protocol
from audio_engine.capacity import group_number
from audio_engine.client.client import EngineClient
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ClipSpan,
    MixPlan,
    TrackTimeline,
)
from audio_engine.protocol import DeviceRequest
from audio_engine.rt import layout as at
from tests.benchmarks.session import RATE_HZ, write_files
from tests.helpers.engine import effect, phones, values, wait_for
from tests.helpers.jack import AVAILABLE, Jack

TRACKS, GROUPS = 32, 8
TAPE_S = 60  # looped
SETTLE_S = 3.0  # after a change of plan, before counting
MEDIAN_PERCENT, RARE_PERCENT = 35, 60  # of the block, at most: median and 99.9th percentile
LATE_TIMES, LATE_MORE = 1.25, 5  # late blocks, at most: those of the empty client times this, and these more
RETURNS = ("reverb", "delay", "chorus", "reverb")
EVERYTHING = {
    "high_pass_on": 1.0, "high_pass_slope": 1.0, "low_pass_on": 1.0, "gate_on": 1.0, "gate_threshold_db": -70.0,
    "eq_on": 1.0, "eq_low_gain_db": 3.0, "eq_low_mid_gain_db": -3.0, "eq_high_mid_gain_db": 2.0, "eq_high_gain_db": 4.0,
    "compressor_on": 1.0, "compressor_threshold_db": -30.0, "compressor_key_filter_hz": 100.0, "de_esser_on": 1.0,
    "saturation_on": 1.0,
}  # fmt: skip
EMPTY = MixPlan(RATE_HZ)


def full_desk() -> MixPlan:
    groups = [group_number(1, seat) for seat in range(GROUPS)]
    sends = (0.1,) * len(RETURNS)
    channels = tuple(
        ChannelPlan(
            t, 1, output=groups[t % GROUPS],
            values=values(sends, (0.5,), fader_gain=0.3, pan=-1 + 2 * t / (TRACKS - 1), **EVERYTHING),
        )
        for t in range(TRACKS)
    )  # fmt: skip
    strip = values(**EVERYTHING)
    master = BusPlan(0, "master", outputs=(0, 1), values=strip, effect=effect("master", limiter_on=1.0))
    buses = [BusPlan(number, "group", values=strip) for number in groups]
    buses += [BusPlan(number, kind, values=strip) for number, kind in enumerate(RETURNS, start=1)]
    return MixPlan(RATE_HZ, channels, (master, *buses, phones()))


class Counts(NamedTuple):
    """Callbacks by percent of their block, callbacks longer than their block, and losses at the device."""

    load: npt.NDArray[np.int64]
    late: int
    dropouts: int

    def __sub__(self, other: "Counts") -> "Counts":  # type: ignore[override]
        return Counts(self.load - other.load, self.late - other.late, self.dropouts - other.dropouts)

    def plus(self, other: "Counts") -> "Counts":
        return Counts(self.load + other.load, self.late + other.late, self.dropouts + other.dropouts)

    def percentile(self, share: float) -> int:
        """Upper edge of the bin in which this share of the callbacks ends, in percent of the block."""
        return int(np.searchsorted(np.cumsum(self.load), share * self.load.sum())) + 1

    def line(self, name: str) -> str:
        return (
            f"{name:14} median {self.percentile(0.5):3} %   99.9th {self.percentile(0.999):3} %   "
            f"late {self.late}   lost at the device {self.dropouts}   of {self.load.sum()}"
        )


NOTHING = Counts(np.zeros(at.LOAD_BINS, np.int64), 0, 0)


def counts(engine: EngineClient) -> Counts:
    shared = engine._engine.shared if engine._engine is not None else None
    assert shared is not None
    clock = shared.clock
    return Counts(shared.load_histogram.copy(), int(clock["late"]), int(clock["dropouts"]))


def measured(engine: EngineClient, plan: MixPlan, seconds: float) -> Counts:
    """What the engine counts in this time on this plan."""
    engine.set_plan(plan)
    wait(engine, SETTLE_S)
    before = counts(engine)
    wait(engine, seconds)
    return counts(engine) - before


def wait(engine: EngineClient, seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for event in engine.poll():
            if isinstance(event, protocol.DeviceLost | protocol.EngineLost):
                raise SystemExit(f"lost: {event.sentence}")
        time.sleep(0.02)


def play(engine: EngineClient, folder: Path) -> None:
    """Open JACK and roll a loop of the generated tracks."""
    paths = write_files(folder, TRACKS, TAPE_S)
    length = TAPE_S * RATE_HZ
    engine.open_device(DeviceRequest(rate_hz=RATE_HZ, host_api="JACK"))
    answer = wait_for(engine, (protocol.DeviceOpened, protocol.DeviceFailed), 20.0)
    if not isinstance(answer, protocol.DeviceOpened):
        raise SystemExit(f"JACK did not open: {answer}")
    print(f"{answer.device.host_api}, {answer.device.rate_hz} Hz, blocks of {answer.device.block_frames}")
    engine.set_plan(full_desk())
    engine.set_timelines([TrackTimeline(t, 1, (ClipSpan(str(p), 0, 0, length),)) for t, p in enumerate(paths)])
    engine.set_loop(True, 0, length)
    engine.play()
    wait(engine, SETTLE_S)
    if (
        engine.readers.clock().state != "rolling"
        or not np.count_nonzero(engine.readers.meters().lane_peak[:TRACKS]) == TRACKS
    ):
        raise SystemExit("the tracks do not play")


def judge(full: Counts, empty: Counts) -> None:
    allowed = LATE_TIMES * (empty.late + empty.dropouts) + LATE_MORE
    for name, value, limit in (
        ("median, %", full.percentile(0.5), MEDIAN_PERCENT),
        ("99.9th percentile, %", full.percentile(0.999), RARE_PERCENT),
        ("late and lost blocks", full.late + full.dropouts, allowed),
    ):
        print(f"{'holds' if value <= limit else 'MISSED':7} {name}: {value}, at most {limit:g}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="live", description="Callback time of a full desk on JACK.")
    parser.add_argument("--minutes", type=int, default=5, help="minutes of the full desk, and as many of the empty one")
    parser.add_argument("--minute", type=float, default=60.0, help="length of a minute in seconds, for trying")
    chosen = parser.parse_args()
    if not AVAILABLE:
        raise SystemExit("jackd is not installed (jackd2)")
    full, empty, engine = NOTHING, NOTHING, EngineClient()
    with tempfile.TemporaryDirectory(prefix="worktape-live-") as name, Jack():
        engine.start()
        try:
            play(engine, Path(name))
            for minute in range(chosen.minutes):
                part = measured(engine, full_desk(), chosen.minute)
                rest = measured(engine, EMPTY, chosen.minute)
                full, empty = full.plus(part), empty.plus(rest)
                load = os.getloadavg()[0]
                print(
                    part.line(f"{minute + 1}: full desk"),
                    rest.line(f"\n{minute + 1}: empty"),
                    f"  load {load:.1f}",
                    flush=True,
                )
        finally:
            engine.close()
    print(full.line("full desk"), empty.line("\nempty"), sep="")
    judge(full, empty)


if __name__ == "__main__":
    main()
