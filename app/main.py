"""Composition root of the window: the only place that wires Session and MainWindow.

Lives: window, main thread. While the engine starts, a worker holds the session and the main thread does not touch it.
"""

import contextlib
import gc
import math
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from app.crash_reports import RunReport, crashes
from app.devices.settings import Settings
from app.devices.songs_folder import songs_folder
from app.messages.window import NO_DISPLAY, NO_ENGINE, TAKES_MINUTES, demo_not_made
from app.model.song import Song
from app.problems import Refused, SongDamaged, SongLocked, SongProblem
from app.session.session import Session
from app.tasks import Task
from app.text.sheet import ChordView
from audio_engine import kernel_cache
from audio_engine.log import log_uncaught_errors, start_log

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication
    from PySide6.QtWidgets import QApplication

    from ui.main_window import MainWindow
    from ui.window.host import WindowHost
    from ui.window.splash import Splash

DEMO_NAME = "Demo"
START_GUIDE_S = 2.0  # how long the bar takes to come two thirds of its way
COMPILING_SHARE = 0.7  # of a first start with its demo
STEP_S = 0.03
LOOK_S = 0.5  # between two looks at what is compiled


def has_screen() -> bool:
    """Whether a window can be shown."""
    if sys.platform.startswith("linux"):
        return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    return True


def main(song: Path | None) -> int:
    """Run the window and return its exit code."""
    return run_window(song)


def run_window(song: Path | None) -> int:
    """Opens `song`, the last one, or the demo made at the first start; returns when the window is closed."""
    if not has_screen():
        print(NO_DISPLAY, file=sys.stderr)
        return 1
    log = start_log("window")
    earlier, report = crashes(log), RunReport(log)
    log_uncaught_errors(report.add_error)
    session = Session()
    application, splash = _begin_qt(session.settings)
    start = _Start(session, splash)
    host = start.open_window(song)
    from ui.window.crash_watch import CrashWatch, log_qt_messages

    log_qt_messages()
    session.engine.waits = False
    _end_on_signals(host)
    _watch_devices(application, session)
    host.show()
    splash.close()
    splash.deleteLater()  # a window that exists keeps the size of the interface from being changed
    start.tell_problems(host.window)
    watch = CrashWatch(host, report)
    watch.tell_earlier(earlier)
    if not session.settings.tour_seen:
        host.window.tour.begin()
    gc.freeze()  # modules and widgets stay: looking through them for garbage stops the window for a tenth of a second
    code = int(application.exec())
    host.remember()
    host.window.bridge.stop()
    host.window.hide()
    session.engine.waits = True  # nobody looks at the window now; its engine has 4 s to end
    session.close(keep_autosave=session.document.is_modified)  # of a song that could not be saved
    report.end()
    return code


def chart_of(song: Song, view: ChordView) -> bytes:
    """The chart of a song as a PDF, made without a window."""
    from ui.printing.chart import chart_pdf

    _begin_printing()
    return chart_pdf(song, view)


def split_sheet_of(song: Song) -> bytes:
    """The split sheet of a song as a PDF, made without a window."""
    from ui.printing.split_sheet import split_sheet_pdf

    _begin_printing()
    return split_sheet_pdf(song)


@cache
def _begin_printing() -> "QCoreApplication":
    """Make Qt's application object, which lives as long as the process: what uses fonts does not outlive it."""
    from PySide6.QtWidgets import QApplication

    arguments = sys.argv[:1] if has_screen() else [*sys.argv[:1], "-platform", "offscreen"]
    return QApplication.instance() or QApplication(arguments)


def _begin_qt(settings: Settings) -> "tuple[QApplication, Splash]":
    from PySide6.QtWidgets import QApplication

    from ui import icons, interface_scale, style_sheet, theme
    from ui.window.splash import Splash

    interface_scale.prepare(settings.preferences.scale)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    application.setApplicationName("Worktape")
    application.setDesktopFileName("worktape")
    application.setWindowIcon(icons.window_icon())
    theme.set_theme(settings.preferences.theme)
    interface_scale.set_scale(settings.preferences.scale)
    style_sheet.apply(application)
    splash = Splash()
    splash.show()
    splash.tell("Getting ready", 0.02)
    return application, splash


