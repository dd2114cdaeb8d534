"""Hazards: a gesture that never ends because the key's release went elsewhere, ends at each repeat of a key, or twice."""

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.editor.eq_view import EqView
from ui.widgets.fader import Fader
from ui.widgets.gesture_widget import GestureWidget

UP = Qt.Key.Key_Up


@pytest.fixture(params=["EQ", "fader"])
def widget(request: pytest.FixtureRequest, qtbot: QtBot) -> GestureWidget:
    made = EqView("Vox", 48000) if request.param == "EQ" else Fader("Fader of Vox")
    made.resize(420, 200)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def said(widget: GestureWidget) -> list[str]:
    said: list[str] = []
    for name in ("began", "ended", "cancelled"):
        getattr(widget, name).connect(lambda *_, name=name: said.append(name))
    return said


def release(widget: GestureWidget, *, repeats: bool) -> None:
    widget.keyReleaseEvent(QKeyEvent(QEvent.Type.KeyRelease, UP, Qt.KeyboardModifier.NoModifier, "", repeats))


def test_all_that_one_key_press_does_is_one_gesture(widget: GestureWidget, said: list[str]) -> None:
    for _ in range(3):
        QTest.keyPress(widget, UP)
        release(widget, repeats=True)
    assert said == ["began"] and widget.in_gesture
    release(widget, repeats=False)
    release(widget, repeats=False)
    assert said == ["began", "ended"] and not widget.in_gesture


def test_a_gesture_ends_when_the_keyboard_goes_elsewhere(widget: GestureWidget, said: list[str]) -> None:
    QTest.keyPress(widget, UP)
    widget.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
    release(widget, repeats=False)
    assert said == ["began", "ended"]


def test_escape_cancels_a_key_and_its_release_says_no_more(widget: GestureWidget, said: list[str]) -> None:
    QTest.keyPress(widget, UP)
    QTest.keyPress(widget, Qt.Key.Key_Escape)
    release(widget, repeats=False)
    assert said == ["began", "cancelled"]


def test_only_the_left_button_ends_a_drag(widget: GestureWidget, said: list[str]) -> None:
    at = widget.place_of("low").toPoint() if isinstance(widget, EqView) else QPoint(10, 100)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(widget, Qt.MouseButton.RightButton, pos=at)
    assert said == ["began"] and widget.in_gesture
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=at)
    assert said == ["began", "ended"]
