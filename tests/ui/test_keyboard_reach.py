"""Hazards: the keyboard on something that is out of view, or many Tabs away; gestures that the window manager takes."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.conftest import WindowDriver, make_driver, put_away
from ui import theme
from ui.widgets.controls import ValueControl

NONE, CTRL, SHIFT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def seen_whole(driver: WindowDriver, widget: QWidget) -> bool:
    """As far as it fits, it lies inside everything around it."""
    rect, inner = widget.rect(), widget
    while not inner.isWindow():
        outer = inner.parentWidget()
        rect.moveTopLeft(inner.mapTo(outer, rect.topLeft()))
        room = outer.rect()
        if rect.top() < 0 or rect.left() < 0 or rect.bottom() > max(room.bottom(), rect.height() - 1):
            return False
        inner = outer
    return True


@pytest.mark.parametrize("page", range(1, 8))
def test_what_has_the_keyboard_is_always_in_view(driver: WindowDriver, page: int) -> None:
    driver.window.resize(1100, 680)
    driver.window.show_page(page)
    driver.tick(31)
    visited: list[QWidget] = []
    lost = []
    for _ in range(400):
        driver.key(Qt.Key.Key_Tab)
        if visited and focus() is visited[0]:
            break
        visited.append(focus())
        if not seen_whole(driver, focus()):
            lost.append(focus().accessibleName() or type(focus()).__name__)
    assert len(visited) > 10 and not lost


def test_a_mouse_button_that_another_test_left_down_is_up_again(qtbot: QtBot, tmp_path: Path) -> None:
    """With a button down nothing scrolls to the keyboard."""
    other = QWidget()
    qtbot.addWidget(other)
    QTest.mousePress(other, Qt.MouseButton.LeftButton)
    made = make_driver(qtbot, tmp_path, 1)
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
    put_away(made)


@pytest.mark.parametrize("page", range(1, 8))
def test_f6_goes_through_every_area_of_the_page_and_comes_round(driver: WindowDriver, page: int) -> None:
    driver.window.show_page(page)
    driver.session.board.post("error", "The device is gone.")
    driver.tick()
    reached: list[QWidget] = []
    for _ in range(20):
        driver.key(Qt.Key.Key_F6)
        if reached and focus() is reached[0]:
            break
        reached.append(focus())
        assert seen_whole(driver, focus())
    areas = (driver.window.stages, driver.window.transport, driver.window.status, driver.window.notices)
    assert all(any(area.isAncestorOf(stop) for stop in reached) for area in areas)
    inside = [stop for stop in reached if driver.window.pages.isAncestorOf(stop)]
    assert len(inside) >= (3 if page <= 3 else 2)
    for stop in reversed(reached):
        assert focus() is not stop or stop is reached[0]
        driver.key(Qt.Key.Key_F6, SHIFT)
        assert focus() is stop


def test_f6_reaches_the_arm_button_of_the_first_track_in_a_few_keys(driver: WindowDriver) -> None:
    driver.window.stages.tabs[0].setFocus()
    for _ in range(2):
        driver.key(Qt.Key.Key_F6)
    header = driver.window.arrange.headers
    assert header.isAncestorOf(focus())
    for _ in range(4):
        if "Arm" in focus().accessibleName():
            break
        driver.key(Qt.Key.Key_Tab)
    assert focus().accessibleName().startswith("Arm Kick")


def test_no_gesture_belongs_to_the_window_manager(driver: WindowDriver) -> None:
    """Alt with the mouse moves windows, Alt+Space opens their menu, Alt+F-keys and Ctrl+Alt+arrows are taken too."""
    taken = {"Alt+Space", "Alt+Tab", "Alt+Esc", "Ctrl+Esc", *(f"Alt+F{n}" for n in range(1, 13))}
    taken |= {f"Ctrl+Alt+{key}" for key in ("Left", "Right", "Up", "Down", "Del", "T", "L")}
    keys = {key for row in driver.window.bridge.actions.commands for key in row.keys}
    assert not keys & taken
    sources = Path(theme.__file__).parent.rglob("*.py")
    with_alt = [file.name for file in sources if "AltModifier" in file.read_text()]
    assert with_alt == ["field.py"], "there it only says which keys are shortcuts"


def turn(widget: QWidget, modifiers: Qt.KeyboardModifier = NONE) -> bool:
    """One notch of the wheel over the widget; whether it took it."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    event.setAccepted(False)
    widget.wheelEvent(event)
    return event.isAccepted()


def test_the_wheel_changes_no_value_on_its_way_over_a_page(driver: WindowDriver) -> None:
    mix = driver.window.show_mix()
    mix.open_editor(driver.song.tracks[0].id)
    driver.tick()
    driver.window.stages.tabs[0].setFocus()
    before = driver.song
    controls = [control for control in driver.window.findChildren(ValueControl) if control.isVisible()]
    assert len(controls) > 30
    assert not any(turn(control) for control in controls)
    assert not turn(mix.editor.panels["eq"].view)  # type: ignore[attr-defined]
    assert driver.song is before


def test_the_wheel_changes_a_value_with_the_keyboard_on_it_or_with_ctrl(driver: WindowDriver) -> None:
    driver.window.show_mix()
    first, second = (driver.window.mix.console.tracks[track.id] for track in driver.song.tracks[:2])
    levels = [track.strip.fader_db for track in driver.song.tracks[:2]]
    first.fader.setFocus()
    assert turn(first.fader) and turn(second.fader, CTRL)
    assert all(track.strip.fader_db < level for track, level in zip(driver.song.tracks, levels, strict=False))


def test_the_wheel_scrolls_the_console_sideways(driver: WindowDriver) -> None:
    driver.window.resize(1100, 680)
    driver.window.show_mix()
    driver.tick()
    scroll = driver.window.mix.console._scroll
    assert turn(scroll) and scroll.horizontalScrollBar().value() > 0


def test_meters_have_a_scale_of_their_own(driver: WindowDriver) -> None:
    """Each mark lies where the meter ends at that level."""
    driver.window.show_mix()
    driver.tick()
    for strip in (
        driver.window.mix.console.buses[driver.song.master.id],
        next(iter(driver.window.mix.console.tracks.values())),
    ):
        picture = strip.grab().toImage()
        spots = [spot for spot in strip.meter.spots() if hasattr(spot, "clip_box")]
        place = spots[0].place.translated(-strip.pos())
        full = 115.0 if spots[0].top_db > 0 else 100.0
        for percent in (100.0, 50.0, 30.0, 15.0):  # 0, -20, -30 and -40 dB of the IEC scale
            y = place.bottom() + 1 - round(percent / full * place.height())
            tone = theme.css(theme.TEXT if percent == 100.0 else theme.FAINT)
            row = {picture.pixelColor(x, y).name() for x in range(place.left() - 12, place.left())}
            assert tone in row, (strip.title, percent)
