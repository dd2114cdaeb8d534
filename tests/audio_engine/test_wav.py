"""Reading plain WAV files ourselves: the same samples as libsndfile, and files that are not what they say."""

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk import wav
from audio_engine.disk.open_files import OpenFiles
from audio_engine.disk.pcm import pack_24, unpack_24


@pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "FLOAT", "PCM_U8", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2])
def test_samples_are_those_that_libsndfile_reads(tmp_path: Path, subtype: str, channels: int) -> None:
    random = np.random.default_rng(3)
    path = str(tmp_path / "x.wav")
    soundfile.write(path, np.clip(random.standard_normal((1001, channels)) * 0.4, -1, 1), 48000, subtype)
    wanted, _ = soundfile.read(path, dtype="float32", always_2d=True)
    files = OpenFiles()
    for start, frames in ((0, 1001), (3, 7), (990, 50), (2000, 5), (1, 1)):
        assert np.array_equal(files.read(path, start, frames), wanted[start : start + frames])
    assert not files.problems


def test_all_24_bit_values_survive_both_ways() -> None:
    whole = np.concatenate([np.arange(-(2**23), 2**23, 97), [-(2**23), -1, 0, 1, 2**23 - 1]])
    samples = (whole / 2**23).astype(np.float32)
    assert np.array_equal(unpack_24(pack_24(samples)), samples)
    assert len(unpack_24(np.zeros(7, np.uint8))) == 2, "a torn sample is left out"


def test_a_take_that_was_cut_off_is_as_long_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    kind = wav.WavFormat(48000, 1, 3)
    path.write_bytes(wav.header(kind, 0) + bytes(wav.to_bytes(np.full((100, 1), 0.5, np.float32), 3))[:-1])
    assert np.array_equal(OpenFiles().read(str(path), 0, 200), np.full((99, 1), 0.5, np.float32))


def test_a_header_that_was_not_brought_up_to_date_hides_no_sound(tmp_path: Path) -> None:
    kind, tone = wav.WavFormat(48000, 1, 3), np.full((100, 1), 0.5, np.float32)
    stale = tmp_path / "stale.wav"
    stale.write_bytes(wav.header(kind, 40) + bytes(wav.to_bytes(tone, 3)))
    assert np.array_equal(OpenFiles().read(str(stale), 0, 200), tone)
    foreign = tmp_path / "foreign.wav"  # with words behind the samples, which are no sound
    whole = bytearray(wav.header(kind, 40) + bytes(wav.to_bytes(tone[:40], 3)) + b"LIST" + (8).to_bytes(4, "little"))
    whole[4:8] = (len(whole) + 8 - 8).to_bytes(4, "little")
    foreign.write_bytes(whole + bytes(8))
    assert np.array_equal(OpenFiles().read(str(foreign), 0, 200), tone[:40])


NO_CHANNELS = wav.header(wav.WavFormat(48000, 0, 4), 0) + bytes(800)
CUT_OFF = wav.header(wav.WavFormat(48000, 1, 4), 0)[:60]  # in the middle of what says the format


@pytest.mark.parametrize(
    "content", [b"", b"RIFF", b"not a sound file at all", b"RIFF\0\0\0\0WAVEdata\0\0\0\0", NO_CHANNELS, CUT_OFF]
)
def test_what_is_no_sound_file_is_silence_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(content)
    files = OpenFiles()
    assert len(files.read(str(path), 0, 10)) == 0
    assert "bad.wav cannot be read" in files.problems[str(path)]


def _chunks(header: bytes) -> dict[bytes, bytes]:
    """Name and content of every chunk before the samples."""
    found, at = {}, 12
    while at < len(header) - 8:
        size = int.from_bytes(header[at + 4 : at + 8], "little")
        found[header[at : at + 4]] = header[at + 8 : at + 8 + size]
        at += 8 + size
    assert header[at : at + 4] == b"data" and at + 8 == len(header) == wav.HEADER_BYTES
    return found


def test_a_float_file_says_how_many_frames_it_holds_as_the_standard_asks() -> None:
    """Multimedia Programming Interface 1.0: what is not PCM has a `fact` chunk and the size of its extension in fmt."""
    chunks = _chunks(wav.header(wav.WavFormat(48000, 2, 4), 1234))
    assert len(chunks[b"fmt "]) == 18 and chunks[b"fmt "][16:] == bytes(2)
    assert chunks[b"fact"] == (1234).to_bytes(4, "little")
    plain = _chunks(wav.header(wav.WavFormat(48000, 2, 3), 1234))
    assert len(plain[b"fmt "]) == 16 and b"fact" not in plain


def test_files_of_older_versions_begin_where_they_began(tmp_path: Path) -> None:
    """A take of an older version that a crash left is recovered to the sample, and its header stays as long as it was."""
    kind, tone = wav.WavFormat(48000, 1, 4), np.full((100, 1), 0.5, np.float32)
    old = tmp_path / "old.wav"
    old.write_bytes(wav.header(kind, 0, wav.OLD_HEADER_BYTES) + bytes(wav.to_bytes(tone, 4)))
    new = tmp_path / "new.wav"
    new.write_bytes(wav.header(kind, 0) + bytes(wav.to_bytes(tone, 4)))
    assert [wav.header_bytes_of(path) for path in (old, new)] == [80, wav.HEADER_BYTES]
    with open(old, "rb+") as file:
        wav.write_sizes(file.fileno(), kind, 100, wav.header_bytes_of(old))
    for path in (old, new):
        assert np.array_equal(OpenFiles().read(str(path), 0, 200), tone)
    assert np.array_equal(soundfile.read(old, dtype="float32")[0], tone[:, 0])


@pytest.mark.parametrize("frames", [1, 3, 4, 1000])
def test_24_bit_samples_are_read_back_from_bytes_as_a_disk_gives_them(frames: int) -> None:
    """Bytes cannot be written to; as many samples as fill whole words were once refused for it, and a crash cost the take."""
    kind = wav.WavFormat(48000, 1, 3)
    samples = (np.arange(frames, dtype=np.float32) / 2048)[:, None]
    assert np.array_equal(wav.from_bytes(bytes(wav.to_bytes(samples, 3)), kind), samples)
