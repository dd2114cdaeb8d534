"""Clips being processed while a song is open. Hazards: a song that is renamed or left while files are made in it, work that
goes on unseen, a failure that nobody is told of."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.documents.notices import NoticeBoard
from app.edits.edit import Edit
from app.model.clip import Clip
from app.model.ids import ClipId
from app.problems import Refused
from app.renders import clip_processing
from app.renders.clip_processing import ClipProcessing, Wanted
from app.renders.clip_work import ClipWork
from app.renders.running import LONG_S
from app.song.document import Document
from app.song.open_song import OpenSong
from audio_engine.stretch import StretchProblem, StretchRequest, make_file
from tests.helpers.songs import song_with

CLIP = ClipId("clip")
BACKWARDS = [Wanted(CLIP, reversed=True)]


class Place:
    """A song with one clip, and a stretcher that waits until it may go on."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.board, self.now_s = NoticeBoard(), 0.0
        self.document = Document(self.board, lambda _: None)
        opened = OpenSong.new(folder / "Song", "Song", 48000, "test")
        soundfile.write(opened.folder.audio / "a.wav", np.linspace(-1, 1, 9600), 48000, subtype="FLOAT")
        song = song_with("Vox")
        track = replace(song.tracks[0], clips=(Clip(CLIP, "Vox", "audio/a.wav", 0, 0, 9600),))
        opened.history.perform(Edit("Make", lambda _: replace(song, name="Song", tracks=(track,))))
        self.document.begin(opened)
        self.work = ClipWork(self.document, self.board, lambda: self.now_s)
        self.may_go_on, self.problem = threading.Event(), ""
        monkeypatch.setattr(clip_processing, "render", self.render)

    def render(self, request: StretchRequest, cancelled: Callable[[], bool]) -> None:
        assert self.may_go_on.wait(30)
        cancelled()
        if self.problem:
            raise StretchProblem(self.problem)
        make_file(request)

    def end(self, task: ClipProcessing) -> None:
        self.may_go_on.set()
        task.wait()
        self.work.poll()

    @property
    def clip(self) -> Clip:
        return self.document.song.tracks[0].clips[0]

    @property
    def notices(self) -> list[str]:
        return [notice.sentence for notice in self.board.notices]

    @property
    def files(self) -> list[str]:
        return sorted(path.name for path in self.document.opened.folder.audio.iterdir())


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    found = Place(tmp_path, monkeypatch)
    yield found
    found.may_go_on.set()
    found.document.let_go()


def test_it_is_busy_until_its_edit_is_performed(place: Place) -> None:
    task = place.work.process(BACKWARDS, "Reverse clip")
    assert place.work.busy and place.work.progress is None
    place.end(task)
    assert not place.work.busy and place.clip.processing is not None and place.notices == []


def test_what_takes_long_shows_itself_and_can_be_cancelled(place: Place) -> None:
    task = place.work.process(BACKWARDS, "Reverse clip")
    place.now_s = LONG_S
    place.work.poll()
    assert place.notices == ["Reverse clip\u2026"] and place.work.progress is not None
    assert place.work.progress[0] == "Reverse clip"
    cancel = place.board.notices[0].action
    assert callable(cancel)
    cancel()
    place.end(task)
    assert place.clip.processing is None and place.files == ["a.wav"] and place.notices == []


def test_a_failure_is_said(place: Place) -> None:
    place.problem = "No space left on device"
    place.end(place.work.process(BACKWARDS, "Reverse clip"))
    assert place.notices == ["Worktape cannot process Vox: No space left on device."]
    assert not place.work.busy and place.files == ["a.wav"]


def test_a_song_that_is_left_gets_no_edit_and_no_file(place: Place) -> None:
    task = place.work.process(BACKWARDS, "Reverse clip")
    place.work.cancel()
    place.end(task)
    assert place.clip.processing is None and place.files == ["a.wav"]
    assert place.work.follow_tempo([]) is None


def test_a_second_work_on_the_same_clip_is_refused_at_once(place: Place) -> None:
    """It went on for a while, and failed at its end."""
    first = place.work.process(BACKWARDS, "Reverse clip")
    with pytest.raises(Refused, match="Reverse clip.*still working"):
        place.work.process([Wanted(CLIP, stretch=2.0)], "Stretch clip")
    place.end(first)
    assert place.document.undo_label == "Reverse clip"
    place.end(place.work.process([Wanted(CLIP, reversed=True, stretch=2.0)], "Stretch clip"))
    assert place.document.undo_label == "Stretch clip"
