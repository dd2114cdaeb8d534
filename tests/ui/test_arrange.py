"""The arrangement by hand: tracks, clips, ruler, zoom."""

import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from app.edits import blueprint
from app.edits import tracks as track_edits
from app.edits.edit import Edit, replace_channel
from app.model.clip import Clip
from app.model.ids import PassId, TakeId
from app.model.section_frames import section_frames
from app.model.take import Take
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver
from ui import theme
from ui.arrange.lane_picture import LiveClip
from ui.arrange.ruler_rows import LOOP, TIME

CTRL = Qt.KeyboardModifier.ControlModifier


def middle_of(driver: WindowDriver, lane: int, clip: Clip) -> QPoint:
    """In the upper half, where a clip is moved, and beside its gain handle."""
    view = driver.window.arrange.viewport
    x = (view.x_of(clip.timeline_start_frame) + view.x_of(clip.timeline_end_frame)) / 2
    return QPoint(round(x), view.y_of(lane) + view.lanes.lane_height // 3)


def pixels(driver: WindowDriver, frames: int) -> int:
    return round(frames / driver.window.arrange.viewport.frames_per_px)


def test_the_first_button_of_an_empty_song_makes_a_track(empty_driver: WindowDriver) -> None:

    empty = empty_driver.window.arrange.empty
    assert empty.isVisible()
    empty.findChildren(QPushButton)[0].click()
    assert len(empty_driver.song.tracks) == 1 and not empty.isVisible()
    assert empty_driver.song.tracks[0].inputs == (1,)


def test_add_and_arm_a_track(driver: WindowDriver) -> None:
    QTest.mouseClick(driver.window.arrange.headers.add_button, Qt.MouseButton.LeftButton)
    track = driver.song.tracks[-1]
    assert len(driver.song.tracks) == 9 and driver.window.selection.track == track.id
    header = driver.window.arrange.headers.headers[track.id]
    assert driver.song.tracks[-1].armed and header.arm.isChecked() and header.arm.outlined
    QTest.mouseClick(header.arm, Qt.MouseButton.LeftButton)
    assert not driver.song.tracks[-1].armed and not header.arm.isChecked()


def test_monitor_goes_through_its_three_ways(driver: WindowDriver) -> None:
    header = driver.window.arrange.headers.headers[driver.song.tracks[0].id]
    seen = []
    for _ in range(3):
        QTest.mouseClick(header.monitor, Qt.MouseButton.LeftButton)
        seen.append(driver.song.tracks[0].monitoring)
    assert seen == ["in", "off", "auto"]


def test_a_click_selects_and_ctrl_adds(driver: WindowDriver) -> None:
    lanes = driver.window.arrange.lanes
    first, second = driver.song.tracks[0].clips[0], driver.song.tracks[1].clips[0]
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=middle_of(driver, 0, first))
    assert driver.window.selection.clips == {first.id}
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, CTRL, middle_of(driver, 1, second))
    assert driver.window.selection.clips == {first.id, second.id}
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(lanes.width() - 3, lanes.height() - 3))
    assert not driver.window.selection.clips


def test_rubber_band(driver: WindowDriver) -> None:
    lanes = driver.window.arrange.lanes
    view = driver.window.arrange.viewport
    start = QPoint(lanes.width() - 2, view.y_of(8) + 20)
    driver.drag(lanes, start, QPoint(2, 4), CTRL)
    assert len(driver.window.selection.clips) == 16


def test_a_drag_moves_a_clip_to_the_grid_as_one_step(driver: WindowDriver) -> None:
    before = driver.song
    clip = before.tracks[1].clips[1]
    at = middle_of(driver, 1, clip)
    driver.drag(driver.window.arrange.lanes, at, at + QPoint(pixels(driver, BAR) + 3, 0))
    moved = next(c for c in driver.song.tracks[1].clips if c.id == clip.id)
    assert moved.timeline_start_frame == clip.timeline_start_frame + BAR
    assert driver.session.document.undo_label == "Move clip"
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before


