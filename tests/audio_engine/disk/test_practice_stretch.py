"""Hazards of practice speed: a tone that changes its pitch or wavers, a click that is smeared or late, a drift, a loop whose
seam is heard, sound that depends on the sizes of the blocks, a stereo image that wanders."""

from pathlib import Path

import numpy as np
import pytest

from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.practice_renderer import renderer_of
from audio_engine.disk.practice_stretch import Stretcher
from audio_engine.plan import PracticeTime, TrackTimeline
from tests.helpers.engine import RATE, Samples, span, write_wav

SPEEDS = (0.5, 0.75, 0.93, 1.25, 1.5)


def tone(seconds: float, hz: float = 440.0, rate: int = RATE) -> Samples:
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)[None]


def stretcher(
    samples: Samples, speed: float, loop: tuple[int, int] | None = None, rate: int = RATE, first: int = 0
) -> Stretcher:
    def read(start: int, out: Samples) -> None:
        out[:] = 0.0
        low, high = max(start, 0), min(start + out.shape[1], samples.shape[1])
        if low < high:
            out[:, low - start : high - start] = samples[:, low:high]

    return Stretcher(read, len(samples), rate, PracticeTime(speed, first, 0.0), loop)


def played(made: Stretcher, frames: int, block: int = 4000, start: int = 0, channels: int = 1) -> Samples:
    """What a disk reader gets of it, around the loop."""
    out, at, place = np.empty((channels, frames), np.float32), 0, start
    while at < frames:
        part = min(block, frames - at)
        if made._loop is not None:
            part = min(part, made._loop[1] - place)
        made.render(place, out[:, at : at + part])
        at, place = at + part, place + part
        if made._loop is not None and place == made._loop[1]:
            place = made._loop[0]
    return out


def above_5_khz_db(samples: Samples) -> float:
    """The loudest of any window, against the whole of a tone like those here."""
    window = np.blackman(8192)
    seen = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64), 8192)[::1024] * window
    full = (np.abs(np.fft.rfft(tone(1.0)[0, :8192] * window)) ** 2).sum()
    high = np.fft.rfftfreq(8192, 1 / RATE) > 5000
    return float(10 * np.log10((np.abs(np.fft.rfft(seen))[:, high] ** 2).sum(axis=1).max() / full + 1e-20))


