"""A mix without a mouse: from strip to strip, to the fader, along a strip as the eye goes, and every button by Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.ui.conftest import WindowDriver
from ui.editor.eq_view import EqView
from ui.mixer.channel_strip import ChannelStrip
from ui.widgets.card import button
from ui.widgets.controls import ValueControl
from ui.widgets.field import Field
from ui.widgets.toggle_chip import ToggleChip

ALT, SHIFT, CTRL = (
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
RIGHT, LEFT, ENTER = Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Return


@pytest.fixture
def mix(driver: WindowDriver) -> WindowDriver:
    driver.window.show_page(3)
    driver.tick()
    QApplication.processEvents()
    return driver


def chosen(driver: WindowDriver) -> str:
    channel = driver.window.bridge.channel(driver.window.selection.channel)
    return "" if channel is None else channel.name


def strip(driver: WindowDriver, number: int = 0) -> ChannelStrip:
    return driver.window.mix.console.tracks[driver.song.tracks[number].id]


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def test_alt_and_arrows_walk_over_every_channel_to_the_master_and_round(mix: WindowDriver) -> None:
    names = []
    for _ in range(len(mix.song.tracks) + len(mix.song.buses) + 1):
        mix.key(RIGHT, ALT)
        names.append(chosen(mix))
    assert names[: len(mix.song.tracks)] == [track.name for track in mix.song.tracks]
    assert names[-2] == mix.song.master.name and names[-1] == names[0]
    mix.key(LEFT, ALT)
    assert chosen(mix) == mix.song.master.name


def test_v_is_the_fader_and_walking_stays_on_faders(mix: WindowDriver) -> None:
    mix.key(RIGHT, ALT)
    mix.key(Qt.Key.Key_V)
    assert focus() is strip(mix).fader
    mix.key(Qt.Key.Key_Up)
    assert mix.song.tracks[0].strip.fader_db == 0.5
    mix.key(RIGHT, ALT)
    assert focus() is strip(mix, 1).fader
    mix.key(Qt.Key.Key_V, SHIFT)
    assert focus() is strip(mix, 1).pan


def test_up_and_down_on_the_timeline_choose_the_track(mix: WindowDriver) -> None:
    for _ in range(3):
        mix.key(Qt.Key.Key_Down)
    assert chosen(mix) == mix.song.tracks[2].name
    header = mix.window.arrange.headers.headers[mix.song.tracks[2].id]
    assert not header.visibleRegion().isEmpty()
    mix.key(Qt.Key.Key_Up)
    assert chosen(mix) == mix.song.tracks[1].name


def test_tab_goes_down_a_strip_as_the_eye_does(mix: WindowDriver) -> None:
    mix.window.selection.set_track(mix.song.tracks[0].id)
    mix.key(Qt.Key.Key_V)
    here = strip(mix)
    for wanted in (here.value, here.mute, here.solo, here.arm, here.mode, here.listen, here.output, here.name):
        mix.key(Qt.Key.Key_Tab)
        assert focus() is wanted
    mix.key(Qt.Key.Key_Tab)
    assert focus() is strip(mix, 1).eq_thumb
    strip(mix, 1).pan.setFocus()
    QTest.keyClick(focus(), Qt.Key.Key_Backtab)
    assert isinstance(focus().parent(), QWidget) and focus() in strip(mix, 1).places.upper.parentWidget().findChildren(
        QWidget
    )


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_enter_presses_the_button_that_has_the_keyboard(mix: WindowDriver) -> None:
    mix.engine.calls.clear()
    strip(mix).solo.setFocus()
    mix.key(ENTER)
    assert mix.song.tracks[0].strip.solo
    mix.key(ENTER, CTRL)
    assert mix.song.tracks[0].strip.solo_safe, "as Ctrl+click does"
    strip(mix).mode.setFocus()
    mix.key(ENTER)
    menu = next(m for m in strip(mix).findChildren(QMenu) if m.isVisible())
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, ENTER)
    assert mix.song.tracks[0].automation == "touch"
    assert "locate" not in mix.engine.called


@pytest.mark.parametrize("make", [lambda press: button("Go", press), lambda press: _chip(press)])
def test_every_kind_of_button_takes_enter_once(mix: WindowDriver, make: object) -> None:
    pressed: list[int] = []
    made = make(lambda: pressed.append(1))  # type: ignore[operator]
    made.setParent(mix.window.mix)
    made.show()
    made.setFocus()
    mix.key(ENTER)
    assert pressed == [1]


def _chip(press: object) -> ToggleChip:
    made = ToggleChip("Go", "Go")
    made.clicked.connect(lambda _checked=False: press())  # type: ignore[operator]
    return made


def test_f6_goes_from_section_to_section_of_the_editor(mix: WindowDriver) -> None:
    mix.window.selection.set_track(mix.song.tracks[0].id)
    mix.key(Qt.Key.Key_E)
    editor = mix.window.mix.editor
    assert isinstance(focus(), EqView)
    mix.key(Qt.Key.Key_F6)
    assert editor.panels["compressor"].isAncestorOf(focus())
    mix.key(ENTER)
    assert mix.song.tracks[0].strip.compressor.on
    mix.key(Qt.Key.Key_F6, SHIFT)
    assert editor.panels["eq"].isAncestorOf(focus())


def test_what_is_off_folds_in_a_narrow_window_and_opens_for_good(mix: WindowDriver) -> None:
    track = mix.song.tracks[0].id
    mix.window.mix.open_editor(track)
    QApplication.processEvents()
    editor = mix.window.mix.editor
    assert editor._scroll.horizontalScrollBar().maximum() == 0, "the sends are in view"
    assert editor.panels["sends"].isVisible() and not editor.panels["gate"].isVisible()
    editor.folded.chips["gate"].setFocus()
    mix.key(ENTER)
    assert mix.song.tracks[0].strip.gate.on and editor.panels["gate"].isVisible()
    assert focus() is editor.panels["gate"].switch
    mix.key(ENTER)
    assert not mix.song.tracks[0].strip.gate.on and editor.panels["gate"].isVisible()
    mix.window.resize(1920, 1080)
    QApplication.processEvents()
    assert editor.panels["saturation"].isVisible() and not editor.folded.isVisible()


def test_enter_on_a_fader_types_its_level(mix: WindowDriver) -> None:
    mix.window.selection.set_track(mix.song.tracks[0].id)
    mix.key(Qt.Key.Key_V)
    mix.key(ENTER)
    field = strip(mix).value.field
    assert field is not None
    field.setText("-7.5")
    QTest.keyClick(field, ENTER)
    assert mix.song.tracks[0].strip.fader_db == -7.5


def typed_into(driver: WindowDriver, control: ValueControl, text: str) -> None:
    """Enter, a number, Enter; the keyboard is back on the control."""
    control.setFocus()
    driver.key(ENTER)
    field = focus()
    assert isinstance(field, Field) and field.selectedText() == field.text() != ""
    QTest.keyClicks(field, text)
    QTest.keyClick(field, ENTER)
    assert focus() is control


def test_enter_on_pan_and_send_types_the_value_as_one_step(mix: WindowDriver) -> None:
    mix.engine.calls.clear()
    typed_into(mix, strip(mix).pan, "L30")
    assert mix.song.tracks[0].strip.pan == -0.3
    send, before = next(iter(strip(mix).sends.values())), mix.song.tracks[0].strip.sends
    typed_into(mix, send.level, "-14,5 dB")
    assert mix.song.tracks[0].strip.sends[0].level_db == -14.5
    typed_into(mix, send.level, "loud")
    typed_into(mix, send.level, "99")
    assert mix.song.tracks[0].strip.sends[0].level_db == -14.5, "beyond its travel is refused"
    mix.run("song.undo")
    assert mix.song.tracks[0].strip.sends == before, "what is no level was no step"
    assert "locate" not in mix.engine.called


def test_escape_leaves_the_value_as_it_was(mix: WindowDriver) -> None:
    pan, before = strip(mix).pan, mix.song
    pan.setFocus()
    mix.key(ENTER)
    QTest.keyClicks(focus(), "R50")
    QTest.keyClick(focus(), Qt.Key.Key_Escape)
    assert focus() is pan and pan.field is None and mix.song is before


@pytest.mark.parametrize("page", [1, 2, 3])
def test_enter_types_on_every_control_of_a_value(mix: WindowDriver, page: int) -> None:
    """Where it does not, it stops the song and goes to the start."""
    if page == 3:
        mix.window.mix.open_editor(mix.song.tracks[0].id)
    mix.window.show_page(page)
    mix.tick()
    QApplication.processEvents()
    mix.engine.calls.clear()
    controls = [one for one in mix.window.findChildren(ValueControl) if one.isVisible() and one.isEnabled()]
    kinds = {type(one): one for one in controls}
    assert len(kinds) >= {1: 1, 2: 1, 3: 4}[page], kinds
    for control in kinds.values():
        control.setFocus()
        assert focus() is control
        mix.key(ENTER)
        field = focus()
        assert isinstance(field, Field), control.accessibleName()
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert "locate" not in mix.engine.called


def test_walking_with_the_editor_open_stays_at_the_same_control(mix: WindowDriver) -> None:
    mix.window.selection.set_track(mix.song.tracks[0].id)
    mix.key(Qt.Key.Key_E)
    mix.key(RIGHT, ALT)
    assert chosen(mix) == mix.song.tracks[1].name
    assert focus() is mix.window.mix.editor.panels["eq"].view  # type: ignore[attr-defined]
    mix.key(Qt.Key.Key_F6)
    mix.key(Qt.Key.Key_Tab)
    before = focus().accessibleName()
    mix.key(LEFT, ALT)
    assert focus().accessibleName() == before.replace(mix.song.tracks[1].name, mix.song.tracks[0].name)
