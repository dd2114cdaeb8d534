"""Hazards: keys, drags and menus in an order that nobody thought of, which end the program, break the song, or leave a
history that does not lead back."""

import random
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QWidget

from app.model.invariants import check
from app.storage.song_store import read_song
from audio_engine.protocol import FinishedFile, PassFinished, PassRequest, PassResult, Round
from tests.helpers.fake_engine import FakeEngine
from tests.ui.conftest import WindowDriver

ACTIONS = 500
NOTHING, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
MODIFIERS = [PLAIN] * 8 + [SHIFT] * 3 + [CTRL] * 2 + [ALT] * 2 + [CTRL | SHIFT] * 2
NAMED = ("Space", "Return", "Escape", "Tab", "Delete", "Left", "Right", "Up", "Down", "Home", "End", "F2", "F6")
SIGNS = (*"ABCDEFGHIJKLMNOPRSTUVWXYZ0123456789", "BraceLeft", "BracketRight", "Comma", "Period")
KEYS = [getattr(Qt.Key, f"Key_{name}") for name in (*SIGNS, *NAMED)]
TYPED = ("-3", "12.5", "abc", "", "1e9", "3|1|0", "nan", "4/4", "a/..")


class Hand:
    """Whatever it does is told in `done`, so that a failure can be read."""

    def __init__(self, driver: WindowDriver, seed: int) -> None:
        self.driver, self.chance, self.done = driver, random.Random(seed), list[str]()

    def act(self) -> None:
        doing = self.chance.choices(
            (self.key, self.click, self.drag, self.menu, self.type, self.turn), (8, 3, 3, 1, 1, 3)
        )
        try:
            doing[0]()
        except RuntimeError as error:  # the widget went while the hand was on it, as one under a real hand may
            if "already deleted" not in str(error):
                raise
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def key(self) -> None:
        key, modifiers = self.chance.choice(KEYS), self.chance.choice(MODIFIERS)
        self.done.append(f"{modifiers} {key.name}")
        QTest.keyClick(
            QApplication.activePopupWidget() or QApplication.focusWidget() or self.driver.window, key, modifiers
        )

    def type(self) -> None:
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            field.setText(self.chance.choice(TYPED))
            self.done.append(f"types {field.text()}")
            QTest.keyClick(field, Qt.Key.Key_Return)

    def click(self) -> None:
        widget, at = self._anywhere("clicks")
        modifiers = self.chance.choice(MODIFIERS)
        self._mouse(widget, QEvent.Type.MouseButtonPress, at, LEFT, modifiers)
        self._mouse(widget, QEvent.Type.MouseButtonRelease, at, NOTHING, modifiers)
        if self.chance.random() < 0.2:
            self._mouse(widget, QEvent.Type.MouseButtonDblClick, at, LEFT, modifiers)
            self._mouse(widget, QEvent.Type.MouseButtonRelease, at, NOTHING, modifiers)

    def drag(self) -> None:
        widget, at = self._anywhere("drags")
        modifiers = self.chance.choice(MODIFIERS)
        self._mouse(widget, QEvent.Type.MouseButtonPress, at, LEFT, modifiers)
        for _ in range(self.chance.randrange(1, 6)):
            at += QPoint(self.chance.randrange(-200, 201), self.chance.randrange(-60, 61))
            self._mouse(widget, QEvent.Type.MouseMove, at, LEFT, modifiers)
            if self.chance.random() < 0.3:
                self.driver.window.bridge.tick()
            if self.chance.random() < 0.1:
                self.key()
        self._mouse(widget, QEvent.Type.MouseButtonRelease, at, NOTHING, modifiers)

    def menu(self) -> None:
        widget, at = self._anywhere("asks the menu of")
        QApplication.sendEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at)))

    def turn(self) -> None:
        """Time passes; sometimes a recording begins or ends."""
        self.driver.engine.frame += self.chance.choice((0, 768, 48000))
        if self.chance.random() < 0.1:
            self.done.append("records")
            self.driver.run("transport.record")
        self.driver.window.bridge.tick()

    def _anywhere(self, doing: str) -> tuple[QWidget, QPoint]:
        top = QApplication.activePopupWidget() or self.driver.window
        at = QPoint(self.chance.randrange(top.width()), self.chance.randrange(top.height()))
        widget = top.childAt(at) or top
        self.done.append(f"{doing} {type(widget).__name__}")
        return widget, widget.mapFrom(top, at)

    def _mouse(
        self, widget: QWidget, kind: QEvent.Type, at: QPoint, buttons: Qt.MouseButton, modifiers: Qt.KeyboardModifier
    ) -> None:
        if shiboken6.isValid(widget):
            button = NOTHING if kind == QEvent.Type.MouseMove else LEFT
            place = QPointF(widget.mapToGlobal(at))
            QApplication.sendEvent(widget, QMouseEvent(kind, QPointF(at), place, button, buttons, modifiers))


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_hand(driver: WindowDriver, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([], ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "")
    monkeypatch.setattr(QInputDialog, "getText", lambda *_, **_named: ("words", True))
    monkeypatch.setattr(FakeEngine, "stop", stopping_with_takes)
    driver.window.bridge.actions["program.quit"].setEnabled(False)
    driver.session.recorder.allow_virtual = True
    hand = Hand(driver, seed)
    for _ in range(ACTIONS):
        hand.act()
        assert not check(driver.song), hand.done[-12:]
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for _ in range(3):  # trying again records again
        driver.engine.stop()
        driver.tick(3)
    driver.session.passes.reset()  # the engine here never answers
    song, history = driver.song, driver.session.document.opened.history
    steps = 0
    while history.undo_label is not None:
        driver.session.document.undo()
        steps += 1
    for _ in range(steps):
        driver.session.document.redo()
    assert steps > 5 and driver.song == song
    driver.session.document.save()
    assert read_song(driver.session.document.opened.folder) == driver.song


def stopping_with_takes(engine: FakeEngine) -> None:
    """As the engine stops: what was recorded becomes files."""
    engine.state = "stopped"
    if engine.running_pass is not None:
        request, engine.running_pass = engine.running_pass, None
        engine.events.append(PassFinished(passed(request, max(48000, engine.frame - request.start_frame))))


def passed(request: PassRequest, length: int) -> PassResult:
    files = [
        FinishedFile(
            key=file.key, name=file.name, path=file.path, channels=len(file.inputs), length_frames=length, peak=0.5
        )
        for file in request.files
    ]
    for file in files:
        Path(file.path).touch()
    return PassResult(
        pass_id=request.pass_id,
        journal=request.journal,
        rate_hz=48000,
        started_at="2026-01-01T12:00:00Z",
        latency_frames=request.latency_frames,
        latency_measured=request.latency_measured,
        files=tuple(files),
        rounds=(Round(max(0, request.start_frame), 0, length),),
        gaps=(),
    )
