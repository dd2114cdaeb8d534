"""The master panel: loudness as it is measured, a click begins anew, limiter, stereo picture."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from audio_engine.client.readings import LoudnessReading, Scope
from tests.ui.conftest import WindowDriver
from ui.master.goniometer import correlation
from ui.master.master_panel import MasterPanel


@pytest.fixture
def panel(driver: WindowDriver) -> MasterPanel:
    driver.window.show_page(3)
    driver.key(Qt.Key.Key_M, Qt.KeyboardModifier.AltModifier)
    driver.tick()
    return driver.window.mix.master


def test_alt_m_opens_and_escape_closes(driver: WindowDriver, panel: MasterPanel) -> None:
    assert panel.isVisible()
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.mix.dock_open


def test_loudness_stands_with_its_units_and_silence_is_no_number(driver: WindowDriver, panel: MasterPanel) -> None:
    assert "∞ LUFS" in panel.loudness.figures[0]
    reading = LoudnessReading(-15.2, -16.4, -17.0, 6.3, -0.4)
    driver.engine.levels = driver.engine.levels._replace(loudness=reading)
    driver.tick()
    panel._draw_spectrum()
    panel._draw_levels(0.04)
    assert panel.loudness.figures == ("−17.0 LUFS", "−16.4 LUFS", "−15.2 LUFS", "6.3 LU", "−0.4 dBTP")
    assert "True peak −0.4 dBTP" in panel.loudness.accessibleName()


def test_a_click_begins_the_measurement_anew(driver: WindowDriver, panel: MasterPanel) -> None:
    QTest.mouseClick(panel.loudness, Qt.MouseButton.LeftButton)
    assert "reset_loudness" in driver.engine.called


def test_the_limiter_is_switched_and_its_reduction_seen(driver: WindowDriver, panel: MasterPanel) -> None:
    assert panel.limiter_switch is not None
    QTest.mouseClick(panel.limiter_switch, Qt.MouseButton.LeftButton)
    assert driver.song.master.limiter.on
    driver.engine.levels = driver.engine.levels._replace(limiter_db=-3.5)
    driver.tick()
    panel._draw_spectrum()
    panel._draw_levels(0.08)
    assert panel.history.reductions_db[-1] == pytest.approx(-3.5)


@pytest.mark.parametrize(("sign", "expected"), [(1.0, 1.0), (-1.0, -1.0)])
def test_correlation_tells_mono_from_opposite_sides(
    driver: WindowDriver, panel: MasterPanel, sign: float, expected: float
) -> None:
    left = np.sin(np.arange(4096) / 10).astype(np.float32)
    sound = np.stack([left, sign * left], axis=1)
    assert panel.isVisible() and correlation(sound) == pytest.approx(expected)
    driver.engine.scope_reading = Scope(sound, left, left)
    for _ in range(60):
        panel._draw_spectrum()
        panel._draw_levels(0.04)
    assert panel.goniometer.correlation == pytest.approx(expected, abs=0.01)
    assert panel.spectrum.spectrum.levels_db.max() > -20 or sign < 0


def test_correlation_of_silence_is_nothing() -> None:
    assert correlation(np.zeros((100, 2), np.float32)) == 0.0
