"""Mix versions by hand: save, name, compare at one loudness without changing anything, go back."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.edits.channels import set_parameter
from audio_engine.client.readings import LoudnessReading
from tests.ui.conftest import WindowDriver
from ui.mixer.comparison import matched_db
from ui.mixer.versions_panel import VersionsPanel


def set_loudness(driver: WindowDriver, lufs: float) -> None:
    driver.engine.levels = driver.engine.levels._replace(loudness=LoudnessReading(integrated=lufs))
    driver.tick()


@pytest.fixture
def panel(driver: WindowDriver) -> VersionsPanel:
    """One version at -14 LUFS with the kick at -20 dB; the present mix is at -17 with the kick at 0 dB."""
    driver.window.show_page(3)
    driver.key(Qt.Key.Key_V, Qt.KeyboardModifier.AltModifier)
    panel = driver.window.mix.versions
    set_loudness(driver, -14.0)
    driver.session.document.perform(set_parameter(driver.song.tracks[0].id, "fader_db", -20.0))
    QTest.mouseClick(panel.save, Qt.MouseButton.LeftButton)
    driver.session.document.perform(set_parameter(driver.song.tracks[0].id, "fader_db", 0.0))
    set_loudness(driver, -17.0)
    driver.tick()
    return panel


def kick_db(driver: WindowDriver) -> float:
    return driver.song.tracks[0].strip.fader_db


def test_a_saved_version_keeps_name_and_loudness(driver: WindowDriver, panel: VersionsPanel) -> None:
    version = driver.song.mix_versions[0]
    assert version.loudness_lufs == -14.0 and version.name == "Mix 1"
    row = panel.rows[version.id]
    QTest.mouseDClick(row.name, Qt.MouseButton.LeftButton)
    assert row.name.field is not None
    row.name.field.setText("Warmer vocal")
    QTest.keyClick(row.name.field, Qt.Key.Key_Return)
    assert driver.song.mix_versions[0].name == "Warmer vocal"


def test_listening_matches_the_louder_to_the_quieter_and_changes_nothing(
    driver: WindowDriver, panel: VersionsPanel
) -> None:
    before, label = driver.song, driver.session.document.undo_label
    row = panel.rows[driver.song.mix_versions[0].id]
    QTest.mouseClick(row.listen, Qt.MouseButton.LeftButton)
    assert kick_db(driver) == -20.0 and driver.song.monitor.level_db == pytest.approx(-3.0) and row.listen.isChecked()
    QTest.mouseClick(row.listen, Qt.MouseButton.LeftButton)
    assert kick_db(driver) == 0.0 and driver.song.monitor.level_db == 0.0 and not row.listen.isChecked()
    QTest.mouseClick(row.listen, Qt.MouseButton.LeftButton)
    QTest.mouseClick(panel.done, Qt.MouseButton.LeftButton)
    assert driver.song == before and driver.session.document.undo_label == label


def test_closing_the_panel_ends_the_comparison(driver: WindowDriver, panel: VersionsPanel) -> None:
    before = driver.song
    QTest.mouseClick(panel.rows[driver.song.mix_versions[0].id].listen, Qt.MouseButton.LeftButton)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.mix.dock_open and driver.song == before


def test_going_back_is_one_step_at_the_old_monitor_level(driver: WindowDriver, panel: VersionsPanel) -> None:
    before = driver.song
    row = panel.rows[driver.song.mix_versions[0].id]
    QTest.mouseClick(row.listen, Qt.MouseButton.LeftButton)
    QTest.mouseClick(row.back, Qt.MouseButton.LeftButton)
    assert kick_db(driver) == -20.0 and driver.song.monitor.level_db == 0.0
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.song == before


def test_another_edit_while_listening_ends_the_comparison(driver: WindowDriver, panel: VersionsPanel) -> None:
    QTest.mouseClick(panel.rows[driver.song.mix_versions[0].id].listen, Qt.MouseButton.LeftButton)
    driver.session.document.perform(set_parameter(driver.song.tracks[1].id, "mute", True))
    assert not panel.comparison.running and kick_db(driver) == -20.0
    driver.run("song.undo")
    driver.run("song.undo")
    assert kick_db(driver) == 0.0


def test_removing_a_version_keeps_the_mix(driver: WindowDriver, panel: VersionsPanel) -> None:
    row = panel.rows[driver.song.mix_versions[0].id]
    QTest.mouseClick(row.remove, Qt.MouseButton.LeftButton)
    assert not driver.song.mix_versions and kick_db(driver) == 0.0 and not panel.rows


@pytest.mark.parametrize(("mine", "other", "down"), [(-14.0, -17.0, -3.0), (-17.0, -14.0, 0.0), (None, -14.0, 0.0)])
def test_only_the_louder_goes_down(mine: float | None, other: float, down: float) -> None:
    assert matched_db(mine, other) == down