def test_a_drag_down_moves_to_another_track(driver: WindowDriver) -> None:
    clip = driver.song.tracks[0].clips[0]
    at = middle_of(driver, 0, clip)
    driver.drag(driver.window.arrange.lanes, at, at + QPoint(0, driver.window.arrange.viewport.lanes.lane_height))
    assert clip.id in {c.id for c in driver.song.tracks[1].clips}


def test_escape_cancels_a_move(driver: WindowDriver) -> None:
    before = driver.song
    at = middle_of(driver, 1, before.tracks[1].clips[0])
    lanes = driver.window.arrange.lanes
    driver.drag(lanes, at, at + QPoint(120, 0), release=False)
    assert driver.song != before
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    assert driver.song == before
    QTest.mouseRelease(lanes, Qt.MouseButton.LeftButton)


def test_edges_trim(driver: WindowDriver) -> None:
    clip = driver.song.tracks[1].clips[1]
    view = driver.window.arrange.viewport
    at = QPoint(round(view.x_of(clip.timeline_end_frame)) - 3, view.y_of(1) + 30)
    driver.drag(driver.window.arrange.lanes, at, at - QPoint(pixels(driver, 2 * BAR), 0))
    trimmed = next(c for c in driver.song.tracks[1].clips if c.id == clip.id)
    assert trimmed.timeline_start_frame == clip.timeline_start_frame
    assert clip.length_frames - trimmed.length_frames == pytest.approx(2 * BAR, abs=BAR)


def test_delete_split_and_duplicate(driver: WindowDriver) -> None:
    clip = driver.song.tracks[0].clips[0]
    driver.engine.frame = clip.timeline_start_frame + BAR
    driver.tick()
    QTest.mouseClick(driver.window.arrange.lanes, Qt.MouseButton.LeftButton, pos=middle_of(driver, 0, clip))
    driver.key(Qt.Key.Key_E, CTRL)
    assert len(driver.song.tracks[0].clips) == 3
    driver.key(Qt.Key.Key_D, CTRL)
    assert len(driver.song.tracks[0].clips) == 4
    driver.key(Qt.Key.Key_Delete)
    assert len(driver.song.tracks[0].clips) == 3 and not driver.window.selection.clips


def test_s_splits_what_lies_under_the_playhead_rather_than_solo_unseen(driver: WindowDriver) -> None:
    clip = driver.song.tracks[0].clips[0]
    driver.engine.frame = clip.timeline_start_frame + BAR
    driver.tick()
    driver.window.selection.set_clips(())
    driver.window.arrange.lanes.setFocus()
    driver.key(Qt.Key.Key_S)
    assert len(driver.song.tracks[0].clips) == 3 and not any(track.strip.solo for track in driver.song.tracks)


def test_s_with_nothing_to_split_says_so_and_solos_nothing(driver: WindowDriver) -> None:
    """Once the track was soloed unseen."""
    driver.engine.frame = driver.song.length_frames + BAR
    driver.tick()
    driver.window.arrange.lanes.setFocus()
    before = driver.song
    driver.key(Qt.Key.Key_S)
    assert driver.song is before and driver.window.notices.cards


def test_home_shows_the_start_also_where_the_playhead_is_there(driver: WindowDriver) -> None:
    view = driver.window.arrange.viewport
    view.zoom(0.125, 0)
    view.scroll_to(600, 0)
    assert view.left_px > 0
    driver.key(Qt.Key.Key_Home)
    assert view.left_px == 0


def test_s_splits_while_a_clip_has_the_keyboard(driver: WindowDriver) -> None:
    clip = driver.song.tracks[0].clips[0]
    driver.engine.frame = clip.timeline_start_frame + BAR
    driver.tick()
    QTest.mouseClick(driver.window.arrange.lanes, Qt.MouseButton.LeftButton, pos=middle_of(driver, 0, clip))
    driver.key(Qt.Key.Key_S)
    assert len(driver.song.tracks[0].clips) == 3 and not driver.song.tracks[0].strip.solo


def test_ruler_seeks_and_loops(driver: WindowDriver) -> None:
    ruler, view = driver.window.arrange.ruler, driver.window.arrange.viewport
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=QPoint(200, ruler.rows.top_of(TIME) + 8))
    assert driver.engine.frame == view.frame_at(200)
    loop = ruler.rows.top_of(LOOP) + 7
    driver.drag(ruler, QPoint(100, loop), QPoint(300, loop))
    settings = driver.song.transport
    assert settings.loop_on and settings.loop_end_frame > settings.loop_start_frame
    assert driver.session.document.undo_label == "Set loop range"


