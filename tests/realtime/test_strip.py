"""The strip against its definitions: analogue EQ curves, float64, static curves, times, nulls, poison."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from app.model.strip import SECTIONS
from audio_engine.capacity import LARGEST_SHELF_Q, group_number
from audio_engine.plan import (
    BusPlan,
    ChannelPlan,
    MixPlan,
    TrackTimeline,
)
from audio_engine.rt import filters, layout
from audio_engine.rt.rows import STRIP_ROW, StripValues
from tests.helpers.engine import MASTER, EngineRig, effect, run_blocks, span, values, write_wav
from tests.helpers.strip import NUMBERS, SWITCHES, section_of

SHAPES = {"bell": filters.BELL, "low": filters.LOW_SHELF, "high": filters.HIGH_SHELF,
          "high-pass": filters.HIGH_PASS, "low-pass": filters.LOW_PASS}  # fmt: skip
FREQUENCIES = np.geomspace(20, 20000, 300)


def analogue(shape: str, frequency: float, gain_db: float, q: float, at: npt.NDArray[np.float64]) -> npt.NDArray:
    """Prototypes of the Audio EQ Cookbook, in the Laplace domain."""
    s, a = 1j * at / frequency, 10 ** (gain_db / 40)
    match shape:
        case "bell":
            return (s * s + s * a / q + 1) / (s * s + s / (a * q) + 1)
        case "low":
            return a * (s * s + math.sqrt(a) / q * s + a) / (a * s * s + math.sqrt(a) / q * s + 1)
        case "high":
            return a * (a * s * s + math.sqrt(a) / q * s + 1) / (s * s + math.sqrt(a) / q * s + a)
        case "high-pass":
            return s * s / (s * s + s / q + 1)
        case _:
            return 1 / (s * s + s / q + 1)


def designed(shape: str, frequency: float, gain_db: float, q: float, rate: float) -> tuple[float, ...]:
    return filters.design(np.zeros((3, 32)), np.zeros((4, 8)), SHAPES[shape], frequency, gain_db, q, rate)


def response(section: tuple[float, ...], at: npt.NDArray[np.float64], rate: float) -> npt.NDArray:
    g, k, high, band, low = section
    s = 1j * np.tan(np.pi * at / rate)
    return (high * s * s + band * g * s + low * g * g) / (s * s + k * g * s + g * g)


@pytest.mark.parametrize("shape", SHAPES)
def test_equaliser_curves_do_not_cramp_towards_nyquist(shape: str) -> None:
    random = np.random.default_rng(2026)
    for _ in range(500):
        frequency = float(np.exp(random.uniform(np.log(20), np.log(20000))))
        q, gain_db = float(np.exp(random.uniform(np.log(0.1), np.log(18)))), float(random.uniform(-12, 12))
        if shape in ("low", "high"):
            q = min(q, LARGEST_SHELF_Q)
        elif shape == "high-pass":
            frequency, q = min(frequency, 1000.0), float(random.choice([0.5412, 0.7071, 1.3066]))
        elif shape == "low-pass":
            frequency, q = max(frequency, 500.0), float(random.choice([0.5412, 0.7071, 1.3066]))
        is_db = 20 * np.log10(np.abs(response(designed(shape, frequency, gain_db, q, 44100), FREQUENCIES, 44100)))
        should_db = 20 * np.log10(np.abs(analogue(shape, frequency, gain_db, q, FREQUENCIES)))
        heard = should_db > -40
        bound = 0.5 if frequency <= 16000 and q >= 0.3 else 1.0
        worst = np.abs(is_db - should_db)[heard].max()
        assert worst <= bound, (shape, frequency, gain_db, q, worst)


def run_strip(
    rate: int, samples: npt.NDArray, width: int = 1, buses: tuple[BusPlan, ...] = (), **strip: float
) -> npt.NDArray:
    """What a strip makes of an input: tracks monitored, hard left (or stereo), through the real callback."""
    value = values(pan=-1.0 if width == 1 else 0.0, **strip)
    channel = ChannelPlan(0, width, tuple(range(width)), True, "in", values=value)
    rig = EngineRig(MixPlan(rate, (channel,), (MASTER, *buses)), inputs=max(width, 2), outputs=2)
    rig.pump.run(8192)
    samples = np.atleast_2d(np.asarray(samples, np.float32).T).T
    if samples.shape[1] < 2:
        samples = np.concatenate([samples, np.zeros_like(samples)], axis=1)
    return run_blocks(rig.pump, [512] * (len(samples) // 512), samples)


def double_section(section: tuple[float, ...], samples: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The same state-variable recursion in float64."""
    g, k, high, band, low = section
    a1 = 1 / (1 + g * (g + k))
    a2, a3 = g * a1, g * g * a1
    ic1 = ic2 = 0.0
    out = np.empty(len(samples))
    for n, x in enumerate(samples):
        v3 = x - ic2
        v1 = a1 * ic1 + a2 * v3
        v2 = ic2 + a2 * ic1 + a3 * v3
        ic1, ic2 = 2 * v1 - ic1, 2 * v2 - ic2
        out[n] = high * x + (band - high * k) * v1 + (low - high) * v2
    return out


