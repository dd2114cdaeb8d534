"""Files of a bounce: dither that is not there where no bit is lost, or is the same in every file; tags; a full disk."""

import errno
import math
import os
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile

from audio_engine import formats
from audio_engine.disk.quantise import onto_grid
from audio_engine.formats import FORMATS, Format, Tags, format_of, lossless_formats
from audio_engine.output_file import OutputFile, OutputWriter, WrittenFile

RATE = 48000
TAGS = Tags(title="Régen", artist="Ana & Band", date="2026-11-27", encoder="Worktape 1")


def noise(frames: int, seed: int = 1, channels: int = 2) -> np.ndarray:
    return (np.random.default_rng(seed).standard_normal((frames, channels)) * 0.1).astype(np.float32)


def written(
    path: Path, samples: np.ndarray, depth: str = "24", number: int = 0, rate_hz: int = RATE, start: int = 0
) -> WrittenFile:
    file = OutputFile(name=path.stem, path=str(path), tags=TAGS)
    writer = OutputWriter(file, depth, 0, RATE, rate_hz, samples.shape[1], start, number)  # type: ignore[arg-type]
    writer.write(samples)
    writer.write(samples[:0], last=True)
    result = writer.finish()
    writer.publish()
    return result


UNLISTED = [  # of containers that hold no tags, or not all
    Format("Bare", ".bare", depths=("32f", "24", "16"), container="W64", tags=()),
    Format("Partly", ".partly", depths=("32f", "24"), container="AIFF", tags=("title", "artist", "encoder")),
]
EVERY_LOSSLESS = [(kind, depth) for kind in (*lossless_formats(), *UNLISTED) for depth in kind.depths]


