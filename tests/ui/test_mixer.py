"""The console by hand: one drag one step, Escape, typing, wheel, clip lights."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from app.edits import tracks as track_edits
from app.edits.buses import add_bus
from app.edits.channels import set_curve, set_parameter
from app.edits.edit import Edit, find_channel, replace_track
from app.model.automation import Breakpoint
from app.model.track import FrozenAudio
from tests.ui.conftest import WindowDriver
from ui.mixer import meter_menu as meter_menu_module
from ui.mixer.automation_menu import automation_menu
from ui.mixer.bus_strip import BusStrip
from ui.mixer.preset_menu import add_presets
from ui.mixer.route_menu import route_menu
from ui.mixer.strip_menu import strip_menu
from ui.mixer.track_strip import TrackStrip
from ui.state.meter_modes import METER_MODES, MeterMode
from ui.widgets import controls
from ui.widgets.fader import Fader
from ui.widgets.meters import ReductionSpot

MIX = 3


@pytest.fixture
def strip(driver: WindowDriver) -> TrackStrip:
    driver.window.show_page(MIX)
    driver.tick()
    strip = driver.window.mix.console.tracks[driver.song.tracks[1].id]
    strip.select()
    return strip


def mode(name: str) -> MeterMode:
    return next(mode for mode in METER_MODES if mode.id == name)


def cap(fader: Fader) -> QPoint:
    return QPoint(13, round(fader.y_of(fader.value)))


def test_a_drag_of_a_fader_is_one_step(driver: WindowDriver, strip: TrackStrip) -> None:
    before = driver.song
    driver.drag(strip.fader, cap(strip.fader), cap(strip.fader) + QPoint(0, 40))
    after = driver.song.tracks[1].strip.fader_db
    assert after < before.tracks[1].strip.fader_db - 3
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song == before
    assert strip.fader.value == before.tracks[1].strip.fader_db


def test_an_armed_strip_is_red_all_over_only_while_it_records(driver: WindowDriver, strip: TrackStrip) -> None:
    driver.session.document.perform(track_edits.set_armed(strip.track_id, True))
    assert strip.arm.outlined
    driver.key(Qt.Key.Key_R)
    driver.tick()
    assert driver.window.bridge.clock.recording and not strip.arm.outlined
    driver.engine.stop()
    driver.tick()
    assert strip.arm.isChecked() and strip.arm.outlined


def test_escape_cancels_a_drag(driver: WindowDriver, strip: TrackStrip) -> None:
    before, label = driver.song, driver.session.document.undo_label
    driver.drag(strip.fader, cap(strip.fader), cap(strip.fader) + QPoint(0, 50), release=False)
    assert driver.song != before
    QTest.keyClick(strip.fader, Qt.Key.Key_Escape)
    assert driver.song == before and driver.session.document.undo_label == label
    assert strip.fader.value == before.tracks[1].strip.fader_db
    QTest.mouseRelease(strip.fader, Qt.MouseButton.LeftButton)
    assert driver.song == before


def test_zero_has_a_detent(driver: WindowDriver, strip: TrackStrip) -> None:
    target = QPoint(13, round(strip.fader.y_of(0.0)))
    driver.drag(strip.fader, cap(strip.fader), target)
    assert driver.song.tracks[1].strip.fader_db == 0.0


def test_keys_and_wheel_move_by_steps(driver: WindowDriver, strip: TrackStrip) -> None:
    start = driver.song.tracks[1].strip.fader_db
    strip.fader.setFocus()
    QTest.keyClick(strip.fader, Qt.Key.Key_Up)
    assert driver.song.tracks[1].strip.fader_db == pytest.approx(start + 0.5)
    QTest.keyClick(strip.fader, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert driver.song.tracks[1].strip.fader_db == pytest.approx(start + 0.4)


@pytest.mark.parametrize(("text", "level"), [("-12", -12.0), ("−6,5 dB", -6.5), ("off", -math.inf)])
def test_typing_a_level(driver: WindowDriver, strip: TrackStrip, text: str, level: float) -> None:
    QTest.mouseClick(strip.value, Qt.MouseButton.LeftButton)
    assert strip.value.field is not None
    strip.value.field.setText(text)
    QTest.keyClick(strip.value.field, Qt.Key.Key_Return)
    assert driver.song.tracks[1].strip.fader_db == level


def test_a_typed_level_out_of_range_is_refused_with_the_range(driver: WindowDriver, strip: TrackStrip) -> None:
    """Once it silently became the nearest level."""
    before = driver.song
    QTest.mouseClick(strip.value, Qt.MouseButton.LeftButton)
    assert strip.value.field is not None
    strip.value.field.setText("99")
    QTest.keyClick(strip.value.field, Qt.Key.Key_Return)
    assert driver.song is before and "to 6.0 dB" in driver.window.notices.cards[-1].accessibleName()


def test_double_click_resets(driver: WindowDriver, strip: TrackStrip) -> None:
    QTest.mouseDClick(strip.fader, Qt.MouseButton.LeftButton, pos=QPoint(13, 100))
    assert driver.song.tracks[1].strip.fader_db == 0.0
    QTest.mousePress(strip.pan, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    assert driver.song.tracks[1].strip.pan == 0.0


def test_send_and_headphone_level(driver: WindowDriver, strip: TrackStrip) -> None:
    for bus in driver.song.buses:
        if bus.kind == "master":
            continue
        slider = strip.sends[bus.id].level
        driver.drag(slider, QPoint(32, 12), QPoint(44, 12))
    settings = driver.song.tracks[1].strip
    assert len(settings.sends) == 2 and len(settings.cues) == 1


def test_mute_solo_arm_buttons(driver: WindowDriver, strip: TrackStrip) -> None:
    for button in (strip.mute, strip.solo, strip.arm):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    track = driver.song.tracks[1]
    assert track.strip.mute and track.strip.solo and track.armed
    assert strip.mute.isChecked() and strip.solo.isChecked() and strip.arm.isChecked()


def test_clip_light_latches_until_it_is_clicked(driver: WindowDriver, strip: TrackStrip) -> None:
    lane = driver.session.meters.lane_of(strip.track_id)
    bank = driver.window.bridge.levels.lanes
    driver.engine.levels.lane_clips[lane] = 3
    driver.tick()
    driver.engine.levels = driver.engine.levels._replace(lane_peak=np.zeros_like(driver.engine.levels.lane_peak))
    driver.tick(5)
    assert bank.clipped[lane]
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.meter.clip_zone().center())
    assert not bank.clipped[lane]
    driver.tick(3)
    assert not bank.clipped[lane]


def test_clearing_all_clip_lights(driver: WindowDriver, strip: TrackStrip) -> None:
    driver.engine.levels.lane_clips[:] += 1
    driver.engine.levels.bus_clips[:] += 1
    driver.tick()
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, both, strip.meter.clip_zone().center())
    levels = driver.window.bridge.levels
    assert not levels.lanes.clipped.any() and not levels.buses.clipped.any()


def test_screen_reader_hears_role_name_and_value(driver: WindowDriver, strip: TrackStrip) -> None:
    interface = QAccessible.queryAccessibleInterface(strip.fader)
    assert interface.role() == QAccessible.Role.Slider
    assert interface.text(QAccessible.Text.Name) == "Fader of Snare"
    assert interface.text(QAccessible.Text.Value) == "−3.0 dB"
    assert interface.text(QAccessible.Text.Description) == "−3.0 dB", "all that the bus of Linux carries of a value"


def test_a_screen_reader_hears_of_changes_where_the_focus_is(
    driver: WindowDriver, strip: TrackStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With automation every fader moves, sixty times a second."""
    said: list[tuple[str, object]] = []
    described: list[str] = []

    class Reader:
        Event = QAccessible.Event

        @staticmethod
        def isActive() -> bool:
            return True

        @staticmethod
        def updateAccessibility(event: object) -> None:
            if isinstance(event, QAccessibleValueChangeEvent):
                said.append((event.object().accessibleName(), event.value()))
            else:
                assert event.type() == QAccessible.Event.DescriptionChanged
                described.append(event.object().accessibleName())

    monkeypatch.setattr(controls, "QAccessible", Reader)
    monkeypatch.setattr(strip.fader, "hasFocus", lambda: False)
    strip.fader.set_value(-5.0)
    monkeypatch.setattr(strip.fader, "hasFocus", lambda: True)
    strip.fader.set_value(-6.0)
    strip.fader.set_value(-6.0)
    assert said == [("Fader of Snare", "−6.0 dB")] and described == ["Fader of Snare"]


