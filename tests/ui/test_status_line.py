"""The line at the bottom. Hazard: an alarm that nobody can put out, and that was about the start of the device."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

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
