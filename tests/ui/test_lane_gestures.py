"""Hazards: a gesture that edits where it should select, that is more than one step, that cannot be cancelled, or that
destroys what it passes over."""

from dataclasses import replace

import numpy as np
import pytest
import soundfile
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.edits.channels import set_parameter
from app.edits.clip_properties import lock_clips
from app.edits.edit import Edit, replace_track
from app.edits.time_range import TimeRange
from app.model.ids import ClipId
from app.model.track import FrozenAudio
from tests.helpers.songs import BAR
from tests.ui.conftest import WindowDriver, move_with
from tests.ui.lanes import CTRL, HIGHEST, LEFT, LOWER, NONE, RIGHT, SHIFT, UPPER, Lanes, write_silence


@pytest.fixture
def lanes(driver: WindowDriver) -> Lanes:
    """A bar is 60 px; the grid is of quarter notes."""
    return Lanes(driver)


# --- which place does what
def test_each_place_shows_by_its_cursor_what_a_drag_does(lanes: Lanes) -> None:
    clip = lanes.clip("clip-1-a")
    start, end = clip.timeline_start_frame, clip.timeline_end_frame
    wanted = {
        lanes.at(1, start + BAR, UPPER): Qt.CursorShape.OpenHandCursor,
        lanes.at(1, start + BAR, LOWER): Qt.CursorShape.IBeamCursor,
        lanes.at(1, start, UPPER) + QPoint(3, 0): Qt.CursorShape.SizeHorCursor,
        lanes.at(1, start, LOWER) + QPoint(3, 0): Qt.CursorShape.SizeHorCursor,
        lanes.at(1, start, HIGHEST) + QPoint(3, 0): Qt.CursorShape.PointingHandCursor,
        lanes.at(1, end, HIGHEST) - QPoint(3, 0): Qt.CursorShape.PointingHandCursor,
        lanes.handle(1, clip): Qt.CursorShape.SizeVerCursor,
        lanes.handle(1, clip) + QPoint(14, 0): Qt.CursorShape.OpenHandCursor,  # beside what is painted
        lanes.at(1, start, UPPER) - QPoint(20, 0): Qt.CursorShape.IBeamCursor,
    }
    for point, shape in wanted.items():
        QTest.mouseMove(lanes.widget, point)
        move_without_button(lanes, point)
        assert lanes.widget.cursor().shape() == shape, point
    move_without_button(lanes, lanes.at(1, start + BAR), CTRL)
    assert lanes.widget.cursor().shape() == Qt.CursorShape.DragCopyCursor


def move_without_button(lanes: Lanes, at: QPoint, keys: Qt.KeyboardModifier = NONE) -> None:
    event = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(at), QPointF(lanes.widget.mapToGlobal(at)), Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton, keys,
    )  # fmt: skip
    QApplication.sendEvent(lanes.widget, event)


# --- clicks
def test_a_click_on_the_ground_places_the_playhead_and_selects_nothing(lanes: Lanes) -> None:
    lanes.selection.set_clips({ClipId("clip-0-a")})
    before = lanes.song
    for state in ("stopped", "rolling"):
        lanes.driver.engine.state = state
        lanes.driver.tick()
        lanes.click(lanes.at(2, BAR))
        assert lanes.driver.engine.frame == BAR
        lanes.driver.engine.frame = 0
    assert not lanes.selection.clips and lanes.song is before


def test_a_click_in_the_lower_half_of_a_clip_places_the_playhead_and_chooses_the_clip(lanes: Lanes) -> None:
    lanes.click(lanes.at(1, 3 * BAR, LOWER))
    assert lanes.driver.engine.frame == 3 * BAR and lanes.selection.clips == {"clip-1-a"}
    lanes.driver.tick()
    lanes.driver.key(Qt.Key.Key_S)
    assert len(lanes.song.tracks[1].clips) == 3, "S splits it there"


def test_a_click_in_the_upper_half_chooses_the_clip_alone(lanes: Lanes) -> None:
    lanes.selection.set_clips({ClipId("clip-1-a"), ClipId("clip-0-a")})
    lanes.click(lanes.at(1, 3 * BAR))
    assert lanes.selection.clips == {"clip-1-a"} and lanes.driver.engine.frame == 0