class _Start:
    """From the first picture to a window with a song in it."""

    def __init__(self, session: Session, splash: "Splash") -> None:
        self._session, self._splash = session, splash
        self._sentences: list[str] = []
        self._engine_problem: list[str] = []
        self._locked: tuple[Path, SongLocked] | None = None
        self._damaged: SongDamaged | None = None
        self._fresh = False  # a new song stands in for one to choose

    def open_window(self, song: Path | None) -> "WindowHost":
        """Open a song, and make the window that shows it; an engine that has to be prepared goes on with that."""
        folder = song or self._last_song() or self._demo()
        opening = Task(lambda: self._open(folder))
        self._begin(opening)
        self._splash.tell("Starting the audio engine" if kernel_cache.is_warm() else "Opening the song", 0.1)
        from ui.window.host import WindowHost

        share = _guessed(START_GUIDE_S)
        self._wait(opening, lambda: self._splash.sentence.text(), share)
        self._splash.tell("Opening the window", 0.95)
        return WindowHost(self._session)

    def tell_problems(self, window: "MainWindow") -> None:
        for sentence in self._sentences:
            window.bridge.notify("error", sentence)
        for notice in self._session.board.notices:  # posted before there was a window
            window.bridge.noticed.emit(notice)
        if self._session.engine.controller is None:
            self._tell_silence()
        if self._damaged is not None:
            window.dialogs.show_damaged(self._damaged)
        if self._locked is not None:
            window.dialogs.show_lock(self._locked[0], self._locked[1].holder)
        if self._fresh and window.dialog is None:
            window.dialogs.show_songs()

    def _tell_silence(self) -> None:
        """Why there is no engine, until there is one."""
        engine, board = self._session.engine, self._session.board
        board.post("error", " ".join([*self._engine_problem, NO_ENGINE]), "Start it again", self._session.start_engine)
        sentence = board.notices[-1].sentence
        engine.on_start.append(lambda _controller: board.settle(sentence))

    # --- which song
    def _last_song(self) -> Path | None:
        return next(iter(self._session.settings.recent_folders), None)

    def _demo(self) -> Path | None:
        """The demo song, made unless it was before; None when it was skipped or could not be made."""
        settings = self._session.settings
        if settings.demo_made:
            return None
        target = songs_folder(settings) / f"{DEMO_NAME}.worktape"
        if target.is_dir():
            return target
        making = _DemoMaking(target)
        self._splash.skipped.connect(making.cancel)
        self._begin(making)
        self._wait(making, making.sentence, making.share, skip="Skip the demo")
        settings.demo_made = True
        return None if making.cancelled or self._sentences else target

    # --- on the worker
    def _open(self, folder: Path | None) -> None:
        session = self._session
        try:
            if folder is None:
                self._open_fresh()
            else:
                session.open_song(folder)
        except SongLocked as locked:
            assert folder is not None
            self._locked = (folder, locked)
            self._open_to_read(folder)
        except SongDamaged as damaged:
            self._damaged = damaged
            self._open_fresh()
        except (SongProblem, Refused, OSError) as problem:
            self._sentences.append(str(problem))
            self._open_fresh()
        try:
            if session.engine.controller is None:
                session.engine.waits = kernel_cache.is_warm()  # else the window is shown while it is prepared
                session.start_engine()
        except Exception as problem:  # the window opens all the same and says why it is silent
            self._engine_problem.append(str(problem))

    def _open_to_read(self, folder: Path) -> None:
        try:
            self._session.open_song(folder, read_only=True)
        except (SongProblem, Refused, OSError) as problem:
            self._sentences.append(str(problem))
            self._open_fresh()

    def _open_fresh(self) -> None:
        home = songs_folder(self._session.settings)
        home.mkdir(parents=True, exist_ok=True)
        number = 1
        while (folder := home / f"New song {number}.worktape").exists():
            number += 1
        self._session.open_placeholder(folder, f"New song {number}")
        self._fresh = True

    # --- waiting
    def _begin(self, task: Task[None]) -> None:
        task.start(lambda _: None, lambda problem: self._sentences.append(str(problem)), lambda call: call())

    def _wait(
        self, task: Task[None], sentence: Callable[[], str], share: Callable[[], float], *, skip: str = ""
    ) -> None:
        """Keep the splash alive until a task has ended, and its bar where `share` (0 to 1) says."""
        while task.running:
            self._splash.tell(sentence(), 0.1 + 0.8 * share(), skip=skip)
            time.sleep(STEP_S)


