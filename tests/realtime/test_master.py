"""Limiter and reverb, measured through the real callback."""

import math

import numpy as np
import numpy.typing as npt
import pytest

from audio_engine.loudness import LoudnessMeter
from audio_engine.plan import BusPlan, ChannelPlan, MixPlan, SendValues, StripValues
from audio_engine.plan import ChannelValues as Values
from tests.helpers.engine import EngineRig, effect, run_blocks, values


def limited(rate: int, samples: npt.NDArray, ceiling_db: float = -1.0) -> npt.NDArray:
    """Stereo samples through a unity track and the master's limiter."""
    channel = ChannelPlan(0, 2, (0, 1), True, "in", values=values())
    own = effect("master", limiter_on=1.0, limiter_ceiling_db=ceiling_db, limiter_release_ms=50.0)
    rig = EngineRig(MixPlan(rate, (channel,), (BusPlan(0, "master", outputs=(0, 1), effect=own),)), inputs=2, outputs=2)
    rig.pump.run(8192)
    samples = np.asarray(samples, np.float32)
    if samples.ndim == 1:
        samples = np.stack([samples, samples], axis=1)
    return run_blocks(rig.pump, [512] * (len(samples) // 512), samples)


def true_peak_db(samples: npt.NDArray, rate: int) -> float:
    """By oversampling sixteen times in the frequency domain: no interpolator of ours takes part."""
    worst = 0.0
    for start in range(0, len(samples) - 8192, 4096):
        part = samples[start : start + 8192, 0] * np.hanning(8192)
        spectrum = np.fft.rfft(part)
        fine = np.fft.irfft(spectrum, 8192 * 16) * 16
        window = np.interp(np.arange(8192 * 16) / 16, np.arange(8192), np.hanning(8192))
        inner = window > 0.5
        worst = max(worst, float(np.abs(fine[inner] / window[inner]).max()))
    return 20 * math.log10(worst)


def adversarial(rate: int, number: int) -> npt.NDArray:
    """Signals 15 to 23 of EBU Tech 3341, 9 dB hotter so that the limiter has work."""
    n = np.arange(int(rate * 1.5))
    divisor, degrees, db = {
        15: (4, 0.0, -6.0), 16: (4, 45.0, -6.0), 17: (6, 60.0, -6.0), 18: (8, 67.5, -6.0), 19: (4, 45.0, 3.0),
    }.get(number, (0, 0.0, 0.0))  # fmt: skip
    if divisor:
        return 10 ** ((db + 9) / 20) * np.sin(2 * np.pi * n / divisor + math.radians(degrees))
    fine = 0.5 * np.sin(2 * np.pi * np.arange(len(n) * 4) / 24)
    middle = len(fine) // 2 // 24 * 24
    fine[middle : middle + 16] = np.sin(2 * np.pi * np.arange(16) / 16)
    spectrum = np.fft.rfft(fine)
    spectrum[len(spectrum) // 4 :] = 0
    smooth = np.fft.irfft(spectrum, len(fine))
    return (smooth / np.abs(smooth).max() * 10 ** (9 / 20))[number - 20 :: 4][: len(n)]


@pytest.mark.parametrize("number", range(15, 24))
def test_limiter_holds_its_ceiling_between_samples(number: int) -> None:
    out = limited(48000, adversarial(48000, number))
    assert true_peak_db(out, 48000) <= -1.0
    assert true_peak_db(out, 48000) > -4.0


def test_limiter_holds_its_ceiling_on_noise_and_impulses() -> None:
    random = np.random.default_rng(4)
    noise = random.standard_normal(48000 * 2) * 0.7
    impulses = np.zeros(48000)
    impulses[random.integers(0, 48000, 60)] = random.choice([-4.0, 4.0], 60)
    for samples in (noise, impulses):
        out = limited(48000, samples)
        meter = LoudnessMeter(
            48000
        )  # noise up to Nyquist has peaks that no finite interpolator agrees on: BS.1770's way
        meter.feed(out)
        assert -1.3 < meter.true_peak_db <= -1.0
        assert np.abs(out).max() <= 10 ** (-1 / 20)


def libebur128_db(samples: npt.NDArray, factor: int) -> float:
    """True peak as libebur128 measures it: interpolation by zero stuffing with its 49 taps (ebur128.c, interp_create)."""
    n = np.arange(49)
    taps = np.sinc((n - 24) / factor) * 0.5 * (1 - np.cos(2 * np.pi * n / 48))
    worst = 0.0
    for side in np.asarray(samples, np.float64).T:
        stuffed = np.zeros(factor * len(side))
        stuffed[::factor] = side
        worst = max(worst, float(np.abs(np.convolve(stuffed, taps)).max()))
    return 20 * math.log10(worst)


def interpolated_db(samples: npt.NDArray) -> float:
    """True peak by interpolating 32 times, 256 taps a phase."""
    n = np.arange(32 * 256)
    phases = (np.sinc((n - (len(n) - 1) / 2) / 32) * np.kaiser(len(n), 10.0)).reshape(256, 32).T
    size = len(samples) + 256
    spectra = np.fft.rfft(samples, size, axis=0)
    return 20 * math.log10(
        max(
            float(np.abs(np.fft.irfft(spectra * np.fft.rfft(phase, size)[:, None], size, axis=0)).max())
            for phase in phases
        )
    )


def hot(rate: int, kind: str) -> npt.NDArray:
    """Stereo, up to 18 kHz, fading in and out: noise far over full scale, or bursts of single high tones in silence."""
    random, frames = np.random.default_rng(21), rate + 4096
    samples = random.standard_normal((frames, 2)) * 3
    if kind == "bursts":
        samples[:] = 0.0
        for start in random.integers(4000, rate - 4000, 40):
            n = np.arange(random.integers(2, 80))
            tone = 8 * np.sin(2 * np.pi * random.uniform(0.05, 0.4) * n + random.uniform(0, 6))
            samples[start : start + len(n)] += tone[:, None]
    spectrum = np.fft.rfft(samples, axis=0)
    spectrum[np.fft.rfftfreq(frames, 1 / rate) > 18000] = 0.0
    edge = 0.5 - 0.5 * np.cos(np.pi * np.arange(1024) / 1024)
    window = np.concatenate([edge, np.ones(rate - 2048), edge[::-1], np.zeros(4096)])
    return np.fft.irfft(spectrum, frames, axis=0) * window[:, None]


@pytest.mark.parametrize("kind", ["noise", "bursts"])
@pytest.mark.parametrize("rate", [44100, 48000, 96000])
def test_nobody_measures_a_peak_above_the_ceiling(rate: int, kind: str) -> None:
    """Neither the most widespread meter, whose short filters overshoot near Nyquist, nor a nearly ideal one."""
    out = limited(rate, hot(rate, kind))
    assert -1.1 < libebur128_db(out, 4 if rate < 96000 else 2) <= -1.0
    assert -1.1 < interpolated_db(out) <= -1.0


def test_noise_up_to_nyquist_keeps_the_ceiling_by_libebur128() -> None:
    out = limited(44100, np.random.default_rng(3).standard_normal((44100, 2)) * 2)
    assert libebur128_db(out, 4) <= -1.0


def test_limiter_lets_through_what_is_under_its_ceiling() -> None:
    samples = (np.random.default_rng(4).standard_normal((48000, 2)) * 0.02).astype(np.float32)
    out = limited(48000, samples)
    lag = int(np.argmax(np.correlate(out[:8192, 0], samples[:4096, 0], "valid")))
    assert np.allclose(out[lag : lag + 30000], samples[:30000], atol=1e-7)


def tail(kind: str, decay_s: float, seconds: float, impulse: tuple[float, float] = (1.0, 1.0)) -> npt.NDArray:
    """Response of a reverb return to an impulse (left, right), by a pre-fader send so that nothing dry is heard."""
    sends = (SendValues(1.0, pre=1.0),)
    channel = ChannelPlan(0, 2, (0, 1), True, "in", values=Values(StripValues(fader_gain=0.0), sends))
    own = effect(
        "reverb", kind=("room", "plate", "hall").index(kind), decay_s=decay_s, damping_hz=20000.0, pre_delay_ms=0.0
    )
    buses = (BusPlan(0, "master", outputs=(0, 1)), BusPlan(1, "reverb", effect=own))
    rig = EngineRig(MixPlan(48000, (channel,), buses), inputs=2, outputs=2)
    rig.pump.run(8192)
    samples = np.zeros((int(seconds * 48000) // 512 * 512, 2), np.float32)
    samples[0] = impulse
    return run_blocks(rig.pump, [512] * (len(samples) // 512), samples)


def octave(samples: npt.NDArray, centre: float, rate: int) -> npt.NDArray:
    padding = np.zeros(rate // 2)  # the filter rings both ways
    samples = np.concatenate([padding, samples, padding])
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    x = np.log2(np.maximum(hertz, 1e-9) / centre)
    spectrum *= (
        np.cos(np.clip(x / 0.7, -1, 1) * np.pi / 2) ** 2
    )  # smooth edges: a steep filter rings longer than a room
    return np.fft.irfft(spectrum, len(samples))


def decay_time(samples: npt.NDArray, rate: int) -> float:
    """RT60 of [frame, channel] from the backward integral (Schroeder 1965), -5 to -35 dB."""
    energy = np.cumsum((samples**2).sum(axis=1)[::-1])[::-1]
    level = 10 * np.log10(energy / energy[0] + 1e-30)
    first, last = int(np.argmax(level < -5)), int(np.argmax(level < -35))
    slope = np.polyfit(np.arange(first, last) / rate, level[first:last], 1)[0]
    return -60 / slope


@pytest.mark.parametrize(("kind", "shortest_s"), [("room", 0.8), ("plate", 0.8), ("hall", 1.2)])
def test_reverb_decays_as_it_states_in_every_octave(kind: str, shortest_s: float) -> None:
    """A hall of less than 1.2 s has too few echoes at 125 Hz to measure a decay by."""
    for decay_s in (shortest_s, 2.5):
        sides = [tail(kind, decay_s, decay_s * 1.5 + 0.5, impulse) for impulse in ((1.0, 0.0), (0.0, 1.0))]
        response = np.concatenate(sides, axis=1)  # four responses: one alone is too few modes at 125 Hz to measure by
        for centre in (125, 250, 500, 1000, 2000, 4000):
            bands = np.stack([octave(side, centre, 48000) for side in response.T], axis=1)
            measured = decay_time(bands, 48000)
            assert abs(measured / decay_s - 1) < 0.1, (kind, decay_s, centre, measured)


@pytest.mark.parametrize("kind", ["room", "plate", "hall"])
def test_reverb_tail_is_wide_and_rings_at_no_pitch(kind: str) -> None:
    response = tail(kind, 2.0, 3.0)
    late = response[int(0.2 * 48000) : int(1.5 * 48000)]
    assert abs(np.corrcoef(late.T)[0, 1]) < 0.3
    # energy of the tail in thirds of an octave against the bands beside them
    power = (np.abs(np.fft.rfft(late * np.hanning(len(late))[:, None], axis=0)) ** 2).sum(axis=1)
    hertz = np.fft.rfftfreq(len(late), 1 / 48000)
    edges = 100 * 2 ** (np.arange(0, 21) / 3)
    levels = [10 * np.log10(power[(hertz >= a) & (hertz < b)].mean()) for a, b in zip(edges, edges[1:], strict=False)]
    for n in range(1, len(levels) - 1):
        assert levels[n] - (levels[n - 1] + levels[n + 1]) / 2 < 6, (kind, edges[n])


def test_reverb_at_its_longest_does_not_grow() -> None:
    """Ten minutes at 20 s of decay, begun with a second of noise: quieter every minute."""
    sends = (SendValues(1.0, pre=1.0),)
    channel = ChannelPlan(0, 2, (0, 1), True, "in", values=Values(StripValues(fader_gain=0.0), sends))
    own = effect("reverb", decay_s=20.0, damping_hz=20000.0)
    buses = (BusPlan(0, "master", outputs=(0, 1)), BusPlan(1, "reverb", effect=own))
    rig = EngineRig(MixPlan(48000, (channel,), buses), inputs=2, outputs=2)
    noise = (np.random.default_rng(6).standard_normal((48000, 2)) * 0.3).astype(np.float32)
    levels = [np.abs(run_blocks(rig.pump, [4800] * 10, noise)).max()]
    silence = np.zeros((8192, 2), np.float32)
    for _ in range(10):
        for _ in range(60 * 48000 // 8192):
            out = rig.pump.run(8192, silence)
        levels.append(np.abs(out).max())
    assert np.isfinite(levels).all()
    assert levels[1] < levels[0] / 100
    assert all(b <= a for a, b in zip(levels, levels[1:], strict=False))
