"""Bounces and stems as they are asked for: what cannot be is refused in a sentence before anything is written, and what is
given up leaves nothing."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from app.edits import channels
from app.edits.songs import set_artist
from app.edits.takes import add_imported
from app.messages.bounces import CANCELLED
from app.model.ids import TrackId
from app.problems import REFUSALS, Refused
from app.renders import jobs
from app.renders.jobs import BounceOptions, StemOptions, free_path, start_bounce, start_stems
from app.song.open_song import OpenSong
from app.text.paths import parse_assignment
from audio_engine.bounce.render import render
from audio_engine.bounce.request import BounceProblem, BounceRequest, BounceResult
from audio_engine.formats import suffixes

RATE = 48000


class Done:
    """A bounce in this process, done when it was begun."""

    process = 0

    def __init__(self, request: BounceRequest) -> None:
        self.result = render(request, lambda share: None)

    def wait(self, _on_progress: object) -> BounceResult:
        return self.result


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenSong]:
    """Two seconds of a mono track and three of a muted one; the artist is known."""
    made = OpenSong.new(tmp_path / "Song", "Rain", RATE, "test")
    for name, seconds in (("Vox", 2), ("Muted", 3)):
        noise = (np.random.default_rng(1).standard_normal(seconds * RATE) * 0.1).astype(np.float32)
        soundfile.write(made.folder.audio / f"{name}.wav", noise, RATE, subtype="FLOAT")
        file = f"audio/{name}.wav"
        made.history.perform(add_imported(name, file, 1, seconds * RATE, 0, TrackId(name)))
    made.history.perform(channels.set_parameter(TrackId("Muted"), "mute", True))
    made.history.perform(set_artist("Ana"))
    yield made
    made.close()


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("audio_engine.bounce.job.start", Done)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize(("limiter", "remedy"), [("false", "the master"), ("true", "the limiter's ceiling")])
def test_what_clips_names_the_control_that_helps(opened: OpenSong, tmp_path: Path, limiter: str, remedy: str) -> None:
    """The master's fader comes before the limiter, which gives back what is taken there; at another rate it clipped."""
    for value in ("trim_db=24", f"limiter/on={limiter}", "limiter/ceiling_db=0"):
        opened.history.perform(parse_assignment(opened.song, f"master/{value}"))
    job = start_bounce(opened, BounceOptions(tmp_path / "x.wav", rate_hz=44100))
    job.settle()
    assert f"It clips. Lower {remedy} by" in job.sentence and job.clips
    quiet = start_bounce(opened, BounceOptions(tmp_path / "float.wav", depth="32f"))
    quiet.settle()
    assert "It clips" not in quiet.sentence and not quiet.clips, "a file of floats holds what is louder"


REFUSED: list[tuple[dict[str, object], str]] = [
    ({"path": "x.notes"}, f"must end in {suffixes()}"),
    ({"path": "x" * 252 + ".wav"}, "a file name has 255 bytes at most"),
    ({"path": "x.mp3", "rate_hz": 11000}, "MP3 is written at 32000, 44100, 48000 Hz, not at 11000 Hz"),
    ({"path": "x.opus", "rate_hz": 44100}, "Opus is written at 48000 Hz"),
    ({"path": "x.mp3", "kbits": 77}, "MP3 takes 128, 160, 192, 256, 320 kbit/s, not 77"),
    ({"path": "x.wav", "kbits": 192}, "loses nothing and has no bit rate"),
    ({"path": "x.flac", "depth": "32f"}, "FLAC has a depth of 16 or 24, not 32f"),
    ({"path": "x.wav", "rate_hz": 7999}, "is 8000 to 192000 Hz"),
    ({"path": "x.wav", "from_frame": -1}, "starts before the song"),
    ({"path": "x.wav", "from_frame": 9, "to_frame": 9}, "must end after it starts"),
    ({"path": "x.wav", "to_frame": 10**12}, "longer than 24 hours"),
    ({"path": "x.wav", "tail_limit_s": -1.0}, "0 to 600 s long"),
    ({"path": "Song.worktape/audio/x.wav"}, "Choose another folder"),
]


@pytest.mark.parametrize(("options", "sentence"), REFUSED)
def test_what_cannot_be_is_refused_in_one_sentence(
    opened: OpenSong, tmp_path: Path, options: dict[str, object], sentence: str
) -> None:
    before = sorted(tmp_path.rglob("*"))
    chosen = BounceOptions(**{**options, "path": tmp_path / str(options["path"])})  # type: ignore[arg-type]
    with pytest.raises(REFUSALS) as refused:
        start_bounce(opened, chosen)
    assert sentence in str(refused.value) and "\n" not in str(refused.value) and "partial" not in str(refused.value)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_song_of_which_nothing_is_heard_is_refused(opened: OpenSong, tmp_path: Path) -> None:
    opened.history.perform(channels.set_parameter(TrackId("Vox"), "mute", True))
    with pytest.raises(Refused, match="Unmute a track"):
        start_bounce(opened, BounceOptions(tmp_path / "x.wav"))
    with pytest.raises(Refused, match="Unmute a track"):
        start_stems(opened, tmp_path / "stems", StemOptions())


def test_a_disk_without_room_is_told_before(opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 400_000})
    monkeypatch.setattr(jobs.shutil, "disk_usage", lambda path: usage)
    with pytest.raises(Refused, match="has 400 kB left, but this needs 576 kB"):
        start_bounce(opened, BounceOptions(tmp_path / "x.wav"))


