"""Hazards: a key that a focused widget claims fires a shortcut; hundreds of widgets whose every event goes through Python."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.shortcut_override import ShortcutOverride


def claiming(name: str, widget: QWidget, asked: list[str]) -> None:
    def wants(_event: QKeyEvent) -> bool:
        asked.append(name)
        return False

    ShortcutOverride(widget, wants)


def offer(widget: QWidget) -> None:
    """What Qt sends before it looks for a shortcut; it goes on to those around the widget."""
    QApplication.sendEvent(
        widget, QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier)
    )


def shown(qtbot: QtBot) -> tuple[QWidget, list[QWidget]]:
    """A window with two widgets that take the focus."""
    window = QWidget()
    qtbot.addWidget(window)
    boxes = [QWidget(window) for _ in range(2)]
    for box in boxes:
        box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window.show()
    boxes[0].setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is boxes[0])
    return window, boxes


def test_only_the_widget_in_focus_and_those_around_it_are_asked(qtbot: QtBot) -> None:
    asked: list[str] = []
    window, boxes = shown(qtbot)
    claiming("window", window, asked)
    for n, box in enumerate(boxes):
        claiming(f"box {n}", box, asked)
    for n, box in enumerate(boxes):
        box.setFocus()
        asked.clear()
        offer(boxes[1 - n])
        assert "box 0" not in asked and "box 1" not in asked
        asked.clear()
        offer(box)
        assert asked == [f"box {n}", "window"]


def test_a_claim_made_for_the_widget_in_focus_counts_at_once_and_ends_with_it(qtbot: QtBot) -> None:
    asked: list[str] = []
    _, boxes = shown(qtbot)
    claiming("box", boxes[0], asked)
    offer(boxes[0])
    assert asked == ["box"]
    boxes[0].deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    boxes[1].setFocus()
    offer(boxes[1])
    assert asked == ["box"]