def test_the_pre_toggle_takes_the_send_before_the_fader(driver: WindowDriver, strip: TrackStrip) -> None:
    row = next(row for row in strip.sends.values() if row.pre is not None)
    strip.bridge.set_value(strip.channel_id, row.level_path, -6.0)
    QTest.mouseClick(row.pre, Qt.MouseButton.LeftButton)
    assert driver.song.tracks[1].strip.sends[0].pre and row.pre is not None and row.pre.isChecked()
    QTest.mouseClick(row.pre, Qt.MouseButton.LeftButton)
    assert not driver.song.tracks[1].strip.sends[0].pre


def test_ctrl_click_on_solo_makes_it_safe_and_never_solos(driver: WindowDriver, strip: TrackStrip) -> None:
    assert strip.solo is not None
    QTest.mouseClick(strip.solo, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier)
    settings = driver.song.tracks[1].strip
    assert settings.solo_safe and not settings.solo
    assert strip.solo.outlined and "safe" in strip.solo.accessibleName()


def test_listen_goes_before_the_fader_and_with_shift_after_it(driver: WindowDriver, strip: TrackStrip) -> None:
    QTest.mouseClick(strip.listen, Qt.MouseButton.LeftButton)
    assert driver.song.tracks[1].strip.listen == "pfl"
    QTest.mouseClick(strip.listen, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert driver.song.tracks[1].strip.listen == "afl"
    QTest.mouseClick(strip.listen, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier)
    assert driver.song.tracks[1].strip.listen == "off"


def choose(menu: QMenu, text: str) -> None:
    """The entry that begins so, also in the menus inside."""
    for action in menu.actions():
        if action.text().startswith(text):
            action.trigger()
            return
        if action.menu() is not None:
            choose(action.menu(), text)  # type: ignore[arg-type]


def test_a_new_group_from_the_route_menu_is_one_step(driver: WindowDriver, strip: TrackStrip) -> None:
    before = driver.song
    choose(route_menu(strip.bridge, strip.channel, strip), "New group")
    group = driver.song.buses[-1]
    assert group.kind == "group" and driver.song.tracks[1].output == group.id
    assert driver.window.mix.console.tracks[driver.song.tracks[1].id].output.caption == group.name
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song == before


def test_groups_stand_between_tracks_and_returns(driver: WindowDriver) -> None:
    driver.window.show_page(MIX)
    adding = driver.window.mix.console.adding
    assert adding is not None
    QTest.mouseClick(adding.chips["Group"], Qt.MouseButton.LeftButton)
    driver.tick()
    console = driver.window.mix.console
    kinds = {find_channel(driver.song, bus_id).kind: strip.x() for bus_id, strip in console.buses.items()}  # type: ignore[union-attr]
    assert max(strip.x() for strip in console.tracks.values()) < kinds["group"] < kinds["reverb"]


def test_copy_and_paste_a_strip_keeps_mute(driver: WindowDriver, strip: TrackStrip) -> None:
    console = driver.window.mix.console
    driver.session.document.perform(set_parameter(strip.channel_id, "eq/low/gain_db", 6.0))
    strip.select()
    choose(strip_menu(strip.bridge, strip.channel, strip), "Copy")
    muted = console.tracks[driver.song.tracks[5].id]
    muted.select()
    choose(strip_menu(strip.bridge, muted.channel, muted), "Paste")
    assert driver.song.tracks[5].strip.eq.low.gain_db == 6.0 and driver.song.tracks[5].strip.mute


def test_a_send_from_the_menu_can_be_heard(driver: WindowDriver, strip: TrackStrip) -> None:
    choose(strip_menu(strip.bridge, strip.channel, strip), "Reverb")
    assert driver.song.tracks[1].strip.sends[0].level_db == -12.0


def test_the_automation_menu_sets_the_mode(driver: WindowDriver, strip: TrackStrip) -> None:
    choose(automation_menu(strip, "read", strip._set_mode), "Latch")
    assert driver.song.tracks[1].automation == "latch" and strip.mode.caption == "Latch"


def test_narrow_strips_still_have_fader_mute_and_solo(driver: WindowDriver, strip: TrackStrip) -> None:
    driver.window.mix.console.toggle_narrow()
    driver.tick()
    assert strip.width() == 60 and strip.fader.isVisible() and not strip.eq_thumb.isVisible()
    for part in (strip.fader, strip.mute, strip.solo):
        assert part is not None and part.x() >= 0 and part.x() + part.width() <= strip.width()
    spot = strip.meter.spots()[0]
    assert strip.x() <= spot.place.left() and spot.place.right() < strip.x() + strip.fader.x()


def test_the_monitor_never_touches_the_mix(driver: WindowDriver) -> None:
    driver.window.show_page(MIX)
    console = driver.window.mix.console
    assert console.monitor is not None
    buses = driver.song.buses
    QTest.mouseClick(console.monitor.dim, Qt.MouseButton.LeftButton)
    QTest.mouseClick(console.monitor.mono, Qt.MouseButton.LeftButton)
    console.monitor.fader.set_by_hand(-10.0)
    assert driver.song.monitor.dim and driver.song.monitor.mono and driver.song.monitor.level_db == -10.0
    assert driver.song.buses == buses


def test_a_vca_moves_and_its_members_stay(driver: WindowDriver, strip: TrackStrip) -> None:
    choose(route_menu(strip.bridge, strip.channel, strip), "New VCA")
    console = driver.window.mix.console
    vca = console.vcas[driver.song.vcas[0].id]
    level = driver.song.tracks[1].strip.fader_db
    vca.fader.set_by_hand(-5.0)
    QTest.mouseClick(vca.mute, Qt.MouseButton.LeftButton)
    assert driver.song.vcas[0].fader_db == -5.0 and driver.song.vcas[0].mute
    assert driver.song.tracks[1].strip.fader_db == level and "1 channel" in vca.members.text()


def test_meters_show_what_was_chosen(driver: WindowDriver, strip: TrackStrip) -> None:
    lane = driver.session.meters.lane_of(strip.track_id)
    reading = driver.engine.levels
    reading.lane_peak[lane], reading.pre_peak[lane], reading.lane_rms[lane] = 0.5, 1.0, 0.25
    bank = driver.window.bridge.levels.lanes
    for kind, level in (("peak", -6.02), ("pre", 0.0), ("rms", -12.04)):
        bank.shown_db[:] = -90
        driver.window.mix.console.set_meter_mode(mode(kind))
        driver.tick()
        assert bank.shown_db[lane] == pytest.approx(level, abs=0.01)


def test_gain_reduction_hangs_beside_the_meter(driver: WindowDriver, strip: TrackStrip) -> None:
    lane = driver.session.meters.lane_of(strip.track_id)
    driver.engine.levels.reduction_db[1, lane] = -6.0
    driver.tick()
    spot = next(spot for spot in strip.meter.spots() if isinstance(spot, ReductionSpot))
    assert spot.depth_db() == pytest.approx(6.0)
    assert not spot.place.intersects(strip.meter.spots()[0].place)


def test_a_fault_is_shown_on_its_strip_until_it_is_clicked(driver: WindowDriver, strip: TrackStrip) -> None:
    driver.engine.levels.faults[driver.session.meters.lane_of(strip.track_id)] += 5
    driver.tick()
    driver.window.mix.console._show_faults()
    assert strip.faulty and "invalid audio" in strip.toolTip()
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.meter.clip_zone().center())
    assert not strip.faulty