def test_ctrl_and_click_adds_clips_and_takes_them_away(lanes: Lanes) -> None:
    for lane in (0, 1, 2):
        lanes.click(lanes.at(lane, 4 * BAR, (UPPER, LOWER, UPPER)[lane]), CTRL)
    assert lanes.selection.clips == {"clip-0-a", "clip-1-a", "clip-2-a"}
    lanes.click(lanes.at(1, 4 * BAR), CTRL)
    assert lanes.selection.clips == {"clip-0-a", "clip-2-a"}


def test_shift_and_click_extends_to_a_range(lanes: Lanes) -> None:
    lanes.driver.engine.frame = BAR
    lanes.driver.tick()
    lanes.click(lanes.at(0, 3 * BAR, LOWER), SHIFT)
    ids = [track.id for track in lanes.song.tracks]
    assert lanes.selection.time_range == TimeRange(BAR, 3 * BAR, (ids[0],))
    lanes.click(lanes.at(2, 5 * BAR, LOWER), SHIFT)
    assert lanes.selection.time_range == TimeRange(BAR, 5 * BAR, tuple(ids[:3]))
    lanes.click(lanes.at(1, 2 * BAR, LOWER), SHIFT)
    assert lanes.selection.time_range == TimeRange(2 * BAR, 5 * BAR, tuple(ids[:3])), "the nearer edge moves"


def test_a_double_click_selects_the_time_of_a_clip_and_a_third_click_everything(lanes: Lanes) -> None:
    clip, at = lanes.clip("clip-1-a"), lanes.at(1, 3 * BAR, LOWER)
    lanes.click(at)
    QTest.mouseDClick(lanes.widget, LEFT, NONE, at)
    wanted = TimeRange(clip.timeline_start_frame, clip.timeline_end_frame, (lanes.song.tracks[1].id,))
    assert lanes.selection.time_range == wanted and not lanes.selection.clips
    lanes.click(at)
    assert len(lanes.selection.clips) == 16