@pytest.mark.parametrize("rate", [44100, 96000, 192000])
@pytest.mark.parametrize("q", [0.7, 4.0])
def test_single_precision_is_no_noise_at_20_hz(rate: int, q: float) -> None:
    random = np.random.default_rng(3)
    samples = (random.standard_normal(512 * 60) * 0.1).astype(np.float32)
    heard = run_strip(rate, samples, eq_on=1.0, eq_low_mid_frequency_hz=20.0, eq_low_mid_gain_db=6.0, eq_low_mid_q=q)[
        :, 0
    ]
    wanted = double_section(designed("bell", 20.0, 6.0, q, rate), samples.astype(np.float64))
    error = heard - wanted
    assert 10 * np.log10(np.mean(error**2)) < -120


def sine(rate: int, hz: float, db: float, seconds: float) -> npt.NDArray[np.float32]:
    return (10 ** (db / 20) * np.sin(2 * np.pi * hz * np.arange(int(rate * seconds)) / rate)).astype(np.float32)


def level_db(samples: npt.NDArray) -> float:
    """Peak level of a steady tone, from its energy."""
    return float(10 * np.log10(2 * np.mean(np.asarray(samples, np.float64) ** 2)))


@pytest.mark.parametrize(("ratio", "knee_db"), [(2.0, 0.0), (4.0, 6.0), (10.0, 12.0), (100.0, 3.0)])
def test_compressor_follows_its_static_curve(ratio: float, knee_db: float) -> None:
    for level in (-60.0, -33.0, -27.0, -24.0, -21.0, -12.0, -6.0, 0.0):
        tone = sine(48000, 1000, level, 1.5)
        out = run_strip(
            48000, tone, compressor_on=1.0, compressor_threshold_db=-24.0, compressor_ratio=ratio,
            compressor_knee_db=knee_db, compressor_attack_ms=5.0, compressor_release_ms=50.0, compressor_makeup_db=3.0,
        )  # fmt: skip
        over, slope = level + 24.0, (-1.0 if ratio >= 100 else 1 / ratio - 1)
        if knee_db and abs(over) < knee_db / 2:
            reduction = slope * (over + knee_db / 2) ** 2 / (2 * knee_db)
        else:
            reduction = slope * max(over, 0.0)
        assert abs(level_db(out[-9600:, 0]) - (level + reduction + 3.0)) < 0.1, level