def test_controls_follow_their_curves_while_the_song_plays(driver: WindowDriver, strip: TrackStrip) -> None:
    points = (Breakpoint(0, -20.0), Breakpoint(48000, 0.0))
    driver.session.document.perform(set_curve(strip.channel_id, "fader_db", points))
    driver.engine.state, driver.engine.frame = "rolling", 24000
    driver.tick(3)
    assert strip.fader.value == pytest.approx(-10.0, abs=0.1)
    assert driver.song.tracks[1].strip.fader_db == -3.0


def test_many_sends_leave_the_faders_their_room(driver: WindowDriver) -> None:
    for _ in range(5):
        driver.session.document.perform(add_bus("reverb"))
    driver.window.show_page(MIX)
    driver.tick()
    strip = next(iter(driver.window.mix.console.tracks.values()))
    assert len(strip.sends) == 3 and strip.fader.height() >= 84


def test_freeze_asks_the_session_and_thaw_is_a_step(
    driver: WindowDriver, strip: TrackStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(driver.session.renders, "freeze", asked.append)
    choose(strip_menu(strip.bridge, strip.channel, strip), "Freeze")
    assert asked == [strip.track_id]
    frozen = FrozenAudio("audio/frozen.wav", 0, 48000, 1)
    driver.session.document.perform(
        Edit("Freeze", lambda song: replace_track(song, strip.track_id, lambda track: replace(track, frozen=frozen)))
    )
    choose(strip_menu(strip.bridge, strip.channel, strip), "Thaw")
    assert driver.song.tracks[1].frozen is None


def test_a_preset_says_why_and_sets_the_strip(driver: WindowDriver, strip: TrackStrip) -> None:
    menu = QMenu()
    add_presets(menu, strip.bridge, strip.channel)
    entry = menu.actions()[0]
    assert ":" in entry.toolTip()
    before = driver.song.tracks[1].strip
    entry.trigger()
    assert driver.song.tracks[1].strip != before and driver.song.tracks[1].strip.fader_db == before.fader_db


def test_the_vu_mark_comes_and_goes_on_meters_that_rest(driver: WindowDriver) -> None:
    driver.window.show_page(3)
    driver.tick(4)
    layer = driver.window.mix.console._layer
    layer.repaint()
    before = layer._pixels.copy()
    driver.window.mix.console.set_meter_mode(mode("vu"))
    layer.repaint()
    assert (layer._pixels != before).any()
    driver.window.mix.console.set_meter_mode(mode("peak"))
    layer.repaint()
    assert (layer._pixels == before).all()


def test_the_master_shows_what_leaves_it_in_strip_and_transport_alike(driver: WindowDriver) -> None:
    """The strip was red for what the limiter took off, while the transport stood at -1.1, grey and without a sign above."""
    driver.window.show_page(MIX)
    before = driver.engine.levels
    lane = driver.session.meters.lane_of(driver.song.master.id)
    pre, peak = before.lane_peak.copy(), np.zeros_like(before.bus_peak)
    pre[lane : lane + 2] = 10 ** (6 / 20)  # into the limiter
    peak[0] = 10 ** (-1 / 20), 10 ** (2.1 / 20)
    driver.engine.levels = before._replace(lane_peak=pre, bus_peak=peak)
    driver.tick()
    driver.window.transport.meter.refresh_figures()
    console, meter = driver.window.mix.console, driver.window.transport.meter
    strip = console.buses[driver.song.master.id]
    assert isinstance(strip, BusStrip)
    shown = [
        (strip.meter_source().bank.shown_db[n], bool(strip.meter_source().bank.clipped[n]))
        for n in strip.meter_source().indices
    ]
    assert shown == [(pytest.approx(-1.0, abs=0.01), False), (pytest.approx(2.1, abs=0.01), True)]
    assert (meter._figures, meter._over) == (("\u22121.0", "+2.1"), (False, True))
    assert (
        "after fader and limiter" in strip.meter_source().description and "after fader and limiter" in meter.toolTip()
    )
    console._clear(strip, Qt.KeyboardModifier.NoModifier)
    assert not driver.window.bridge.levels.buses.clipped.any()


def test_a_strip_shows_its_level_with_its_unit_where_there_is_room(driver: WindowDriver, strip: TrackStrip) -> None:
    driver.session.document.perform(set_parameter(strip.channel_id, "fader_db", -3.0))
    driver.tick()
    assert strip.value.text() == "\u22123.0 dB"
    driver.run("view.narrow-strips")
    driver.tick()
    narrow = driver.window.mix.console.tracks[strip.track_id]
    assert narrow.value.text() == "\u22123.0"


def test_a_meter_mode_that_is_added_is_in_the_menu_and_on_the_meters(
    driver: WindowDriver, strip: TrackStrip, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One record: source, inertia, mark and title."""
    upside = MeterMode("half", "Half of the peak", lanes=lambda reading: reading.lane_peak / 2, reference_db=-20.0)
    monkeypatch.setattr(meter_menu_module, "METER_MODES", (*METER_MODES, upside))
    console, levels = driver.window.mix.console, driver.window.bridge.levels
    menu = meter_menu_module.meter_menu(console, levels.mode, console.set_meter_mode)
    menu.actions()[-1].trigger()
    lane = driver.session.meters.lane_of(strip.channel_id)
    driver.engine.levels.lane_peak[lane] = 1.0
    levels.lanes.shown_db[:] = -90
    driver.tick()
    assert levels.lanes.shown_db[lane] == pytest.approx(-6.02, abs=0.01)
    assert levels.mode is upside and strip.meter_source().description == "Half of the peak"
