"""Files from elsewhere, as people have them. Hazards: sound that is missing, late, changed at block borders or made up; a
decoder's own lines on the terminal; a file that never ends."""

import errno
import io
import os
import struct
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk import compressed
from audio_engine.disk.audio_source import Samples, Unreadable, in_blocks
from audio_engine.disk.decoding import open_audio
from audio_engine.disk.importer import ImportProblem, import_file
from tests.helpers import odd_files
from tests.helpers.coded import coded
from tests.helpers.odd_files import CASES, RATE, SOUND, Case

LOSSY_ERROR = 2e-6  # between two builds of the same decoder


def imported(source: Path, folder: Path, rate_hz: int, channels: int = 1) -> tuple[Samples, tuple[str, ...]]:
    target = folder / "song" / "audio" / "x.wav"
    target.parent.mkdir(parents=True)
    made = import_file(source, [target], rate_hz)
    data = target.read_bytes()
    first = data.index(b"data") + 8
    return np.frombuffer(data[first:], "<f4").reshape(-1, made.files[0].channels), made.notes


def decoded(file: Path) -> Samples:
    with closing(open_audio(file)) as source:
        return np.concatenate(list(source.pieces()))


@pytest.mark.parametrize("name", CASES)
def test_it_comes_in_as_its_own_decoder_reads_it_or_is_refused_in_a_sentence(
    name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    case = CASES[name]
    if gone := odd_files.missing(case):
        pytest.skip(f"{name}: {', '.join(gone)} is not installed")
    file = case.make(tmp_path)
    capfd.readouterr()
    if isinstance(case.wanted, str) and case.wanted != "ffmpeg":
        with pytest.raises(ImportProblem, match=case.wanted) as refused:
            imported(file, tmp_path, RATE)
        assert str(refused.value).startswith(f"{file.name} ") and str(refused.value).endswith(".")
        assert not list((tmp_path / "song").rglob("*.*"))
    else:
        rate = 48000 if file.suffix in (".opus", ".webm") else RATE
        samples, notes = imported(file, tmp_path, rate)
        wanted, error = _oracle(case, file, samples.shape[1])
        assert samples.shape == wanted.shape and len(samples) >= case.least_frames
        assert np.abs(samples - wanted).max() <= error
        assert (case.note in " ".join(notes)) if case.note else not notes
    assert capfd.readouterr() == ("", ""), "the decoder's own lines belong into the log"


def _oracle(case: Case, file: Path, channels: int) -> tuple[Samples, float]:
    if not isinstance(case.wanted, str):
        return case.wanted, 0.0
    return odd_files.ffmpeg_decodes(file).reshape(-1, channels)[case.skipped : case.frames], LOSSY_ERROR


@pytest.mark.parametrize(
    "name", ["MP3", "Ogg Vorbis", "Opus", "AAC in M4A", "FLAC", "cut off in the middle of a frame"]
)
def test_blocks_of_any_size_give_the_same_samples(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    if gone := odd_files.missing(case):
        pytest.skip(f"{name}: {', '.join(gone)} is not installed")
    file = case.make(tmp_path)
    whole = decoded(file)
    for frames in (1000, 1152, 4096, 65536):
        with closing(open_audio(file)) as source:
            blocks = list(in_blocks(source.pieces(), frames))
        assert np.array_equal(np.concatenate(blocks), whole) and all(len(block) == frames for block in blocks[:-1])


@pytest.mark.parametrize("name", ["Ogg Vorbis", "Opus"])
def test_of_a_chained_file_every_link_is_whole(name: str, tmp_path: Path) -> None:
    if gone := odd_files.missing(CASES[name]):
        pytest.skip(f"{name}: {', '.join(gone)} is not installed")
    file = CASES[name].make(tmp_path)
    once = decoded(file)
    file.write_bytes(file.read_bytes() * 3)
    assert np.array_equal(decoded(file), np.concatenate([once] * 3))


def test_a_stream_whose_rate_and_channels_change_goes_on_at_those_of_its_beginning(tmp_path: Path) -> None:
    if gone := odd_files.missing(CASES["Ogg Vorbis"]) or odd_files.missing(CASES["AU"]):
        pytest.skip(f"{', '.join(gone)} is not installed")
    first = CASES["Ogg Vorbis"].make(tmp_path)
    odd_files.run(
        "ffmpeg", "-v", "error", "-i", first, "-ac", 1, "-ar", 22050, "-c:a", "libvorbis", tmp_path / "second.ogg"
    )
    once = decoded(first)
    first.write_bytes(first.read_bytes() + (tmp_path / "second.ogg").read_bytes())
    both = decoded(first)
    assert np.array_equal(both[: len(once)], once) and abs(len(both) - 2 * len(once)) < 10
    middle = slice(20000, 50000)  # the second part is the first through a filter
    assert np.corrcoef(both[len(once) :][middle].mean(axis=1), once[middle].mean(axis=1))[0, 1] > 0.9


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")
    with pytest.raises(ImportProblem, match=r"pipe\.wav is a pipe"):
        import_file(tmp_path / "pipe.wav", [tmp_path / "x.wav"], RATE)


def test_a_playlist_cannot_make_the_decoder_open_anything_else(tmp_path: Path) -> None:
    odd_files.plain(tmp_path)
    for name, text in {
        "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nplain.wav\n#EXT-X-ENDLIST\n",
        "list.wav": "ffconcat version 1.0\nfile plain.wav\n",
    }.items():
        (tmp_path / name).write_text(text)
        with pytest.raises(Unreadable, match="is not audio"):
            open_audio(tmp_path / name)


def test_a_tiny_file_of_an_absurd_rate_stays_small(tmp_path: Path) -> None:
    header = odd_files.fmt()
    for rate in (0, 999, 2**31):
        damaged = header[:12] + struct.pack("<I", rate) + header[16:]
        (tmp_path / "a.wav").write_bytes(odd_files.riff(damaged, odd_files.chunk(b"data", bytes(4000))))
        with pytest.raises(Unreadable, match="sample rate"):
            open_audio(tmp_path / "a.wav")


def test_damaged_headers_end_in_sound_or_a_sentence(tmp_path: Path) -> None:
    """Bytes of the first 60 are changed at random; whatever comes in is finite and no longer than the bytes that are there."""
    random = np.random.default_rng(5)
    whole = odd_files.riff(odd_files.fmt(3, 32), odd_files.chunk(b"data", SOUND[:2000].astype("<f4").tobytes()))
    refused = 0
    for number in range(300):
        damaged = bytearray(whole)
        for at in random.integers(0, 60, random.integers(1, 6)):
            damaged[at] = random.integers(0, 256)
        file = tmp_path / f"{number}.wav"
        file.write_bytes(damaged)
        try:
            samples, _ = imported(file, tmp_path / str(number), 48000)
        except ImportProblem:
            refused += 1
            continue
        assert np.isfinite(samples).all() and 0 < len(samples) <= len(damaged) * 49
    assert 0 < refused < 300


def test_what_the_drive_says_in_the_middle_of_a_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES["FLAC"]
    if gone := odd_files.missing(case):
        pytest.skip(f"{', '.join(gone)} is not installed")
    file, read = case.make(tmp_path), compressed._Bytes.read

    def fail(self: compressed._Bytes, size: int = -1) -> bytes:
        if self.tell() > 60_000:
            self._file = BrokenDrive()
        return read(self, size)

    monkeypatch.setattr(compressed._Bytes, "read", fail)
    with pytest.raises(ImportProblem, match=r"x\.flac could not be imported: Input/output error"):
        imported(file, tmp_path, RATE)
    assert not list((tmp_path / "song").rglob("*.*"))


class BrokenDrive(io.BytesIO):
    def seek(self, offset: int, whence: int = 0) -> int:
        raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize("name", ["FLAC", "MP3", "Ogg Vorbis", "AAC in M4A", "AIFF", "WMA"])
def test_damaged_files_end_in_sound_or_a_sentence(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Bytes overwritten, cut out, put in or cut off, mostly at the beginning."""
    if gone := odd_files.missing(CASES[name]):
        pytest.skip(f"{name}: {', '.join(gone)} is not installed")
    file, random = CASES[name].make(tmp_path), np.random.default_rng(23)
    whole = file.read_bytes()
    capfd.readouterr()
    for number in range(20):
        damaged = bytearray(whole)
        at = int(random.integers(0, random.choice([60, 400, len(whole)])))
        few = random.integers(0, 256, random.integers(1, 300), np.uint8).tobytes()
        what = number % 4
        damaged[at : at + len(few) * (what < 2)] = b"" if what == 0 else few
        damaged = damaged[:at] if what == 3 else damaged
        file.write_bytes(damaged)
        try:
            samples, _ = imported(file, tmp_path / str(number), RATE)
        except ImportProblem:
            assert not list((tmp_path / str(number)).rglob("*.*"))
            continue
        assert np.isfinite(samples).all() and 0 < len(samples) < 4 * odd_files.FRAMES
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("hole", "told"),
    [(True, "is damaged after 3.0"), (False, "x.flac is cut off: 2.9")],
    ids=["in the middle", "at the end"],
)
def test_a_file_that_is_damaged_in_the_middle_is_not_called_cut_off(tmp_path: Path, hole: bool, told: str) -> None:
    noise = np.random.default_rng(3).uniform(-0.1, 0.1, (48000 * 6, 2)).astype(np.float32)
    path = coded(tmp_path / "memo.opus", noise) if hole else tmp_path / "x.flac"
    if not hole:
        soundfile.write(path, noise, 48000)
    data = path.read_bytes()
    middle, tenth = len(data) // 2, len(data) // 10
    path.write_bytes(data[:middle] + bytes(tenth) + data[middle + tenth :] if hole else data[:middle])
    (note,) = imported(path, tmp_path, 48000, 2)[1]
    assert told in note and "are there" in note
