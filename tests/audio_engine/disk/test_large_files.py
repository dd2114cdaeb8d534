"""Hazards: a take that becomes unreadable when it crosses 4 GB. The files are sparse: they take no room."""

import os
import struct
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_engine.disk import wav
from audio_engine.disk.open_files import media_facts
from audio_engine.disk.wav_file import open_wav

FOUR_GB = 1 << 32


@pytest.mark.parametrize(("channels", "sample_bytes"), [(1, 4), (1, 3), (2, 3)])
@pytest.mark.parametrize("over", [-2, -1, 0, 1, 1000])
def test_sizes_are_right_on_both_sides_of_four_gigabytes(
    tmp_path: Path, channels: int, sample_bytes: int, over: int
) -> None:
    kind = wav.WavFormat(48000, channels, sample_bytes)
    frames = (FOUR_GB - wav.HEADER_BYTES + 8) // kind.frame_bytes + over
    path = tmp_path / "large.wav"
    last = np.full((1, channels), 0.5, np.float32)
    with path.open("wb+") as file:
        file.write(wav.header(kind, 0))
        file.seek(wav.HEADER_BYTES + (frames - 1) * kind.frame_bytes)
        file.write(wav.to_bytes(last, sample_bytes))
        wav.write_sizes(file.fileno(), kind, frames)
    assert os.path.getsize(path) == wav.HEADER_BYTES + frames * kind.frame_bytes
    with soundfile.SoundFile(path) as opened:
        assert opened.frames == frames
        opened.seek(frames - 2)
        assert np.array_equal(opened.read(2, dtype="float32", always_2d=True), np.vstack([last * 0, last]))
    found = media_facts(path)
    assert (found.rate_hz, found.channels, found.length_frames, found.cut) == (48000, channels, frames, False)
    with closing(open_wav(path) or pytest.fail("no WAV")) as read:
        assert np.array_equal(read.read_at(frames - 2, 9), np.vstack([last * 0, last]))


def test_the_place_of_the_large_sizes_is_the_reserved_one() -> None:
    kind = wav.WavFormat(192000, 1, 4)
    small, large = wav.header(kind, 1000), wav.header(kind, FOUR_GB)
    assert len(small) == len(large) == wav.HEADER_BYTES
    assert (small[:4], small[12:16]) == (b"RIFF", b"JUNK")
    assert (large[:4], large[12:16]) == (b"RF64", b"ds64")
    assert struct.unpack("<QQQ", large[20:44]) == (wav.HEADER_BYTES - 8 + FOUR_GB * 4, FOUR_GB * 4, FOUR_GB)
