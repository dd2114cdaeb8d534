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
from tests.ui.conftest import Desk
from ui.editor.channel_editor import ChannelEditor
from ui.editor.dynamics_panel import CompressorPanel, GatePanel
from ui.editor.eq_panel import EqPanel
from ui.editor.eq_view import EqView
from ui.widgets.value_box import ValueBox

MIX = 3
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def editor(desk: Desk) -> ChannelEditor:
    desk.window.show_page(MIX)
    desk.window.mix.open_editor(desk.song.tracks[1].id)
    desk.tick()
    QApplication.processEvents()
    return desk.window.mix.editor


@pytest.fixture
def eq(editor: ChannelEditor) -> EqView:
    panel = editor.panels["eq"]
    assert isinstance(panel, EqPanel)
    return panel.view


def strip(desk: Desk) -> StripSettings:
    return desk.song.tracks[1].strip


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


def test_e_opens_and_escape_closes_and_nothing_else_changes(desk: Desk) -> None:
    desk.window.show_page(MIX)
    desk.window.selection.set_track(desk.song.tracks[2].id)
    before = desk.song
    desk.key(Qt.Key.Key_E)
    assert desk.window.mix.dock_open and desk.window.mix.editor.channel_id == desk.song.tracks[2].id
    assert desk.engine.watched == desk.session.meters.lane_of(desk.song.tracks[2].id)
    desk.key(Qt.Key.Key_Escape)
    assert not desk.window.mix.dock_open and desk.engine.watched == -1 and desk.song == before


def test_the_editor_follows_the_chosen_channel(desk: Desk, editor: ChannelEditor) -> None:
    desk.window.selection.set_track(desk.song.tracks[4].id)
    assert editor.channel_id == desk.song.tracks[4].id
    desk.window.mix.choose(desk.song.master.id)
    assert editor.channel_id == desk.song.master.id and "limiter" in editor.panels and "sends" not in editor.panels


def test_dragging_a_handle_is_one_step_of_frequency_and_gain(desk: Desk, eq: EqView) -> None:
    before = desk.song
    start = eq.place_of("low_mid").toPoint()
    desk.drag(eq, start, start + QPoint(40, -30))
    band = strip(desk).eq.low_mid
    assert band.frequency_hz > 500 and band.gain_db > 2
    assert strip(desk).eq.on, "a hand that moves a band wants to hear it"
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song == before


def test_escape_while_dragging_leaves_the_eq_as_it_was(desk: Desk, eq: EqView) -> None:
    before = desk.song
    start = eq.place_of("high").toPoint()
    desk.drag(eq, start, start + QPoint(-30, 30), release=False)
    assert desk.song != before
    QTest.keyClick(eq, Qt.Key.Key_Escape)
    assert desk.song == before and desk.window.mix.dock_open
    QTest.mouseRelease(eq, Qt.MouseButton.LeftButton)
    assert desk.song == before


def test_shift_drags_finely(desk: Desk, eq: EqView) -> None:
    start = eq.place_of("low_mid").toPoint()
    desk.drag(eq, start, start + QPoint(0, -40), SHIFT)
    fine = strip(desk).eq.low_mid.gain_db
    desk.run("song.undo")
    start = eq.place_of("low_mid").toPoint()
    desk.drag(eq, start, start + QPoint(0, -40))
    assert 0 < fine < strip(desk).eq.low_mid.gain_db / 5


def test_the_wheel_turns_q_and_a_filters_slope(desk: Desk, eq: EqView) -> None:
    wheel(eq, eq.place_of("low_mid"), 2)
    assert strip(desk).eq.low_mid.q > 1.2
    wheel(eq, eq.place_of("high_pass"), 1)
    assert strip(desk).high_pass.slope == "24"


def test_double_click_puts_a_band_back(desk: Desk, eq: EqView) -> None:
    desk.session.document.perform(set_parameter(desk.song.tracks[1].id, "eq/high_mid/gain_db", 9.0))
    QTest.mouseDClick(eq, Qt.MouseButton.LeftButton, pos=eq.place_of("high_mid").toPoint())
    assert strip(desk).eq.high_mid == StripSettings().eq.high_mid


