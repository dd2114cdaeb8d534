"""A bounce of each range. Hazards: a file for a marker without length; two ranges of one name in one file; a file of the user's
that is written over; a cancel that says nothing was written, or that leaves half a file."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from app.cli.main import app
from app.edits.markers import add_marker
from app.edits.takes import add_imported
from app.model.ids import TrackId
from app.problems import Refused
from app.renders.jobs import BounceOptions
from app.renders.range_bounce import range_paths, start_range_bounce
from app.song.open_song import OpenSong
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult

RATE = 48000
RANGES = (("Intro", 0.0, 0.5), ("Chorus", 0.5, 0.25), ("chorus", 1.0, 0.5))  # name, start and length in seconds


class Done:
    """A bounce in this process, done when it is waited for."""

    process = 0

    def __init__(self, request: BounceRequest) -> None:
        self.request = request

    def wait(self, on_progress: object) -> BounceResult:
        on_progress(0.5)  # type: ignore[operator]
        return render(self.request, lambda share: None)

    def cancel(self) -> None: ...


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[OpenSong]:
    """Two seconds that rise from 0 to 0.5, three ranges and a place."""
    made = OpenSong.new(tmp_path / "Song", "Rain", RATE, "test")
    rising = np.linspace(0.0, 0.5, 2 * RATE, dtype=np.float32)
    soundfile.write(made.folder.audio / "Vox.wav", rising, RATE, subtype="FLOAT")
    made.history.perform(add_imported("Vox", "audio/Vox.wav", 1, 2 * RATE, 0, TrackId("Vox")))
    for name, start_s, length_s in (*RANGES, ("Here", 0.1, 0.0)):
        made.history.perform(add_marker(round(start_s * RATE), round(length_s * RATE), name))
    yield made
    made.close()


def test_each_range_is_a_file_of_its_name_and_sounds_as_the_whole_mix_there(
    opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audio_engine.bounce.job.start", Done)
    place = tmp_path / "new"
    job = start_range_bounce(opened, BounceOptions(place / "Rain.wav", depth="32f", seamless=True))
    job.settle()
    assert not job.failed and job.progress > 0.5 and job.sentence.startswith(f"3 files in {place}: 48000 Hz, 32-bit")
    assert [path.name for path in job.paths] == ["Rain - Intro.wav", "Rain - Chorus.wav", "Rain - chorus 2.wav"]
    assert [line.split(":")[0] for line in job.lines] == [path.name for path in job.paths]
    level = None
    for path, (name, start_s, length_s) in zip(job.paths, RANGES, strict=True):
        samples = soundfile.read(path)[0][:, 0]
        assert len(samples) == length_s * RATE
        times = (start_s * RATE + np.arange(len(samples))) / (2 * RATE)
        level = level or samples[-1] / times[-1]
        assert np.allclose(samples[2000:], level * times[2000:], atol=1e-5), "but for the fade at the clip's start"
        with soundfile.SoundFile(path) as file:
            assert file.title == f"Rain - {name}"


def test_nothing_is_written_over_unasked(opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_engine.bounce.job.start", Done)
    mine = tmp_path / "Rain - chorus 2.wav"
    mine.write_text("mine")
    before = sorted(tmp_path.iterdir())
    with pytest.raises(Refused, match=r"Rain - chorus 2.wav already exists. Choose another name, such as Rain 2.wav"):
        start_range_bounce(opened, BounceOptions(tmp_path / "Rain.wav"))
    assert sorted(tmp_path.iterdir()) == before and mine.read_text() == "mine"
    start_range_bounce(opened, BounceOptions(tmp_path / "Rain.wav", overwrite=True)).settle()
    assert soundfile.info(mine).frames == RATE // 2


def test_a_song_without_ranges_says_how_to_make_one(opened: OpenSong, tmp_path: Path) -> None:
    while opened.song.markers:
        opened.history.undo()
    assert range_paths(opened.song, tmp_path / "x.wav") == []
    with pytest.raises(Refused, match=r"no range marker. Select some time"):
        start_range_bounce(opened, BounceOptions(tmp_path / "x.wav"))


def test_a_cancel_in_the_middle_says_what_is_written(
    opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = Event()

    class Slow(Done):
        def __init__(self, request: BounceRequest) -> None:
            super().__init__(request)
            self.ended = Event()

        def wait(self, on_progress: object) -> BounceResult:
            if "Intro" in self.request.files[0].path:
                return super().wait(on_progress)
            second.set()
            self.ended.wait(30)
            raise BounceProblem("It was killed.")

        def cancel(self) -> None:
            self.ended.set()

    monkeypatch.setattr("audio_engine.bounce.job.start", Slow)
    job = start_range_bounce(opened, BounceOptions(tmp_path / "Rain.wav"))
    assert second.wait(30)
    job.cancel()
    job.settle()
    assert job.cancelled and not job.failed and job.sentence == "Cancelled. 1 of 3 files is written."
    assert [path.exists() for path in job.paths] == [True, False, False]


def test_the_command_line_writes_them_too(opened: OpenSong, tmp_path: Path) -> None:
    opened.save()
    song = str(opened.folder.path)
    refused = CliRunner().invoke(app, ["bounce", song, "-o", str(tmp_path / "Rain.flac"), "--ranges", "--from", "1"])
    assert refused.exit_code == 1 and "--ranges takes no --from" in refused.stderr
    done = CliRunner().invoke(app, ["bounce", song, "-o", str(tmp_path / "Rain.flac"), "--ranges"])
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in tmp_path.glob("*.flac")) == [
        "Rain - Chorus.flac", "Rain - Intro.flac", "Rain - chorus 2.flac"
    ]  # fmt: skip
    assert "3 files in" in done.stdout and "Rain - Intro.flac: peak" in done.stdout
