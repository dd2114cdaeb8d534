"""The arrangement by hand: tracks, clips, ruler, zoom."""

import sys

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.edits import tracks as track_edits
from app.edits.edit import Edit, replace_channel
from app.model.clip import Clip
from app.model.ids import PassId, TakeId
from app.model.take import Take
from tests.ui.conftest import Desk
from tests.ui.songs import BAR
from ui import theme
from ui.arrange.lane_picture import LiveClip

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def middle_of(desk: Desk, lane: int, clip: Clip) -> QPoint:
    view = desk.window.arrange.viewport
    x = (view.x_of(clip.timeline_start_frame) + view.x_of(clip.timeline_end_frame)) / 2
    return QPoint(round(x), view.y_of(lane) + view.lane_height // 2)


def pixels(desk: Desk, frames: int) -> int:
    return round(frames / desk.window.arrange.viewport.frames_per_px)


def test_the_first_button_of_an_empty_song_makes_a_track(empty_desk: Desk) -> None:
    from PySide6.QtWidgets import QPushButton

    empty = empty_desk.window.arrange.empty
    assert empty.isVisible()
    empty.findChildren(QPushButton)[0].click()
    assert len(empty_desk.song.tracks) == 1 and not empty.isVisible()
    assert empty_desk.song.tracks[0].inputs == (1,)


def test_add_and_arm_a_track(desk: Desk) -> None:
    QTest.mouseClick(desk.window.arrange.headers.add_button, Qt.MouseButton.LeftButton)
    track = desk.song.tracks[-1]
    assert len(desk.song.tracks) == 9 and desk.window.selection.track == track.id
    header = desk.window.arrange.headers.headers[track.id]
    assert desk.song.tracks[-1].armed and header.arm.isChecked() and header.arm.outlined
    QTest.mouseClick(header.arm, Qt.MouseButton.LeftButton)
    assert not desk.song.tracks[-1].armed and not header.arm.isChecked()


def test_monitor_goes_through_its_three_ways(desk: Desk) -> None:
    header = desk.window.arrange.headers.headers[desk.song.tracks[0].id]
    seen = []
    for _ in range(3):
        QTest.mouseClick(header.monitor, Qt.MouseButton.LeftButton)
        seen.append(desk.song.tracks[0].monitoring)
    assert seen == ["in", "off", "auto"]


def test_a_click_selects_and_shift_adds(desk: Desk) -> None:
    lanes = desk.window.arrange.lanes
    first, second = desk.song.tracks[0].clips[0], desk.song.tracks[1].clips[0]
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=middle_of(desk, 0, first))
    assert desk.window.selection.clips == {first.id}
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, SHIFT, middle_of(desk, 1, second))
    assert desk.window.selection.clips == {first.id, second.id}
    QTest.mouseClick(lanes, Qt.MouseButton.LeftButton, pos=QPoint(lanes.width() - 3, lanes.height() - 3))
    assert not desk.window.selection.clips


def test_rubber_band(desk: Desk) -> None:
    lanes = desk.window.arrange.lanes
    view = desk.window.arrange.viewport
    start = QPoint(lanes.width() - 2, view.y_of(8) + 20)
    desk.drag(lanes, start, QPoint(2, 4))
    assert len(desk.window.selection.clips) == 16


def test_a_drag_moves_a_clip_to_the_grid_as_one_step(desk: Desk) -> None:
    before = desk.song
    clip = before.tracks[1].clips[1]
    at = middle_of(desk, 1, clip)
    desk.drag(desk.window.arrange.lanes, at, at + QPoint(pixels(desk, BAR) + 3, 0))
    moved = next(c for c in desk.song.tracks[1].clips if c.id == clip.id)
    assert moved.timeline_start_frame == clip.timeline_start_frame + BAR
    assert desk.session.document.undo_label == "Move clip"
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song == before


def test_a_drag_down_moves_to_another_track(desk: Desk) -> None:
    clip = desk.song.tracks[0].clips[0]
    at = middle_of(desk, 0, clip)
    desk.drag(desk.window.arrange.lanes, at, at + QPoint(0, desk.window.arrange.viewport.lane_height))
    assert clip.id in {c.id for c in desk.song.tracks[1].clips}


