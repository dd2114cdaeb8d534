"""Where clips begin, end and meet. Hazards: a click, a dip or a bump at a seam; a split that is heard; an old song that
sounds otherwise."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk.clip_renderer import ClipRenderer
from audio_engine.disk.open_files import OpenFiles
from audio_engine.edges import CROSS_FADE_S, FADE_S
from audio_engine.plan import ClipSpan, TrackTimeline

RATE = 48000
CROSS, FADE = round(CROSS_FADE_S * RATE), round(FADE_S * RATE)
LENGTH = 8 * RATE
WINDOW = np.blackman(8192)
ABOVE = np.fft.rfftfreq(8192, 1 / RATE) > 5000


def low_noise(seed: int) -> np.ndarray:
    """Nothing of it above 3 kHz; full scale."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(LENGTH))
    spectrum[np.fft.rfftfreq(LENGTH, 1 / RATE) > 3000] = 0.0
    noise = np.fft.irfft(spectrum, LENGTH)
    return noise / np.abs(noise).max()


def tone(hz: float) -> np.ndarray:
    return np.sin(2 * np.pi * hz * np.arange(LENGTH) / RATE)


@dataclass(frozen=True)
class Sound:
    path: str
    samples: np.ndarray


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Sound]:
    folder = tmp_path_factory.mktemp("edges")
    made = {"100 Hz": tone(100), "1 kHz": tone(1000), "noise": low_noise(1), "other noise": low_noise(2)}
    for name, samples in made.items():
        soundfile.write(folder / f"{name}.wav", samples.astype(np.float32), RATE, subtype="FLOAT")
    return {name: Sound(str(folder / f"{name}.wav"), samples) for name, samples in made.items()}


def rendered(
    spans: list[ClipSpan], frames: int = 4 * RATE, pieces: tuple[int, ...] = (), channels: int = 1
) -> np.ndarray:
    out = np.empty((channels, frames), np.float32)
    tape, at = ClipRenderer(TrackTimeline(0, channels, tuple(spans), RATE), OpenFiles()), 0
    for piece in (*pieces, frames - sum(pieces)):
        tape.render(at, out[:, at : at + piece])
        at += piece
    return out[0] if channels == 1 else out


def above_5_khz_db(samples: np.ndarray, around: int) -> float:
    seen = samples[around - 4096 : around + 4096].astype(np.float64)
    return 10 * np.log10((np.abs(np.fft.rfft(seen * WINDOW))[ABOVE] ** 2).sum() + 1e-30)


def left_by_a_raised_cosine_db(sound: Sound) -> float:
    """The loudest of many phases, as it begins over 5 ms."""
    rise = 0.5 - 0.5 * np.cos(np.pi * np.arange(240) / 240)
    worst = -300.0
    for phase in range(0, 480, 29):
        begun = np.zeros(2 * RATE)
        begun[RATE:] = sound.samples[phase : phase + RATE]
        begun[RATE : RATE + 240] *= rise
        worst = max(worst, above_5_khz_db(begun, RATE))
    return worst


