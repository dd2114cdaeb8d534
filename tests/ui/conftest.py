"""The window over a fake engine: every test gets its own song folder and its own settings."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

if not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.model.song import Song
from app.session.session import Session
from tests.helpers.fake_engine import FakeEngine, usb_interface
from tests.helpers.songs import session_with_song
from ui import style_sheet
from ui.main_window import MainWindow

INTERFACE = "USB interface"  # what the fake engine opens


@dataclass
class WindowDriver:
    """A window, its session and the engine behind it; `tick` is one turn of the 60 Hz timer."""

    window: MainWindow
    session: Session
    engine: FakeEngine

    @property
    def song(self) -> Song:
        return self.session.document.song

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            self.window.bridge.tick()
        QApplication.sendPostedEvents()

    def run(self, command_id: str) -> None:
        """A command, as its menu entry would."""
        self.window.bridge.actions.run(command_id)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(QApplication.focusWidget() or self.window, key, modifiers)

    def drag(
        self,
        widget: QWidget,
        start: QPoint,
        end: QPoint,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        *,
        release: bool = True,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
    ) -> None:
        """Press, three moves, and the release unless the test wants to do something in between."""
        QTest.mousePress(widget, button, modifiers, start)
        for part in (1, 2, 3):
            at = start + (end - start) * part / 3
            QTest.mouseMove(widget, at)
            move_with(widget, at, modifiers, button)
        if release:
            QTest.mouseRelease(widget, button, modifiers, end)


def move_with(
    widget: QWidget,
    at: QPoint,
    modifiers: Qt.KeyboardModifier,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> None:
    """A move with a button held: QTest's own has no buttons on every platform."""
    from PySide6.QtCore import QEvent, QPointF
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(at),
        QPointF(widget.mapToGlobal(at)),
        Qt.MouseButton.NoButton,
        button,
        modifiers,
    )
    QApplication.sendEvent(widget, event)


def make_driver(qtbot: QtBot, folder: Path, tracks: int) -> WindowDriver:
    style_sheet.apply(QApplication.instance())  # type: ignore[arg-type]
    engine = FakeEngine(usb_interface, ends_passes=True)
    session = session_with_song(folder, engine, track_count=tracks)
    session.settings.monitoring[INTERFACE] = "tape"  # the question about it was answered
    with style_sheet.styled_at_the_end():
        window = MainWindow(session)
    window.bridge.stop()  # tests turn the clock themselves
    session.stages.poll = lambda: None  # type: ignore[method-assign]  # what it records, by the clock, is no edit of a test
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    QApplication.processEvents()  # until it is active its shortcuts are asleep
    if QApplication.mouseButtons() != Qt.MouseButton.NoButton:  # a test before this one left it down: Qt remembers
        QTest.mouseRelease(window, Qt.MouseButton.LeftButton)
    driver = WindowDriver(window, session, engine)
    driver.tick()
    return driver


def put_away(driver: WindowDriver) -> None:
    driver.engine.stop()
    driver.tick()
    driver.window.close()
    driver.window.bridge.let_go()  # the session may say something as it ends what still runs
    shiboken6.delete(driver.window)
    driver.session.close()


@pytest.fixture
def driver(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDriver]:
    """A window that shows a song of eight tracks."""
    made = make_driver(qtbot, tmp_path, 8)
    yield made
    put_away(made)


@pytest.fixture
def empty_driver(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowDriver]:
    """A window that shows a song without tracks."""
    made = make_driver(qtbot, tmp_path, 0)
    yield made
    put_away(made)
