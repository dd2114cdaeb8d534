"""The program's meter against the signals of EBU Tech 3341 and 3342, synthesised, and against libebur128."""

import ctypes
import ctypes.util
import math

import numpy as np
import numpy.typing as npt
import pytest

from audio_engine.loudness import STEREO, LoudnessMeter
from tests.app.loudness import integrated_lufs

RATES = (44100, 48000, 96000)
Signal = npt.NDArray[np.float64]
SURROUND = (1.0, 1.0, 1.0, 1.41, 1.41)  # BS.1770's weights of L R C Ls Rs


def tones(rate: int, *parts: tuple[float, float], channels: int = 2) -> Signal:
    """1 kHz, continuous phase; parts are (peak dBFS or -inf, seconds)."""
    gains = np.concatenate([np.full(round(rate * s), 0.0 if db == -math.inf else 10 ** (db / 20)) for db, s in parts])
    wave = gains * np.sin(2 * np.pi * 1000 * np.arange(len(gains)) / rate)
    return np.repeat(wave[:, None], channels, axis=1)


def heard(signal: Signal, rate: int, weights: tuple[float, ...] = STEREO) -> LoudnessMeter:
    meter = LoudnessMeter(rate, weights)
    random, at = np.random.default_rng(1), 0
    while at < len(signal):
        step = int(random.integers(1, 9000))
        meter.feed(signal[at : at + step])
        at += step
    return meter


INTEGRATED = {
    1: ((-23, 20),), 2: ((-33, 20),), 3: ((-36, 10), (-23, 60), (-36, 10)),
    4: ((-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)), 5: ((-26, 20), (-20, 20.1), (-26, 20)),
}  # fmt: skip


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize("number", INTEGRATED)
def test_integrated_loudness_of_tech_3341(rate: int, number: int) -> None:
    meter = heard(tones(rate, *INTEGRATED[number]), rate)
    expected = -33.0 if number == 2 else -23.0
    assert abs(meter.integrated - expected) <= 0.1
    if number <= 2:
        assert abs(meter.momentary - expected) <= 0.1
        assert abs(meter.short_term - expected) <= 0.1


@pytest.mark.parametrize("rate", RATES)
def test_surround_weights_of_tech_3341_6(rate: int) -> None:
    signal = tones(rate, (0, 20), channels=5) * 10 ** (np.array([-28, -28, -24, -30, -30]) / 20)
    assert abs(heard(signal, rate, SURROUND).integrated + 23.0) <= 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("parts", "window"), [(((-20, 1.34), (-30, 1.66)) * 5, "short"),
                                               (((-20, 0.18), (-30, 0.22)) * 25, "momentary")])  # fmt: skip
