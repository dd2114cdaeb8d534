"""Hazards: a line that takes the mouse from the clips beneath, or lies elsewhere than the sections."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.model.section_frames import section_frames
from tests.ui.conftest import WindowDriver
from ui import theme


def test_the_emotional_timeline_lies_over_the_tracks_by_choice(driver: WindowDriver) -> None:
    driver.window.show_page(2)
    arrange = driver.window.arrange
    assert not arrange.emotion.isVisible()
    driver.window.bridge.actions.run("view.emotion")
    QApplication.processEvents()
    assert arrange.emotion.isVisible() and arrange.emotion.geometry() == arrange.lanes.rect()
    assert arrange.emotion.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    section = driver.song.sections[0]
    x = arrange.viewport.x_of(sum(section_frames(driver.song, section)) / 2)
    picture = arrange.emotion.grab().toImage()
    column = [picture.pixelColor(round(x), y) for y in range(picture.height())]
    assert any(colour.hslHue() == theme.colour(theme.WARN).hslHue() for colour in column)
    driver.window.bridge.actions.run("view.emotion")
    assert not arrange.emotion.isVisible()
