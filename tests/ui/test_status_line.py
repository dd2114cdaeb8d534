"""The line at the bottom. Hazard: an alarm that nobody can put out, and that was about the start of the device."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.renders.clip_work import ClipWork
from app.tasks import TimeLeft
from app.text import values
from tests.ui.conftest import WindowDriver
from ui import theme


def test_the_peak_of_the_load_is_shown_and_cleared_by_a_click(driver: WindowDriver) -> None:
    line = driver.window.status
    driver.engine.load = 0.41
    driver.tick(31)
    assert line.load.text() == "CPU 41 % (peak 41 %)" and line.load.property("tone") == theme.DIM
    driver.engine.load = 1.2
    driver.tick(31)
    assert line.load.property("tone") == theme.REC
    QTest.mouseClick(line.load, Qt.MouseButton.LeftButton)
    assert "clear_load_peak" in driver.engine.called
    assert "(peak 0 %)" in line.load.text()


def test_a_peak_beyond_what_the_engine_counts_says_so() -> None:
    assert (values.describe_load_peak(0.03), values.describe_load_peak(2.55)) == ("3 %", "over 250 %")


def test_work_in_the_background_says_how_far_it_is_and_how_long_it_takes(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    line, now_s, share = driver.window.status, [0.0], [0.0]
    line._left = TimeLeft(lambda: now_s[0])
    monkeypatch.setattr(ClipWork, "progress", property(lambda _self: ("Reverse clip", share[0])))
    line.refresh()
    assert line.right.text() == "Reverse clip, 0 %"
    now_s[0], share[0] = 20.0, 0.5
    line.refresh()
    assert line.right.text() == "Reverse clip, 50 % \u00b7 about 20 s left"