def test_zoom_keeps_the_frame_under_the_pointer(driver: WindowDriver) -> None:
    view = driver.window.arrange.viewport
    frame = view.frame_at(400)
    view.zoom(3.0, 400)
    assert view.frame_at(400) == pytest.approx(frame, abs=view.frames_per_px)
    driver.key(Qt.Key.Key_0)
    assert view.left_px == 0


def test_only_the_changed_lane_is_drawn(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    picture = driver.window.arrange.lanes.picture
    driver.window.arrange.lanes.grab()
    draw, drawn = picture._draw_clips, []
    monkeypatch.setattr(picture, "_draw_clips", lambda *args: (drawn.append(args[1]), draw(*args)))
    driver.session.document.perform(track_edits.set_colour(driver.song.tracks[2].id, 7))
    driver.window.arrange.lanes.grab()
    assert drawn == [driver.song.tracks[2]]


def test_lanes_show_faintly_where_the_blueprint_lets_their_track_play(driver: WindowDriver) -> None:
    lanes, section = driver.window.arrange.lanes, driver.song.sections[1]
    start, end = section_frames(driver.song, section)
    driver.session.document.perform(Edit("Bare", lambda song: replace_channel(song, song.tracks[0].id, clips=())))
    at = QPoint(round(driver.window.arrange.viewport.x_of((start + end) // 2)) + 3, 20)
    before = lanes.grab().toImage().pixelColor(at)
    driver.session.document.perform(blueprint.parts_from_tracks())
    driver.session.document.perform(blueprint.plan_cells([(driver.song.blueprint.parts[0].id, section.id)], True))
    assert lanes.grab().toImage().pixelColor(at) != before
    driver.session.document.undo()
    assert lanes.grab().toImage().pixelColor(at) == before


def test_a_take_grows_live_in_its_lane(driver: WindowDriver) -> None:
    track = driver.song.tracks[6]
    driver.session.document.perform(track_edits.set_armed(track.id, True))
    driver.engine.frame = 70 * 48000
    driver.key(Qt.Key.Key_R)
    driver.engine.frame += 48000 * 4
    driver.tick(12)
    live: tuple[LiveClip, ...] = driver.window.arrange.lanes._live
    assert [taking.lane for taking in live] == [6]
    assert live[0].end_frame - live[0].start_frame == 48000 * 4
    driver.key(Qt.Key.Key_R)
    driver.tick(12)
    assert driver.window.arrange.lanes._live == ()


def test_repaints_lose_no_reference_to_none(driver: WindowDriver) -> None:
    lanes = driver.window.arrange.lanes
    for _ in range(20):
        lanes.redraw()
        driver.window.repaint()
    before = sys.getrefcount(None)
    for _ in range(200):
        lanes.redraw()
        driver.window.repaint()
        QApplication.sendPostedEvents()
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_view_goes_with_a_playhead_that_was_sent_elsewhere(driver: WindowDriver) -> None:
    view = driver.window.arrange.viewport
    driver.window.arrange.zoom(8)
    view.scroll_to(20 * view.width_px, 0)
    driver.engine.frame = 48000
    driver.engine.play()
    driver.tick(2)
    assert 0 <= view.x_of(48000) <= view.width_px, "play began out of view"
    view.scroll_to(20 * view.width_px, 0)
    driver.engine.frame += 400
    driver.tick()
    assert view.x_of(driver.engine.frame) < 0, "who scrolls away while it plays is left alone"
    driver.engine.frame = 0
    driver.tick()
    assert 0 <= view.x_of(0) <= view.width_px


def test_a_playhead_that_jumps_after_the_view_did_is_taken_away_where_it_was(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening another song left the line of the song before in the picture."""
    driver.engine.frame = 96000
    driver.tick()
    lanes, strips = driver.window.arrange.lanes, list[QRect]()
    driver.window.arrange.viewport.zoom(2, 0.0)
    painted = lanes.playhead.x
    assert painted == round(driver.window.arrange.viewport.x_of(96000))
    driver.engine.frame = 0
    monkeypatch.setattr(lanes, "update", lambda *places: strips.extend(places))
    driver.tick()
    assert any(strip.contains(painted, 0) for strip in strips)


def test_the_playhead_of_a_stopped_recording_is_white_again_over_its_whole_height(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays where it is, and only the recorded lanes were painted again."""
    lanes = driver.window.arrange.lanes
    driver.session.document.perform(track_edits.set_armed(driver.song.tracks[0].id, True))
    driver.key(Qt.Key.Key_R)
    driver.tick()
    assert lanes.playhead.tone == theme.REC
    strips = list[QRect]()
    monkeypatch.setattr(lanes, "update", lambda *places: strips.extend(places))
    driver.engine.stop()
    driver.tick()
    assert lanes.playhead.tone == theme.TEXT
    assert any(strip.contains(lanes.playhead.x, lanes.height() - 1) for strip in strips)


def test_a_clip_dragged_far_beyond_the_start_lies_at_the_start(driver: WindowDriver) -> None:
    lanes, view = driver.window.arrange.lanes, driver.window.arrange.viewport
    clip = driver.song.tracks[1].clips[0]
    begin = QPoint(round(view.x_of(clip.timeline_start_frame)) + 60, view.y_of(1) + 20)
    driver.drag(lanes, begin, QPoint(begin.x() - 400, begin.y()))
    (moved,) = (each for each in driver.song.tracks[1].clips if each.id == clip.id)
    assert moved.timeline_start_frame == 0


def test_a_track_is_named_by_typing_right_after_it_is_made_and_ready_for_the_next_take(
    empty_driver: WindowDriver,
) -> None:
    driver = empty_driver
    for name in ("Guitar", "Voice"):
        driver.key(Qt.Key.Key_T, CTRL)
        QTest.keyClicks(QApplication.focusWidget(), name)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [track.name for track in driver.song.tracks] == ["Guitar", "Voice"]
    history = driver.session.document.opened.history
    assert (history.position, history.undo_label) == (2, "Add track"), "its name is part of the step"
    assert [(track.inputs, track.armed) for track in driver.song.tracks] == [((1,), True), ((2,), True)]
    driver.key(Qt.Key.Key_R)
    driver.tick()
    assert driver.session.passes.recording is not None, "no letter goes to the name any more"


def test_a_new_track_takes_the_place_of_the_armed_ones_that_are_recorded(driver: WindowDriver) -> None:
    take = Take(TakeId("t"), PassId("p"), "Kick 1", "audio/kick.wav", 0, 0, BAR, "", 0, True, -20.0)
    kick, snare = driver.song.tracks[0], driver.song.tracks[1]
    driver.session.document.perform(Edit("Take", lambda song: replace_channel(song, kick.id, takes=(take,))))
    for track in (kick, snare):
        driver.session.document.perform(track_edits.set_armed(track.id, True))
    before = driver.song
    QTest.mouseClick(driver.window.arrange.headers.add_button, Qt.MouseButton.LeftButton)
    assert [track.armed for track in driver.song.tracks] == [False, True, *[False] * 6, True]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_Z, CTRL)
    assert driver.song == before, "one step"


@pytest.mark.parametrize("page", [2, 3])
@pytest.mark.parametrize("size", [(1024, 700), (1280, 800), (1920, 1080)])
def test_what_an_empty_song_asks_for_is_never_cut_off(
    empty_driver: WindowDriver, page: int, size: tuple[int, int]
) -> None:
    window = empty_driver.window
    window.resize(*size)
    window.show_page(page)
    empty_driver.tick(3)
    QApplication.processEvents()
    empty, lanes = window.arrange.empty, window.arrange.lanes
    if not empty.isVisible():
        assert lanes.height() < 64 and window.arrange.headers.add_button.isVisible()
        return
    assert lanes.rect().contains(empty.geometry())
    (add,) = [found for found in empty.findChildren(QPushButton) if found.isVisible()]
    assert empty.rect().contains(add.geometry())