@pytest.fixture
def with_unlisted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Formats that a test adds."""
    monkeypatch.setattr(formats, "FORMATS", [*FORMATS, *UNLISTED])


def each(cases: list[tuple[Format, str]]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(
        ("suffix", "depth"), [(kind.suffix, depth) for kind, depth in cases], ids=lambda text: text
    )


@pytest.mark.usefixtures("with_unlisted")
@each([case for case in EVERY_LOSSLESS if case[1] != "32f"])
def test_what_fits_the_depth_is_written_as_it_is(tmp_path: Path, depth: str, suffix: str) -> None:
    """A 16-bit file through a 16-bit bounce was dithered; FLAC was scaled by 32767 / 32768."""
    scale = 2 ** (int(depth) - 1)
    whole = np.random.default_rng(2).integers(-scale, scale, (5000, 2))
    path = tmp_path / f"a{suffix}"
    written(path, (whole / scale).astype(np.float32), depth)
    assert np.array_equal(soundfile.read(path, dtype="int32")[0] >> (32 - int(depth)), whole)
    silence = tmp_path / f"s{suffix}"
    assert written(silence, np.zeros((5000, 2), np.float32), depth).peak == 0.0
    assert not soundfile.read(silence, dtype="int32")[0].any()


@pytest.mark.usefixtures("with_unlisted")
@each([case for case in EVERY_LOSSLESS if case[1] == "32f"])
def test_floats_are_written_as_they_are_beyond_full_scale_too(tmp_path: Path, depth: str, suffix: str) -> None:
    samples = noise(5000) * 20
    assert np.abs(samples).max() > 4.0
    written(tmp_path / f"a{suffix}", samples, depth)
    assert np.array_equal(soundfile.read(tmp_path / f"a{suffix}", dtype="float32")[0], samples)


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.suffix)
def test_libsndfile_writes_what_each_format_states(kind: Format) -> None:
    if kind.container:
        depths = kind.depths or (formats.DEFAULT_DEPTH,)
        assert [depth for depth in depths if not soundfile.check_format(kind.container, kind.encoding(depth))] == []


@pytest.mark.parametrize("bits", [16, 24])
def test_dither_is_triangular_and_independent_in_every_file(bits: int) -> None:
    """Sixteen files of one dither summed by 24 dB, independent ones by 12."""
    samples, lsb = noise(RATE) / 8, 2.0 ** (1 - bits)
    errors = [(onto_grid(samples, bits, seed, 0).astype(float) - samples) / lsb for seed in range(16)]
    # float32 samples of this size have steps far below an LSB of 16 bit, and near one of 24: both end at 1/4 LSB squared
    assert [float(np.mean(e**2)) for e in errors] == pytest.approx([0.25] * 16, rel=0.03)
    assert float(np.mean(sum(errors) ** 2)) == pytest.approx(16 * 0.25, rel=0.1)


def test_a_part_of_a_dithered_file_has_the_bits_of_the_whole() -> None:
    samples = noise(9000)
    whole = onto_grid(samples, 16, 7, 0)
    for first, last in ((1024, 2048), (5000, 9000), (3, 40)):
        assert np.array_equal(onto_grid(samples[first:last], 16, 7, first), whole[first:last])


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.suffix)
def test_a_format_holds_no_tag_that_there_is_not(kind: Format) -> None:
    assert set(kind.tags) <= set(Tags.__struct_fields__)


@pytest.mark.usefixtures("with_unlisted")
@pytest.mark.parametrize("kind", [*FORMATS, *UNLISTED], ids=lambda kind: kind.suffix)
def test_every_format_says_what_it_holds(tmp_path: Path, kind: Format) -> None:
    path = tmp_path / f"a{kind.suffix}"
    written(path, noise(RATE // 2))
    with av.open(str(path)) as opened, soundfile.SoundFile(path) as again:
        known = {key.lower(): text for key, text in {**opened.metadata, **opened.streams[0].metadata}.items()}
        found = {**again.copy_metadata(), **known, "artist": known.get("artist", known.get("author", ""))}  # so in AIFF
    stated = {tag: getattr(TAGS, tag) for tag in kind.tags}
    program, year = stated.pop("encoder", ""), stated.pop("date", "")[:4]
    assert {tag: found.get(tag) for tag in stated} == stated
    assert found.get("date", "")[:4] == year
    assert any(program in text for text in found.values())


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.suffix)
def test_loudness_and_true_peak_are_those_of_a_file_that_says_so(tmp_path: Path, kind: Format) -> None:
    """A sine of 997 Hz at -20 dBFS on both sides is -20 LUFS + 0.03 after BS.1770; its true peak is -20 dBTP."""
    sine = (0.1 * np.sin(2 * np.pi * 997 * np.arange(3 * RATE) / RATE)).astype(np.float32)
    result = written(tmp_path / f"a{kind.suffix}", np.stack([sine, sine], axis=1))
    assert result.loudness_lufs == pytest.approx(-20.0, abs=0.1)
    assert result.true_peak_db == pytest.approx(-20.0, abs=0.4 if kind.lossy else 0.01)


def test_an_mp3_keeps_to_rates_that_it_knows(tmp_path: Path) -> None:
    kind = format_of("x.mp3")
    assert kind is not None and [kind.rate_for(rate) for rate in (44100, 48000, 88200, 96000, 192000, 50000)] == [
        44100, 48000, 44100, 48000, 48000, 48000,
    ]  # fmt: skip
    assert format_of("a.Flac") is not None and format_of("a.notes") is None


def test_a_name_of_the_longest_kind_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 251 + ".wav")
    written(path, noise(100))
    assert [entry.name for entry in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("suffix", [".wav", ".flac", ".ogg"])
def test_a_disk_that_fills_up_is_told_and_leaves_nothing(tmp_path: Path, suffix: str) -> None:
    """libsndfile swallows what the system says, at the very end too."""
    writer = OutputWriter(OutputFile(name="a", path=str(tmp_path / f"a{suffix}")), "24", 0, RATE, RATE, 2, 0, 0)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, writer._sink._file.fileno())
    os.close(full)

    def write_all() -> None:
        writer.write(noise(RATE))
        writer.finish()

    with pytest.raises(OSError, match="No space left") as problem:
        write_all()
    assert problem.value.errno == errno.ENOSPC
    writer.abandon()
    assert not list(tmp_path.iterdir())


def test_silence_has_no_level(tmp_path: Path) -> None:
    result = written(tmp_path / "a.wav", np.zeros((RATE, 2), np.float32), "16")
    assert (result.peak, result.loudness_lufs, result.true_peak_db) == (0.0, -math.inf, -math.inf)
