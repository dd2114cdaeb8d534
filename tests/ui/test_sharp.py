"""Hazards: text and waveforms that are blurred on a screen with more device pixels than pixels of the window: every kept
picture has to be made at the screen's resolution."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget

from tests.ui.conftest import WindowDriver
from tests.ui.test_takes import LENGTH
from tests.ui.test_takes import _open as open_takes
from ui import theme
from ui.arrange.clip_picture import LANE_GAP, TITLE_HEIGHT
from ui.editor.dynamics_history import POINTS, SECONDS, DynamicsHistory
from ui.master.goniometer import Goniometer
from ui.widgets.sharp import device_size, draw_part

RATIOS = [1.0, 1.5, 2.0]
SHARP = [1.5, 2.0]


def seen(widget: QWidget, ratio: float) -> QImage:
    """The widget as a screen with that ratio shows it."""
    widget.devicePixelRatioF = lambda: ratio  # type: ignore[method-assign]
    screen = QImage(device_size(widget.size(), ratio), QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(ratio)
    widget.render(screen)
    return screen


def pixels(screen: QImage) -> NDArray[np.uint32]:
    return np.frombuffer(screen.constBits(), np.uint32).reshape(screen.height(), -1)[:, : screen.width()].copy()


def different_columns(picture: NDArray[np.uint32]) -> int:
    """How many columns differ from the one on their left: an enlarged picture has fewer than it had columns before."""
    return int((picture[:, 1:] != picture[:, :-1]).any(axis=0).sum())


@pytest.mark.parametrize("ratio", RATIOS)
def test_the_ruler_and_the_names_of_clips_are_as_sharp_as_painted_text(driver: WindowDriver, ratio: float) -> None:
    """The title of a clip against the same letters painted straight onto such a screen."""
    driver.session.transport.locate(10 * 48000)  # the playhead out of the way
    driver.tick()
    lanes = driver.window.arrange.lanes
    screen = seen(lanes, ratio)
    clip = driver.song.tracks[0].clips[0]
    left, top = round(lanes.viewport.x_of(clip.timeline_start_frame)), lanes.viewport.y_of(0) + LANE_GAP
    place = QRect(left + 2, top + 2, 60, TITLE_HEIGHT - 3)
    expected = QImage(screen.size(), QImage.Format.Format_RGB32)
    expected.setDevicePixelRatio(ratio)
    ink = pixels(screen)[round((top + 3) * ratio), round((left + 3) * ratio)]
    expected.fill(int(ink))
    painter = QPainter(expected)
    painter.setFont(theme.font(theme.SMALL_PX))
    painter.setPen(theme.colour(theme.TEXT))
    painter.drawText(QRect(left + 6, top, 200, TITLE_HEIGHT), Qt.AlignmentFlag.AlignVCenter, clip.name)
    painter.end()
    part = (
        slice(round(place.top() * ratio), round(place.bottom() * ratio)),
        slice(round(place.left() * ratio), round(place.right() * ratio)),
    )
    assert len(np.unique(pixels(expected)[part])) > 4, "there is text"
    assert (pixels(screen)[part] == pixels(expected)[part]).all()


@pytest.mark.parametrize("ratio", SHARP)
def test_waveforms_have_a_column_for_every_device_pixel(driver: WindowDriver, ratio: float) -> None:
    lanes = driver.window.arrange.lanes
    clip = driver.song.tracks[0].clips[1]
    left = max(0, round(lanes.viewport.x_of(clip.timeline_start_frame))) + 2
    width = lanes.width() - left - 2
    assert width > 200
    top = lanes.viewport.y_of(0)
    picture = pixels(seen(lanes, ratio))
    body = picture[
        round((top + 20) * ratio) : round((top + 50) * ratio), round(left * ratio) : round((left + width) * ratio)
    ]
    assert different_columns(body) > 1.2 * width


@pytest.mark.parametrize("ratio", SHARP)
def test_takes_and_curves_are_drawn_over_sharp_waveforms(driver: WindowDriver, ratio: float) -> None:
    take = open_takes(driver)[0]
    arrange = driver.window.arrange
    arrange.toggle_automation(driver.song.tracks[0].id)
    driver.tick(2)
    curve = next(iter(arrange.automation.lanes.values()))
    width = round(arrange.viewport.x_of(LENGTH))  # the takes end there
    for lane in (take, curve):
        picture = pixels(seen(lane, ratio))[:, : round(width * ratio)]
        assert different_columns(picture) > 1.2 * width, lane


@pytest.mark.parametrize("ratio", SHARP)
def test_moving_pictures_of_the_editor_and_the_master_are_sharp(driver: WindowDriver, ratio: float) -> None:
    rng = np.random.default_rng(1)
    stereo, history = Goniometer(), DynamicsHistory("compressor", 24.0)
    stereo.resize(300, 300)
    history.resize(600, 200)
    for widget in (stereo, history):
        widget.devicePixelRatioF = lambda: ratio  # type: ignore[method-assign]
    for n in range(POINTS):
        stereo.show_sound(rng.normal(0, 0.3, (4096, 2)).astype(np.float32))
        history.advance(-60.0, -24.0 * n / POINTS, SECONDS / 20)
    assert different_columns(pixels(seen(stereo, ratio))) > 1.1 * stereo._side()
    picture = pixels(seen(history, ratio))
    rows = int((picture[1:] != picture[:-1]).any(axis=1).sum())
    assert rows > 1.1 * history.height()


@pytest.mark.parametrize("ratio", SHARP)
def test_meters_move_by_device_pixels(driver: WindowDriver, ratio: float) -> None:
    driver.window.show_page(3)
    layer = driver.window.mix.console._layer
    layer.devicePixelRatioF = lambda: ratio  # type: ignore[method-assign]
    layer.relayout()
    lane = driver.window.bridge.lane_of(driver.song.tracks[0].id)
    spot = next(n for n, spot in enumerate(layer.spots) if getattr(spot, "index", -1) == lane)
    place = layer.spots[spot].place
    heights = set()
    for step in range(400):
        driver.window.bridge.levels.lanes.shown_db[lane] = -12.0 + 12.0 * step / 400
        heights.add(int(layer._now()[spot, 0]))
    assert max(np.diff(sorted(heights))) == 1, "every device pixel is a step"
    lit = pixels(seen(layer, ratio))
    column = lit[:, round((place.left() + 2) * ratio)]
    assert max(heights) > 0.7 * place.height() * ratio and len(column) == round(layer.height() * ratio)


def test_a_picture_is_made_again_on_a_screen_of_another_ratio(driver: WindowDriver) -> None:
    ruler, lanes = driver.window.arrange.ruler, driver.window.arrange.lanes
    for ratio in (2.0, 1.0, 1.5):
        seen(ruler, ratio)
        seen(lanes, ratio)
        assert ruler._drawn is not None and ruler._drawn.devicePixelRatio() == ratio
        assert lanes.picture.image.size() == device_size(lanes.size(), ratio)


def test_parts_of_a_picture_are_copied_without_gaps_at_a_fractional_ratio(driver: WindowDriver) -> None:
    """Drawn in odd pieces it is the same as drawn at once."""
    ruler = driver.window.arrange.ruler
    whole = pixels(seen(ruler, 1.5))
    screen = QImage(device_size(ruler.size(), 1.5), QImage.Format.Format_RGB32)
    screen.setDevicePixelRatio(1.5)
    painter = QPainter(screen)
    assert ruler._drawn is not None
    for x in range(0, ruler.width(), 7):
        draw_part(painter, QRect(x, 0, 7, ruler.height()) & ruler.rect(), ruler._drawn)
    painter.end()
    before = QImage(ruler._drawn.toImage()).convertToFormat(QImage.Format.Format_RGB32)
    assert (pixels(screen) == pixels(before)).all() and whole.shape == pixels(screen).shape
