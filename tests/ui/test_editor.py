"""The channel editor by hand: the EQ's handles, the dynamics' pictures, figures, order, compare, keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits.buses import add_bus
from app.edits.channels import set_automation_mode, set_curve, set_parameter
from app.model.automation import Breakpoint
from app.model.strip import StripSettings
from audio_engine.client.readings import Scope
from tests.ui.conftest import WindowDriver
from ui.editor.channel_editor import ChannelEditor
from ui.editor.dynamics_panel import CompressorPanel, GatePanel
from ui.editor.eq_panel import EqPanel
from ui.editor.eq_view import EqView
from ui.widgets.value_box import ValueBox

MIX = 3
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(driver: WindowDriver) -> ChannelEditor:
    driver.window.show_page(MIX)
    driver.window.mix.open_editor(driver.song.tracks[1].id)
    driver.tick()
    QApplication.processEvents()
    return driver.window.mix.editor


@pytest.fixture
def eq(editor: ChannelEditor) -> EqView:
    panel = editor.panels["eq"]
    assert isinstance(panel, EqPanel)
    return panel.view


def strip(driver: WindowDriver) -> StripSettings:
    return driver.song.tracks[1].strip


def box(editor: ChannelEditor, path: str) -> ValueBox:
    assert editor.controls is not None
    return next(made for known, made in editor.controls._boxes if known == path)


def wheel(
    view: EqView, at: QPointF, notches: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    event = QWheelEvent(
        at, view.mapToGlobal(at), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton, modifiers,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(view, event)


def test_e_opens_and_escape_closes_and_nothing_else_changes(driver: WindowDriver) -> None:
    driver.window.show_page(MIX)
    driver.window.selection.set_track(driver.song.tracks[2].id)
    before = driver.song
    driver.key(Qt.Key.Key_E)
    assert driver.window.mix.dock_open and driver.window.mix.editor.channel_id == driver.song.tracks[2].id
    assert driver.engine.watched == driver.session.meters.lane_of(driver.song.tracks[2].id)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.mix.dock_open and driver.engine.watched == -1 and driver.song == before


def test_the_editor_follows_the_chosen_channel(driver: WindowDriver, editor: ChannelEditor) -> None:
    driver.window.selection.set_track(driver.song.tracks[4].id)
    assert editor.channel_id == driver.song.tracks[4].id
    driver.window.mix.choose(driver.song.master.id)
    assert editor.channel_id == driver.song.master.id and "limiter" in editor.panels and "sends" not in editor.panels


def test_dragging_a_handle_is_one_step_of_frequency_and_gain(driver: WindowDriver, eq: EqView) -> None:
    before = driver.song
    start = eq.place_of("low_mid").toPoint()
    driver.drag(eq, start, start + QPoint(40, -30))
    band = strip(driver).eq.low_mid
    assert band.frequency_hz > 500 and band.gain_db > 2
    assert strip(driver).eq.on, "a hand that moves a band wants to hear it"
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before


def test_escape_while_dragging_leaves_the_eq_as_it_was(driver: WindowDriver, eq: EqView) -> None:
    before = driver.song
    start = eq.place_of("high").toPoint()
    driver.drag(eq, start, start + QPoint(-30, 30), release=False)
    assert driver.song != before
    QTest.keyClick(eq, Qt.Key.Key_Escape)
    assert driver.song == before and driver.window.mix.dock_open
    QTest.mouseRelease(eq, Qt.MouseButton.LeftButton)
    assert driver.song == before


def test_shift_drags_finely(driver: WindowDriver, eq: EqView) -> None:
    start = eq.place_of("low_mid").toPoint()
    driver.drag(eq, start, start + QPoint(0, -40), SHIFT)
    fine = strip(driver).eq.low_mid.gain_db
    driver.run("song.undo")
    start = eq.place_of("low_mid").toPoint()
    driver.drag(eq, start, start + QPoint(0, -40))
    assert 0 < fine < strip(driver).eq.low_mid.gain_db / 5


def test_the_wheel_turns_q_and_a_filters_slope(driver: WindowDriver, eq: EqView) -> None:
    wheel(eq, eq.place_of("low_mid"), 2)
    assert strip(driver).eq.low_mid.q > 1.2
    wheel(eq, eq.place_of("high_pass"), 1)
    assert strip(driver).high_pass.slope == "24"


def test_double_click_puts_a_band_back(driver: WindowDriver, eq: EqView) -> None:
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "eq/high_mid/gain_db", 9.0))
    QTest.mouseDClick(eq, Qt.MouseButton.LeftButton, pos=eq.place_of("high_mid").toPoint())
    assert strip(driver).eq.high_mid == StripSettings().eq.high_mid


def test_tab_walks_the_handles_and_arrows_move_them(driver: WindowDriver, eq: EqView) -> None:
    eq._activate("high_pass")
    eq.setFocus()
    QTest.keyClick(eq, Qt.Key.Key_Tab)
    assert eq.active == "low"
    QTest.keyClick(eq, Qt.Key.Key_Up)
    assert strip(driver).eq.low.gain_db == pytest.approx(0.5)
    QTest.keyClick(eq, Qt.Key.Key_Up, SHIFT)
    QTest.keyClick(eq, Qt.Key.Key_Right)
    assert strip(driver).eq.low.gain_db == pytest.approx(0.6)
    assert strip(driver).eq.low.frequency_hz == pytest.approx(100 * 2 ** (1 / 24))
    assert "0.6 dB" in QAccessible.queryAccessibleInterface(eq).text(QAccessible.Text.Name)
    for _ in range(5):
        QTest.keyClick(eq, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not eq


def test_fine_arrows_are_not_caught_by_the_detent(driver: WindowDriver, eq: EqView) -> None:
    eq._activate("low")
    eq.setFocus()
    QTest.keyClick(eq, Qt.Key.Key_Down, SHIFT)
    assert strip(driver).eq.low.gain_db == pytest.approx(-0.1)


def test_a_filters_handle_turns_it_on(driver: WindowDriver, eq: EqView) -> None:
    start = eq.place_of("high_pass").toPoint()
    driver.drag(eq, start, start + QPoint(20, 40))
    assert strip(driver).high_pass.on and strip(driver).high_pass.frequency_hz > 90


def test_the_spectrum_shows_a_tone_where_it_is(driver: WindowDriver, editor: ChannelEditor, eq: EqView) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 1000 * np.arange(4096) / 48000)).astype(np.float32)
    driver.engine.scope_reading = Scope(np.zeros((4096, 2), np.float32), tone, np.zeros(4096, np.float32))
    for _ in range(30):
        editor._draw_eq()
        editor._draw_dynamics(0.04)
    loudest = int(eq.before.levels_db.argmax())
    hz = 20 * 1000 ** ((loudest + 0.5) / eq.before.columns)
    assert hz == pytest.approx(1000, rel=0.04)
    assert eq.before.levels_db.max() == pytest.approx(-6, abs=1) and eq.after.levels_db.max() < -90


def test_a_silent_channel_is_not_painted_again(editor: ChannelEditor, eq: EqView) -> None:
    silence = np.zeros(4096, np.float32)
    assert not eq.before.feed(silence)


def test_typing_dragging_wheel_and_reset_of_a_figure(driver: WindowDriver, editor: ChannelEditor) -> None:
    figure = box(editor, "compressor/attack_ms")
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.field is not None
    figure.field.setText("25 ms")
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert strip(driver).compressor.attack_ms == 25.0
    driver.drag(figure, QPoint(20, 25), QPoint(20, 5))
    assert strip(driver).compressor.attack_ms > 26 and figure.field is None
    QTest.mouseDClick(figure, Qt.MouseButton.LeftButton)
    assert strip(driver).compressor.attack_ms == 10.0
    figure.setFocus()
    QTest.keyClick(figure, Qt.Key.Key_Up)
    assert strip(driver).compressor.attack_ms > 10.0
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton, CTRL)
    assert strip(driver).compressor.attack_ms == 10.0


def test_leaving_a_field_untouched_changes_nothing(driver: WindowDriver, editor: ChannelEditor) -> None:
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "eq/high_mid/frequency_hz", 2503.7))
    before = driver.song
    figure = box(editor, "eq/high_mid/frequency_hz")
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.field is not None
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert driver.song is before


@pytest.mark.parametrize(
    ("path", "text", "value"),
    [
        ("eq/low_mid/frequency_hz", "1,2k", 1200.0),
        ("eq/low_mid/gain_db", "−3,5", -3.5),
        ("compressor/ratio", "limit", 100.0),
        ("compressor/ratio", "4:1", 4.0),
        ("compressor/release_ms", "0.5 s", 500.0),
        ("compressor/mix", "40 %", 0.4),
        ("pan", "30 left", -0.3),
        ("eq/low_mid/gain_db", "99", 0.0),  # refused
    ],
)
def test_what_people_type(driver: WindowDriver, editor: ChannelEditor, path: str, text: str, value: float) -> None:
    figure = box(editor, path)
    figure.open_field()
    assert figure.field is not None
    figure.field.setText(text)
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert driver.session.automation.value_now(driver.song.tracks[1].id, path) == pytest.approx(value)


def test_nonsense_typed_changes_nothing(driver: WindowDriver, editor: ChannelEditor) -> None:
    before = driver.song
    for text in ("", "loud", "nan", "inf"):
        figure = box(editor, "gate/attack_ms")
        figure.open_field()
        assert figure.field is not None
        figure.field.setText(text)
        QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert driver.song is before


def test_sections_switch_and_the_compressor_swaps_places(driver: WindowDriver, editor: ChannelEditor) -> None:
    for name in ("gate", "eq", "compressor", "de_esser", "saturation"):
        switch = editor.panels[name].switch
        assert switch is not None
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert switch.isChecked()
    settings = strip(driver)
    assert settings.gate.on and settings.eq.on and settings.compressor.on
    assert settings.de_esser.on and settings.saturation.on
    compressor = editor.panels["compressor"]
    assert isinstance(compressor, CompressorPanel)
    QTest.mouseClick(compressor.order, Qt.MouseButton.LeftButton)
    driver.tick()
    assert strip(driver).compressor.before_eq
    assert list(editor.panels).index("compressor") < list(editor.panels).index("eq")


def test_the_dot_and_the_history_follow_the_sound(driver: WindowDriver, editor: ChannelEditor) -> None:
    track = driver.song.tracks[1]
    driver.session.document.perform(set_parameter(track.id, "compressor/on", True))
    loud = np.full(4096, 0.5, np.float32)
    driver.engine.scope_reading = Scope(np.zeros((4096, 2), np.float32), loud, loud)
    driver.engine.levels.reduction_db[1, driver.session.meters.lane_of(track.id)] = -5.0
    driver.tick()
    editor._draw_eq()
    editor._draw_dynamics(0.08)
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    assert panel.view._dot == pytest.approx((-6.0, -11.0), abs=0.1)
    assert panel.history.reductions_db[-1] == pytest.approx(-5.0) and "5.0" in panel.figure.text()
    gate = editor.panels["gate"]
    assert isinstance(gate, GatePanel) and not gate.history.reductions_db.any()


def test_dragging_the_transfer_curve_moves_the_threshold(driver: WindowDriver, editor: ChannelEditor) -> None:
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    before = driver.song
    driver.drag(panel.view, QPoint(80, 60), QPoint(60, 60))
    assert strip(driver).compressor.threshold_db < -20
    driver.run("song.undo")
    assert driver.song == before


def test_the_key_comes_from_another_track(driver: WindowDriver, editor: ChannelEditor) -> None:
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    entry = next(action for action in panel.key_menu().actions() if action.text() == "Kick")
    entry.trigger()
    assert strip(driver).compressor.key == driver.song.tracks[0].id and "Kick" in panel.key.caption


def test_a_and_b_swap_and_come_back(driver: WindowDriver, editor: ChannelEditor) -> None:
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "eq/on", True))
    a = strip(driver)
    QTest.mouseClick(editor.header.compare, Qt.MouseButton.LeftButton)
    assert not strip(driver).eq.on
    driver.key(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert strip(driver) == a


def test_copy_here_paste_there(driver: WindowDriver, editor: ChannelEditor) -> None:
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "saturation/on", True))
    driver.key(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.AltModifier)
    driver.window.selection.set_track(driver.song.tracks[3].id)
    QTest.mouseClick(editor.header.paste, Qt.MouseButton.LeftButton)
    assert driver.song.tracks[3].strip.saturation.on


def test_a_figure_follows_its_curve_while_the_song_plays(driver: WindowDriver, editor: ChannelEditor) -> None:
    track = driver.song.tracks[1]
    driver.session.document.perform(
        set_curve(track.id, "eq/low/gain_db", [Breakpoint(0, 0.0), Breakpoint(48000, 10.0)])
    )
    driver.engine.state, driver.engine.frame = "rolling", 24000
    assert editor.controls is not None
    driver.window.bridge.clock = driver.session.transport.clock
    editor.controls.follow_curves()
    assert box(editor, "eq/low/gain_db").value == pytest.approx(5.0, abs=0.1)


def test_a_drag_in_touch_mode_writes_a_curve(driver: WindowDriver, editor: ChannelEditor) -> None:
    track = driver.song.tracks[1]
    driver.session.document.perform(set_automation_mode(track.id, "touch"))
    driver.engine.state, driver.engine.frame = "rolling", 48000
    driver.tick()
    figure = box(editor, "eq/low/gain_db")
    driver.drag(figure, QPoint(20, 20), QPoint(20, 0), release=False)
    driver.engine.frame = 96000
    driver.tick()
    QTest.mouseRelease(figure, Qt.MouseButton.LeftButton)
    driver.engine.frame = 144000
    driver.tick(2)
    assert any(curve.path == "eq/low/gain_db" for curve in driver.song.tracks[1].curves)


def test_a_removed_bus_closes_its_editor(driver: WindowDriver) -> None:
    driver.window.show_page(MIX)
    driver.session.document.perform(add_bus("group"))
    driver.window.mix.open_editor(driver.song.buses[-1].id)
    assert driver.window.mix.dock_open
    driver.run("song.undo")
    driver.tick()
    assert not driver.window.mix.dock_open


@pytest.mark.parametrize("kind", ["reverb", "delay", "chorus", "group", "master"])
def test_every_kind_of_bus_has_its_editor(driver: WindowDriver, kind: str) -> None:
    driver.window.show_page(MIX)
    if kind not in {bus.kind for bus in driver.song.buses}:
        driver.session.document.perform(add_bus(kind))  # type: ignore[arg-type]
    bus = next(bus for bus in driver.song.buses if bus.kind == kind)
    driver.window.mix.open_editor(bus.id)
    driver.tick(2)
    editor = driver.window.mix.editor
    assert editor.channel_id == bus.id and ("effect" in editor.panels) == (kind in ("reverb", "delay", "chorus"))
