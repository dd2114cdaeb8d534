"""The console by hand: one drag one step, Escape, typing, wheel, clip lights."""

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from tests.ui.conftest import Desk
from ui.mixer.track_strip import TrackStrip
from ui.widgets.fader import Fader

MIX = 3


@pytest.fixture
def strip(desk: Desk) -> TrackStrip:
    desk.window.show_page(MIX)
    desk.tick()
    return desk.window.mix.console.tracks[desk.song.tracks[1].id]


def cap(fader: Fader) -> QPoint:
    return QPoint(13, round(fader.y_of(fader.value)))


def test_a_drag_of_a_fader_is_one_step(desk: Desk, strip: TrackStrip) -> None:
    before = desk.song
    desk.drag(strip.fader, cap(strip.fader), cap(strip.fader) + QPoint(0, 40))
    after = desk.song.tracks[1].strip.fader_db
    assert after < before.tracks[1].strip.fader_db - 3
    desk.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert desk.song == before
    assert strip.fader.value == before.tracks[1].strip.fader_db


def test_escape_cancels_a_drag(desk: Desk, strip: TrackStrip) -> None:
    before, label = desk.song, desk.studio.undo_label
    desk.drag(strip.fader, cap(strip.fader), cap(strip.fader) + QPoint(0, 50), release=False)
    assert desk.song != before
    QTest.keyClick(strip.fader, Qt.Key.Key_Escape)
    assert desk.song == before and desk.studio.undo_label == label
    assert strip.fader.value == before.tracks[1].strip.fader_db
    QTest.mouseRelease(strip.fader, Qt.MouseButton.LeftButton)
    assert desk.song == before


def test_zero_has_a_detent(desk: Desk, strip: TrackStrip) -> None:
    target = QPoint(13, round(strip.fader.y_of(0.0)))
    desk.drag(strip.fader, cap(strip.fader), target)
    assert desk.song.tracks[1].strip.fader_db == 0.0


def test_keys_and_wheel_move_by_steps(desk: Desk, strip: TrackStrip) -> None:
    start = desk.song.tracks[1].strip.fader_db
    strip.fader.setFocus()
    QTest.keyClick(strip.fader, Qt.Key.Key_Up)
    assert desk.song.tracks[1].strip.fader_db == pytest.approx(start + 0.5)
    QTest.keyClick(strip.fader, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert desk.song.tracks[1].strip.fader_db == pytest.approx(start + 0.4)


@pytest.mark.parametrize(("words", "level"), [("-12", -12.0), ("−6,5 dB", -6.5), ("off", -math.inf), ("99", 6.0)])
def test_typing_a_level(desk: Desk, strip: TrackStrip, words: str, level: float) -> None:
    QTest.mouseClick(strip.value, Qt.MouseButton.LeftButton)
    assert strip.value.field is not None
    strip.value.field.setText(words)
    QTest.keyClick(strip.value.field, Qt.Key.Key_Return)
    assert desk.song.tracks[1].strip.fader_db == level


def test_double_click_resets(desk: Desk, strip: TrackStrip) -> None:
    QTest.mouseDClick(strip.fader, Qt.MouseButton.LeftButton, pos=QPoint(13, 100))
    assert desk.song.tracks[1].strip.fader_db == 0.0
    QTest.mousePress(strip.pan, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier)
    assert desk.song.tracks[1].strip.pan == 0.0


def test_send_and_headphone_level(desk: Desk, strip: TrackStrip) -> None:
    for bus in desk.song.buses:
        if bus.kind == "master":
            continue
        slider = strip.levels[bus.id]
        desk.drag(slider, QPoint(40, 12), QPoint(70, 12))
    settings = desk.song.tracks[1].strip
    assert len(settings.sends) == 2 and len(settings.cues) == 1


def test_mute_solo_arm_buttons(desk: Desk, strip: TrackStrip) -> None:
    for button in (strip.mute, strip.solo, strip.arm):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    track = desk.song.tracks[1]
    assert track.strip.mute and track.strip.solo and track.armed
    assert strip.mute.isChecked() and strip.solo.isChecked() and strip.arm.isChecked()


def test_clip_light_latches_until_it_is_clicked(desk: Desk, strip: TrackStrip) -> None:
    lane = desk.studio.lane_of(strip.track_id)
    bank = desk.window.bridge.levels.lanes
    desk.engine.reading.lane_clips[lane] = 3
    desk.tick()
    desk.engine.reading = desk.engine.reading._replace(lane_peak=np.zeros(256, dtype=np.float32))
    desk.tick(5)
    assert bank.clipped[lane]
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.clip_zone().center())
    assert not bank.clipped[lane]
    desk.tick(3)
    assert not bank.clipped[lane]


def test_clearing_all_clip_lights(desk: Desk, strip: TrackStrip) -> None:
    desk.engine.reading.lane_clips[:] += 1
    desk.engine.reading.bus_clips[:] += 1
    desk.tick()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, both, strip.clip_zone().center())
    levels = desk.window.bridge.levels
    assert not levels.lanes.clipped.any() and not levels.buses.clipped.any()


def test_screen_reader_hears_role_name_and_value(desk: Desk, strip: TrackStrip) -> None:
    interface = QAccessible.queryAccessibleInterface(strip.fader)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Fader of Snare"
    assert interface.text(QAccessible.Text.Value) == "−3.0 dB"
