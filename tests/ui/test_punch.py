"""Punch, count-in and keeping by hand and by key; and trying again, which must not keep the take it was meant to drop."""

from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits import channels, transport
from app.edits import tracks as track_edits
from app.edits.channels import set_parameter
from app.edits.edit import Edit, replace_channel
from audio_engine.protocol import FinishedFile, PassFinished, PassRequest
from tests.ui.conftest import WindowDriver
from ui.arrange.ruler_rows import LOOP, PUNCH, RulerRow
from ui.transport.retrospective_choice import record_retrospectively, retrospective_menu
from ui.transport.switch_menus import click_menu, count_in_menu, punch_menu

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier


def in_row(driver: WindowDriver, row: RulerRow, x: int) -> QPoint:
    """A place in the middle of a row of the ruler."""
    return QPoint(x, driver.window.arrange.ruler.rows.top_of(row) + row.height_px // 2)


def test_keys_set_and_switch_the_punch(driver: WindowDriver) -> None:
    for frame, key in ((48000, Qt.Key.Key_BraceLeft), (96000, Qt.Key.Key_BraceRight)):
        driver.engine.frame = frame
        driver.tick()
        driver.key(key)
    held = driver.song.transport
    assert (held.punch_in_frame, held.punch_out_frame, held.punch_on) == (48000, 96000, False)
    driver.key(Qt.Key.Key_P)
    assert driver.song.transport.punch_on and driver.window.transport.punch.isChecked()
    driver.key(Qt.Key.Key_P)
    assert not driver.song.transport.punch_on


def test_a_first_punch_takes_the_loop_or_a_bar(driver: WindowDriver) -> None:
    driver.engine.frame = 1000
    driver.tick()
    driver.run("transport.punch")
    assert driver.song.transport.punch_in_frame == 1000 < driver.song.transport.punch_out_frame
    driver.session.document.undo()
    driver.session.document.perform(transport.set_loop(False, 5000, 9000))
    driver.run("transport.punch")
    assert (driver.song.transport.punch_in_frame, driver.song.transport.punch_out_frame) == (5000, 9000)


def test_the_ruler_draws_a_punch_and_its_brackets_can_be_dragged(driver: WindowDriver) -> None:
    ruler, view = driver.window.arrange.ruler, driver.window.arrange.viewport
    loop_before = driver.song.transport.loop_start_frame, driver.song.transport.loop_end_frame
    driver.drag(ruler, in_row(driver, PUNCH, 100), in_row(driver, PUNCH, 300), SHIFT)
    held = driver.song.transport
    assert held.punch_on
    assert (held.punch_in_frame, held.punch_out_frame) == (view.frame_at(100), view.frame_at(300))
    out = round(view.x_of(held.punch_out_frame))
    driver.drag(ruler, in_row(driver, PUNCH, out + 2), in_row(driver, PUNCH, 500), SHIFT)
    moved = driver.song.transport
    assert (moved.punch_in_frame, moved.punch_out_frame) == (held.punch_in_frame, view.frame_at(500))
    assert (moved.loop_start_frame, moved.loop_end_frame) == loop_before
    assert driver.session.document.undo_label == "Set punch range"
    driver.tick()
    driver.window.grab()


def test_a_loop_is_drawn_beside_a_punch_bracket_and_moves_nothing_of_it(driver: WindowDriver) -> None:
    ruler, view = driver.window.arrange.ruler, driver.window.arrange.viewport
    driver.session.document.perform(transport.set_punch(False, view.frame_at(200), view.frame_at(400)))
    driver.drag(ruler, in_row(driver, LOOP, 202), in_row(driver, LOOP, 300), SHIFT)
    held = driver.song.transport
    assert (held.loop_start_frame, held.loop_end_frame) == (view.frame_at(202), view.frame_at(300)) and held.loop_on
    assert (held.punch_on, held.punch_in_frame, held.punch_out_frame) == (False, view.frame_at(200), view.frame_at(400))
    end = round(view.x_of(held.loop_end_frame))
    driver.drag(ruler, in_row(driver, LOOP, end - 2), in_row(driver, LOOP, 500), SHIFT)
    assert driver.song.transport.loop_start_frame == held.loop_start_frame, "a loop's edge can be dragged too"
    assert driver.song.transport.loop_end_frame == view.frame_at(500)


def test_recording_with_a_punch_draws_over_nothing_but_its_range(driver: WindowDriver) -> None:
    driver.session.document.perform(transport.set_punch(True, 300000, 400000))
    request = recording(driver)
    assert request.start_frame < 300000, "with its pre-roll"
    lanes, seen = driver.window.arrange.lanes, []
    for frame in (request.start_frame + 4800, 299000, 350000, 400000, 430000):
        driver.engine.frame = frame
        driver.tick(6)
        seen.append([(live.start_frame, live.end_frame) for live in lanes._live])
    assert seen == [[], [], [(300000, 350000)], [(300000, 400000)], [(300000, 400000)]]
    assert lanes._live[0].file_start_frame == 300000 - request.start_frame + request.count_in_frames


def test_a_count_in_and_what_came_before_a_punch_by_hand_are_not_drawn_as_the_take(driver: WindowDriver) -> None:
    """Files begin with them: a waveform that began there too would be late until Stop."""
    driver.session.document.perform(transport.set_count_in(2))
    request = recording(driver)
    driver.engine.frame += 48000
    driver.tick(6)
    (live,) = driver.window.arrange.lanes._live
    assert (live.file_start_frame, request.count_in_frames) == (request.count_in_frames, 4 * 48000)
    driver.engine.stop()
    driver.tick(6)
    driver.session.transport.play()
    by_hand = recording(driver)
    driver.engine.frame += 48000
    driver.tick(6)
    (live,) = driver.window.arrange.lanes._live
    assert by_hand.joins_roll and (by_hand.count_in_frames, live.file_start_frame) == (0, 2 * 48000)


def test_the_range_of_a_punch_is_shaded_over_armed_lanes_only(driver: WindowDriver) -> None:
    lanes, view = driver.window.arrange.lanes, driver.window.arrange.viewport
    driver.session.document.perform(track_edits.set_armed(driver.song.tracks[5].id, True))
    before = lanes.grab().toImage()
    driver.session.document.perform(transport.set_punch(True, view.frame_at(200), view.frame_at(400)))
    after = lanes.grab().toImage()
    for lane, track in enumerate(driver.song.tracks):
        y = view.y_of(lane) + view.lanes.lane_height // 2
        changed = {x for x in (100, 199, 201, 300, 398, 402) if before.pixel(x, y) != after.pixel(x, y)}
        assert changed == ({201, 300, 398} if track.armed else set())


def test_the_arm_button_shows_the_end_of_a_pass_that_is_shorter_than_its_tick(driver: WindowDriver) -> None:
    """The header looked for a change every 30th tick; a pass in between left the button as it is while recording."""
    track = driver.song.tracks[0]
    driver.session.document.perform(track_edits.set_armed(track.id, True))
    header = driver.window.arrange.headers.headers[track.id]
    driver.window.bridge.slow_ticked.emit()
    assert header.arm.outlined
    driver.key(Qt.Key.Key_R)
    driver.tick()
    driver.session.document.perform(channels.set_parameter(track.id, "mute", True))  # any edit shows the header anew
    assert driver.window.bridge.clock.recording and not header.arm.outlined
    driver.key(Qt.Key.Key_Space)
    driver.tick()
    driver.window.bridge.slow_ticked.emit()
    assert not driver.window.bridge.clock.recording and header.arm.outlined


def test_record_again_leaves_record_and_plays_on(driver: WindowDriver) -> None:
    request = recording(driver)
    driver.engine.frame = request.start_frame + 48000
    driver.key(Qt.Key.Key_R)
    assert driver.engine.state == "rolling" and not driver.engine.every("stop")
    driver.tick()
    assert driver.session.passes.recording is None
    again = recording(driver)
    assert again.pass_id != request.pass_id and again.joins_roll
    driver.key(Qt.Key.Key_Space)
    assert driver.engine.state == "stopped"


def test_record_again_during_the_count_in_stops(driver: WindowDriver) -> None:
    recording(driver)
    driver.engine.state = "counting_in"
    driver.tick()
    driver.key(Qt.Key.Key_R)
    assert driver.engine.every("stop") and not driver.engine.every("play")


@pytest.mark.parametrize("edges", ["in", "out"])
def test_one_edge_of_the_punch_is_used_alone(driver: WindowDriver, edges: str) -> None:
    driver.session.document.perform(transport.set_punch(True, 300000, 400000))
    next(
        a for a in punch_menu(driver.window.bridge, driver.window).actions() if a.text() == f"Punch {edges} only"
    ).trigger()
    driver.engine.frame = 120000
    driver.tick()
    request = recording(driver)
    if edges == "in":
        assert request.start_frame < request.punch_in_frame == 300000
        assert request.end_frame == -1 and request.punch_out_frame > driver.song.length_frames
    else:
        assert (request.start_frame, request.punch_in_frame, request.punch_out_frame) == (120000, -1, 400000)
        assert request.end_frame > 400000, "with its post-roll"


def test_a_punch_out_that_lies_behind_the_playhead_is_refused(driver: WindowDriver) -> None:
    driver.session.document.perform(transport.set_punch(True, 300000, 400000))
    driver.session.document.perform(transport.set_punch_edges("out"))
    driver.session.document.perform(track_edits.set_armed(driver.song.tracks[0].id, True))
    driver.engine.frame = 400000
    driver.tick()
    driver.key(Qt.Key.Key_R)
    assert (
        not driver.engine.arguments("start_pass")
        and "past the punch-out" in driver.window.notices.cards[-1].accessibleName()
    )


@pytest.mark.parametrize("entry", [0, 1, 2, 3])
def test_the_count_in_is_chosen_by_right_click_and_its_switch_remembers(driver: WindowDriver, entry: int) -> None:
    bar, bars = driver.window.transport, (0, 1, 2, 4)[entry]
    choices = [
        action for action in count_in_menu(driver.window.bridge, driver.window).actions() if action.isCheckable()
    ]
    choices[entry].trigger()
    assert driver.song.transport.count_in_bars == bars
    if bars:
        bar.toggle_count_in()
        assert driver.song.transport.count_in_bars == 0
        bar.toggle_count_in()
        assert driver.song.transport.count_in_bars == bars


def test_rolls_and_ticks_are_chosen_by_right_click(driver: WindowDriver) -> None:
    rolls = [action for action in punch_menu(driver.window.bridge, driver.window).actions() if action.isCheckable()]
    edges = 3
    rolls[edges + 2].trigger()
    rolls[edges + 4 + 3].trigger()
    next(
        action for action in click_menu(driver.window.bridge, driver.window).actions() if action.text() == "Triplets"
    ).trigger()
    held = driver.song.transport
    assert (held.pre_roll_bars, held.post_roll_bars, held.click_subdivision) == (2, 4, 3)


def test_the_light_fills_and_what_was_played_is_kept_on_armed_tracks(driver: WindowDriver) -> None:
    light, track = driver.window.transport.retrospective, driver.song.tracks[0]
    driver.engine.frame = 30 * 48000
    driver.tick(31)
    assert light.caption == "Keep last 30 s"
    driver.session.document.perform(track_edits.set_armed(track.id, True))
    driver.window.selection.set_track(driver.song.tracks[3].id)
    driver.key(Qt.Key.Key_R, SHIFT)
    ((request, seconds),) = driver.engine.every("start_retrospective_pass")
    assert isinstance(request, PassRequest)
    assert ([file.key for file in request.files], seconds) == ([track.id], 30.0)
    assert not driver.engine.arguments("start_pass")
    driver.session.passes.reset()
    QTest.mouseClick(light, Qt.MouseButton.LeftButton)
    assert len(driver.engine.every("start_retrospective_pass")) == 2
    light.menu_of_choices().actions()[0].trigger()
    assert driver.session.settings.retrospective_on, "what is being kept is read from that memory"
    assert "still being written" in driver.window.notices.cards[-1].accessibleName()
    driver.session.passes.reset()
    light.menu_of_choices().actions()[0].trigger()
    driver.tick(31)
    assert light.caption == "Keep last: off" and not driver.session.settings.retrospective_on


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_with_nothing_armed_it_asks_and_puts_nothing_on_the_chosen_track(driver: WindowDriver) -> None:
    track = driver.song.tracks[2]
    driver.engine.frame = 30 * 48000
    driver.engine.levels.input_peak[4] = 0.5
    driver.tick(31)
    driver.window.selection.set_track(track.id)
    record_retrospectively(driver.window.bridge, driver.window.transport.retrospective)
    assert not driver.engine.every("start_retrospective_pass")
    QApplication.activePopupWidget().close()
    menu = retrospective_menu(driver.window.bridge, driver.window)
    text = [action.text() for action in menu.actions() if not action.isSeparator()]
    with_inputs = [track for track in driver.song.tracks if track.inputs]
    assert len(text) == len(with_inputs) + 1 and text[-1] == "Keep on a new track from input 5"
    menu.actions()[-1].trigger()
    ((request, _),) = driver.engine.every("start_retrospective_pass")
    assert [file.key for file in request.files] == [driver.song.tracks[-1].id]
    assert driver.song.tracks[-1].inputs == (5,) and not driver.song.tracks[-1].armed


def test_in_a_song_without_tracks_what_was_played_gets_one(empty_driver: WindowDriver) -> None:
    driver = empty_driver
    driver.engine.frame = 30 * 48000
    driver.engine.levels.input_peak[1] = 0.5
    driver.tick(31)
    driver.key(Qt.Key.Key_R, SHIFT)
    ((request, _),) = driver.engine.every("start_retrospective_pass")
    assert [file.inputs for file in request.files] == [(1,)] and driver.song.tracks[0].inputs == (2,)


def recording(driver: WindowDriver) -> PassRequest:
    if not driver.song.tracks[0].armed:
        driver.session.document.perform(track_edits.set_armed(driver.song.tracks[0].id, True))
    driver.key(Qt.Key.Key_R)
    driver.tick()
    return driver.engine.arguments("start_pass")[-1]


def finish_with_take(driver: WindowDriver, request: PassRequest) -> None:
    """What the engine's answer to Stop would hold: the fake leaves files out."""
    finished = driver.engine.events[-1]
    assert isinstance(finished, PassFinished)
    file = request.files[0]
    Path(request.journal).write_text("{}")
    taken = FinishedFile(key=file.key, name=file.name, path=file.path, channels=1, length_frames=48000, peak=0.5)
    driver.engine.events[-1] = PassFinished(msgspec.structs.replace(finished.result, files=(taken,)))


def test_trying_again_drops_the_take_and_no_other_and_counts_in_once_more(driver: WindowDriver) -> None:
    """The take before it has the same label in the history: it must stay, and the new one must go."""
    driver.session.document.perform(transport.set_count_in(2))
    driver.engine.frame = 4800
    driver.tick()
    for _ in range(2):
        request = recording(driver)
        driver.engine.frame = request.start_frame + 48000
        if len(driver.engine.arguments("start_pass")) == 2:
            break
        driver.engine.stop()
        finish_with_take(driver, request)
        driver.tick()
        driver.engine.frame = 4800
        driver.tick()
    kept = driver.song
    assert len(kept.tracks[0].takes) == 1
    driver.key(Qt.Key.Key_R, CTRL)
    finish_with_take(driver, request)
    driver.tick(2)
    again = driver.engine.arguments("start_pass")[-1]
    track, before = driver.song.tracks[0], kept.tracks[0]
    assert (track.takes, track.clips) == (before.takes, before.clips)
    assert [take.pass_id for take in track.discarded] == [request.pass_id], "it can be restored"
    assert (again.start_frame, again.count_in_frames) == (request.start_frame, request.count_in_frames)
    assert again.pass_id != request.pass_id and again.count_in_frames > 0


def test_trying_again_drops_the_take_though_automation_was_written_with_it(driver: WindowDriver) -> None:
    other = driver.song.tracks[3].id
    driver.session.document.perform(Edit("Latch", lambda song: replace_channel(song, other, automation="latch")))
    request = recording(driver)
    before = driver.song
    driver.session.automation.touch(other, "fader_db")
    for level_db in (-10.0, -12.0):
        driver.engine.frame += 4800
        driver.tick()
        driver.session.document.perform(set_parameter(other, "fader_db", level_db))
    driver.session.automation.release(other, "fader_db")
    moved = driver.song
    driver.key(Qt.Key.Key_R, CTRL)
    finish_with_take(driver, request)
    driver.tick(4)
    assert driver.engine.arguments("start_pass")[-1].pass_id != request.pass_id
    track, curves = driver.song.tracks[0], driver.song.tracks[3].curves
    assert not track.takes and len(track.discarded) == 1
    assert curves == moved.tracks[3].curves and moved is not before


def test_trying_a_punch_again_goes_back_to_its_pre_roll(driver: WindowDriver) -> None:
    driver.session.document.perform(transport.set_punch(True, 300000, 400000))
    request = recording(driver)
    before = driver.song
    driver.engine.frame = 310000
    driver.key(Qt.Key.Key_R, CTRL)
    driver.tick(2)
    again = driver.engine.arguments("start_pass")[-1]
    assert driver.song is before, "without a take there is nothing to undo"
    assert again.pass_id != request.pass_id
    for name in ("start_frame", "end_frame", "punch_in_frame", "punch_out_frame"):
        assert getattr(again, name) == getattr(request, name)


@pytest.mark.parametrize("arrives", ["before the key", "after the key"])
@pytest.mark.parametrize("key", [Qt.Key.Key_Period, Qt.Key.Key_Space])
def test_what_follows_trying_again_before_the_take_is_there_takes_back_the_new_take(
    driver: WindowDriver, key: Qt.Key, arrives: str
) -> None:
    """It recorded after Stop; and after Space it recorded at the next Stop."""
    request = recording(driver)
    before = driver.song
    driver.engine.frame += 48000
    driver.key(Qt.Key.Key_R, CTRL)
    finish_with_take(driver, request)
    finished: list[object] = []
    if arrives == "after the key":  # the engine has stopped, and still writes
        finished, driver.engine.events = driver.engine.events, []
        driver.tick()
    driver.key(key)
    driver.engine.events += finished
    driver.tick(2)
    driver.session.transport.stop()
    driver.tick(2)
    assert [one.pass_id for one in driver.engine.arguments("start_pass")] == [request.pass_id]
    track = driver.song.tracks[0]
    assert (track.takes, track.clips) == (before.tracks[0].takes, before.tracks[0].clips)
    assert [take.pass_id for take in track.discarded] == [request.pass_id], "the take is discarded, and can be restored"


def test_a_take_recorded_by_hand_meanwhile_is_not_discarded_with_the_old_one(driver: WindowDriver) -> None:
    request = recording(driver)
    driver.engine.frame += 48000
    driver.key(Qt.Key.Key_R, CTRL)
    finish_with_take(driver, request)
    finished, driver.engine.events = driver.engine.events, []
    driver.key(Qt.Key.Key_Space)
    driver.engine.events += finished
    driver.session.poll()  # the take is there, and R comes before the next turn of the window's clock
    mine = driver.session.recorder.record()
    driver.tick()
    driver.engine.frame += 48000
    driver.engine.stop()
    finish_with_take(driver, mine)
    driver.tick(3)
    assert [take.pass_id for take in driver.song.tracks[0].takes] == [request.pass_id, mine.pass_id]
