"""Random routings, played by the compiled callback and by a mixer in plain numpy. Hazards: a path that is silent, doubled,
late, panned by another law, or that still plays what an earlier plan left behind.

One engine plays all plans of a test one after the other, so each also starts from the traces of those before it.
"""

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from audio_engine.capacity import (
    CUES,
    FIRST_CUE,
    FIRST_EFFECT,
    GROUP_LEVELS,
    GROUPS_A_LEVEL,
    LANES,
    SENDS,
    group_number,
)
from audio_engine.mix_delays import mix_delays
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClipSpan,
    CueValues,
    MixPlan,
    SendValues,
    StripValues,
    TrackTimeline,
)
from audio_engine.rt import layout as at
from tests.helpers.engine import RATE, EngineRig, effect, write_wav
from tests.helpers.reference_mixer import ReferenceMix

ROUTINGS = 300
FRAMES = 1500  # of each mix
LIMIT = 1e-6  # -120 dBFS
MASTER_OUTPUTS = (0, 1)
HEADPHONES = 3  # mixes at once
OUTPUTS = 2 + 2 * HEADPHONES
LATE_STRIP = {"saturation_on": 1.0, "saturation_mix": 0.0}  # delays its stage and changes nothing else


@dataclass(frozen=True)
class Material:
    """Noise of one mono and one stereo file, as float64 for the reference."""

    paths: dict[int, Path]  # by channels
    samples: dict[int, npt.NDArray[np.float64]]


@pytest.fixture(scope="module")
def material(tmp_path_factory: pytest.TempPathFactory) -> Material:
    folder, random = tmp_path_factory.mktemp("noise"), np.random.default_rng(1)
    noise = {c: (random.standard_normal((4 * FRAMES, c)) * 0.03).astype(np.float32) for c in (1, 2)}
    paths = {c: write_wav(folder / f"{c}.wav", samples) for c, samples in noise.items()}
    return Material(paths, {c: samples.astype(np.float64) for c, samples in noise.items()})


@pytest.fixture(scope="module")
def rig() -> EngineRig:
    return EngineRig(MixPlan(RATE), outputs=OUTPUTS)


