"""Phone memos and other compressed files. Hazards: encoder delay that makes everything late, padding that makes it longer,
sides exchanged, a damaged file that comes in silently wrong or is refused in more or less than one sentence."""

from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk.decoding import open_audio
from audio_engine.disk.importer import ImportProblem, import_file
from audio_engine.disk.priming import without_beginning, without_padding
from tests.helpers.coded import CODED, RATE, coded

FRAMES = 3 * RATE + 704  # not in whole frames of any codec, but in the 64 that the Vorbis encoder counts in
CODEC_FRAMES = (
    1152  # the longest frame of these: nothing says how much of the last one of an MP3 without a header is sound
)
CLICK = RATE


def click() -> np.ndarray:
    samples = np.zeros((FRAMES, 2), np.float32)
    samples[CLICK, 0] = 0.9
    return samples


@pytest.mark.parametrize("name", CODED)
def test_a_click_at_one_second_lies_there(name: str, tmp_path: Path) -> None:
    path = coded(tmp_path / name, click())
    with closing(open_audio(path)) as source:
        samples = np.concatenate(list(source.pieces()))
        assert source.rate_hz == RATE and not source.notes
    assert abs(int(np.argmax(np.abs(samples[:, 0]))) - CLICK) <= 1
    assert np.abs(samples[:, 0]).max() > 0.4 and np.abs(samples[:, 1]).max() < 1e-3, "left stays left"
    assert abs(len(samples) - FRAMES) <= (CODEC_FRAMES if name == "no header.mp3" else 1)


def test_libsndfile_is_not_asked_how_long_an_mp3_is(tmp_path: Path) -> None:
    path = coded(tmp_path / "no header.mp3", click())
    assert abs(soundfile.info(str(path)).frames - FRAMES) > CODEC_FRAMES, "it guesses from the first frame"
    made = import_file(path, [tmp_path / "x.wav"], RATE)
    assert abs(made.files[0].length_frames - FRAMES) <= CODEC_FRAMES


@pytest.mark.parametrize(("excess", "kept"), [(0, 9000), (700, 8300), (5000, 9000), (-3000, 9000)])
def test_only_what_can_be_padding_is_cut(excess: int, kept: int) -> None:
    sound = np.arange(9000, dtype=np.float32)[:, None]
    for size in (1, 1000, 9000):
        pieces = iter([sound[at : at + size] for at in range(0, 9000, size)])
        made = np.concatenate(list(without_padding(pieces, lambda: 9000 - excess)))
        np.testing.assert_array_equal(made, sound[:kept])
    pieces = iter([sound[:1000], sound[1000:]])
    np.testing.assert_array_equal(np.concatenate(list(without_beginning(pieces, 1105))), sound[1105:])


def damaged(data: bytes, how: str) -> bytes:
    noise = np.random.default_rng(17).bytes
    if how == "empty":
        return b""
    if how == "noise":
        return noise(len(data))
    if how == "a few bytes":
        return data[:20]
    if how == "zeros":
        return bytes(len(data))
    middle = len(data) // 2
    return data[:middle] + noise(3000) + data[middle + 3000 :]


@pytest.mark.parametrize("name", CODED)
@pytest.mark.parametrize("how", ["empty", "noise", "a few bytes", "zeros", "hole"])
def test_a_damaged_file_gives_one_sentence(
    name: str, how: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    tone = 0.4 * np.sin(2 * np.pi * 440 * np.arange(FRAMES) / RATE) * np.random.default_rng(1).random(FRAMES)
    path = coded(tmp_path / name, np.stack([tone, tone[::-1]], axis=1).astype(np.float32))
    path.write_bytes(damaged(path.read_bytes(), how))
    capfd.readouterr()
    try:
        sentences = list(import_file(path, [tmp_path / "x.wav"], RATE).notes)
    except ImportProblem as problem:
        sentences = [str(problem)]
    assert len(sentences) == 1, sentences
    assert sentences[0].startswith(name) and sentences[0].endswith(".") and sentences[0].count(". ") == 0
    assert capfd.readouterr() == ("", "")