@pytest.mark.usefixtures("at_once")
def test_the_file_is_as_long_as_what_is_heard_and_measured_in_the_sentence(opened: OpenSong, tmp_path: Path) -> None:
    """A muted track made it longer, and no sentence told its loudness."""
    job = start_bounce(opened, BounceOptions(tmp_path / ("é" * 122 + ".flac"), depth="16"))
    job.settle()
    samples, rate = soundfile.read(job.paths[0])
    assert len(samples) == 2 * RATE == 2 * rate and not job.failed
    assert "16 bit FLAC, peak" in job.sentence and "LUFS" in job.sentence and "dBTP" in job.sentence
    with soundfile.SoundFile(job.paths[0]) as file:
        assert (file.title, file.artist) == ("Rain", "Ana") and len(file.date) == 10


@pytest.mark.usefixtures("at_once")
def test_stems_of_a_range_hold_that_range_and_say_how_they_sum(opened: OpenSong, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "stems"
    job = start_stems(opened, folder, StemOptions(from_frame=RATE // 2, to_frame=RATE, depth="16"))
    job.settle()
    assert [path.name for path in job.paths] == ["01 Vox.wav"] and "1 stem in" in job.sentence
    assert "Their sum and the mix before the master differ by" in job.sentence
    assert len(job.lines) == 1 and job.lines[0].startswith("01 Vox.wav: peak")
    told = json.loads((folder / "stems.json").read_text())
    samples = soundfile.read(job.paths[0])[0]
    assert len(samples) == told["length_frames"] == RATE // 2 and told["artist"] == "Ana"
    assert told["files"][0]["peak_dbfs"] == pytest.approx(20 * np.log10(np.abs(samples).max()), abs=1e-6)
    with pytest.raises(Refused, match=r"already exists. Choose another folder, such as stems 2"):
        start_stems(opened, folder, StemOptions())
    assert not start_stems(opened, folder, StemOptions(overwrite=True)).failed


def test_stems_are_never_lossy(opened: OpenSong, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="Stems are .*, not mp3"):
        start_stems(opened, tmp_path / "stems", StemOptions(suffix=".mp3"))


def test_a_name_that_is_taken_comes_with_one_that_is_free(opened: OpenSong, tmp_path: Path) -> None:
    for name in ("Mix.wav", "Mix 2.wav"):
        (tmp_path / name).write_text("mine")
    assert free_path(tmp_path / "Mix.wav") == tmp_path / "Mix 3.wav"
    with pytest.raises(Refused, match=r"already exists. Choose another name, such as Mix 3.wav"):
        start_bounce(opened, BounceOptions(tmp_path / "Mix.wav"))
    assert (tmp_path / "Mix.wav").read_text() == "mine"


def test_a_folder_is_not_replaced_by_a_file(opened: OpenSong, tmp_path: Path) -> None:
    """It was found out after everything was rendered."""
    (tmp_path / "x.wav").mkdir()
    with pytest.raises(Refused, match="is a folder"):
        start_bounce(opened, BounceOptions(tmp_path / "x.wav", overwrite=True))


def test_what_is_cancelled_leaves_nothing(opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the folders that were made for it, and what a process that was killed could not remove itself."""

    class Killed:
        process = 4711

        def __init__(self, request: BounceRequest) -> None:
            self.ended = Event()
            self.file = Path(request.files[0].path)
            self.file.parent.mkdir(parents=True)
            (self.file.parent / ".worktape-4711-0.partial").write_bytes(b"half")

        def cancel(self) -> None:
            self.ended.set()

        def wait(self, _on_progress: object) -> BounceResult:
            self.ended.wait()
            raise BounceProblem("It was killed.")

    monkeypatch.setattr("audio_engine.bounce.job.start", Killed)
    before = sorted(tmp_path.rglob("*"))
    job = start_stems(opened, tmp_path / "a" / "b", StemOptions())
    job.cancel()
    job.settle()
    assert job.cancelled and sorted(tmp_path.rglob("*")) == before
    job = start_bounce(opened, BounceOptions(tmp_path / "a" / "mix.wav"))
    (tmp_path / "a" / "mine.txt").write_text("mine")
    job.cancel()
    job.settle()
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["mine.txt"]


def test_a_process_that_is_ended_in_the_middle_leaves_nothing(opened: OpenSong, tmp_path: Path) -> None:
    """The real one: of a file of an hour, so that it cannot be done before."""
    before = sorted(tmp_path.rglob("*"))
    job = start_bounce(opened, BounceOptions(tmp_path / "new" / "x.flac", to_frame=3600 * RATE))
    until = time.monotonic() + 60
    while job.progress == 0.0 and time.monotonic() < until:
        job.poll()
        time.sleep(0.01)  # a process of its own works
    assert job.progress > 0.0, job.sentence
    job.cancel()
    job.settle()
    assert job.sentence == CANCELLED and sorted(tmp_path.rglob("*")) == before


def test_the_mix_is_rendered_from_the_songs_start_whatever_the_range(
    opened: OpenSong, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[BounceRequest] = []
    monkeypatch.setattr("audio_engine.bounce.job.start", lambda request: asked.append(request))
    start_bounce(opened, BounceOptions(tmp_path / "x.wav", from_frame=RATE, to_frame=2 * RATE))
    assert (asked[0].run_in_frame, asked[0].start_frame, asked[0].end_frame) == (0, RATE, 2 * RATE)
    assert opened.song.artist == asked[0].files[0].tags.artist
