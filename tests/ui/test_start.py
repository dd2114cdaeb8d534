"""From nothing to a window: no screen, a damaged song, a song that is open elsewhere, an engine that does not start."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import main as start
from app.devices.settings import SettingsFile
from app.edits.tracks import add_track
from app.engine.preparation import EnginePreparation
from app.messages.window import NO_ENGINE, PREPARING_ENGINE, demo_not_made
from app.session.session import Session
from app.song.open_song import OpenSong
from audio_engine import kernel_cache
from audio_engine.client import process
from tests.helpers.fake_engine import FakeEngine
from ui.dialogs.songs import SongsDialog
from ui.main_window import MainWindow
from ui.window.splash import Splash

REAL_POPEN = subprocess.Popen


class NoEngine(FakeEngine):
    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        raise RuntimeError("The audio engine did not start; engine.log says why.")


def begin(qtbot: QtBot, folder: Path, engine: type[FakeEngine] = FakeEngine) -> tuple[Session, "start._Start"]:
    session = Session(lambda: engine(), SettingsFile(folder / "settings"))  # type: ignore[arg-type, return-value]
    session.settings.demo_made = True
    splash = Splash()
    qtbot.addWidget(splash)
    return session, start._Start(session, splash)


@pytest.fixture(autouse=True)
def songs_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "songs_folder", lambda _settings: tmp_path / "songs")


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(start, "has_screen", lambda: False)
    assert start.run_window(None) == 1
    assert "No display" in capsys.readouterr().err


def test_a_first_start_without_demo_opens_a_new_song(qtbot: QtBot, tmp_path: Path) -> None:
    session, starting = begin(qtbot, tmp_path)
    starting._open(None)
    assert session.document.song.name == "New song 1" and session.engine.controller is not None
    session.close()


def test_a_damaged_song_is_told_and_a_new_one_opened(qtbot: QtBot, tmp_path: Path) -> None:
    damaged = tmp_path / "Bad.worktape"
    damaged.mkdir()
    (damaged / "song.json").write_text("{")
    session, starting = begin(qtbot, tmp_path)
    starting._open(damaged)
    assert session.document.has_song and "is cut off before its end" in str(starting._damaged)
    assert (damaged / "song.json").read_text() == "{"
    session.close()


def test_songs_that_cannot_be_opened_leave_no_new_ones_behind(qtbot: QtBot, tmp_path: Path) -> None:
    for n, contents in enumerate(
        ("{", "", "[]", '{"program": "worktape"}', "\udcff", '{"program": "worktape", "schema_version": 1}')
    ):
        damaged = tmp_path / f"Bad {n}.worktape"
        damaged.mkdir()
        (damaged / "song.json").write_bytes(contents.encode(errors="surrogateescape"))
        session, starting = begin(qtbot, tmp_path)
        starting._open(damaged)
        sentence = str(starting._damaged)
        assert session.document.has_song and not any(
            word in sentence for word in ("char", "column", "Expecting", "$", "codec")
        )
        assert session.settings.recent_folders == []
        session.close()
    assert list((tmp_path / "songs").iterdir()) == []


def test_a_new_song_in_place_of_a_damaged_one_stays_once_something_is_in_it(qtbot: QtBot, tmp_path: Path) -> None:
    session, starting = begin(qtbot, tmp_path)
    starting._open(tmp_path / "Missing.worktape")
    session.document.perform(add_track("Vox"))
    folder = session.document.folder
    assert session.settings.recent_folders == [folder], "it is found again after a crash, though nobody saved it"
    session.document.save()
    session.close()
    assert folder is not None and folder.is_dir() and session.settings.recent_folders == [folder]


def child_that_runs(code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stands in for the process that makes the demo."""
    monkeypatch.setattr(
        start.subprocess, "Popen", lambda _command, **more: REAL_POPEN([sys.executable, "-c", code], **more)
    )


def test_a_first_start_says_what_is_prepared_and_how_far_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiled = [(0, 200)]
    monkeypatch.setattr(kernel_cache, "is_warm", lambda: False)
    monkeypatch.setattr(kernel_cache, "compiled", lambda: compiled[0])
    seen = []
    for done, line in ((0, ""), (100, ""), (200, "0.500 Recording pass 2 of 3")):
        compiled[0] = done, 200
        target = tmp_path / str(done)
        child_that_runs(f"import os; os.mkdir({str(target)!r}); print({line!r})", monkeypatch)
        making = start._DemoMaking(target)
        making.run()
        seen.append((round(making.share(), 2), making.sentence().splitlines()[1:]))
    assert "audio engine and a demo song" in making.sentence()
    assert seen == [(0.0, []), (0.35, []), (0.85, ["Recording pass 2 of 3"])]