class Routing:
    """One random plan with its tapes."""

    def __init__(self, seed: int, material: Material) -> None:
        self._random = np.random.default_rng(seed)
        self._material = material
        chance = self._random.random
        effects = self._some(range(FIRST_EFFECT, FIRST_EFFECT + SENDS), 3)
        mixes = self._some(range(FIRST_CUE, FIRST_CUE + CUES), HEADPHONES)
        groups = [
            [group_number(level, seat) for seat in self._some(range(GROUPS_A_LEVEL), 3)]
            for level in range(1, GROUP_LEVELS + 1)
        ]
        late = [chance() < 0.3 for _ in range(GROUP_LEVELS + 3)]  # by stage: tracks, groups, returns, master
        self.tapes: dict[int, npt.NDArray[np.float64]] = {}
        self.timelines: list[TrackTimeline] = []
        channels = tuple(
            ChannelPlan(slot, self._tape(slot), output=self._one((0, *sum(groups, []))),
                        values=self._values(late[0], sends=True, cues=True))
            for slot in 2 * self._random.choice(LANES // 2, self._random.integers(1, 12), replace=False)
        )  # fmt: skip
        buses = [BusPlan(0, "master", outputs=MASTER_OUTPUTS, values=self._values(late[-1]))]
        for level, numbers in enumerate(groups, 1):
            targets = (0, *sum(groups[level:], []))
            buses += [
                BusPlan(number, "group", output=self._one(targets), values=self._values(late[level], sends=True))
                for number in numbers
            ]
        buses += [self._delay(number, self._values(late[-2])) for number in effects]
        for n, number in enumerate(mixes):
            strip = StripValues(fader_gain=chance(), pan=self._pan(), on=float(chance() < 0.8))
            outputs = (2 + 2 * n, 3 + 2 * n)
            buses.append(BusPlan(number, "headphones", outputs=outputs, values=ChannelValues(strip)))
        self._random.shuffle(buses)  # type: ignore[arg-type]
        self.plan = MixPlan(RATE, channels, tuple(buses))

    def _some(self, numbers: range, most: int) -> list[int]:
        return [int(n) for n in self._random.choice(numbers, self._random.integers(0, most + 1), replace=False)]

    def _one(self, numbers: tuple[int, ...]) -> int:
        return int(self._random.choice(numbers))

    def _pan(self) -> float:
        return float(np.clip(self._random.uniform(-1.3, 1.3), -1.0, 1.0))  # hard left and right often

    def _tape(self, slot: int) -> int:
        """Give a slot a mono or stereo tape of two spans; the number of its channels."""
        channels, tape = int(self._random.integers(1, 3)), np.zeros((FRAMES, 2))
        spans = []
        for first in (0, FRAMES // 2):
            start, skip = first + int(self._random.integers(0, 200)), int(self._random.integers(0, 2 * FRAMES))
            length, gain = int(self._random.integers(1, FRAMES // 2 - 200)), float(np.float32(self._random.random()))
            path = str(self._material.paths[channels])
            spans.append(ClipSpan(path, start, skip, length, gain=gain))
            tape[start : start + length] = self._material.samples[channels][skip : skip + length] * gain
        self.tapes[int(slot)] = tape[:, :channels]
        self.timelines.append(TrackTimeline(int(slot), channels, tuple(spans)))
        return channels

    def _values(self, late: bool, sends: bool = False, cues: bool = False) -> ChannelValues:
        chance = self._random.random
        strip = StripValues(
            trim_gain=chance() * 2.0 * self._one((-1, 1)) + 0.01,
            fader_gain=chance() * 1.5,
            pan=self._pan(),
            on=float(chance() < 0.8),
            width=chance() * 2.0,
            **(LATE_STRIP if late and chance() < 0.7 else {}),
        )
        return ChannelValues(
            strip,
            tuple(SendValues(*self._level(), float(chance() < 0.4)) for _ in range(SENDS if sends else 0)),
            tuple(CueValues(*self._level()) for _ in range(CUES if cues else 0)),
        )

    def _level(self) -> tuple[float, float, float]:
        """Gain, pan, and whether that pan counts."""
        on = self._random.random() < 0.6
        return on * self._random.random(), self._pan(), float(self._random.random() < 0.5)

    def _delay(self, number: int, values: ChannelValues) -> BusPlan:
        own = effect(
            "delay",
            time_frames=float(self._random.integers(1, FRAMES)) if self._random.random() < 0.5 else 300.0,
            feedback=self._random.random() * 0.9,
            damping_hz=self._random.uniform(1000.0, 15000.0),
            low_cut_hz=self._random.uniform(20.0, 500.0),
            ping_pong=float(self._random.random() < 0.4),
        )
        return BusPlan(number, "delay", values=values, effect=own)


def played(rig: EngineRig, plan: MixPlan, timelines: list[TrackTimeline], seed: int) -> npt.NDArray[np.float32]:
    """All outputs from the tape's first frame on, in random blocks; the tape stands again afterwards."""
    silent = [TrackTimeline(slot, 1) for slot in range(LANES) if slot not in {t.slot for t in timelines}]
    known = {channel.slot for channel in rig.memory.plan.channels}
    rig.memory.control.set_plan(plan)
    rig.memory.post(plan)
    rig.reader.set_timelines([*(t for t in silent if t.slot in known), *timelines])
    rig.locate(0)
    rig.roll()
    late = mix_delays(plan).master
    random, total, blocks = np.random.default_rng(seed), FRAMES + late, list[int]()
    while total > 0:
        blocks.append(min(total, int(random.integers(1, 700))))
        total -= blocks[-1]
    heard = rig.run(blocks)
    rig.command(at.COMMAND_STOP)
    while rig.word("state") != at.STOPPED:
        rig.pump.run(64)
    return heard


@pytest.mark.parametrize("first", range(0, ROUTINGS, 50))
def test_random_routings_sound_as_the_reference_mixes_them(rig: EngineRig, material: Material, first: int) -> None:
    for seed in range(first, first + 50):
        routing = Routing(seed, material)
        plan = routing.plan
        reference = ReferenceMix(plan, routing.tapes)
        if seed % 3 == 0 and np.abs(reference.plays[0]).max() < 0.2:  # too soft for the limiter to do more than delay
            limiter = effect("master", limiter_on=1.0, limiter_ceiling_db=0.0)
            loud = {0: limiter}
            buses = tuple(msgspec.structs.replace(b, effect=loud.get(b.number, b.effect)) for b in plan.buses)
            plan = msgspec.structs.replace(plan, buses=buses)
        heard = played(rig, plan, routing.timelines, seed)
        delays = mix_delays(plan)
        for bus in plan.buses:
            if bus.outputs:
                late = delays.master if bus.kind == "master" else delays.stages[0]
                actual = heard[late : late + FRAMES, bus.outputs[0] : bus.outputs[1] + 1]
                error = np.abs(actual - reference.plays[bus.number]).max()
                assert error < LIMIT, f"routing {seed}, bus {bus.number}: {20 * np.log10(error):.0f} dBFS off"