@pytest.mark.parametrize(("speed", "rate"), [*((speed, RATE) for speed in SPEEDS), (0.75, 44100), (0.75, 96000)])
def test_a_tone_keeps_its_pitch_and_its_level(speed: float, rate: int) -> None:
    heard = played(stretcher(tone(4.0, rate=rate), speed, rate=rate), round(3.5 * rate / speed))[0, rate // 2 :]
    spectrum = np.abs(np.fft.rfft(heard * np.hanning(len(heard)), 1 << 20))
    assert np.argmax(spectrum) * rate / (1 << 20) == pytest.approx(440.0, abs=0.5)
    peaks = [np.abs(heard[n : n + rate // 50]).max() for n in range(0, len(heard) - rate // 50, rate // 50)]
    assert min(peaks) > 0.498 and max(peaks) < 0.502


@pytest.mark.parametrize("speed", SPEEDS)
def test_clicks_are_whole_and_lie_where_they_belong(speed: float) -> None:
    places = np.arange(1, 10) * 20011
    samples = np.zeros((1, 220000), np.float32)
    samples[0, places] = 0.9
    heard = np.abs(played(stretcher(samples, speed), round(210000 / speed))[0])
    found = np.flatnonzero(heard > 0.5)
    assert len(found) == len(places) and np.abs(found - places / speed).max() <= 32
    heard[found] = 0.0
    assert heard.max() < 0.02


def test_a_tone_over_five_minutes_is_where_it_belongs() -> None:
    """Rounding must not add up: the last note begins as exactly as the first."""
    samples, starts = np.zeros((1, 300 * RATE), np.float32), np.arange(1, 300, 20) * RATE
    for start in starts:
        samples[0, start : start + 5000] = tone(1.0)[0, :5000]
    made = stretcher(samples, 0.83)
    for start in starts:
        due = round(start / 0.83)
        heard = np.abs(played(made, 8000, start=due - 4000)[0])
        assert abs(int(np.argmax(heard > 0.05)) - 4000) <= 32


@pytest.mark.parametrize("blocks", [1, 999, 40000])
def test_any_sizes_of_blocks_give_the_same_bits(blocks: int) -> None:
    samples = np.random.default_rng(2).normal(0.0, 0.1, (2, 60000)).astype(np.float32)
    samples[:, 30000:] *= 8.0
    frames = 2000 if blocks == 1 else 60000
    whole = played(stretcher(samples, 0.8), frames, 4096, channels=2)
    assert np.array_equal(played(stretcher(samples, 0.8), frames, blocks, channels=2), whole)


def test_a_stereo_image_stays_where_it_is() -> None:
    noise = np.random.default_rng(3).normal(0.0, 0.1, (1, 90000)).astype(np.float32)
    heard = played(stretcher(np.concatenate([noise, -0.5 * noise]), 0.7), 100000, channels=2)
    assert np.abs(heard[1] + 0.5 * heard[0]).max() < 1e-5


@pytest.mark.parametrize("first", [0, -777])
def test_the_seam_of_a_loop_is_not_heard_and_each_round_is_the_same(first: int) -> None:
    """The tone does not fit into the loop, so a cut would be heard at -30 dB; the first round begins from elsewhere."""
    start, end = 20000, 61234
    heard = played(stretcher(tone(4.0), 0.75, (start, end), first=first), 200000, start=15000)[0]
    assert above_5_khz_db(heard[2000:]) < -60.0
    length = end - start
    second = heard[end - 15000 :][: 2 * length]
    np.testing.assert_allclose(second[length:], second[:length], atol=1e-6)


@pytest.mark.parametrize("length", [60, 200, 3000])
def test_a_loop_may_be_shorter_than_a_window(length: int) -> None:
    heard = played(stretcher(tone(1.0), 0.75, (5000, 5000 + length)), 9000, start=4990)
    assert np.isfinite(heard).all() and np.abs(heard).max() < 1.0


@pytest.mark.parametrize("length", [1, 700])
def test_a_short_loop_is_made_once(length: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A loop of one frame, which a slip of the mouse can make, kept the disk reader busy for minutes."""
    file = write_wav(tmp_path / "tone.wav", tone(1.0).T)
    timeline = TrackTimeline(0, 1, (span(file, RATE),), practice=PracticeTime(0.75))
    made = renderer_of(timeline, OpenFiles()).afresh((5000, 5000 + length))
    rounds = np.empty((3, 1, length), np.float32)
    made.render(5000, rounds[0])
    monkeypatch.setattr(Stretcher, "_make", None)
    for again in rounds[1:]:
        made.render(5000, again)
        assert np.array_equal(again, rounds[0]) and again.any()


@pytest.mark.parametrize("sound", ["noise", "low tone", "sawtooth", "vibrato"])
def test_what_has_no_attack_is_not_taken_for_one(sound: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that begins anew where nothing begins breaks the phase of what sounds on."""
    at = np.arange(4 * RATE) / RATE
    samples = {
        "noise": np.random.default_rng(5).normal(0.0, 0.1, len(at)),
        "low tone": 0.5 * np.sin(2 * np.pi * 41.2 * at),
        "sawtooth": 0.3 * (2 * (55.0 * at % 1.0) - 1.0),
        "vibrato": 0.5 * np.sin(2 * np.pi * (300.0 * at + 3.0 * np.sin(2 * np.pi * 6.0 * at))),
    }[sound]
    begun = []
    begin = Stretcher._begin
    monkeypatch.setattr(
        Stretcher, "_begin", lambda self, first, heard: (begun.append(first), begin(self, first, heard))[1]
    )
    played(stretcher(samples.astype(np.float32)[None], 0.75), 4 * RATE)
    assert begun == [0]


def test_going_elsewhere_begins_there_at_once() -> None:
    samples = np.zeros((1, 100000), np.float32)
    samples[0, 75000:] = tone(1.0)[0, :25000]
    made = stretcher(samples, 0.5)
    played(made, 5000)
    heard = played(made, 2000, start=150000)[0]
    np.testing.assert_allclose(heard[:500], tone(1.0)[0, :500], atol=0.01)
    assert not played(stretcher(np.zeros((1, 9), np.float32), 0.5), 5000).any()