Seam = Callable[[Callable[..., ClipSpan], int], list[ClipSpan]]
SEAMS: dict[str, tuple[Seam, tuple[int, ...]]] = {
    "import, take": (lambda clip, o: [clip(RATE, o, RATE)], (RATE, 2 * RATE)),
    "punch, drag over": (lambda clip, o: [clip(0, 0, 4 * RATE), clip(RATE, 2 * RATE + o, RATE)], (RATE, 2 * RATE)),
    "over, from its file's start": (lambda clip, o: [clip(0, 0, 4 * RATE), clip(RATE, o // 4, RATE)], (RATE, 2 * RATE)),
    "split, and a part taken out": (lambda clip, o: [clip(0, 0, RATE), clip(RATE, 2 * RATE + o, RATE)], (RATE, 2 * RATE)),
    "the earlier one on top": (lambda clip, o: [clip(RATE, 2 * RATE + o, RATE), clip(0, 0, RATE)], (RATE, 2 * RATE)),
    "loops one after another": (lambda clip, o: [clip(0, o, RATE), clip(RATE, o // 4, RATE)], (RATE, 2 * RATE)),
    "3 ms over each other": (lambda clip, o: [clip(0, 0, RATE + 144), clip(RATE, o // 4, RATE)], (RATE, RATE + 144)),
    "three in one place": (
        lambda clip, o: [clip(0, 0, 3 * RATE), clip(RATE - 200, 3 * RATE + o, RATE), clip(RATE, 2 * RATE + o, RATE)],
        (RATE - 200, RATE, 2 * RATE - 200, 2 * RATE),
    ),
    "rounds of a loop": (
        lambda clip, o: [clip(RATE, o, RATE), clip(RATE, RATE + o, RATE), clip(RATE, 3 * RATE + 2 * o, RATE // 2)],
        (RATE, RATE + RATE // 2, 2 * RATE),
    ),
    "a step of gain": (lambda clip, o: [clip(0, o, RATE), clip(RATE, RATE + o, RATE, gain=0.5)], (RATE, 2 * RATE)),
    "8 ms long": (lambda clip, o: [clip(0, 0, 3 * RATE), clip(RATE, 3 * RATE + o, 400)], (RATE, RATE + 400)),
    "comp": (
        lambda clip, o: [clip(0, 0, RATE + 480), clip(RATE, 3 * RATE + o, RATE, cross_in_frames=480)],
        (RATE, RATE + 480, 2 * RATE),
    ),
    "comp, one phrase trimmed": (
        lambda clip, o: [clip(0, 0, RATE + 300), clip(RATE, 3 * RATE + o, RATE, cross_in_frames=960)],
        (RATE, RATE + 300),
    ),
    "a short fade over sound": (
        lambda clip, o: [clip(0, 0, 3 * RATE), clip(RATE, 3 * RATE + o, RATE, fade_in_frames=20, fade_out_frames=20)],
        (RATE, 2 * RATE),
    ),
}  # fmt: skip


@pytest.mark.parametrize("seam", SEAMS)
@pytest.mark.parametrize("name", ["100 Hz", "1 kHz", "noise"])
def test_no_seam_in_full_signal_clicks(sounds: dict[str, Sound], name: str, seam: str) -> None:
    """At most what a raised cosine of 5 ms leaves, and that is 60 dB under the tone."""
    sound, (spans, places) = sounds[name], SEAMS[seam]
    whole = 10 * np.log10((np.abs(np.fft.rfft(sound.samples[RATE : RATE + 8192] * WINDOW)) ** 2).sum())
    bound = left_by_a_raised_cosine_db(sound)
    assert bound < whole - 60

    def clip(start: int, offset: int, length: int, **edges: float) -> ClipSpan:
        return ClipSpan(sound.path, start, offset, length, auto_edges=True, **edges)  # type: ignore[arg-type]

    for phase in range(0, 480, 97):
        heard = rendered(spans(clip, phase))
        for place in places:
            assert above_5_khz_db(heard, place) <= max(bound, whole - 100)


def test_a_split_that_stays_in_place_is_not_heard_at_all(sounds: dict[str, Sound]) -> None:
    path = sounds["noise"].path
    whole = rendered([ClipSpan(path, 0, 0, 2 * RATE, auto_edges=True)])
    cuts = (0, 60, 20000, 20100, 2 * RATE - 30, 2 * RATE)  # inside its own fades too
    parts = [ClipSpan(path, a, a, b - a, auto_edges=True) for a, b in zip(cuts[:-1], cuts[1:], strict=True)]
    assert np.array_equal(rendered(parts), whole)
    assert np.array_equal(rendered(parts[::-1]), whole), "whichever lies on top"
    over = [ClipSpan(path, 0, 0, RATE + 700, auto_edges=True), ClipSpan(path, RATE, RATE, RATE, auto_edges=True)]
    assert np.array_equal(rendered(over), whole), "pulled open over its other half"


def test_a_clip_that_lies_between_the_halves_of_a_split_is_heard(sounds: dict[str, Sound]) -> None:
    first, other = sounds["noise"].path, sounds["other noise"]
    spans = [
        ClipSpan(first, 0, 0, 20000, auto_edges=True),
        ClipSpan(other.path, 10000, 10000, 20000, auto_edges=True),
        ClipSpan(first, 20000, 20000, 20000, auto_edges=True),
    ]
    heard = rendered(spans)
    assert np.allclose(heard[10000:19000], other.samples[10000:19000], atol=1e-6)
    assert np.allclose(heard[20000:39000], sounds["noise"].samples[20000:39000], atol=1e-6)


@pytest.mark.parametrize(("other", "cross"), [("noise", 0), ("noise", 4800), ("100 Hz", 0)])
def test_a_cross_fade_of_identical_material_is_flat(sounds: dict[str, Sound], other: str, cross: int) -> None:
    """Two takes that sound alike, in files of their own; within 0.2 dB."""
    sound = sounds[other]
    copy = Path(sound.path).with_name("copy.wav")
    copy.write_bytes(Path(sound.path).read_bytes())
    above = ClipSpan(str(copy), RATE, RATE, RATE, cross_in_frames=cross, cross_out_frames=cross, auto_edges=True)
    heard = rendered([ClipSpan(sound.path, 0, 0, 4 * RATE, auto_edges=True), above])
    near = slice(RATE // 2, 3 * RATE)
    assert np.abs(heard[near] - sound.samples[near]).max() < 0.023 * np.abs(sound.samples[near]).max() / 100


def test_a_cross_fade_of_unlike_material_keeps_the_power(sounds: dict[str, Sound]) -> None:
    """Within 0.2 dB, over many pairs of stretches of noise."""
    random_ = np.random.default_rng(5)
    powers = []
    noise = random_.standard_normal((2, 400 * 4800)).astype(np.float32) * 0.1
    paths = []
    for n, samples in enumerate(noise):
        path = Path(sounds["noise"].path).with_name(f"white-{n}.wav")
        soundfile.write(path, samples, RATE, subtype="FLOAT")
        paths.append(str(path))
    for n in range(200):
        spans = [
            ClipSpan(paths[0], 0, n * 9600, 4800, auto_edges=True),
            ClipSpan(paths[1], 2400, n * 9600 + 2400, 4800, cross_in_frames=2000, auto_edges=True),
        ]
        powers.append(rendered(spans, 4800)[2400:4400].astype(np.float64) ** 2)
    curve = np.mean(powers, axis=0).reshape(20, 100).mean(axis=1)  # twenty places of the cross-fade
    assert np.abs(10 * np.log10(curve / 0.01)).max() < 0.2


def test_a_cross_fade_of_half_like_material_keeps_the_power(sounds: dict[str, Sound]) -> None:
    """The same voice with another one: a correlation of one half."""
    noise = np.random.default_rng(6).standard_normal((3, LENGTH)) * 0.1
    paths = []
    for n in (1, 2):
        path = Path(sounds["noise"].path).with_name(f"half-{n}.wav")
        soundfile.write(path, ((noise[0] + noise[n]) / np.sqrt(2)).astype(np.float32), RATE, subtype="FLOAT")
        paths.append(str(path))
    spans = [
        ClipSpan(paths[0], 0, 0, 3 * RATE, auto_edges=True),
        ClipSpan(paths[1], RATE, RATE, 3 * RATE, cross_in_frames=2 * RATE, auto_edges=True),
    ]
    curve = (rendered(spans)[RATE : 3 * RATE].astype(np.float64) ** 2).reshape(10, -1).mean(axis=1)
    assert np.abs(10 * np.log10(curve / 0.01)).max() < 0.25


def test_a_punch_is_whole_where_it_begins_and_leaves_the_rest_as_it_was(sounds: dict[str, Sound]) -> None:
    old, new = sounds["noise"], sounds["other noise"]
    spans = [
        ClipSpan(old.path, 0, 0, 4 * RATE, auto_edges=True),
        ClipSpan(new.path, RATE, RATE, RATE, auto_edges=True),
    ]
    heard = rendered(spans)
    assert np.array_equal(heard[FADE : RATE - CROSS], old.samples[FADE : RATE - CROSS].astype(np.float32))
    assert np.array_equal(heard[RATE : 2 * RATE - CROSS], new.samples[RATE : 2 * RATE - CROSS].astype(np.float32))
    assert np.array_equal(heard[2 * RATE : 3 * RATE], old.samples[2 * RATE : 3 * RATE].astype(np.float32))


def test_a_covered_round_of_a_loop_is_not_heard_at_its_start_or_end(sounds: dict[str, Sound]) -> None:
    below, above = sounds["100 Hz"], sounds["noise"]
    alone = rendered([ClipSpan(above.path, RATE, 0, RATE, auto_edges=True)])
    both = [ClipSpan(sound.path, RATE, 0, RATE, auto_edges=True) for sound in (below, above)]
    assert np.array_equal(rendered(both), alone)


def test_a_file_that_ends_inside_its_clip_does_not_click(sounds: dict[str, Sound]) -> None:
    """And the clip hides what lies beneath up to its own end."""
    sound, below = sounds["1 kHz"], sounds["noise"]
    short = Path(sound.path).with_name("short.wav")
    soundfile.write(short, sound.samples[: RATE + 12].astype(np.float32), RATE, subtype="FLOAT")
    spans = [
        ClipSpan(below.path, 0, 0, 4 * RATE, auto_edges=True),
        ClipSpan(str(short), RATE, 0, 2 * RATE, auto_edges=True),
    ]
    heard = rendered(spans)
    whole = 10 * np.log10((np.abs(np.fft.rfft(sound.samples[:8192] * WINDOW)) ** 2).sum())
    assert above_5_khz_db(heard, 2 * RATE + 12) < whole - 100 and above_5_khz_db(heard, 3 * RATE) < whole - 100
    assert not heard[2 * RATE + 12 : 3 * RATE - CROSS].any()


def test_the_middle_of_a_clip_is_its_file_to_the_bit(sounds: dict[str, Sound]) -> None:
    heard = rendered([ClipSpan(sounds["noise"].path, 0, 0, RATE, auto_edges=True)])
    assert np.array_equal(heard[FADE : RATE - FADE], sounds["noise"].samples[FADE : RATE - FADE].astype(np.float32))
    assert not heard[RATE:].any()


def random_spans(chance: random.Random, paths: list[str], auto: bool) -> list[ClipSpan]:
    spans = []
    for _ in range(chance.randint(1, 7)):
        length = chance.choice((1, 40, 300, 700, 5000, 20000))
        rise, fall = chance.choice((0, 0, length // 2, length // 5)), chance.choice((0, 0, length // 3))
        fades = {"fade": (rise, fall, 0, 0), "cross": (0, 0, rise, fall), "none": (0, 0, 0, 0)}
        start = chance.choice((chance.randrange(30000), 10000, 10700, *(s.timeline_start_frame for s in spans)))
        offset = chance.choice((0, 100, start, start))
        edges = fades[chance.choice(tuple(fades))]
        gain = chance.choice((1.0, 0.5))
        spans.append(
            ClipSpan(
                chance.choice(paths), start, offset, length, gain, *edges, auto_edges=auto and chance.random() < 0.8
            )
        )
    return spans


@pytest.mark.parametrize("seed", range(40))
@pytest.mark.parametrize("channels", [1, 2])
def test_blocks_of_any_size_give_the_same_bits(sounds: dict[str, Sound], seed: int, channels: int) -> None:
    chance = random.Random(seed)
    spans = random_spans(chance, [sounds["noise"].path, sounds["other noise"].path], auto=True)
    whole = rendered(spans, 60000, channels=channels)
    pieces = tuple(chance.choice((1, 7, 64, 100, 481, 5000)) for _ in range(80))
    assert np.isfinite(whole).all() and np.abs(whole).max() < 1.6
    pieces = tuple(size for n, size in enumerate(pieces) if sum(pieces[: n + 1]) < 60000)
    assert np.array_equal(rendered(spans, 60000, pieces, channels), whole)


def as_version_0_2_did(spans: list[ClipSpan], frames: int, samples: dict[str, np.ndarray]) -> np.ndarray:
    """Its rules in plain arithmetic: later spans win; straight fades from silence, equal power to what lies beneath."""
    out = np.zeros(frames)
    for span in spans:
        at = np.arange(span.length_frames)
        left = span.length_frames - at

        def line(rise: int, fall: int, at: np.ndarray = at, left: np.ndarray = left) -> np.ndarray:
            up = np.minimum(at / rise, 1.0) if rise else np.ones(len(at))
            return up * (np.minimum(left / fall, 1.0) if fall else 1.0)

        angle = line(span.cross_in_frames, span.cross_out_frames) * np.pi / 2
        sound = samples[span.path][span.file_start_frame : span.file_start_frame + span.length_frames]
        above = sound * span.gain * line(span.fade_in_frames, span.fade_out_frames) * np.sin(angle)
        place = slice(span.timeline_start_frame, span.timeline_start_frame + span.length_frames)
        out[place] = above + out[place] * np.where(angle < np.pi / 2, np.cos(angle), 0.0)
    return out


@pytest.mark.parametrize("seed", range(60))
def test_clips_of_an_old_song_sound_as_they_did(sounds: dict[str, Sound], seed: int) -> None:
    pair = [sounds["noise"], sounds["other noise"]]
    spans = random_spans(random.Random(seed), [sound.path for sound in pair], auto=False)
    expected = as_version_0_2_did(spans, 60000, {sound.path: sound.samples for sound in pair})
    assert np.abs(rendered(spans, 60000) - expected).max() < 1e-6


def test_an_old_seam_stays_until_one_of_its_sides_is_edited(sounds: dict[str, Sound]) -> None:
    path = sounds["1 kHz"].path
    hard = [ClipSpan(path, 0, 12, RATE), ClipSpan(path, RATE, 3 * RATE, RATE)]
    heard = rendered(hard)
    assert heard[0] == np.float32(sounds["1 kHz"].samples[12]) and above_5_khz_db(heard, RATE) > -60
    edited = rendered([hard[0], ClipSpan(path, RATE, 3 * RATE, RATE, auto_edges=True)])
    assert np.array_equal(edited[: RATE - CROSS], heard[: RATE - CROSS]), "its other edge is still the old one"
    assert above_5_khz_db(edited, RATE) < above_5_khz_db(heard, RATE) - 60