def test_windows_that_hold_a_whole_period_stand_still(rate: int, parts: tuple, window: str) -> None:
    """Tech 3341-9 and 12."""
    signal, meter = tones(rate, *parts), LoudnessMeter(rate)
    settle = rate * (3 if window == "short" else 1)
    meter.feed(signal[:settle])
    for at in range(settle, len(signal), rate // 50):
        meter.feed(signal[at : at + rate // 50])
        assert abs((meter.short_term if window == "short" else meter.momentary) + 23.0) <= 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("step_s", "tone_s", "rising"), [(0.15, 3.0, False), (0.15, 3.0, True), (0.02, 0.4, False),
                                                          (0.02, 0.4, True)])  # fmt: skip
def test_maxima_of_short_tones_whenever_they_begin(rate: int, step_s: float, tone_s: float, rising: bool) -> None:
    """Tech 3341-10, 11, 13, 14."""
    for n in range(1, 21):
        level = -38.0 + n - 1 if rising else -23.0
        meter = LoudnessMeter(rate)
        meter.feed(tones(rate, (-math.inf, (n - 1) * step_s), (level, tone_s), (-math.inf, 1.0)))
        assert abs((meter.short_term_max if tone_s == 3.0 else meter.momentary_max) - level) <= 0.1


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("divisor", "degrees", "db"), [(4, 0, -6), (4, 45, -6), (6, 60, -6), (8, 67.5, -6), (4, 45, 3)]
)
def test_true_peak_of_tones_between_samples(rate: int, divisor: int, degrees: float, db: float) -> None:
    """Tech 3341-15 to 19."""
    n = np.arange(int(3.2 * rate))
    fade = np.clip(np.minimum(n, n[::-1]) / (0.1 * rate), 0, 1)
    wave = fade * 10 ** (db / 20) * np.sin(2 * np.pi * n / divisor + math.radians(degrees))
    assert -0.4 <= heard(np.stack([wave, wave], axis=1), rate).true_peak_db - db <= 0.2


@pytest.mark.parametrize("offset", range(4))
@pytest.mark.parametrize("rate", RATES)
def test_true_peak_of_an_inserted_period(rate: int, offset: int) -> None:
    """Tech 3341-20 to 23."""
    fine = 0.5 * np.sin(2 * np.pi * np.arange(rate * 4) / 6)
    middle = len(fine) // 2 // 6 * 6
    fine[middle : middle + 4] = np.sin(2 * np.pi * np.arange(4) / 4)
    spectrum = np.fft.rfft(fine)
    hertz = np.fft.rfftfreq(len(fine))
    spectrum *= np.clip((0.125 - hertz) / 0.01, 0, 1)  # under the final Nyquist, an eighth of the fine rate
    smooth = np.fft.irfft(spectrum, len(fine))
    smooth /= np.abs(np.fft.irfft(np.pad(spectrum, (0, 3 * len(spectrum))), 8 * len(fine))).max() * 8
    wave = smooth[offset::4]
    assert -0.4 <= heard(np.stack([wave, wave], axis=1), rate).true_peak_db <= 0.2


def clicks(frames: int) -> Signal:
    """Pairs of full samples, whose peak lies between them, ever louder and wherever a tile may end."""
    signal = np.zeros(frames)
    for n, at in enumerate(range(60, frames - 60, 123)):
        signal[at : at + 2] = 0.1 + 0.9 * n * 123 / frames
    return signal


def swelling(frames: int, cycles: float) -> Signal:
    n = np.arange(frames)
    return np.sin(2 * np.pi * cycles * n) * np.sin(np.pi * n / frames)


PEAKY = {
    "noise": lambda frames: np.random.default_rng(5).uniform(-0.5, 0.5, frames),
    "low": lambda frames: swelling(frames, 0.003),
    "high": lambda frames: swelling(frames, 0.2371),
    "fs/4": lambda frames: np.sin(np.pi / 2 * np.arange(frames) + np.pi / 4),
    "clicks": clicks,
    "falling": lambda frames: np.linspace(1, 0, frames) * np.random.default_rng(6).uniform(-1, 1, frames),
}


@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("kind", PEAKY)
def test_no_peak_is_missed_where_interpolation_is_left_out(kind: str, channels: int) -> None:
    """Against all samples interpolated, whatever the blocks; only one channel has the peak."""
    frames = 20000
    line = PEAKY[kind](frames)
    signal = line[:, None] * np.linspace(0.3, 0.9, channels)
    meter = heard(signal, 48000, (1.0,) * channels)
    n = np.arange(193)
    taps = np.sinc((n - 96) / 4) * np.kaiser(193, 8.0)
    fine = np.zeros(4 * frames)
    fine[::4] = signal[:, -1].astype(np.float32)
    among = np.abs(
        np.fft.irfft(np.fft.rfft(fine, 1 << 17) * np.fft.rfft(taps, 1 << 17))[: 4 * (frames - 24) + 96]
    ).max()
    assert meter.true_peak_db == pytest.approx(20 * math.log10(among), abs=1e-4)
    assert meter.sample_peak == np.abs(signal.astype(np.float32)).max()


@pytest.mark.parametrize("channels", [1, 2, 3])
def test_silence_between_sounds_changes_nothing(channels: int) -> None:
    """The filters rest in silence, and go on from there; silence alone has no loudness at all."""
    random = np.random.default_rng(7)
    signal = random.standard_normal((48000 * 12 + 480, channels)) * 0.1 * np.linspace(0.5, 1, channels)
    signal[48000 : 48000 * 7] = 0
    meter = heard(signal, 48000, (1.0,) * channels)
    assert meter.integrated == pytest.approx(integrated_lufs(signal, 48000), abs=0.001)
    assert meter.short_term > -40
    meter.feed(np.zeros((48000 * 4, channels)))
    assert meter.short_term == meter.momentary == -math.inf


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(("parts", "expected"), [
    (((-20, 20), (-30, 20)), 10), (((-20, 20), (-15, 20)), 5), (((-40, 20), (-20, 20)), 20),
    (((-50, 20), (-35, 20), (-20, 20), (-35, 20), (-50, 20)), 15),
])  # fmt: skip
def test_loudness_range_of_tech_3342(rate: int, parts: tuple, expected: float) -> None:
    assert abs(heard(tones(rate, *parts), rate).range_lu - expected) <= 1.0


def test_agrees_with_libebur128_on_ten_minutes_of_music() -> None:
    path = ctypes.util.find_library("ebur128")
    if path is None:
        pytest.skip("libebur128 is not installed")
    music = programme(48000, 600)
    meter = heard(music, 48000)
    integrated, range_lu, peak = libebur128(path, music, 48000)
    assert abs(meter.integrated - integrated) <= 0.05
    assert abs(meter.range_lu - range_lu) <= 0.05
    assert abs(meter.true_peak_db - peak) <= 0.2


def programme(rate: int, seconds: int) -> Signal:
    """Something like a song: bursts of harmonics and noise whose level moves over 30 dB."""
    random, music = np.random.default_rng(2026), np.empty((rate * seconds, 2))
    time = np.arange(2 * rate) / rate  # of which the beat and every frequency are whole parts
    beat = np.exp(-5 * (time % 0.5))
    tonal = sum(np.sin(2 * np.pi * f * time) / n for n, f in enumerate((110, 220.5, 331, 442, 990), 1))
    for bar in range(seconds // 2):
        points = 2 * bar + np.arange(0, 2.01, 0.01)
        decibels = -26 + 10 * np.sin(2 * np.pi * points / 47) + 5 * np.sin(2 * np.pi * points / 3.1)
        level = np.interp(2 * bar + time, points, 10 ** (decibels / 20))
        noise = beat[:, None] * random.standard_normal((2 * rate, 2))
        music[2 * bar * rate : 2 * (bar + 1) * rate] = level[:, None] * (0.5 * tonal[:, None] + noise)
    return music


def libebur128(path: str, samples: Signal, rate: int) -> tuple[float, float, float]:
    """Integrated loudness, range and true peak of the reference implementation."""
    lib = ctypes.CDLL(path)
    lib.ebur128_init.restype = ctypes.c_void_p
    lib.ebur128_init.argtypes = [ctypes.c_uint, ctypes.c_ulong, ctypes.c_int]
    state = ctypes.c_void_p(lib.ebur128_init(2, rate, 1 | 2 | 4 | 8 | 16 | 32))
    data = np.ascontiguousarray(samples, np.float32)
    lib.ebur128_add_frames_float(state, ctypes.c_void_p(data.ctypes.data), ctypes.c_size_t(len(data)))
    values = []
    for name in ("ebur128_loudness_global", "ebur128_loudness_range"):
        value = ctypes.c_double()
        getattr(lib, name)(state, ctypes.byref(value))
        values.append(value.value)
    peaks = []
    for channel in range(2):
        value = ctypes.c_double()
        lib.ebur128_true_peak(state, ctypes.c_uint(channel), ctypes.byref(value))
        peaks.append(value.value)
    return values[0], values[1], 20 * math.log10(max(peaks))