@pytest.mark.parametrize(("attack_ms", "release_ms"), [(1.0, 100.0), (10.0, 200.0), (50.0, 500.0)])
def test_compressor_takes_the_times_it_states(attack_ms: float, release_ms: float) -> None:
    """63.2 % of the way in dB; the release is counted from the end of the held peak (at most 128 frames)."""
    rate = 48000
    steps = np.concatenate([np.full(rate // 2, 0.01), np.full(rate, 1.0), np.full(2 * rate, 0.01)]).astype(np.float32)
    out = run_strip(
        rate, steps, compressor_on=1.0, compressor_threshold_db=-20.0, compressor_ratio=4.0, compressor_knee_db=0.0,
        compressor_attack_ms=attack_ms, compressor_release_ms=release_ms,
    )[:, 0]  # fmt: skip
    gain_db = 20 * np.log10(np.abs(out[: len(steps)]) / steps[: len(out)])
    full = -15.0
    attack = np.argmax(gain_db[rate // 2 :] <= full * 0.632) / rate * 1000
    released = gain_db[rate * 3 // 2 :]
    held = np.argmax(released > full + 0.02)
    release = (np.argmax(released >= full * 0.368) - held) / rate * 1000
    assert abs(attack / attack_ms - 1) < 0.05
    assert held <= 128 + release_ms
    assert abs(release / release_ms - 1) < 0.05


def test_gate_opens_above_its_threshold_and_closes_below_the_hysteresis() -> None:
    rate = 48000
    levels = [-60.0, -39.0, -43.0, -60.0]  # closed, opens, stays open (4 dB of hysteresis), closes
    tone = np.concatenate([sine(rate, 1000, level, 0.5) for level in levels])
    out = run_strip(
        rate, tone, gate_on=1.0, gate_threshold_db=-40.0, gate_hysteresis_db=4.0, gate_range_db=40.0,
        gate_attack_ms=1.0, gate_hold_ms=10.0, gate_release_ms=20.0,
    )[:, 0]  # fmt: skip
    heard = [level_db(out[int((n + 0.9) * rate / 2) : int((n + 0.98) * rate / 2)]) for n in range(4)]
    assert np.allclose(heard, [-100.0, -39.0, -43.0, -100.0], atol=0.5), heard


GATE = {"gate_on": 1.0, "gate_range_db": 40.0, "gate_release_ms": 500.0}


def tape_rig(folder: Path, samples: npt.NDArray, **strip: float) -> EngineRig:
    """One mono track of tape, hard left."""
    path = write_wav(folder / "tape.wav", np.asarray(samples, np.float32)[:, None])
    timeline = TrackTimeline(0, 1, (span(path, len(samples)),))
    return EngineRig(MixPlan(48000, (ChannelPlan(0, 1, values=values(pan=-1.0, **strip)),), (MASTER,)), [timeline])


def test_a_gate_starts_closed_from_stop_and_after_a_locate(tmp_path: Path) -> None:
    random = np.random.default_rng(8)
    tape = random.uniform(-1e-3, 1e-3, 96000)
    tape[48000:72000] *= 500.0  # loud: the gate opens
    rig = tape_rig(tmp_path, tape, gate_threshold_db=-30.0, gate_hold_ms=200.0, **GATE)
    rig.roll()
    assert np.abs(rig.run([64] * 300)[:, 0]).max() <= 1.001e-5  # the noise, 40 dB down
    rig.command(layout.COMMAND_STOP)
    rig.run([512] * 4)
    rig.locate(50000)
    rig.roll()
    assert np.abs(rig.run([64] * 100)[:, 0]).max() > 0.3
    rig.command(layout.COMMAND_LOCATE, 1000)  # while it rolls, the gate wide open
    rig.run([64] * 20)
    rig.prime()
    heard = rig.run([64] * 300)[:, 0]
    assert 0.0 < np.abs(heard).max() <= 1.001e-5


def test_a_gate_on_a_monitored_input_starts_closed() -> None:
    noise = np.random.default_rng(8).uniform(-1e-3, 1e-3, (9600, 1)).astype(np.float32)
    channel = ChannelPlan(0, 1, (0,), True, "in", values=values(pan=-1.0, gate_threshold_db=-30.0, **GATE))
    out = EngineRig(MixPlan(48000, (channel,), (MASTER,)), inputs=1).run([64] * 150, noise)[:, 0]
    assert np.abs(out).max() <= 1.001e-5


def test_a_gate_switched_on_in_full_signal_cuts_nothing_off() -> None:
    tone = sine(48000, 1000, -6.0, 1.0)[:, None]
    channel = ChannelPlan(0, 1, (0,), True, "in", values=values(pan=-1.0, gate_attack_ms=100.0))
    rig = EngineRig(MixPlan(48000, (channel,), (MASTER,)), inputs=1)
    rig.run([64] * 100, tone[:6400])
    rig.memory.control.targets[STRIP_ROW.gate_on, 0] = 1.0
    rig.memory.control.generation[0] += 1
    assert np.allclose(rig.run([64] * 100, tone[:6400])[:, 0], tone[:6400, 0], rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("hz", [20.0, 31.0, 60.0, 110.0])
@pytest.mark.parametrize("hysteresis_db", [0.0, 4.0])
def test_a_gate_without_hold_does_not_chatter_on_a_steady_tone(hz: float, hysteresis_db: float) -> None:
    tone = sine(48000, hz, -29.5, 2.0)  # just above the threshold
    out = run_strip(
        48000, tone, gate_on=1.0, gate_threshold_db=-30.0, gate_hold_ms=0.0, gate_range_db=80.0, gate_attack_ms=0.1,
        gate_release_ms=5.0, gate_hysteresis_db=hysteresis_db,
    )[:, 0]  # fmt: skip
    settled = slice(9600, len(out))
    assert np.allclose(out[settled], tone[settled], rtol=1e-3, atol=1e-7)


@pytest.mark.parametrize("rate", [44100, 96000])
@pytest.mark.parametrize(("split_hz", "range_db"), [(2000.0, 8.0), (6000.0, 8.0), (6000.0, 24.0), (12000.0, 3.0)])
def test_de_esser_takes_away_its_range_and_no_more(rate: int, split_hz: float, range_db: float) -> None:
    taken = []
    for hz in np.geomspace(200, 19000, 25):
        tone = sine(rate, float(hz), 0.0, 0.5)
        out = run_strip(
            rate,
            tone,
            de_esser_on=1.0,
            de_esser_frequency_hz=split_hz,
            de_esser_range_db=range_db,
            de_esser_threshold_db=-60.0,
        )
        taken.append(-level_db(out[-rate // 10 :, 0]))
    assert max(taken) <= range_db + 0.05
    assert max(taken) >= range_db * (0.8 if split_hz <= 6000 else 0.6)
    assert all(b > a - 0.05 for a, b in zip(taken, taken[1:], strict=False))  # a shelf, without a dip


def test_stereo_lanes_share_the_louder_level() -> None:
    tone = np.stack([sine(48000, 1000, -6.0, 1.0), sine(48000, 1000, -40.0, 1.0)], axis=1)
    out = run_strip(48000, tone, width=2, compressor_on=1.0, compressor_threshold_db=-20.0, compressor_knee_db=0.0)
    left, right = level_db(out[-9600:, 0]), level_db(out[-9600:, 1])
    assert abs((left + 6.0) - (right + 40.0)) < 0.02
    assert left < -12


def test_de_esser_leaves_what_lies_below_its_split_alone() -> None:
    low = run_strip(48000, sine(48000, 500, -12.0, 1.0), de_esser_on=1.0, de_esser_threshold_db=-40.0)
    high = run_strip(48000, sine(48000, 9000, -12.0, 1.0), de_esser_on=1.0, de_esser_threshold_db=-40.0)
    assert abs(level_db(low[-9600:, 0]) + 12.0) < 0.3
    assert -22.0 < level_db(high[-9600:, 0]) < -18.0


def test_saturation_without_drive_is_a_plain_delay_bit_for_bit() -> None:
    samples = np.random.default_rng(5).standard_normal(512 * 20).astype(np.float32) * 0.2
    out = run_strip(48000, samples, saturation_on=1.0, saturation_drive_db=0.0)[:, 0]
    late = layout.OVERSAMPLING_DELAY
    assert np.array_equal(out[late:], samples[: len(out) - late])


def test_saturation_keeps_its_harmonics_out_of_the_audible_band_below() -> None:
    """A 9 kHz tone driven hard has its third harmonic at 27 kHz: without oversampling it would fold to 21 kHz."""
    out = run_strip(48000, sine(48000, 9000, -3.0, 1.0), saturation_on=1.0, saturation_drive_db=18.0)[-32768:, 0]
    spectrum = np.abs(np.fft.rfft(out * np.hanning(len(out))))
    spectrum /= spectrum.max()
    hertz = np.fft.rfftfreq(len(out), 1 / 48000)
    assert 20 * np.log10(spectrum[np.abs(hertz - 21000) < 100].max()) < -35
    assert 20 * np.log10(spectrum[hertz < 8000].max()) < -55


def parallel(section: Callable[[float], dict[str, float]]) -> npt.NDArray:
    """A dry track against the same input, inverted, through a group with the given strip."""
    group = group_number(1, 0)
    channels = (
        ChannelPlan(0, 1, (0,), True, "in", values=values()),
        ChannelPlan(1, 1, (0,), True, "in", output=group, values=values(trim_gain=-1.0)),
    )
    plan = MixPlan(48000, channels, (MASTER, BusPlan(group, "group", values=values(**section(1.0)))))
    rig = EngineRig(plan, inputs=1, outputs=2)
    rig.pump.run(8192)
    samples = (np.random.default_rng(9).standard_normal((48000, 1)) * 0.2).astype(np.float32)
    return run_blocks(rig.pump, [480] * 100, samples)


# the engine's own neutral values leave the sound as it is; a filter has none
NEUTRAL = StripValues()._asdict()
NOTHING = [
    {row: value for row, value in NEUTRAL.items() if section_of(row) == section} | {f"{section}_on": 1.0}
    for section in SECTIONS
    if section not in ("high_pass", "low_pass")
] + [{f"{section}_on": 1.0, f"{section}_mix": 0.0} for section in SECTIONS if f"{section}_mix" in NUMBERS]


@pytest.mark.parametrize("strip", NOTHING, ids=lambda strip: min(strip, key=len))
def test_parallel_paths_null_when_a_section_does_nothing(strip: dict[str, float]) -> None:
    left_over = parallel(lambda on: {name: value * on for name, value in strip.items()})
    assert 20 * np.log10(np.abs(left_over[4800:]).max() + 1e-12) < -120


@pytest.mark.parametrize("poison", [float("nan"), float("inf"), 1e30])
def test_a_poisoned_input_poisons_no_other_lane_and_is_shown_on_its_own(poison: float) -> None:
    strip = dict.fromkeys(SWITCHES, 1.0)
    group = group_number(1, 0)
    channels = tuple(
        ChannelPlan(n, 1, (n,), True, "in", output=group, values=values((0.5,), **strip)) for n in range(2)
    )
    buses = (MASTER, BusPlan(group, "group", values=values(**strip)), BusPlan(1, "reverb", values=values(**strip)))
    clean = EngineRig(MixPlan(48000, channels, buses), inputs=2, outputs=2)
    dirty = EngineRig(MixPlan(48000, channels, buses), inputs=2, outputs=2)
    samples = (np.random.default_rng(1).standard_normal((48000, 2)) * 0.1).astype(np.float32)
    samples[:, 1] = 0.0
    spoiled = samples.copy()
    spoiled[20000:20100, 1] = poison
    a, b = run_blocks(clean.pump, [480] * 100, samples), run_blocks(dirty.pump, [480] * 100, spoiled)
    assert np.isfinite(b).all()
    assert np.array_equal(a, b)
    assert dirty.memory.faults[1] == 100
    assert dirty.memory.faults[0] == 0


def test_every_value_at_its_extremes_and_full_scale_squares_give_numbers() -> None:
    random = np.random.default_rng(11)
    square = np.where(np.arange(48000)[:, None] // 37 % 2 == 0, 1.0, -1.0).astype(np.float32).repeat(2, axis=1)
    for _ in range(24):
        strips = [
            {row: span[int(random.integers(2))] for row, span in NUMBERS.items()}
            | {row: float(random.integers(count)) for row, count in SWITCHES.items()}
            for _ in range(3)
        ]
        channels = (
            ChannelPlan(0, 1, (0,), True, "in", values=values((1.9,), **strips[0])),
            ChannelPlan(2, 2, (0, 1), True, "in", values=values((1.9,), **strips[1])),
        )
        buses = (
            BusPlan(0, "master", outputs=(0, 1), values=values(**strips[2]), effect=effect("master", limiter_on=1.0)),
            BusPlan(1, "reverb", effect=effect("reverb", decay_s=20.0, damping_hz=20000.0)),
        )
        rig = EngineRig(MixPlan(48000, channels, buses), inputs=2, outputs=2)
        out = run_blocks(rig.pump, [500] * 40, square)
        assert np.isfinite(out).all(), strips
        assert np.abs(out).max() <= 10 ** (-0.9 / 20)
