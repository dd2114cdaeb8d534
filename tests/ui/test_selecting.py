"""Hazards: a range that only the mouse can make, that loses its anchor, or lies on tracks that nobody chose."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.edits.time_range import TimeRange
from tests.helpers.songs import BAR
from tests.helpers.trims import trim_clip
from tests.ui.conftest import WindowDriver
from tests.ui.lanes import CTRL, NONE, SHIFT, Lanes, write_silence

LEFT, RIGHT, HOME, END = Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End
BEAT = BAR // 4


@pytest.fixture
def lanes(driver: WindowDriver) -> Lanes:
    """The playhead at bar 3, the second track selected, and the keyboard in the lanes."""
    made = Lanes(driver)
    driver.window.editing.set_grid("1/4")
    driver.engine.frame = 2 * BAR
    driver.tick()
    made.selection.set_track(made.song.tracks[1].id)
    made.widget.setFocus()
    return made


def span(lanes: Lanes) -> tuple[int, int] | None:
    found = lanes.selection.time_range
    return None if found is None else (found.start_frame, found.end_frame)


def press(lanes: Lanes, *keys: Qt.Key, modifiers: Qt.KeyboardModifier = SHIFT) -> tuple[int, int] | None:
    for key in keys:
        lanes.driver.key(key, modifiers)
        lanes.driver.tick()
    return span(lanes)


def test_shift_and_arrows_grow_a_range_from_the_playhead_on_the_selected_track(lanes: Lanes) -> None:
    assert press(lanes, RIGHT, RIGHT) == (2 * BAR, 2 * BAR + 2 * BEAT)
    assert lanes.selection.time_range == TimeRange(2 * BAR, 2 * BAR + 2 * BEAT, (lanes.song.tracks[1].id,))
    assert press(lanes, LEFT, LEFT) is None, "its edges have met"
    assert press(lanes, LEFT, LEFT, LEFT) == (2 * BAR - 3 * BEAT, 2 * BAR), "the edge at the playhead stays"
    assert press(lanes, RIGHT) == (2 * BAR - 2 * BEAT, 2 * BAR)
    assert lanes.driver.engine.frame == 2 * BAR, "the playhead has not moved"


def test_shift_and_home_or_end_reach_the_edges_of_the_song(lanes: Lanes) -> None:
    assert press(lanes, END) == (2 * BAR, lanes.song.length_frames)
    assert press(lanes, HOME) == (0, 2 * BAR)
    assert press(lanes, HOME) == (0, 2 * BAR), "twice is once"


def test_the_edge_of_a_range_made_by_the_mouse_moves_on_its_own_tracks(lanes: Lanes) -> None:
    ids = tuple(track.id for track in lanes.song.tracks[3:5])
    lanes.selection.set_time_range(TimeRange(4 * BAR, 5 * BAR, ids))
    press(lanes, RIGHT)
    assert lanes.selection.time_range == TimeRange(4 * BAR, 5 * BAR + BEAT, ids)


def test_a_range_is_marked_at_the_playhead_while_the_song_plays(lanes: Lanes) -> None:
    lanes.driver.engine.state = "rolling"
    lanes.driver.tick()
    press(lanes, Qt.Key.Key_BracketLeft, modifiers=CTRL)
    lanes.driver.engine.frame = 3 * BAR
    lanes.driver.tick()
    assert press(lanes, Qt.Key.Key_BracketRight, modifiers=CTRL) == (2 * BAR, 3 * BAR)
    lanes.driver.engine.frame = BAR
    lanes.driver.tick()
    assert press(lanes, Qt.Key.Key_BracketRight, modifiers=CTRL) == (0, BAR), "an end before the start begins at 0"


def test_without_a_selected_track_all_tracks_are_in_it(lanes: Lanes) -> None:
    lanes.selection.set_track(None)
    press(lanes, RIGHT)
    assert lanes.selection.time_range is not None
    assert lanes.selection.time_range.tracks == tuple(track.id for track in lanes.song.tracks)


def test_markers_have_keys_of_their_own(lanes: Lanes) -> None:
    lanes.driver.run("markers.add")
    lanes.driver.key(Qt.Key.Key_Return)  # its name is typed first
    lanes.driver.engine.frame = 0
    lanes.driver.tick()
    press(lanes, Qt.Key.Key_Greater, modifiers=NONE)
    assert lanes.driver.engine.frame == 2 * BAR


def test_clips_that_were_pasted_from_another_song_are_selected(lanes: Lanes, tmp_path: Path, qtbot: QtBot) -> None:
    """As those of this song are: the next key moves them, not what was selected before."""
    driver, source = lanes.driver, lanes.song.tracks[1].clips[0]
    write_silence(driver.session.document.opened.folder.path / source.file, source.file_start_frame + BAR)
    driver.session.document.perform(trim_clip(source.id, 0, BAR))
    lanes.selection.set_clips([source.id])
    driver.run("clips.copy")
    driver.session.new_song(tmp_path / "Another", "Another")
    driver.run("clips.paste")
    qtbot.waitUntil(lambda: driver.tick() or not driver.session.renders.clips.busy, timeout=30000)
    (track,) = driver.song.tracks
    assert lanes.selection.clips == frozenset(clip.id for clip in track.clips) and len(track.clips) == 1