def test_a_demo_that_is_skipped_leaves_nothing(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "Demo"
    child_that_runs(
        f"import os, time; os.mkdir({str(target)!r}); print('0.1 Playing', flush=True); time.sleep(60)", monkeypatch
    )
    making = start._DemoMaking(target)
    making.start(lambda _: None, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: making.doing == "Playing")
    making.cancel()
    making.wait()
    assert not target.exists()


def test_a_demo_that_fails_with_many_words_is_told_by_its_last(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody read them, and both waited for ever."""
    session, starting = begin(qtbot, tmp_path)
    session.settings.demo_made = False
    child_that_runs(
        "import sys; sys.stderr.write('x' * 300_000 + chr(10) + 'The disk is full.'); sys.exit(1)", monkeypatch
    )
    assert starting._demo() is None
    assert starting._sentences == [demo_not_made(["The disk is full."])]


class SlowEngine(FakeEngine):
    """An engine that is prepared first."""

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        assert not wait, "the window would not be shown before it is ready"
        self.is_starting = True


def test_a_window_is_shown_while_the_engine_is_prepared_and_says_how_far_it_is(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first start showed one sentence for half a minute."""
    compiled, now = [(0, 200)], [0.0]
    monkeypatch.setattr(kernel_cache, "is_warm", lambda: False)
    session, starting = begin(qtbot, tmp_path, SlowEngine)
    session.engine.preparation = EnginePreparation(
        lambda: session.engine.is_starting, session.board, lambda: False, lambda: compiled[0], lambda: now[0]
    )
    starting._open(None)
    session.poll()
    assert [notice.sentence for notice in session.board.notices] == [PREPARING_ENGINE]
    session.document.perform(add_track("Vox"))
    compiled[0], now[0] = (150, 200), 1.0
    session.poll()
    assert session.engine.prepared == (150, 200)
    window = MainWindow(session)
    window.bridge.stop()  # the session is closed before the window
    qtbot.addWidget(window)
    window.status.refresh()
    assert window.status.right.text() == "preparing the audio engine: 150 of 200 parts"
    session.engine.require().is_starting = False  # type: ignore[misc]
    session.poll()
    assert session.engine.prepared is None and not session.board.notices
    session.close()


def test_a_song_open_elsewhere_is_opened_to_read(qtbot: QtBot, tmp_path: Path) -> None:
    first, _starting = begin(qtbot, tmp_path / "a")
    first.new_song(tmp_path / "Song.worktape", "Song")
    second, starting = begin(qtbot, tmp_path / "b")
    starting._open(tmp_path / "Song.worktape")
    assert second.document.read_only and starting._locked is not None
    second.close()
    first.close()


def test_without_an_engine_the_song_opens_and_says_why_until_there_is_one(qtbot: QtBot, tmp_path: Path) -> None:
    class LateEngine(NoEngine):
        fails = True

        def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
            if self.fails:
                super().start(song_folder, wait=wait)

    session, starting = begin(qtbot, tmp_path, LateEngine)
    starting._open(None)
    assert session.document.has_song
    window = MainWindow(session)
    window.bridge.stop()
    qtbot.addWidget(window)
    starting._fresh = False
    starting.tell_problems(window)
    (card,) = window.notices.cards
    assert "did not start" in card.accessibleName() and NO_ENGINE in card.accessibleName()
    LateEngine.fails = False
    session.start_engine()
    assert window.notices.cards == [], "it came up after all"
    session.close()


def test_a_demo_that_is_skipped_ends_its_engine(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It went on compiling, or recorded to its end."""
    killed: list[int] = []
    monkeypatch.setattr(process, "engine_pid", lambda song: 4711 if song == tmp_path / "Demo" else 0)
    monkeypatch.setattr(process.EngineProcess, "kill", lambda engine: killed.append(engine.pid))
    child_that_runs("print('0.1 Playing', flush=True); import time; time.sleep(60)", monkeypatch)
    making = start._DemoMaking(tmp_path / "Demo")
    making.start(lambda _: None, lambda _: None, lambda _: None)
    qtbot.waitUntil(lambda: making.doing == "Playing")
    making.cancel()
    making.wait()
    assert killed == [4711]


def test_nothing_is_loaded_before_the_window_that_it_can_do_without() -> None:
    """pyqtgraph and what dialogs read files with cost a third of a second."""
    code = "import sys, ui.main_window; print([name for name in ('pyqtgraph', 'av') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_without_a_song_to_open_the_start_page_offers_some(qtbot: QtBot, tmp_path: Path) -> None:
    session, starting = begin(qtbot, tmp_path)
    starting._open(None)
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.bridge.stop()
    starting.tell_problems(window)
    assert isinstance(window.dialog, SongsDialog)
    window.dialog.close_dialog()
    window.bridge.let_go()
    session.close()


def test_a_song_that_opens_is_shown_without_a_start_page(qtbot: QtBot, tmp_path: Path) -> None:
    session, starting = begin(qtbot, tmp_path)
    OpenSong.new(tmp_path / "Tape", "Tape", 48000, "test").close()
    starting._open(tmp_path / "Tape.worktape")
    window = MainWindow(session)
    qtbot.addWidget(window)
    window.bridge.stop()
    starting.tell_problems(window)
    assert window.dialog is None
    window.bridge.let_go()
    session.close()
