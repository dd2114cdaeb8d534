"""Hazard: the timeline blurred on a scaled screen. At 125 % a line placed in the widget's pixels lies between two of the
screen's; every line, edge and column has to be whole device pixels, wherever the widget itself lies."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.model.song import Song
from app.model.tempo_map import nearest
from tests.ui.conftest import WindowDriver
from tests.ui.test_sharp import pixels
from ui import theme
from ui.arrange.lane_picture import FAINT
from ui.widgets.sharp import device_size

RATIOS = [1.0, 1.25, 1.5, 1.75, 2.0]
OFFSETS = [QPoint(0, 0), QPoint(1, 1), QPoint(3, 2)]  # of the widget in its window
FREE = 1  # a lane without clips
FAINT_LINE = {int(theme.mix(theme.GRID, theme.BG, FAINT).rgb())}  # between beats


def painted(widget: QWidget, ratio: float, offset: QPoint) -> NDArray[np.uint32]:
    """The widget's device pixels, painted into a window at an offset that is no whole number of them."""
    for part in (widget, *widget.findChildren(QWidget)):
        part.devicePixelRatioF = lambda: ratio  # type: ignore[method-assign]
    size = device_size(widget.size(), ratio)
    screen = QImage(size.width() + 16, size.height() + 16, QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(ratio)
    screen.fill(Qt.GlobalColor.magenta)
    widget.render(screen, offset)
    left, top = nearest(offset.x() * ratio), nearest(offset.y() * ratio)
    return pixels(screen)[
        top : top + size.height() - 1, left : left + size.width() - 1
    ]  # a neighbour's may be the last


def rgb(token: str) -> int:
    return int(theme.colour(token).rgb())


@pytest.fixture
def lanes(driver: WindowDriver) -> QWidget:
    """The first lanes of a song whose second track has no clips; the playhead at 7.3 s."""

    def without(song: Song) -> Song:
        tracks = tuple(replace(track, clips=()) if n == FREE else track for n, track in enumerate(song.tracks))
        return replace(song, tracks=tracks)

    driver.session.document.perform(Edit("Free lane", without))
    driver.window.arrange.viewport.zoom_to(1.234 * 48000, 31.7 * 48000)
    driver.session.transport.locate(round(7.3 * 48000))
    driver.tick()
    return driver.window.arrange.lanes


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("ratio", RATIOS)
def test_grid_and_playhead_are_whole_pixels(driver: WindowDriver, lanes: QWidget, ratio: float, offset: QPoint) -> None:
    view = driver.window.arrange.viewport
    picture = painted(lanes, ratio, offset)
    top, bottom = (nearest((view.y_of(FREE) + y) * ratio) for y in (4, view.lanes.height_px(FREE) - 4))
    lane = picture[top:bottom]
    known = {rgb(token) for token in (theme.BG, theme.GRID, theme.GRID_BAR, theme.TEXT)} | FAINT_LINE
    assert set(np.unique(lane).tolist()) <= known, "no half tones"
    assert (lane == lane[0]).all(), "lines are straight"
    hair = max(1, int(ratio))
    row = lane[0]
    runs = [
        len(run) for run in np.split(row, np.nonzero(np.diff(row.astype(np.int64)))[0] + 1) if run[0] != rgb(theme.BG)
    ]
    assert len(runs) > 5 and set(runs[1:-1]) == {hair}, "lines are equally wide"
    playhead = np.nonzero(row == rgb(theme.TEXT))[0]
    expected = 7.3 * 48000 / view.frames_per_px * ratio - view.left_px * ratio
    assert len(playhead) == hair and abs(playhead[0] - expected) <= 1


@pytest.mark.parametrize("offset", OFFSETS)
@pytest.mark.parametrize("ratio", RATIOS)
def test_edges_of_clips_and_lanes_are_whole_pixels(
    driver: WindowDriver, lanes: QWidget, ratio: float, offset: QPoint
) -> None:
    view, clip = driver.window.arrange.viewport, driver.song.tracks[2].clips[0]
    picture = painted(lanes, ratio, offset)
    row = picture[nearest((view.y_of(2) + 4) * ratio)]  # above the letters of the title
    frame = clip.timeline_start_frame
    at = nearest(frame / view.frames_per_px * ratio) - nearest(view.left_px * ratio)
    tone = theme.track_colour(driver.song.tracks[2].colour)
    edge, title = int(theme.mix(tone, theme.BG, 0.5).rgb()), int(theme.mix(tone, theme.BG, 0.34).rgb())
    hair = max(1, int(ratio))
    assert set(row[at - 3 : at].tolist()) <= {rgb(theme.BG), rgb(theme.GRID), rgb(theme.GRID_BAR)}
    assert (row[at : at + hair] == edge).all() and row[at + hair] == title
    column = picture[:, at + 8 * hair]
    bottom = nearest((view.y_of(2) + view.lanes.height_px(2) - 2) * ratio)
    assert column[bottom - 1] == edge and column[bottom] == rgb(theme.BG)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_column_of_the_waveform_is_a_column_of_the_screen(driver: WindowDriver, lanes: QWidget, ratio: float) -> None:
    """Each column is as high as the peaks in its own frames, computed here from the peak file."""
    view, clip = driver.window.arrange.viewport, driver.song.tracks[3].clips[0]
    view.frames_per_px, view.left_px = 2048.0, 30
    lanes.redraw()  # type: ignore[attr-defined]
    picture = painted(lanes, ratio, QPoint(0, 0))
    tone = theme.track_colour(driver.song.tracks[3].colour)
    wave = theme.mix(tone, theme.BG, 0.75)
    inks = [int(wave.rgb()), int(theme.mix(theme.STRONG, wave.name(), 0.22).rgb())]
    top, bottom = (nearest((view.y_of(3) + y) * ratio) for y in (18, view.lanes.height_px(3) - 3))
    shown = np.isin(picture[top:bottom], inks).sum(axis=0)
    peaks = driver.session.document.waves.peaks(clip.file)
    assert peaks is not None
    level = peaks.levels[0][:, 0]
    per_column = view.frames_per_px / ratio
    first = nearest(view.left_px * ratio)
    columns = np.arange(40, nearest(300 * ratio))
    wanted = []
    for column in columns:
        start = ((first + column) * per_column - clip.timeline_start_frame + clip.file_start_frame) / 256
        part = level[int(start) : max(int(start) + 1, int(start + per_column / 256))]
        wanted.append(abs(part[:, 0].min()) ** 0.7 + part[:, 1].max() ** 0.7)
    correlation = [
        np.corrcoef(shown[columns + shift], wanted)[0, 1] for shift in (-2, -1, 0, 1, 2)
    ]  # a picture of half the columns would be as like its neighbours
    assert correlation[2] > 0.92 and correlation[2] > max(correlation[1], correlation[3]) + 0.06, correlation


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_scrolled_waveform_is_the_same_moved(driver: WindowDriver, lanes: QWidget, ratio: float) -> None:
    """By 20 px, which is a whole number of device pixels at every ratio here: nothing flickers."""
    view = driver.window.arrange.viewport
    driver.session.transport.locate(100 * 48000)
    driver.tick()
    before = painted(lanes, ratio, QPoint(0, 0))
    view.scroll_by(20, 0)
    after = painted(lanes, ratio, QPoint(0, 0))
    rows = slice(nearest((view.y_of(3) + 20) * ratio), nearest((view.y_of(3) + 50) * ratio))
    shift = nearest(20 * ratio)
    middle = slice(shift + 10, before.shape[1] - 20)
    assert (before[rows, middle] == after[rows, middle.start - shift : middle.stop - shift]).all()


@pytest.mark.parametrize("ratio", RATIOS)
def test_selected_time_and_the_overview_have_sharp_edges(driver: WindowDriver, lanes: QWidget, ratio: float) -> None:
    view = driver.window.arrange.viewport
    start, end = 10 * 48000 + 777, 20 * 48000 + 333
    driver.window.selection.set_time_range(TimeRange(start, end, (driver.song.tracks[FREE].id,)))
    picture = painted(lanes, ratio, QPoint(1, 1))
    row = picture[nearest((view.y_of(FREE) + 20) * ratio)]
    marked = np.nonzero(row == rgb(theme.ACCENT))[0]
    hair, first = max(1, int(ratio)), nearest(view.left_px * ratio)
    columns = [nearest(frame / view.frames_per_px * ratio) - first for frame in (start, end)]
    assert marked.tolist() == [
        *range(columns[0], columns[0] + hair), *range(columns[1] - hair, columns[1])
    ]  # fmt: skip
    minimap = driver.window.arrange.minimap
    row = painted(minimap, ratio, QPoint(1, 1))[nearest(20 * ratio)]
    assert (row == rgb(theme.DIM)).sum() == 4 * hair, "both edges of the frame"
