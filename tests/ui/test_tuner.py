"""The tuner card. Hazard: it goes on listening where nobody sees it, or shows a note of the wrong input."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from audio_engine.client.readings import Scope
from tests.ui.conftest import WindowDriver
from ui.pages.tuner_card import EVERY, FRAMES


def test_the_tuner_listens_to_its_input_while_it_is_seen(driver: WindowDriver) -> None:
    driver.window.show_page(2)
    driver.session.poll()
    card = driver.window.record.tuner
    driver.window.bridge.slow_ticked.emit()
    assert card.input.count() == 8
    tone = (0.2 * np.sin(2 * np.pi * 110 * np.arange(FRAMES) / 48000)).astype(np.float32)
    driver.engine.scope_reading = Scope(np.zeros((FRAMES, 2), np.float32), tone, tone)
    card.input.setCurrentIndex(2)
    QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert driver.engine.watched == -4
    area = driver.window.record.findChild(QScrollArea)
    assert area is not None
    area.ensureWidgetVisible(card.needle)
    driver.tick(EVERY)
    assert card.needle.accessibleName() == "A2, +0 cents, 110.0 Hz"
    driver.window.show_page(3)
    driver.tick()
    assert not card.on.isChecked()


def test_the_editor_gets_its_spectrum_back_from_the_tuner(driver: WindowDriver) -> None:
    track = driver.song.tracks[1].id
    driver.window.show_mix().open_editor(track)
    driver.tick()
    driver.window.show_page(2)
    driver.tick()
    card = driver.window.record.tuner
    driver.window.bridge.slow_ticked.emit()
    QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert driver.engine.watched == -2
    driver.window.show_page(3)
    driver.tick()
    assert driver.window.mix.dock_open and driver.engine.watched == driver.session.meters.lane_of(track)
