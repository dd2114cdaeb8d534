"""Time-stretch, pitch and reversal. Hazards: another pitch, a hit that comes late, a length that is a frame off, a stereo
picture that falls apart, a file that is left behind half-made."""

import errno
import math
import os
from concurrent.futures import CancelledError
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine import exact_stretch as exact_stretch_module
from audio_engine import stretch
from audio_engine.disk import new_media
from audio_engine.disk.peaks import peak_file_extent, peak_path
from audio_engine.exact_stretch import exact_stretch
from audio_engine.formants import moved_back
from audio_engine.stretch import StretchProblem, StretchRequest, make_file, render

RATE = 48000
RATES = (44100, 48000, 96000)


def tone(hz: float, seconds: float, rate_hz: int, phase: float = 0.0) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate_hz)) / rate_hz + phase)).astype(np.float32)


def frequency(samples: np.ndarray, rate_hz: int) -> float:
    """Of the strongest partial, by a parabola through the logarithms of three bins."""
    inner = samples[rate_hz // 4 : -rate_hz // 4].astype(np.float64)
    spectrum = np.abs(np.fft.rfft(inner * np.hanning(len(inner)), 8 * len(inner)))
    k = int(spectrum.argmax())
    a, b, c = np.log(spectrum[k - 1 : k + 2])
    return (k + 0.5 * (a - c) / (a - 2 * b + c)) * rate_hz / (8 * len(inner))


def hits(rate_hz: int, seed: int, seconds: int = 10) -> tuple[np.ndarray, np.ndarray]:
    """Two hits of a snare each second, and where they begin."""
    rng = np.random.default_rng(seed)
    at = (np.arange(2 * seconds) * 0.48 + 0.2 + rng.uniform(0, 0.15, 2 * seconds)) * rate_hz
    sound, length = np.zeros(seconds * rate_hz, np.float32), rate_hz // 10
    t = np.arange(length) / rate_hz
    for start in at.astype(int):
        noise = rng.standard_normal(length) * np.exp(-t / 0.03)
        body = np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.05)
        sound[start : start + length] += (0.2 * noise + 0.3 * body).astype(np.float32)
    return sound, at.astype(int)


def onset(samples: np.ndarray, due: float, rate_hz: int) -> float:
    """Where the energy of 2 ms first is a quarter of its largest within 60 ms of where it is due."""
    window = rate_hz // 500
    energy = np.convolve(samples.astype(np.float64) ** 2, np.ones(window) / window)[: len(samples)]
    first = int(due - 0.06 * rate_hz)
    near = energy[first : int(due + 0.06 * rate_hz)]
    return first + float(np.argmax(near > near.max() / 4))


def late_ms(sound: np.ndarray, made: np.ndarray, at: np.ndarray, factor: float, rate_hz: int) -> list[float]:
    """How late each hit comes out."""
    found = [onset(made, place * factor, rate_hz) - onset(sound, place, rate_hz) * factor for place in at]
    return [1000 * frames / rate_hz for frames in found]


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_440_hz_stays_440_hz_and_the_length_is_exact(factor: float, rate_hz: int) -> None:
    frames = 3 * rate_hz + 1
    made = exact_stretch(tone(440, 4, rate_hz)[None, :frames], rate_hz, round(frames * factor), 0.0)
    assert made.shape == (1, round(frames * factor)) and made.dtype == np.float32
    assert abs(frequency(made[0], rate_hz) - 440) < 0.5


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_hits_come_within_5_ms_of_their_due_places(factor: float, rate_hz: int) -> None:
    sound, at = hits(rate_hz, 7)
    made = exact_stretch(sound[None], rate_hz, round(len(sound) * factor), 0.0)[0]
    assert max(map(abs, late_ms(sound, made, at, factor, rate_hz))) < 5


def test_the_last_hits_of_a_minute_are_as_exact_as_the_first() -> None:
    """Rubber Band alone would be 60 ms early by then."""
    sound, at = hits(RATE, 8, seconds=60)
    made = exact_stretch(sound[None], RATE, round(len(sound) * 0.9), 0.0)[0]
    assert max(map(abs, late_ms(sound, made, at, 0.9, RATE))) < 3


