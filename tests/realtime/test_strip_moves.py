"""Hazards of values that move while they sound: a step that clicks; a channel that its neighbour's settings change.

Sixteen channels share a block of the bank, and every section runs on the whole block: what a section keeps for its channels
must be moved by nobody twice, nor for one of them only.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pytest

from app.model.strip import SECTIONS
from audio_engine.plan import ChannelPlan, MixPlan
from audio_engine.rt.layout import BLOCKS, SLICE_FRAMES, WIDTH
from audio_engine.rt.rows import STRIP_ROW
from tests.helpers.engine import MASTER, RATE, EngineRig, values
from tests.helpers.strip import NUMBERS, SWITCHES, numbers_of, section_of

Sound = npt.NDArray[np.float32]
LEVEL, SINE_HZ = 0.5, 100.0
# settings with which every value is heard
HEARD = {
    "gate_threshold_db": -80.0, "compressor_threshold_db": -40.0, "compressor_ratio": 4.0, "de_esser_threshold_db": -60.0,
    "de_esser_frequency_hz": 2000.0, "eq_low_gain_db": 12.0, "eq_low_mid_gain_db": 12.0, "eq_high_mid_gain_db": 12.0,
    "eq_high_gain_db": 12.0, "saturation_drive_db": 24.0,
}  # fmt: skip
FILTERS = ("high_pass", "low_pass", "eq")


def set_values(rig: EngineRig, lane: int, **rows: float) -> None:
    for row, value in rows.items():
        rig.memory.control.targets[getattr(STRIP_ROW, row), lane] = value
    rig.memory.control.generation[0] += 1


def lanes_after(rig: EngineRig, inputs: Sound) -> Sound:
    """Run slices of 64 frames: what each lane sends to the left after its strip, [frame, lane]."""
    parts = []
    for at in range(0, len(inputs), SLICE_FRAMES):
        rig.pump.run(SLICE_FRAMES, inputs[at : at + SLICE_FRAMES])
        bank = rig.memory.left.reshape(BLOCKS, SLICE_FRAMES, WIDTH)
        parts.append(bank.transpose(1, 0, 2).reshape(SLICE_FRAMES, -1).copy())
    return np.concatenate(parts)


class Steps(NamedTuple):
    """Largest steps from one sample to the next while a value moves: of a constant, and of a sine, which has its own at rest."""

    constant: float
    sine: float
    sine_at_rest: float
    largest_sample: float


def largest_steps(rows: list[str]) -> dict[str, Steps]:
    """Move each row from its lowest to its highest value and back, in two channels of its own."""
    one = 750 * SLICE_FRAMES  # 1 s
    sine = LEVEL * np.sin(2 * np.pi * SINE_HZ * np.arange(3 * one) / RATE)
    inputs = np.stack([np.full(3 * one, LEVEL), sine], axis=1).astype(np.float32)
    channels = []
    for lane in range(2 * len(rows)):
        row, section = rows[lane // 2], section_of(rows[lane // 2])
        strip = {"pan": -1.0} | HEARD | ({f"{section}_on": 1.0} if section else {}) | {row: NUMBERS[row][0]}
        channels.append(ChannelPlan(lane, 1, (lane % 2,), True, "in", values=values(**strip)))
    rig = EngineRig(MixPlan(RATE, tuple(channels), (MASTER,)), inputs=2, outputs=2)
    parts = []
    for end in (0, 1, 0):
        for lane in range(2 * len(rows)):
            set_values(rig, lane, **{rows[lane // 2]: NUMBERS[rows[lane // 2]][end]})
        parts.append(lanes_after(rig, inputs[len(parts) * one : (len(parts) + 1) * one]))
    sound = np.concatenate(parts)[:, : 2 * len(rows)]
    steps = np.abs(np.diff(sound, axis=0))
    moving = steps[one - 1 :].max(axis=0)
    rest = np.max([steps[n * one - one // 4 : n * one - 1].max(axis=0) for n in (1, 2, 3)], axis=0)
    largest = np.abs(sound[one // 2 :]).max(axis=0)
    return {
        row: Steps(*(float(x) for x in (moving[n], moving[n + 1], rest[n + 1], largest[n : n + 2].max())))
        for n, row in zip(range(0, 2 * len(rows), 2), rows, strict=True)
    }


def test_no_value_steps_while_it_moves_over_its_range() -> None:
    """A fader's own step is the measure; an EQ's gains and frequencies move in dB and octaves, so by ratio."""
    steps = largest_steps(list(NUMBERS))
    fader = steps["fader_gain"]
    for row, found in steps.items():
        if section_of(row) in FILTERS:
            assert max(found.constant, found.sine - found.sine_at_rest) <= 0.03 * found.largest_sample, (row, found)
        elif row != "trim_gain":  # a fader of 24 dB more
            assert found.constant <= 2.0 * fader.constant, (row, found)
            assert found.sine <= 2.0 * max(fader.sine, found.sine_at_rest), (row, found)


def random_strip(random: np.random.Generator) -> dict[str, float]:
    numbers = {row: float(random.uniform(*span)) for row, span in NUMBERS.items() if section_of(row)}
    return numbers | {row: float(random.integers(count)) for row, count in SWITCHES.items()}


def strip_beside(strip: dict[str, float], neighbour: list[dict[str, float]], moves: list[dict[str, float]]) -> Sound:
    """What a strip makes of noise while its values move, beside a channel whose values move too.

    Two more channels see to it that the block runs every section mixed with the dry signal, and is late by the saturation:
    both is the same for all channels of a block, and would round differently.
    """
    noise = (np.random.default_rng(2).standard_normal((8 * len(moves) * SLICE_FRAMES, 2)) * 0.2).astype(np.float32)
    noise[:, 1] *= np.geomspace(0.01, 4.0, len(noise))
    strips = [strip, neighbour[0], {}, {"saturation_on": 1.0}]
    channels = [
        ChannelPlan(lane, 1, (lane % 2,), True, "in", values=values(**({"pan": -1.0} | rows)))
        for lane, rows in enumerate(strips)
    ]
    rig = EngineRig(MixPlan(RATE, tuple(channels), (MASTER,)), inputs=2, outputs=2)
    parts = []
    for n, rows in enumerate(moves):
        set_values(rig, 0, **rows)
        set_values(rig, 1, **neighbour[n])
        parts.append(lanes_after(rig, noise[8 * n * SLICE_FRAMES : 8 * (n + 1) * SLICE_FRAMES])[:, 0])
    return np.concatenate(parts)


@pytest.mark.parametrize("section", [*SECTIONS, "all"])
@pytest.mark.parametrize("before_eq", [0.0, 1.0])
def test_a_channel_sounds_the_same_whatever_its_neighbour_is_set_to(section: str, before_eq: float) -> None:
    random = np.random.default_rng(7)
    on = {f"{name}_on": float(section in (name, "all")) for name in SECTIONS}
    fixed = on | {"compressor_before_eq": before_eq}
    count = 12
    moves = [{row: v for row, v in random_strip(random).items() if row in numbers_of(section) or section == "all"} | fixed
             for _ in range(count)]  # fmt: skip
    quiet: list[dict[str, float]] = [{f"{name}_on": 0.0 for name in SECTIONS}] * count
    other = [
        random_strip(random) | {"compressor_before_eq": 1.0 - before_eq, "compressor_on": 1.0} for _ in range(count)
    ]
    assert np.array_equal(strip_beside(moves[0], quiet, moves), strip_beside(moves[0], other, moves))
