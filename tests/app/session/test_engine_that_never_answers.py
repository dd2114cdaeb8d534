"""Hazard: a window that stands still while an engine ends, starts or hands its song over. This one does none of it."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import cast

import pytest

from app.devices.settings import SettingsFile
from app.problems import LockHolder, Refused, SongBeingRecorded, SongLocked, SongProblem
from app.session import attaching
from app.session.session import Session
from app.song.open_song import OpenSong
from app.tasks import Task
from audio_engine.client import client, supervisor
from audio_engine.client.client import EngineClient
from audio_engine.client.process import Engine, EngineProblem
from tests.audio_engine.client.engines import SilentEngine, SilentProcess

LONGEST_S = 0.05
TRIES = 5  # of which the best counts: the machine may stand still by itself
NEVER_S = 60.0


class Silence:
    """Engines that neither start nor end before `over` is set. To wait for one on the main thread fails."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.begun: list[str] = []

    def wait(self, what: str) -> None:
        assert threading.current_thread() is not threading.main_thread(), f"the window waits for an engine to {what}"
        self.begun.append(what)
        self.over.wait(NEVER_S)

    def find(self, *_arguments: object) -> Engine | None:
        self.wait("be joined")
        raise EngineProblem("It did not answer.")


class EndlessProcess(SilentProcess):
    def __init__(self, silence: Silence) -> None:
        super().__init__()
        self._silence = silence

    def wait(self, limit_s: float) -> bool:
        self._silence.wait("end")
        return True


@pytest.fixture
def silence(monkeypatch: pytest.MonkeyPatch) -> Iterator[Silence]:
    made = Silence()
    for module in (client, supervisor):
        monkeypatch.setattr(module, "find_engine", made.find)
    yield made
    made.over.set()


@pytest.fixture
def session(silence: Silence, tmp_path: Path) -> Iterator[Session]:
    """As a window has it, with an engine that runs."""
    made = Session(EngineClient, SettingsFile())
    made.engine.waits = False
    made.new_song(tmp_path / "First", "First")
    made.engine.start(None)
    adopt(made, silence)
    yield made
    silence.over.set()
    made.close()


def adopt(session: Session, silence: Silence) -> None:
    engine = SilentEngine()
    engine.process = EndlessProcess(silence)
    cast(EngineClient, session.engine.require())._adopt(cast(Engine, engine))


def until(state: Callable[[], bool]) -> None:
    end = time.monotonic() + 20.0
    while not state():
        assert time.monotonic() < end
        time.sleep(0.002)


def took_s(call: Callable[[], object]) -> float:
    begin = time.monotonic()
    call()
    return time.monotonic() - begin


def test_no_call_of_a_client_lasts_longer_than_a_few_frames_of_the_screen(silence: Silence) -> None:
    lasted = dict.fromkeys(("start", "poll", "close"), NEVER_S)
    for _ in range(TRIES):
        made, engine = EngineClient(), SilentEngine()
        engine.process = EndlessProcess(silence)
        starting = took_s(lambda made=made: made.start(wait=False))
        made._adopt(cast(Engine, engine))
        polling = took_s(made.poll)
        ended: list[Callable[[], bool]] = []
        closing = took_s(lambda made=made, ended=ended: ended.append(made.close(wait=False)))
        assert not ended[0]()
        for name, seconds in (("start", starting), ("poll", polling), ("close", closing)):
            lasted[name] = min(lasted[name], seconds)
    assert max(lasted.values()) < LONGEST_S, lasted
    silence.over.set()
    until(ended[0])


def test_another_song_is_opened_while_the_engine_of_the_last_one_ends(
    session: Session, silence: Silence, tmp_path: Path
) -> None:
    session.new_song(tmp_path / "Second", "Second")
    until(lambda: "end" in silence.begun)
    session.poll()
    assert session.document.song.name == "Second" and session.engine.controller is not None


def test_a_song_is_renamed_when_its_engine_has_ended(session: Session, silence: Silence, tmp_path: Path) -> None:
    session.rename_song("Night drive")
    until(lambda: "end" in silence.begun)
    session.poll()
    assert session.document.song.name == "First" and session.engine.controller is None
    silence.over.set()
    until(lambda: session.poll() or session.document.song.name == "Night drive")
    assert session.document.opened.folder.path.name == "Night drive.worktape"
    assert session.engine.controller is not None, "it gets another engine"


def test_a_name_that_is_taken_ends_no_engine(session: Session, tmp_path: Path) -> None:
    running = session.engine.controller
    (tmp_path / "Night drive.worktape").mkdir()
    for name in ("Night drive", "  "):
        with pytest.raises((SongProblem, Refused)):
            session.rename_song(name)
    assert session.engine.controller is running and session.document.song.name == "First"


def test_a_name_that_is_taken_by_then_is_a_notice(session: Session, silence: Silence, tmp_path: Path) -> None:
    session.rename_song("Night drive")
    (tmp_path / "Night drive.worktape").mkdir()
    silence.over.set()
    until(lambda: session.poll() or any("Night drive" in notice.sentence for notice in session.board.notices))
    assert session.document.song.name == "First"
    assert session.engine.controller is not None


def test_a_song_that_is_still_recorded_is_joined_on_a_worker(
    session: Session, silence: Silence, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def locked(*_arguments: object, **_more: object) -> OpenSong:
        raise SongLocked("Another program has it.", LockHolder(4711, "another program"))

    monkeypatch.setattr(OpenSong, "existing", locked)
    monkeypatch.setattr(attaching, "engine_pid", lambda _folder: 4711)
    running = session.engine.controller
    with pytest.raises(SongBeingRecorded):
        session.open_song(tmp_path / "Other.worktape")
    failures: list[str] = []
    Task(lambda: session.engine.joined(tmp_path / "Other.worktape")).start(
        lambda _joined: None, lambda problem: failures.append(str(problem)), lambda call: call()
    )
    until(lambda: "be joined" in silence.begun)
    session.poll()
    assert session.engine.controller is running, "the song that is open plays on"
    silence.over.set()
    until(lambda: bool(failures))
    assert failures == ["It did not answer."]