def test_tab_walks_the_handles_and_arrows_move_them(desk: Desk, eq: EqView) -> None:
    eq._activate("high_pass")
    eq.setFocus()
    QTest.keyClick(eq, Qt.Key.Key_Tab)
    assert eq.active == "low"
    QTest.keyClick(eq, Qt.Key.Key_Up)
    assert strip(desk).eq.low.gain_db == pytest.approx(0.5)
    QTest.keyClick(eq, Qt.Key.Key_Up, SHIFT)
    QTest.keyClick(eq, Qt.Key.Key_Right)
    assert strip(desk).eq.low.gain_db == pytest.approx(0.6)
    assert strip(desk).eq.low.frequency_hz == pytest.approx(100 * 2 ** (1 / 24))
    assert "0.6 dB" in QAccessible.queryAccessibleInterface(eq).text(QAccessible.Text.Name)
    for _ in range(5):
        QTest.keyClick(eq, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is not eq


def test_fine_arrows_are_not_caught_by_the_detent(desk: Desk, eq: EqView) -> None:
    eq._activate("low")
    eq.setFocus()
    QTest.keyClick(eq, Qt.Key.Key_Down, SHIFT)
    assert strip(desk).eq.low.gain_db == pytest.approx(-0.1)


def test_a_filters_handle_turns_it_on(desk: Desk, eq: EqView) -> None:
    start = eq.place_of("high_pass").toPoint()
    desk.drag(eq, start, start + QPoint(20, 40))
    assert strip(desk).high_pass.on and strip(desk).high_pass.frequency_hz > 90


def test_the_spectrum_shows_a_tone_where_it_is(desk: Desk, editor: ChannelEditor, eq: EqView) -> None:
    tone = (0.5 * np.sin(2 * np.pi * 1000 * np.arange(4096) / 48000)).astype(np.float32)
    desk.engine.scope_reading = Scope(np.zeros((4096, 2), np.float32), tone, np.zeros(4096, np.float32))
    for _ in range(30):
        editor.draw_scope(0.04)
    loudest = int(eq.before.levels_db.argmax())
    hz = 20 * 1000 ** ((loudest + 0.5) / eq.before.columns)
    assert hz == pytest.approx(1000, rel=0.04)
    assert eq.before.levels_db.max() == pytest.approx(-6, abs=1) and eq.after.levels_db.max() < -90


def test_a_silent_channel_is_not_painted_again(editor: ChannelEditor, eq: EqView) -> None:
    silence = np.zeros(4096, np.float32)
    assert not eq.before.feed(silence)


def test_typing_dragging_wheel_and_reset_of_a_figure(desk: Desk, editor: ChannelEditor) -> None:
    figure = box(editor, "compressor/attack_ms")
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.field is not None
    figure.field.setText("25 ms")
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert strip(desk).compressor.attack_ms == 25.0
    desk.drag(figure, QPoint(20, 25), QPoint(20, 5))
    assert strip(desk).compressor.attack_ms > 26 and figure.field is None
    QTest.mouseDClick(figure, Qt.MouseButton.LeftButton)
    assert strip(desk).compressor.attack_ms == 10.0
    figure.setFocus()
    QTest.keyClick(figure, Qt.Key.Key_Up)
    assert strip(desk).compressor.attack_ms > 10.0
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton, CTRL)
    assert strip(desk).compressor.attack_ms == 10.0


def test_leaving_a_field_untouched_changes_nothing(desk: Desk, editor: ChannelEditor) -> None:
    desk.session.document.perform(set_parameter(desk.song.tracks[1].id, "eq/high_mid/frequency_hz", 2503.7))
    before = desk.song
    figure = box(editor, "eq/high_mid/frequency_hz")
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.field is not None
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert desk.song is before


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
        ("eq/low_mid/gain_db", "99", 18.0),
    ],
)
def test_what_people_type(desk: Desk, editor: ChannelEditor, path: str, text: str, value: float) -> None:
    figure = box(editor, path)
    figure.open_field()
    assert figure.field is not None
    figure.field.setText(text)
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert desk.session.automation.value_now(desk.song.tracks[1].id, path) == pytest.approx(value)


def test_nonsense_typed_changes_nothing(desk: Desk, editor: ChannelEditor) -> None:
    before = desk.song
    for text in ("", "loud", "nan", "inf"):
        figure = box(editor, "gate/attack_ms")
        figure.open_field()
        assert figure.field is not None
        figure.field.setText(text)
        QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert desk.song is before


def test_sections_switch_and_the_compressor_swaps_places(desk: Desk, editor: ChannelEditor) -> None:
    for name in ("gate", "eq", "compressor", "de_esser", "saturation"):
        switch = editor.panels[name].switch
        assert switch is not None
        QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert switch.isChecked()
    settings = strip(desk)
    assert settings.gate.on and settings.eq.on and settings.compressor.on
    assert settings.de_esser.on and settings.saturation.on
    compressor = editor.panels["compressor"]
    assert isinstance(compressor, CompressorPanel)
    QTest.mouseClick(compressor.order, Qt.MouseButton.LeftButton)
    desk.tick()
    assert strip(desk).compressor.before_eq
    assert list(editor.panels).index("compressor") < list(editor.panels).index("eq")