@pytest.mark.parametrize(("factor", "semitones"), [(0.25, 0.0), (0.25, -12.0), (3.5, 0.0), (1.0, 12.0)])
def test_extremes_are_late_by_no_more_than_10_ms(factor: float, semitones: float) -> None:
    sound, at = hits(RATE, 9, seconds=12)
    sparse = at[::4]
    sound = np.where(np.isin(np.arange(len(sound)), (sparse[:, None] + np.arange(RATE // 10)).ravel()), sound, 0)
    made = exact_stretch(sound[None].astype(np.float32), RATE, round(len(sound) * factor), semitones)[0]
    assert max(map(abs, late_ms(sound, made, sparse, factor, RATE))) < 10


@pytest.mark.parametrize("ratio", [0.26, 0.318, 0.5, 0.8, 0.9, 1.0007, 1.25, 1.6, 3.97])
def test_the_ratios_that_are_kept_lie_on_both_sides_and_their_mean_is_exact(ratio: float) -> None:
    low, high = exact_stretch_module._kept_ratios(ratio)
    assert low <= ratio <= high < low * 1.02
    ratios = exact_stretch_module._ratios(ratio, 2048 * 1000)
    assert abs(ratios.mean() / ratio - 1) < 2e-5


@pytest.mark.parametrize("rate_hz", RATES)
@pytest.mark.parametrize("semitones", [3.0, -5.0])
def test_a_pitch_is_shifted_within_3_cents_and_the_length_stays(semitones: float, rate_hz: int) -> None:
    sound = tone(440, 3, rate_hz)[None]
    made = exact_stretch(sound, rate_hz, sound.shape[1], semitones)
    assert made.shape == sound.shape
    assert abs(1200 * math.log2(frequency(made[0], rate_hz) / 440) - 100 * semitones) < 3


def mouth(hz: np.ndarray) -> np.ndarray:
    """How loud a vowel is at frequencies: four formants, 4 dB less each."""
    formants = ((700, 90), (1220, 110), (2600, 160), (3300, 200))
    return 0.002 + sum(
        10 ** (-n / 5) / np.sqrt(1 + ((hz - centre) / width) ** 2) for n, (centre, width) in enumerate(formants)
    )


def colour_error_db(samples: np.ndarray, pitch_hz: float) -> float:
    """Mean distance of the harmonics below 3.5 kHz from the vowel that has formants where they belong."""
    partials = pitch_hz * np.arange(1, int(3500 / pitch_hz))
    inner = samples[RATE : 3 * RATE] * np.hanning(2 * RATE)
    spectrum = np.abs(np.fft.rfft(inner))  # bins of 0.5 Hz
    found = [spectrum[round(2 * hz) - 3 : round(2 * hz) + 4].max() for hz in partials]
    off = 20 * np.log10(found / mouth(partials))
    return float(np.abs(off - np.median(off)).mean())


@pytest.mark.parametrize(("pitch_hz", "semitones"), [(110.0, -4.0), (140.0, 5.0), (220.0, 3.0)])
def test_a_voice_keeps_its_formants_where_they_are_only_if_asked(pitch_hz: float, semitones: float) -> None:
    times = np.arange(4 * RATE) / RATE
    harmonics = pitch_hz * np.arange(1, int(9000 / pitch_hz))
    voice = sum(0.1 * mouth(hz) * np.cos(2 * np.pi * hz * times + n * n) for n, hz in enumerate(harmonics))
    sound, shifted_hz = np.asarray(voice, np.float32)[None], pitch_hz * 2 ** (semitones / 12)
    assert colour_error_db(sound[0], pitch_hz) < 0.01
    kept = exact_stretch(sound, RATE, sound.shape[1], semitones, keep_formants=True)[0]
    along = exact_stretch(sound, RATE, sound.shape[1], semitones)[0]
    assert colour_error_db(kept, shifted_hz) < 1.5 < 1.6 < colour_error_db(along, shifted_hz)
    assert 0.7 < kept.std() / sound.std() < 1.4, "about as loud"


def test_kept_formants_move_no_hit_and_change_no_pitch() -> None:
    sound, at = hits(RATE, 11)
    made = exact_stretch(sound[None], RATE, len(sound), 3.0, keep_formants=True)[0]
    assert max(map(abs, late_ms(sound, made, at, 1.0, RATE))) < 5
    tuned = exact_stretch(tone(440, 3, RATE)[None], RATE, 3 * RATE, -5.0, keep_formants=True)[0]
    assert abs(1200 * math.log2(frequency(tuned, RATE) / 440) + 500) < 3
    noise = np.random.default_rng(2).standard_normal((2, 2 * RATE)).astype(np.float32)
    assert np.abs(moved_back(noise, RATE, 1.0) - noise).max() < 1e-5, "a shift by nothing changes nothing"


@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_stereo_keeps_its_phases(factor: float) -> None:
    """Five tones with a phase of their own between the channels, and hits to upset the stretcher."""
    phases = {220.0: 0.0, 440.0: 60.0, 1000.0: -40.0, 3000.0: 120.0, 330.0: 180.0}
    drums = 0.3 * hits(RATE, 3)[0]
    left = drums + 0.2 * np.sum([tone(hz, 10, RATE) for hz in phases], axis=0)
    right = drums + 0.2 * np.sum([tone(hz, 10, RATE, math.radians(p)) for hz, p in phases.items()], axis=0)
    made = exact_stretch(np.stack([left, right]).astype(np.float32), RATE, round(10 * RATE * factor), 0.0)
    inner = made[:, RATE:-RATE].astype(np.float64) * np.hanning(made.shape[1] - 2 * RATE)
    for hz, degrees in phases.items():
        a, b = inner @ np.exp(-2j * np.pi * hz * np.arange(inner.shape[1]) / RATE)
        off = (math.degrees(np.angle(b / a)) - degrees + 180) % 360 - 180
        assert abs(off) < 5 and abs(20 * math.log10(abs(b / a))) < 2, hz


def test_twins_and_mirrored_twins_stay_so_to_the_bit() -> None:
    sound = hits(RATE, 5)[0][: 2 * RATE]
    for sign, keep_formants in ((1, False), (-1, True)):
        twins = np.stack([sound, np.float32(sign) * sound]).astype(np.float32)
        left, right = exact_stretch(twins, RATE, round(2.2 * RATE), 2.0, keep_formants)
        assert np.array_equal(left, np.float32(sign) * right)
    left, right = exact_stretch(np.stack([sound, np.zeros_like(sound)]), RATE, round(1.7 * RATE), 0.0)
    assert np.abs(left).max() > 0.1 and not right.any(), "what is on one side alone stays there"


@pytest.mark.parametrize("frames", [1, 2, 100, 5000])
@pytest.mark.parametrize("factor", [0.25, 4.0])
def test_the_shortest_clips_have_their_length_too(frames: int, factor: float) -> None:
    made = exact_stretch(np.full((2, frames), 0.5, np.float32), RATE, max(1, round(frames * factor)), 1.0)
    assert made.shape == (2, max(1, round(frames * factor))) and np.isfinite(made).all()


# --- files


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "audio").mkdir()
    path = tmp_path / "audio" / "take.wav"
    noise = np.random.default_rng(1).standard_normal((RATE, 2)).astype(np.float32) * 0.1
    soundfile.write(path, noise, RATE, subtype="FLOAT")
    return path


def request_for(path: Path, **changes: object) -> StretchRequest:
    target = str(path.with_name("made.wav"))
    return StretchRequest(str(path), 1000, 5000, 5000, 0.0, True, target)._replace(**changes)  # type: ignore[arg-type]


def files_beside(source: Path) -> list[str]:
    return sorted(path.name for path in source.parent.parent.rglob("*.*") if path != source)


def test_a_part_is_reversed_bit_for_bit_with_its_peaks(source: Path) -> None:
    render(request_for(source))
    made, rate_hz = soundfile.read(source.with_name("made.wav"), dtype="float32")
    original = soundfile.read(source, dtype="float32")[0]
    assert rate_hz == RATE and np.array_equal(made, original[1000:6000][::-1])
    assert soundfile.info(source.with_name("made.wav")).subtype == "FLOAT"
    assert peak_file_extent(peak_path(source.with_name("made.wav")))[0] == 2
    assert files_beside(source) == ["made.wav", "made.wav.peaks"]


def test_the_process_stretches_as_this_one_does(source: Path) -> None:
    render(request_for(source, length_frames=24000, made_frames=30000, pitch_semitones=2.0, reversed=False))
    made = soundfile.read(source.with_name("made.wav"), dtype="float32")[0]
    original = soundfile.read(source, dtype="float32")[0][1000:25000]
    assert np.array_equal(made, exact_stretch(np.ascontiguousarray(original.T), RATE, 30000, 2.0).T)


def test_what_lies_behind_the_files_end_is_silence_and_no_sample_is_infinite(source: Path) -> None:
    samples = soundfile.read(source, dtype="float32")[0]
    samples[RATE - 50] = np.inf, np.nan
    soundfile.write(source, samples, RATE, subtype="FLOAT")
    make_file(request_for(source, start_frame=RATE - 100, length_frames=200, made_frames=200, reversed=False))
    made = soundfile.read(source.with_name("made.wav"), dtype="float32")[0]
    assert np.array_equal(made[:50], samples[RATE - 100 : RATE - 50]) and not made[50].any() and not made[100:].any()


def test_a_cancelled_one_leaves_nothing(source: Path) -> None:
    with pytest.raises(CancelledError):
        render(request_for(source, made_frames=6000), lambda: True)
    assert files_beside(source) == []


def test_a_file_that_is_gone_or_no_audio_is_a_problem_and_leaves_nothing(source: Path) -> None:
    with pytest.raises(StretchProblem, match="No such file"):
        render(request_for(source, source=str(source.with_name("gone.wav"))))
    source.write_bytes(b"no audio" * 100)
    with pytest.raises(StretchProblem):
        render(request_for(source))
    assert files_beside(source) == []


@pytest.mark.parametrize("call", ["open", "write", "sync", "rename"])
def test_a_full_disk_leaves_nothing(source: Path, call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    if call == "open":
        monkeypatch.setattr(new_media, "open", full, raising=False)
    elif call == "write":
        monkeypatch.setattr(new_media.wav, "to_bytes", full)
    else:
        monkeypatch.setattr(new_media.os, {"sync": "fsync", "rename": "replace"}[call], full)
    with pytest.raises(OSError) as problem:
        stretch.make_file(request_for(source))
    assert problem.value.errno == errno.ENOSPC
    assert files_beside(source) == []


def test_a_process_that_dies_is_a_problem(source: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stretch.launcher, "ask", lambda *_, **__: (_ for _ in ()).throw(ValueError()))
    source.with_name("made.wav.partial").write_bytes(b"half")
    with pytest.raises(StretchProblem, match="ended early"):
        render(request_for(source))
    assert files_beside(source) == []