class _DemoMaking(Task[None]):
    """The demo song being made in a process of its own; before that can begin, the audio engine is prepared."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._made: subprocess.Popen[str] | None = None
        self._compiling = COMPILING_SHARE if not kernel_cache.is_warm() else 0.0
        self._compiled = _compiled()

    def run(self) -> None:
        """Make it. Raises Refused with the reason where that fails; nothing is left where it is cancelled."""
        self._target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile() as output:  # a pipe that nobody reads fills up, and stops who writes
            made = self._made = subprocess.Popen(
                [sys.executable, "-m", "app", "demo", str(self._target), "--progress"],
                cwd=Path(__file__).parent.parent,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=output,
                text=True,
                errors="replace",
            )
            if self.cancelled:  # before there was a process
                made.terminate()
            self._read(made)
            code = made.wait()
            output.seek(0)
            last = output.read().decode(errors="replace").strip().splitlines()[-1:]
        if self.cancelled:
            _end_engine_of(self._target)
            shutil.rmtree(self._target, ignore_errors=True)
        elif code != 0 or not self._target.is_dir():
            raise Refused(demo_not_made(last))

    def cancel(self) -> None:
        """End its process."""
        super().cancel()
        if self._made is not None:
            self._made.terminate()

    def _read(self, made: "subprocess.Popen[str]") -> None:
        assert made.stdout is not None
        with made.stdout:
            for line in made.stdout:
                done, _, self.doing = line.strip().partition(" ")
                with contextlib.suppress(ValueError):
                    self.progress = float(done)

    def sentence(self) -> str:
        """What the splash says."""
        head = f"Preparing the audio engine and a demo song. {TAKES_MINUTES}"
        return f"{head}\n{self.doing}" if self.doing and self.progress > 0 else head

    def share(self) -> float:
        """How far it is, 0 to 1, with the preparing of the engine."""
        return self._compiling * self._compiled() + (1 - self._compiling) * self.progress


def _end_engine_of(song: Path) -> None:
    """Of a song that nobody wants any more: it would go on compiling, or recording."""
    from audio_engine.client.process import EngineProcess, engine_pid

    if pid := engine_pid(song):
        EngineProcess(pid).kill()


def _compiled() -> Callable[[], float]:
    """How far the compiling is, looked at now and then."""
    shares, due_s = [0.0], [0.0]

    def share() -> float:
        if time.monotonic() > due_s[0]:
            compiled, declared = kernel_cache.compiled()
            shares[0], due_s[0] = compiled / declared, time.monotonic() + LOOK_S
        return shares[0]

    return share


def _guessed(guide_s: float) -> Callable[[], float]:
    """A bar for what nobody can measure: it slows down towards its end."""
    begun_s = time.monotonic()
    return lambda: 1 - math.exp(-(time.monotonic() - begun_s) / guide_s)


def _watch_devices(application: "QApplication", session: Session) -> None:
    """New devices are looked for while the window is in use."""
    from PySide6.QtCore import Qt

    def follow(state: Qt.ApplicationState) -> None:
        session.device_watch.active = state == Qt.ApplicationState.ApplicationActive

    application.applicationStateChanged.connect(follow)
    follow(application.applicationState())


def _end_on_signals(host: "WindowHost") -> None:
    """Ctrl+C and SIGTERM close the window, and ask nothing; its timer lets Python see them."""

    def end(_number: int, _frame: object) -> None:
        host.end()

    signal.signal(signal.SIGINT, end)
    signal.signal(signal.SIGTERM, end)
