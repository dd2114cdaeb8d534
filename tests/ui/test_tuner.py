"""The tuner card. Hazard: it goes on listening where nobody sees it, or shows a note of the wrong input."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QScrollArea

from audio_engine.client.readings import Scope
from tests.ui.conftest import Desk
from ui.pages.tuner_card import EVERY, FRAMES


def test_the_tuner_listens_to_its_input_while_it_is_seen(desk: Desk) -> None:
    desk.window.show_page(2)
    desk.session.poll()
    card = desk.window.record.tuner
    desk.window.bridge.slow_ticked.emit()
    assert card.input.count() == 8
    tone = (0.2 * np.sin(2 * np.pi * 110 * np.arange(FRAMES) / 48000)).astype(np.float32)
    desk.engine.scope_reading = Scope(np.zeros((FRAMES, 2), np.float32), tone, tone)
    card.input.setCurrentIndex(2)
    QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert desk.engine.watched == -4
    area = desk.window.record.findChild(QScrollArea)
    assert area is not None
    area.ensureWidgetVisible(card.needle)
    desk.tick(EVERY)
    assert card.needle.accessibleName() == "A2, +0 cents, 110.0 Hz"
    desk.window.show_page(3)
    desk.tick()
    assert not card.on.isChecked()


def test_the_editor_gets_its_spectrum_back_from_the_tuner(desk: Desk) -> None:
    track = desk.song.tracks[1].id
    desk.window.show_mix().open_editor(track)
    desk.tick()
    desk.window.show_page(2)
    desk.tick()
    card = desk.window.record.tuner
    desk.window.bridge.slow_ticked.emit()
    QTest.mouseClick(card.on, Qt.MouseButton.LeftButton)
    assert desk.engine.watched == -2
    desk.window.show_page(3)
    desk.tick()
    assert desk.window.mix.dock_open and desk.engine.watched == desk.session.meters.lane_of(track)