def test_the_dot_and_the_history_follow_the_sound(desk: Desk, editor: ChannelEditor) -> None:
    track = desk.song.tracks[1]
    desk.session.document.perform(set_parameter(track.id, "compressor/on", True))
    loud = np.full(4096, 0.5, np.float32)
    desk.engine.scope_reading = Scope(np.zeros((4096, 2), np.float32), loud, loud)
    desk.engine.levels.reduction_db[1, desk.session.meters.lane_of(track.id)] = -5.0
    desk.tick()
    editor.draw_scope(0.08)
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    assert panel.view._dot == pytest.approx((-6.0, -11.0), abs=0.1)
    assert panel.history.reductions_db[-1] == pytest.approx(-5.0) and "5.0" in panel.figure.text()
    gate = editor.panels["gate"]
    assert isinstance(gate, GatePanel) and not gate.history.reductions_db.any()


def test_dragging_the_transfer_curve_moves_the_threshold(desk: Desk, editor: ChannelEditor) -> None:
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    before = desk.song
    desk.drag(panel.view, QPoint(80, 60), QPoint(60, 60))
    assert strip(desk).compressor.threshold_db < -20
    desk.run("song.undo")
    assert desk.song == before


def test_the_key_comes_from_another_track(desk: Desk, editor: ChannelEditor) -> None:
    panel = editor.panels["compressor"]
    assert isinstance(panel, CompressorPanel)
    entry = next(action for action in panel.key_menu().actions() if action.text() == "Kick")
    entry.trigger()
    assert strip(desk).compressor.key == desk.song.tracks[0].id and "Kick" in panel.key.caption


def test_a_and_b_swap_and_come_back(desk: Desk, editor: ChannelEditor) -> None:
    desk.session.document.perform(set_parameter(desk.song.tracks[1].id, "eq/on", True))
    a = strip(desk)
    QTest.mouseClick(editor.header.compare, Qt.MouseButton.LeftButton)
    assert not strip(desk).eq.on
    desk.key(Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert strip(desk) == a


def test_copy_here_paste_there(desk: Desk, editor: ChannelEditor) -> None:
    desk.session.document.perform(set_parameter(desk.song.tracks[1].id, "saturation/on", True))
    desk.key(Qt.Key.Key_C, CTRL | Qt.KeyboardModifier.AltModifier)
    desk.window.selection.set_track(desk.song.tracks[3].id)
    QTest.mouseClick(editor.header.paste, Qt.MouseButton.LeftButton)
    assert desk.song.tracks[3].strip.saturation.on


def test_a_figure_follows_its_curve_while_the_song_plays(desk: Desk, editor: ChannelEditor) -> None:
    track = desk.song.tracks[1]
    desk.session.document.perform(set_curve(track.id, "eq/low/gain_db", [Breakpoint(0, 0.0), Breakpoint(48000, 10.0)]))
    desk.engine.state, desk.engine.frame = "rolling", 24000
    assert editor.controls is not None
    desk.window.bridge.clock = desk.session.transport.clock
    editor.controls.follow_curves()
    assert box(editor, "eq/low/gain_db").value == pytest.approx(5.0, abs=0.1)


def test_a_drag_in_touch_mode_writes_a_curve(desk: Desk, editor: ChannelEditor) -> None:
    track = desk.song.tracks[1]
    desk.session.document.perform(set_automation_mode(track.id, "touch"))
    desk.engine.state, desk.engine.frame = "rolling", 48000
    desk.tick()
    figure = box(editor, "eq/low/gain_db")
    desk.drag(figure, QPoint(20, 20), QPoint(20, 0), release=False)
    desk.engine.frame = 96000
    desk.tick()
    QTest.mouseRelease(figure, Qt.MouseButton.LeftButton)
    desk.engine.frame = 144000
    desk.tick(2)
    assert any(curve.path == "eq/low/gain_db" for curve in desk.song.tracks[1].curves)


def test_a_removed_bus_closes_its_editor(desk: Desk) -> None:
    desk.window.show_page(MIX)
    desk.session.document.perform(add_bus("group"))
    desk.window.mix.open_editor(desk.song.buses[-1].id)
    assert desk.window.mix.dock_open
    desk.run("song.undo")
    desk.tick()
    assert not desk.window.mix.dock_open


@pytest.mark.parametrize("kind", ["reverb", "delay", "chorus", "group", "master"])
def test_every_kind_of_bus_has_its_editor(desk: Desk, kind: str) -> None:
    desk.window.show_page(MIX)
    if kind not in {bus.kind for bus in desk.song.buses}:
        desk.session.document.perform(add_bus(kind))  # type: ignore[arg-type]
    bus = next(bus for bus in desk.song.buses if bus.kind == kind)
    desk.window.mix.open_editor(bus.id)
    desk.tick(2)
    editor = desk.window.mix.editor
    assert editor.channel_id == bus.id and ("effect" in editor.panels) == (kind in ("reverb", "delay", "chorus"))