def ask(lanes: Lanes, at: QPoint) -> None:
    """A click with the right button, and its menu away again."""
    lanes.click(at, button=RIGHT)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu) and menu.actions()
    menu.close()


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_other_button_chooses_what_the_menu_is_about(lanes: Lanes) -> None:
    lanes.selection.set_clips({ClipId("clip-0-a"), ClipId("clip-1-a")})
    ask(lanes, lanes.at(1, 3 * BAR))
    assert lanes.selection.clips == {"clip-0-a", "clip-1-a"}, "the clip is one of them"
    ask(lanes, lanes.at(3, 3 * BAR))
    assert lanes.selection.clips == {"clip-3-a"}
    ask(lanes, lanes.at(2, BAR))
    assert not lanes.selection.clips, "the ground"
    lanes.drag(lanes.at(0, 3 * BAR, LOWER), QPoint(lanes.px(BAR), 0))
    selected = lanes.selection.time_range
    ask(lanes, lanes.at(0, 3 * BAR + BAR // 2, LOWER))
    assert selected is not None and lanes.selection.time_range == selected


# --- ranges and rubber bands
@pytest.mark.parametrize("lane_frame", [(1, 4 * BAR, LOWER), (2, BAR, UPPER)])
def test_a_drag_in_time_selects_a_range_across_tracks(lanes: Lanes, lane_frame: tuple[int, int, int]) -> None:
    lane, frame, down = lane_frame
    before = lanes.song
    lanes.drag(lanes.at(lane, frame, down), QPoint(lanes.px(2 * BAR) + 3, lanes.view.lanes.lane_height))
    tracks = tuple(track.id for track in lanes.song.tracks[lane : lane + 2])
    assert lanes.selection.time_range == TimeRange(frame, frame + 2 * BAR, tracks)
    assert lanes.song is before and lanes.driver.engine.frame == frame, "it is played from its start"


def test_an_edge_of_the_range_is_dragged_and_escape_puts_it_back(lanes: Lanes) -> None:
    lanes.drag(lanes.at(1, 3 * BAR, LOWER), QPoint(lanes.px(2 * BAR), 0))
    selected = lanes.selection.time_range
    assert selected is not None
    lanes.drag(lanes.at(1, 5 * BAR, LOWER), QPoint(lanes.px(BAR), 100))
    assert lanes.selection.time_range == replace(selected, end_frame=6 * BAR), "only its edge"
    lanes.drag(lanes.at(1, 3 * BAR, LOWER), QPoint(-lanes.px(BAR), 0), release=False)
    assert lanes.selection.time_range == replace(selected, start_frame=2 * BAR, end_frame=6 * BAR)
    lanes.driver.key(Qt.Key.Key_Escape)
    assert lanes.selection.time_range == replace(selected, end_frame=6 * BAR)
    lanes.release()


def test_a_rubber_band_begins_anywhere_with_ctrl_also_over_full_lanes(lanes: Lanes) -> None:
    lanes.selection.set_clips({ClipId("clip-7-a")})
    lanes.drag(lanes.at(0, 4 * BAR, LOWER), QPoint(lanes.px(BAR), 2 * lanes.view.lanes.lane_height), CTRL)
    assert lanes.selection.clips == {"clip-0-a", "clip-1-a", "clip-2-a", "clip-7-a"}
    assert lanes.mouse.outline.isNull()


def test_the_right_button_draws_a_rubber_band_from_anywhere_and_opens_no_menu(lanes: Lanes) -> None:
    lanes.selection.set_clips({ClipId("clip-7-a")})
    over = QPoint(lanes.px(BAR), 2 * lanes.view.lanes.lane_height)
    lanes.drag(lanes.at(0, 4 * BAR, UPPER), over, release=False, button=RIGHT)
    assert not lanes.mouse.outline.isNull() and lanes.song.tracks[0].clips[0].id == "clip-0-a"
    QTest.mouseRelease(lanes.widget, RIGHT, NONE, lanes.at(0, 4 * BAR) + over)
    assert lanes.selection.clips == {"clip-0-a", "clip-1-a", "clip-2-a"}
    assert QApplication.activePopupWidget() is None
    lanes.drag(lanes.at(4, 4 * BAR, UPPER), QPoint(20, 10), SHIFT, button=RIGHT)
    assert lanes.selection.clips == {"clip-0-a", "clip-1-a", "clip-2-a", "clip-4-a"}, "Shift adds"
    lanes.drag(lanes.at(5, 4 * BAR, UPPER), QPoint(20, 10), release=False, button=RIGHT)
    lanes.driver.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(lanes.widget, RIGHT, NONE, lanes.at(5, 5 * BAR))
    assert len(lanes.selection.clips) == 4 and QApplication.activePopupWidget() is None, "Escape puts it back"


@pytest.mark.parametrize(
    ("down", "beside", "keys", "says"),
    [
        (UPPER, 0, NONE, "Ctrl+Shift: slip"),
        (UPPER, 3 - 3 * 60, NONE, "Ctrl: stretch"),
        (LOWER, 0, NONE, "select time"),
    ],
)
def test_the_status_line_says_what_a_drag_does_there(
    lanes: Lanes, down: int, beside: int, keys: Qt.KeyboardModifier, says: str
) -> None:
    start = lanes.clip("clip-1-a").timeline_start_frame
    move_without_button(lanes, lanes.at(1, start + 3 * BAR, down) + QPoint(beside, 0), keys)
    right = lanes.driver.window.status.right
    assert says in right.text()
    QApplication.sendEvent(lanes.widget, QEvent(QEvent.Type.Leave))
    assert "saved" in right.text()


# --- edits
@pytest.mark.parametrize("at_end", [True, False])
def test_ctrl_and_an_edge_stretch_the_sound(lanes: Lanes, at_end: bool) -> None:
    """The other edge stays, and all of it is one step."""
    driver, clip = lanes.driver, lanes.clip("clip-1-b")
    write_silence(driver.session.document.opened.folder.path / clip.file, 90 * lanes.song.rate_hz)
    before, start, end = lanes.song, clip.timeline_start_frame, clip.timeline_end_frame
    edge = lanes.at(1, end) - QPoint(2, 0) if at_end else lanes.at(1, start) + QPoint(2, 0)
    move_without_button(lanes, edge, CTRL)
    assert lanes.widget.cursor().shape() == Qt.CursorShape.SplitHCursor
    by = clip.length_frames // 2
    lanes.drag(edge, QPoint(lanes.px(-by if at_end else by), 0), CTRL, release=False)
    assert lanes.song is before and lanes.readout is not None and lanes.readout.endswith("50 %")
    assert lanes.mouse.outline.width() == pytest.approx(lanes.px(by), abs=2)
    lanes.release(edge + QPoint(lanes.px(-by if at_end else by), 0))
    for _ in range(2000):
        driver.tick()
        if lanes.clip("clip-1-b").processing is not None:
            break
        QTest.qWait(5)
    made = lanes.clip("clip-1-b")
    assert made.processing is not None and made.processing.stretch == pytest.approx(0.5, abs=0.01)
    assert (made.timeline_start_frame == start) if at_end else (made.timeline_end_frame == end)
    assert driver.session.document.undo_label == "Stretch clip" and lanes.undone().tracks == before.tracks


def test_ctrl_and_drag_copies(lanes: Lanes) -> None:
    before, clip = lanes.song, lanes.clip("clip-1-a")
    lanes.drag(lanes.at(1, 3 * BAR), QPoint(lanes.px(BAR), lanes.view.lanes.lane_height), CTRL)
    copy = lanes.song.tracks[2].clips[-1]
    assert copy.timeline_start_frame == clip.timeline_start_frame + BAR and copy.file == clip.file
    assert lanes.clip("clip-1-a") == clip and lanes.selection.clips == {copy.id}
    assert lanes.driver.session.document.undo_label == "Copy clip"
    assert lanes.undone() == before


def test_ctrl_shift_and_drag_slips_the_contents(lanes: Lanes) -> None:
    clip = lanes.clip("clip-1-b")
    media = lanes.driver.session.document.opened.folder.path / clip.file
    write_silence(media, clip.file_start_frame + clip.length_frames + 10 * BAR)
    before = lanes.song
    lanes.drag(lanes.at(1, clip.timeline_start_frame + BAR), QPoint(-lanes.px(BAR), 0), CTRL | SHIFT)
    slipped = lanes.clip("clip-1-b")
    assert slipped == replace(clip, file_start_frame=clip.file_start_frame + BAR)
    assert lanes.driver.session.document.undo_label == "Slip clip" and lanes.undone() == before
    lanes.drag(
        lanes.at(1, clip.timeline_start_frame + BAR), QPoint(-lanes.px(11 * BAR), 0), CTRL | SHIFT, release=False
    )
    assert lanes.readout is not None
    assert lanes.clip("clip-1-b").file_start_frame == clip.file_start_frame + 10 * BAR, "no further than the file"
    assert f"{10 * BAR} samples" in lanes.readout, "and so it says"
    lanes.release()


def test_a_drag_in_the_selected_range_moves_what_is_in_it_and_the_range(lanes: Lanes) -> None:
    lanes.drag(lanes.at(0, 3 * BAR, LOWER), QPoint(lanes.px(2 * BAR), lanes.view.lanes.lane_height))
    before, selected = lanes.song, lanes.selection.time_range
    assert selected is not None
    lanes.drag(lanes.at(1, 4 * BAR), QPoint(lanes.px(BAR), 0))
    assert lanes.selection.time_range == replace(selected, start_frame=4 * BAR, end_frame=6 * BAR)
    assert lanes.driver.session.document.undo_label == "Move range"
    starts = {clip.timeline_start_frame for clip in lanes.song.tracks[1].clips}
    assert {4 * BAR, 5 * BAR} <= starts, "it was cut out, and what was behind stays"
    assert lanes.undone() == before


def test_edges_trim_all_selected_clips_alike(lanes: Lanes) -> None:
    before = lanes.song
    lanes.selection.set_clips({ClipId("clip-1-b"), ClipId("clip-2-b")})
    first, second = lanes.clip("clip-1-b"), lanes.clip("clip-2-b")
    lanes.drag(lanes.at(1, first.timeline_start_frame) + QPoint(3, 0), QPoint(lanes.px(BAR), 0))
    assert lanes.clip("clip-1-b").timeline_start_frame == first.timeline_start_frame + BAR
    assert lanes.clip("clip-2-b").timeline_start_frame == second.timeline_start_frame + BAR
    assert lanes.driver.session.document.undo_label == "Trim 2 clips" and lanes.undone() == before


def test_a_clip_trimmed_beyond_its_other_end_stays_in_sight(lanes: Lanes) -> None:
    clip = lanes.clip("clip-1-b")
    lanes.drag(lanes.at(1, clip.timeline_start_frame) + QPoint(3, 0), QPoint(lanes.px(clip.length_frames) + 40, 0))
    assert 8 <= lanes.px(lanes.clip("clip-1-b").length_frames) <= 12


def test_a_fade_gets_its_shape_by_dragging_down(lanes: Lanes) -> None:
    clip = lanes.clip("clip-1-a")
    corner = lanes.at(1, clip.timeline_start_frame, HIGHEST) + QPoint(2, 0)
    lanes.drag(corner, QPoint(40, 50))
    faded = lanes.clip("clip-1-a")
    assert faded.fade_in_frames == pytest.approx(40 * lanes.view.frames_per_px, abs=lanes.view.frames_per_px)
    assert faded.fade_in_shape == "slow"
    lanes.drag(corner + QPoint(40, 0), QPoint(0, -30))
    assert lanes.clip("clip-1-a").fade_in_shape == "s_curve"


def test_the_gain_handle_shows_its_figure_and_takes_a_typed_one(lanes: Lanes) -> None:
    clip = lanes.clip("clip-1-a")
    handle = lanes.handle(1, clip)
    lanes.drag(handle, QPoint(0, -30), release=False)
    assert lanes.clip("clip-1-a").gain_db == pytest.approx(6.0)
    assert lanes.readout == "+6.0 dB"
    lanes.release(handle - QPoint(0, 30))
    assert lanes.driver.session.document.undo_label == "Set clip gain" and lanes.readout is None
    QTest.mouseDClick(lanes.widget, LEFT, NONE, handle)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "-4.5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert lanes.clip("clip-1-a").gain_db == -4.5
    assert QApplication.focusWidget() is lanes.widget


def test_ripple_takes_what_is_behind_along(lanes: Lanes) -> None:
    lanes.driver.window.editing.set_ripple("track")
    behind = lanes.clip("clip-1-b")
    lanes.drag(lanes.at(1, 3 * BAR), QPoint(lanes.px(BAR), 0))
    assert lanes.clip("clip-1-a").timeline_start_frame == 2 * BAR
    assert lanes.clip("clip-1-b").timeline_start_frame == behind.timeline_start_frame + BAR
    lanes.undone()
    lanes.driver.window.editing.set_ripple("off")
    lanes.drag(lanes.at(1, 3 * BAR), QPoint(lanes.px(BAR), 0))
    assert lanes.clip("clip-1-b") == behind


def test_what_a_drag_covers_comes_back(lanes: Lanes) -> None:
    covered, start = lanes.clip("clip-1-b"), lanes.at(1, 3 * BAR)
    before = lanes.song
    lanes.drag(start, QPoint(lanes.px(5 * BAR), 0), release=False)
    assert lanes.clip("clip-1-b") == covered and lanes.song != before
    move_with(lanes.widget, start, NONE)
    assert lanes.song == before
    lanes.release(start)
    assert lanes.song is before and lanes.driver.session.document.undo_label == "Band", "away and back is no step"


# --- snapping
def test_shift_turns_snapping_round(lanes: Lanes) -> None:
    free = round(lanes.px(BAR) + 4) * lanes.view.frames_per_px
    for on in (True, False):
        lanes.driver.window.editing.set_snap(on)
        for keys in (NONE, SHIFT):
            lanes.drag(lanes.at(1, 3 * BAR), QPoint(lanes.px(BAR) + 4, 0), keys)
            moved = lanes.clip("clip-1-a").timeline_start_frame - BAR
            lanes.undone()
            snaps = on != (keys == SHIFT)
            assert moved == (BAR if snaps else pytest.approx(free, abs=lanes.view.frames_per_px)), (on, keys)


def test_a_clip_keeps_its_place_off_the_grid_while_it_changes_tracks(lanes: Lanes) -> None:
    off = BAR + 12345
    lanes.driver.session.document.perform(
        Edit("Off", lambda song: replace_track(song, song.tracks[1].id, lambda t: replace(
            t, clips=(replace(t.clips[0], timeline_start_frame=off), *t.clips[1:]))))
    )  # fmt: skip
    lanes.drag(lanes.at(1, 3 * BAR), QPoint(2, lanes.view.lanes.lane_height))
    assert lanes.song.tracks[2].clips[-1].timeline_start_frame == off


def test_an_edge_snaps_to_another_clip_and_a_line_says_so(lanes: Lanes) -> None:
    """The end of the dragged clip comes to lie at the start of a clip of another track."""
    end = BAR + 7777
    lanes.driver.session.document.perform(
        Edit("Off", lambda song: replace_track(song, song.tracks[5].id, lambda t: replace(
            t, clips=(replace(t.clips[0], timeline_start_frame=20 * BAR + 7777, length_frames=4 * BAR),))))
    )  # fmt: skip
    clip = lanes.clip("clip-1-a")
    wanted = 20 * BAR + 7777 - clip.length_frames
    lanes.drag(lanes.at(1, 3 * BAR), QPoint(lanes.px(wanted - clip.timeline_start_frame) + 1, 0), release=False)
    assert lanes.clip("clip-1-a").timeline_end_frame == 20 * BAR + 7777 and end
    guide = lanes.driver.window.arrange.snapper.guide
    assert guide is not None and guide.frame == 20 * BAR + 7777 and guide.name == "Piano starts"
    assert lanes.widget._guide.isVisible()
    assert abs(lanes.widget._guide.geometry().center().x() - lanes.view.x_of(guide.frame)) <= 1
    lanes.release()
    assert not lanes.widget._guide.isVisible()


def test_by_choice_edges_go_to_zero_crossings_beside_the_grid(lanes: Lanes) -> None:
    """The tone crosses zero every 100 frames, 37 frames off the grid. The first look has it read, the next one uses it."""
    clip, document = lanes.clip("clip-1-b"), lanes.driver.session.document
    shift = clip.timeline_start_frame - clip.file_start_frame
    frames = np.arange(clip.file_start_frame + clip.length_frames)
    tone = np.sin(np.pi * (frames + shift - 37) / 100 + 1e-4).astype(np.float32)
    soundfile.write(document.opened.folder.path / clip.file, tone, 48000, subtype="FLOAT")
    lanes.driver.window.editing.set_snaps_to("zero crossings", True)
    edge = lanes.at(1, clip.timeline_start_frame) + QPoint(3, 0)
    lanes.drag(edge, QPoint(lanes.px(2 * BAR), 0))
    worker = document.waves._fine._worker
    if worker is not None:
        worker.join(20)
    lanes.undone()
    lanes.drag(edge, QPoint(lanes.px(2 * BAR), 0))
    trimmed = lanes.clip("clip-1-b").timeline_start_frame
    assert trimmed == clip.timeline_start_frame + 2 * BAR + 37
    lanes.undone()
    lanes.drag(edge, QPoint(lanes.px(2 * BAR) + 4, 0), SHIFT)
    assert (lanes.clip("clip-1-b").timeline_start_frame - 37) % 100, "not while Shift turns snapping off"


# --- manners
def test_a_press_without_movement_edits_nothing(lanes: Lanes) -> None:
    before, clip = lanes.song, lanes.clip("clip-1-b")
    start, end = clip.timeline_start_frame, clip.timeline_end_frame
    for frame in (start, start + BAR, (start + end) // 2, end):
        for down in (HIGHEST, UPPER, LOWER):
            for keys in (NONE, CTRL, SHIFT, CTRL | SHIFT):
                lanes.drag(lanes.at(1, frame, down) + QPoint(2 if frame < end else -2, 0), QPoint(1, 1), keys)
    assert lanes.song is before and lanes.driver.session.document.undo_label == "Band"


def test_a_locked_clip_says_why_it_stays(lanes: Lanes) -> None:
    lanes.driver.session.document.perform(lock_clips([ClipId("clip-1-a")], True))
    before, said = lanes.song, list[str]()
    lanes.driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    clip = lanes.clip("clip-1-a")
    places = [
        lanes.at(1, 3 * BAR),
        lanes.at(1, clip.timeline_start_frame) + QPoint(2, 0),
        lanes.at(1, clip.timeline_start_frame, HIGHEST) + QPoint(2, 0),
        lanes.handle(1, clip),
    ]
    for number, place in enumerate(places, start=1):
        lanes.drag(place, QPoint(50, -20))
        assert lanes.song == before and len(said) == number, place
    assert all("locked" in sentence for sentence in said)


def test_a_drag_over_what_refuses_it_goes_on_behind(lanes: Lanes) -> None:
    """Passing over a frozen track must not end the drag; dropped there it changes nothing, and a sentence says why."""
    lanes.driver.session.document.perform(freeze_second)
    before, said = lanes.song, list[str]()
    lanes.driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    start, down = lanes.at(1, 4 * BAR), QPoint(0, lanes.view.lanes.lane_height)
    lanes.drag(start, down, release=False)
    assert not said
    move_with(lanes.widget, start + down + down, NONE)
    lanes.release(start + down + down)
    assert any(clip.id == "clip-1-a" for clip in lanes.song.tracks[3].clips)
    assert lanes.undone() == before
    lanes.drag(start, down)
    assert lanes.song == before and len(said) == 1


freeze_second = Edit(
    "Freeze",
    lambda song: replace(
        song,
        tracks=tuple(
            replace(track, frozen=FrozenAudio("audio/frozen.wav", 0, BAR, 2)) if n == 2 else track
            for n, track in enumerate(song.tracks)
        ),
    ),
)


@pytest.mark.parametrize("interrupt", ["right button", "focus", "undo key", "escape", "page", "another step"])
@pytest.mark.parametrize("down", [UPPER, LOWER])
def test_what_interrupts_a_drag_leaves_the_song_as_it_was(lanes: Lanes, interrupt: str, down: int) -> None:
    driver, start, clips = lanes.driver, lanes.at(1, 3 * BAR, down), {ClipId("clip-0-a")}
    lanes.selection.set_clips(clips)
    before, said = lanes.song, list[str]()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    lanes.drag(start, QPoint(100, 10), release=False)
    assert (lanes.song != before) == (down == UPPER)
    if interrupt == "right button":
        QTest.mousePress(lanes.widget, RIGHT, NONE, start)
        at = lanes.widget.mapToGlobal(start)
        QApplication.sendEvent(lanes.widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, start, at))
        QTest.mouseRelease(lanes.widget, RIGHT, NONE, start)
        assert QApplication.activePopupWidget() is None, "no menu opens"
    elif interrupt == "focus":
        reason = Qt.FocusReason.ActiveWindowFocusReason
        QApplication.sendEvent(lanes.widget, QFocusEvent(QEvent.Type.FocusOut, reason))
    elif interrupt == "undo key":
        driver.key(Qt.Key.Key_Z, CTRL)
    elif interrupt == "page":
        driver.window.show_page(1)
    elif interrupt == "another step":
        driver.session.document.perform(Edit("Other", lambda song: replace(song, artist="Somebody")))
        if down == UPPER:
            driver.session.document.undo()
        driver.session.document.undo()
    else:
        driver.key(Qt.Key.Key_Escape)
    assert driver.song == before
    move_with(lanes.widget, start + QPoint(200, 40), NONE)
    lanes.release(start + QPoint(200, 40))
    assert driver.song == before and not said
    assert lanes.driver.window.arrange.snapper.guide is None and lanes.readout is None
    assert interrupt == "another step" or lanes.selection.time_range is None


def test_the_view_scrolls_at_its_edges_and_the_drag_goes_along(lanes: Lanes) -> None:
    start = lanes.at(1, 3 * BAR)
    lanes.drag(start, QPoint(lanes.widget.width() - 4 - start.x(), 0), release=False)
    left, moved = lanes.view.left_px, lanes.clip("clip-1-a").timeline_start_frame
    for _ in range(20):
        lanes.mouse._scroll()
    assert lanes.view.left_px > left + 40
    assert lanes.clip("clip-1-a").timeline_start_frame > moved + 40 * lanes.view.frames_per_px / 2
    lanes.driver.key(Qt.Key.Key_Escape)
    assert not lanes.mouse._scrolling.isActive()
    lanes.release()


# --- keys
def test_arrows_move_the_playhead_by_the_grid(lanes: Lanes) -> None:
    lanes.widget.setFocus()
    lanes.driver.window.editing.set_grid("1/4")
    for key, frame in ((Qt.Key.Key_Right, BAR // 4), (Qt.Key.Key_Right, BAR // 2), (Qt.Key.Key_Left, BAR // 4)):
        lanes.driver.key(key)
        lanes.driver.tick()
        assert lanes.driver.engine.frame == frame


# --- what is heard
def test_clips_of_tracks_that_are_not_heard_are_pale(lanes: Lanes) -> None:
    """Those of a muted track, and of all others while one is soloed."""

    def ground(lane: int) -> int:
        clip = lanes.song.tracks[lane].clips[0]
        at = lanes.at(lane, clip.timeline_start_frame, 5) + QPoint(3, 0)
        return lanes.widget.grab().toImage().pixel(at) & 0xFFFFFF

    document, tracks = lanes.driver.session.document, lanes.song.tracks
    before = [ground(lane) for lane in (0, 1)]
    document.perform(set_parameter(tracks[1].id, "mute", True))
    assert ground(1) != before[1] and ground(0) == before[0]
    document.undo()
    assert ground(1) == before[1]
    document.perform(set_parameter(tracks[1].id, "solo", True))
    assert ground(0) != before[0] and ground(1) == before[1]
