"""A medium of a song that is cut off, emptied or replaced. Hazard: silence or a wrong pitch in a bounce that ends well."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.cli import maintenance as care
from app.cli.devices import wait_until
from app.devices.settings import SettingsFile
from app.problems import Refused
from app.renders.freezing import start_freeze
from app.renders.jobs import BounceOptions, StemOptions, start_bounce, start_stems
from app.session.session import Session
from app.song.importing import AudioImport
from app.song.open_song import OpenSong
from app.storage.media_check import damaged_files
from audio_engine.disk.wav import HEADER_BYTES
from tests.helpers.fake_engine import FakeEngine
from tests.helpers.trims import trim_clip

RATE = 48000


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSong]:
    """A song of one imported file."""
    made = OpenSong.new(tmp_path / "Song", "Song", RATE, "test")
    soundfile.write(tmp_path / "Loop.wav", np.full((RATE, 1), 0.25, np.float32), RATE, "FLOAT")
    coming = AudioImport(made, [tmp_path / "Loop.wav"], 0)
    coming.run()
    edit = coming.edit(made.song)
    assert edit is not None
    made.history.perform(edit)
    made.save()
    yield made
    made.close()


def rewritten(rate: int = RATE, frames: int = RATE, channels: int = 1, kind: str = "FLOAT") -> Callable[[Path], object]:
    return lambda path: soundfile.write(path, np.zeros((frames, channels), np.float32), rate, kind)


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "cut to half": (
        lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
        "is cut off: 0.50 s of",
    ),
    "emptied": (lambda path: path.write_bytes(b""), "is empty"),
    "only its header left": (
        lambda path: path.write_bytes(path.read_bytes()[:HEADER_BYTES]),
        "has no audio in it",
    ),
    "overwritten with text": (lambda path: path.write_text("words" * 100), "is no longer audio"),
    "replaced at another rate": (rewritten(44100), "has a sample rate of 44100 Hz, but the song has 48000 Hz"),
    "replaced by a shorter file": (rewritten(frames=RATE // 4), "is cut off: 0.25 s of"),
    "replaced by a stereo file": (rewritten(channels=2), "has 2 channels instead of 1"),
    "deleted": (Path.unlink, "is missing"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_it_is_named_by_check_opening_copy_and_before_every_render(opened: OpenSong, tmp_path: Path, name: str) -> None:
    damage, text = DAMAGE[name]
    file = opened.song.tracks[0].clips[0].file
    damage(opened.folder.path / file)
    sentence = f"{file} of Loop {text}"
    track, whole = opened.song.tracks[0].id, tmp_path / "mix.wav"
    for render in (
        lambda: start_bounce(opened, BounceOptions(whole)),
        lambda: start_stems(opened, tmp_path / "stems", StemOptions()),
        lambda: start_freeze(opened, track),
    ):
        with pytest.raises(Refused) as refused:
            render()
        assert str(refused.value).startswith(sentence)
    said: list[str] = []
    with pytest.raises(Refused) as refused:
        care.check_song(opened.folder.path, said.append)
    assert sentence in str(refused.value) and str(refused.value).count(file) == 1
    with pytest.raises(Refused) as refused:
        care.collect(opened.folder.path, tmp_path / "Copy", said.append)
    assert sentence in str(refused.value) and not any("the same" in line for line in said)
    opened.close()
    session = Session(FakeEngine, SettingsFile())
    session.open_song(opened.folder.path)
    wait_until(session, lambda: bool(session.board.notices), 20.0)
    told = session.board.notices[-1].sentence
    session.close()
    assert f"{file} of Loop" in told and (text in told or "Missing files" in told)
    assert not list(tmp_path.glob("*.wav.*")) and not whole.exists()


def test_a_clip_that_was_pulled_past_the_end_of_its_file_is_no_damage(opened: OpenSong) -> None:
    clip = opened.song.tracks[0].clips[0]
    opened.history.perform(trim_clip(clip.id, 0, 2 * RATE))
    assert damaged_files(opened.folder, opened.song) == {}


def test_without_its_waveform_a_cut_is_seen_by_its_own_header(opened: OpenSong) -> None:
    file = opened.folder.path / opened.song.tracks[0].clips[0].file
    file.write_bytes(file.read_bytes()[:-4000])
    for peaks in opened.folder.peaks.iterdir():
        peaks.unlink()
    assert list(damaged_files(opened.folder, opened.song).values()) == ["of Loop is cut off in the middle"]