def test_escape_cancels_a_move(desk: Desk) -> None:
    before = desk.song
    at = middle_of(desk, 1, before.tracks[1].clips[0])
    lanes = desk.window.arrange.lanes
    desk.drag(lanes, at, at + QPoint(120, 0), release=False)
    assert desk.song != before
    QTest.keyClick(lanes, Qt.Key.Key_Escape)
    assert desk.song == before
    QTest.mouseRelease(lanes, Qt.MouseButton.LeftButton)


def test_edges_trim(desk: Desk) -> None:
    clip = desk.song.tracks[1].clips[1]
    view = desk.window.arrange.viewport
    at = QPoint(round(view.x_of(clip.timeline_end_frame)) - 3, view.y_of(1) + 30)
    desk.drag(desk.window.arrange.lanes, at, at - QPoint(pixels(desk, 2 * BAR), 0))
    trimmed = next(c for c in desk.song.tracks[1].clips if c.id == clip.id)
    assert trimmed.timeline_start_frame == clip.timeline_start_frame
    assert clip.length_frames - trimmed.length_frames == pytest.approx(2 * BAR, abs=BAR)


def test_delete_split_and_duplicate(desk: Desk) -> None:
    clip = desk.song.tracks[0].clips[0]
    desk.engine.frame = clip.timeline_start_frame + BAR
    desk.tick()
    QTest.mouseClick(desk.window.arrange.lanes, Qt.MouseButton.LeftButton, pos=middle_of(desk, 0, clip))
    desk.key(Qt.Key.Key_E, CTRL)
    assert len(desk.song.tracks[0].clips) == 3
    desk.key(Qt.Key.Key_D, CTRL)
    assert len(desk.song.tracks[0].clips) == 4
    desk.key(Qt.Key.Key_Delete)
    assert len(desk.song.tracks[0].clips) == 3 and not desk.window.selection.clips


def test_s_splits_while_a_clip_has_the_keyboard(desk: Desk) -> None:
    clip = desk.song.tracks[0].clips[0]
    desk.engine.frame = clip.timeline_start_frame + BAR
    desk.tick()
    QTest.mouseClick(desk.window.arrange.lanes, Qt.MouseButton.LeftButton, pos=middle_of(desk, 0, clip))
    desk.key(Qt.Key.Key_S)
    assert len(desk.song.tracks[0].clips) == 3 and not desk.song.tracks[0].strip.solo


def test_ruler_seeks_and_loops(desk: Desk) -> None:
    ruler, view = desk.window.arrange.ruler, desk.window.arrange.viewport
    QTest.mouseClick(ruler, Qt.MouseButton.LeftButton, pos=QPoint(200, 56))
    assert desk.engine.frame == view.frame_at(200)
    desk.drag(ruler, QPoint(100, 24), QPoint(300, 24))
    settings = desk.song.transport
    assert settings.loop_on and settings.loop_end_frame > settings.loop_start_frame
    assert desk.session.document.undo_label == "Loop range"


def test_zoom_keeps_the_frame_under_the_pointer(desk: Desk) -> None:
    view = desk.window.arrange.viewport
    frame = view.frame_at(400)
    view.zoom(3.0, 400)
    assert view.frame_at(400) == pytest.approx(frame, abs=view.frames_per_px)
    desk.key(Qt.Key.Key_0)
    assert view.left_px == 0


def test_only_the_changed_lane_is_rasterised(desk: Desk) -> None:
    picture = desk.window.arrange.lanes.picture
    desk.window.arrange.lanes.grab()
    before = picture.rasterised
    desk.session.document.perform(track_edits.set_colour(desk.song.tracks[2].id, 7))
    desk.window.arrange.lanes.grab()
    assert picture.rasterised == before + 1


def test_a_take_grows_live_in_its_lane(desk: Desk) -> None:
    track = desk.song.tracks[6]
    desk.session.document.perform(track_edits.set_armed(track.id, True))
    desk.engine.frame = 70 * 48000
    desk.key(Qt.Key.Key_R)
    desk.engine.frame += 48000 * 4
    desk.tick(12)
    live: tuple[LiveClip, ...] = desk.window.arrange.lanes._live
    assert [taking.lane for taking in live] == [6]
    assert live[0].end_frame - live[0].start_frame == 48000 * 4
    desk.key(Qt.Key.Key_R)
    desk.tick(12)
    assert desk.window.arrange.lanes._live == ()


def test_repaints_lose_no_reference_to_none(desk: Desk) -> None:
    lanes = desk.window.arrange.lanes
    for _ in range(20):
        lanes.redraw()
        desk.window.repaint()
    before = sys.getrefcount(None)
    for _ in range(200):
        lanes.redraw()
        desk.window.repaint()
        QApplication.sendPostedEvents()
    assert abs(sys.getrefcount(None) - before) < 100


