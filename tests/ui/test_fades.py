"""Fades and gain of clips by hand and by key: what is drawn is what is set, and one drag is one step."""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from app.edits.clips import add_clip
from app.edits.edit import Edit, replace_track
from app.model.clip import Clip
from app.model.ids import ClipId
from tests.ui.conftest import WindowDriver

ALT, CONTROL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


def clip_of(driver: WindowDriver, lane: int = 0) -> Clip:
    return driver.song.tracks[lane].clips[0]


def corner(driver: WindowDriver, lane: int, *, end: bool) -> QPoint:
    view, clip = driver.window.arrange.viewport, clip_of(driver, lane)
    x = view.x_of(clip.timeline_end_frame if end else clip.timeline_start_frame)
    return QPoint(round(x) + (-2 if end else 2), view.y_of(lane) + 8)


def test_an_upper_corner_drawn_inwards_fades(driver: WindowDriver) -> None:
    lanes, before, frames_per_px = (
        driver.window.arrange.lanes,
        driver.song,
        driver.window.arrange.viewport.frames_per_px,
    )
    start = corner(driver, 1, end=False)
    driver.drag(lanes, start, start + QPoint(40, 0))
    assert abs(clip_of(driver, 1).fade_in_frames - 40 * frames_per_px) <= frames_per_px
    assert clip_of(driver, 1).timeline_start_frame == before.tracks[1].clips[0].timeline_start_frame, (
        "it is not trimmed"
    )
    end = corner(driver, 1, end=True)
    driver.drag(lanes, end, end - QPoint(30, 0))
    assert abs(clip_of(driver, 1).fade_out_frames - 30 * frames_per_px) <= frames_per_px
    held = start + QPoint(40, 0)
    driver.drag(lanes, held, held - QPoint(20, 0))
    assert abs(clip_of(driver, 1).fade_in_frames - 20 * frames_per_px) <= frames_per_px, "its end can be taken again"
    for _ in range(3):
        driver.run("song.undo")
    assert driver.song == before


def test_below_the_title_the_edge_still_trims(driver: WindowDriver) -> None:
    lanes, view = driver.window.arrange.lanes, driver.window.arrange.viewport
    start = QPoint(corner(driver, 1, end=False).x(), view.y_of(1) + 40)
    driver.drag(lanes, start, start + QPoint(40, 0))
    assert clip_of(driver, 1).fade_in_frames == 0
    assert driver.session.document.undo_label == "Trim clip"


def test_escape_in_the_middle_of_a_fade_leaves_it_as_it_was(driver: WindowDriver) -> None:
    before, start = driver.song, corner(driver, 1, end=False)
    driver.drag(driver.window.arrange.lanes, start, start + QPoint(40, 0), release=False)
    assert clip_of(driver, 1).fade_in_frames > 0
    driver.window.arrange.lanes.setFocus()
    driver.key(Qt.Key.Key_Escape)
    assert driver.song == before


def test_fades_to_the_playhead_by_key(driver: WindowDriver) -> None:
    clip = clip_of(driver)
    driver.window.selection.set_clips({clip.id})
    driver.engine.frame = clip.timeline_start_frame + 48000
    driver.tick()
    driver.key(Qt.Key.Key_BracketLeft, ALT)
    assert clip_of(driver).fade_in_frames == 48000
    driver.key(Qt.Key.Key_BracketRight, ALT)
    faded = clip_of(driver)
    assert faded.fade_out_frames == clip.length_frames - 48000 and faded.fade_in_frames == 48000
    driver.engine.frame = clip.timeline_end_frame + 1
    driver.tick()
    driver.key(Qt.Key.Key_BracketLeft, ALT)
    assert clip_of(driver) == faded, "the playhead is elsewhere"


def test_gain_by_key_is_shown_and_undone(driver: WindowDriver) -> None:
    driver.window.selection.set_clips({clip_of(driver).id})
    for _ in range(3):
        driver.key(Qt.Key.Key_Down, CONTROL)
    assert clip_of(driver).gain_db == -3.0
    driver.key(Qt.Key.Key_Up, CONTROL)
    assert clip_of(driver).gain_db == -2.0


def test_a_fade_is_seen(driver: WindowDriver) -> None:
    def picture() -> QImage:
        driver.window.arrange.lanes.repaint()
        return driver.window.arrange.lanes.picture.image.copy()

    driver.tick()
    start = corner(driver, 1, end=False)
    plain = picture()
    driver.drag(driver.window.arrange.lanes, start, start + QPoint(60, 0))
    driver.window.selection.set_clips(())
    assert picture() != plain


def test_the_crossfades_that_are_heard_are_drawn_where_they_are_wide_enough(driver: WindowDriver) -> None:
    """A clip over another one fades in over the 10 ms before it; its other end is 10 ms inside it."""
    track, lanes = driver.song.tracks[0], driver.window.arrange.lanes
    below = track.clips[0]
    start, rate = below.timeline_start_frame + 48000, driver.song.rate_hz
    above = replace(
        below, id=ClipId("above"), timeline_start_frame=start, file_start_frame=9600, length_frames=48000, take=None
    )
    driver.session.document.perform(add_clip(track.id, above))

    def picture(frames_per_px: float, at_frame: int) -> QImage:
        view = driver.window.arrange.viewport
        view.frames_per_px = frames_per_px
        view.scroll_to(at_frame / frames_per_px - 200, 0)
        lanes.redraw()
        driver.tick()
        lanes.grab()
        return lanes.picture.image.copy()

    joined = {at: picture(16.0, at) for at in (start, start + 48000)}
    wide = picture(4096.0, start)
    hard = tuple(replace(clip, auto_edges=False) for clip in driver.song.tracks[0].clips)
    driver.session.document.perform(
        Edit("Hard", lambda song: replace_track(song, track.id, lambda old: replace(old, clips=hard)))
    )
    reach = rate // 100 // 16
    for at, first, last in ((start, 200 - reach, 200), (start + 48000, 200 - reach, 200)):
        columns = differing_columns(joined[at], picture(16.0, at))
        assert columns and first - 2 <= min(columns) and max(columns) <= last + 2
        assert max(columns) - min(columns) >= reach - 4
    assert not differing_columns(wide, picture(4096.0, start))


def differing_columns(one: QImage, other: QImage) -> list[int]:
    a, b = (np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) for image in (one, other))
    return np.flatnonzero((a != b).any(axis=0)).tolist()