def test_the_view_goes_with_a_playhead_that_was_sent_elsewhere(desk: Desk) -> None:
    view = desk.window.arrange.viewport
    desk.window.arrange.zoom(8)
    view.scroll_to(20 * view.width_px, 0)
    desk.engine.frame = 48000
    desk.engine.play()
    desk.tick(2)
    assert 0 <= view.x_of(48000) <= view.width_px, "play began out of view"
    view.scroll_to(20 * view.width_px, 0)
    desk.engine.frame += 400
    desk.tick()
    assert view.x_of(desk.engine.frame) < 0, "who scrolls away while it plays is left alone"
    desk.engine.frame = 0
    desk.tick()
    assert 0 <= view.x_of(0) <= view.width_px


def test_a_playhead_that_jumps_after_the_view_did_is_taken_away_where_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Opening another song left the line of the song before in the picture."""
    desk.engine.frame = 96000
    desk.tick()
    lanes, strips = desk.window.arrange.lanes, list[QRect]()
    desk.window.arrange.viewport.zoom(2, 0.0)
    painted = lanes.playhead.x
    assert painted == round(desk.window.arrange.viewport.x_of(96000))
    desk.engine.frame = 0
    monkeypatch.setattr(lanes, "update", lambda *places: strips.extend(places))
    desk.tick()
    assert any(strip.contains(painted, 0) for strip in strips)


def test_the_playhead_of_a_stopped_recording_is_white_again_over_its_whole_height(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stays where it is, and only the recorded lanes were painted again."""
    lanes = desk.window.arrange.lanes
    desk.session.document.perform(track_edits.set_armed(desk.song.tracks[0].id, True))
    desk.key(Qt.Key.Key_R)
    desk.tick()
    assert lanes.playhead.tone == theme.REC
    strips = list[QRect]()
    monkeypatch.setattr(lanes, "update", lambda *places: strips.extend(places))
    desk.engine.stop()
    desk.tick()
    assert lanes.playhead.tone == theme.TEXT
    assert any(strip.contains(lanes.playhead.x, lanes.height() - 1) for strip in strips)


def test_a_clip_dragged_far_beyond_the_start_lies_at_the_start(desk: Desk) -> None:
    lanes, view = desk.window.arrange.lanes, desk.window.arrange.viewport
    clip = desk.song.tracks[1].clips[0]
    begin = QPoint(round(view.x_of(clip.timeline_start_frame)) + 60, view.y_of(1) + 40)
    desk.drag(lanes, begin, QPoint(begin.x() - 400, begin.y()))
    (moved,) = (each for each in desk.song.tracks[1].clips if each.id == clip.id)
    assert moved.timeline_start_frame == 0


def test_a_track_is_named_by_typing_right_after_it_is_made_and_ready_for_the_next_take(empty_desk: Desk) -> None:
    desk = empty_desk
    for name in ("Guitar", "Voice"):
        desk.key(Qt.Key.Key_T, CTRL)
        QTest.keyClicks(QApplication.focusWidget(), name)
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert [track.name for track in desk.song.tracks] == ["Guitar", "Voice"]
    assert [(track.inputs, track.armed) for track in desk.song.tracks] == [((1,), True), ((2,), True)]
    desk.key(Qt.Key.Key_R)
    desk.tick()
    assert desk.session.passes.recording is not None, "no letter goes to the name any more"


def test_a_new_track_takes_the_place_of_the_armed_ones_that_are_recorded(desk: Desk) -> None:
    take = Take(TakeId("t"), PassId("p"), "Kick 1", "audio/kick.wav", 0, 0, BAR, "", 0, True, -20.0)
    kick, snare = desk.song.tracks[0], desk.song.tracks[1]
    desk.session.document.perform(Edit("Take", lambda song: replace_channel(song, kick.id, takes=(take,))))
    for track in (kick, snare):
        desk.session.document.perform(track_edits.set_armed(track.id, True))
    before = desk.song
    QTest.mouseClick(desk.window.arrange.headers.add_button, Qt.MouseButton.LeftButton)
    assert [track.armed for track in desk.song.tracks] == [False, True, *[False] * 6, True]
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    desk.key(Qt.Key.Key_Z, CTRL)
    assert desk.song == before, "one step"
