"""Tempo and meter as a user changes them: the dialog, the clock bar, the click's menu, the ruler."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.edits import clips as clip_edits
from app.edits import tempo as edits
from app.model.channel import headphone_buses
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from audio_engine.plan import MixPlan
from tests.ui.conftest import WindowDriver
from ui.dialogs.tempo import TempoDialog
from ui.mixer.click_sounds import ClickLevel
from ui.mixer.phones_strip import PhonesStrip
from ui.transport.switch_menus import click_menu
from ui.widgets.entry import EditableLabel

SHIFT_CONTROL = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def dialog_of(driver: WindowDriver) -> TempoDialog:
    driver.key(Qt.Key.Key_T, SHIFT_CONTROL)
    driver.tick()
    return driver.window.findChild(TempoDialog)


def typed(driver: WindowDriver, figure: EditableLabel, text: str) -> None:
    QApplication.processEvents()  # rows appear with the next turn of the loop
    figure.open_field()
    assert figure.field is not None
    figure.field.setText(text)
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    driver.tick()


def plan_of(driver: WindowDriver) -> MixPlan:
    return driver.engine.arguments("set_plan")[-1]  # type: ignore[index, no-any-return]


def go_to(driver: WindowDriver, bar: int) -> None:
    driver.engine.frame = tempo_map(driver.song).bar_frame(bar)
    driver.tick(31)


def test_a_change_is_added_at_the_playhead_and_typed(driver: WindowDriver) -> None:
    before = driver.song
    go_to(driver, 5)
    dialog = dialog_of(driver)
    assert dialog.add.text() == "Add a change at bar 5"
    dialog.add.click()
    assert list(dialog.rows) == [1, 5] and not dialog.add.isEnabled()
    assert driver.song.tempo_changes == (TempoChange(5, before.tempo_bpm, before.meter),)
    typed(driver, dialog.rows[5].bpm, "140 bpm")
    typed(driver, dialog.rows[5].meter, "6/8")
    dialog.rows[5].gradual.click()
    assert driver.song.tempo_changes == (TempoChange(5, 140.0, Meter(6, 8), True),)
    typed(driver, dialog.rows[5].bar, "bar 9")
    assert list(dialog.rows) == [1, 9] and driver.song.tempo_changes[0].bar == 9
    for _ in range(5):
        driver.run("song.undo")
    assert driver.song == before and list(dialog.rows) == [1]


def test_beats_turn_by_mouse_and_by_keyboard(driver: WindowDriver) -> None:
    dialog = dialog_of(driver)
    pattern = dialog.rows[1].accents
    QTest.mouseClick(pattern, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(2 + 18 * 2 + 5, 12))
    assert driver.song.meter.accents == "Xx.x"
    dialog.rows[1].accents.beat = 2
    dialog.rows[1].accents.setFocus()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Return):
        QTest.keyClick(dialog.rows[1].accents, key)
    assert driver.song.meter.accents == "xx.x"
    assert dialog.rows[1].accents.beat == 0, "the place is kept"
    assert plan_of(driver).click.segments[0].accents == "xx.x"


@pytest.mark.parametrize(
    ("part", "text", "sentence"),
    [
        ("bpm", "fast", "is not a tempo"),
        ("bpm", "0", "from 20 to 400 BPM"),
        ("meter", "waltz", "is not a meter"),
        ("meter", "4/3", "2, 4, 8 or 16"),
        ("meter", "40/4", "1 to 16 beats"),
        ("bar", "x", "is not a bar"),
        ("bar", "1", "is not a bar"),
        ("bar", "7", "Bar 7 already has a tempo change"),
    ],
)
def test_nonsense_is_told_and_changes_nothing(driver: WindowDriver, part: str, text: str, sentence: str) -> None:
    for bar in (3, 7):
        driver.session.document.perform(edits.set_tempo_change(TempoChange(bar, 90.0)))
    dialog = dialog_of(driver)
    before = driver.song
    typed(driver, getattr(dialog.rows[3], part), text)
    assert driver.song == before and sentence in dialog.problem.text() and not driver.window.notices.cards


def test_the_clock_bar_shows_and_takes_the_tempo_at_the_playhead(driver: WindowDriver) -> None:
    driver.session.document.perform(edits.set_tempo_change(TempoChange(3, 90.0, Meter(3, 4))))
    bar = driver.window.transport
    go_to(driver, 3)
    assert (bar.tempo.text(), bar.meter_words.text()[:3]) == ("90 bpm", "3/4")
    typed(driver, bar.tempo, "101,5")
    assert driver.song.tempo_changes[0].tempo_bpm == 101.5
    go_to(driver, 1)
    assert bar.tempo.text() == f"{driver.song.tempo_bpm:g} bpm"


def test_the_meter_opens_the_dialog_and_escape_closes_it(driver: WindowDriver) -> None:
    driver.window.transport.meter_words.click()
    dialog = driver.window.findChild(TempoDialog)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def entry(menu: QMenu, text: str) -> None:
    next(action for action in menu.actions() if action.text() == text).trigger()


def test_the_sound_of_the_click_for_all_mixes_and_for_one(driver: WindowDriver) -> None:
    entry(click_menu(driver.window.bridge, driver.window), "Wood block")
    assert {bus.click_sound for bus in (driver.song.master, *headphone_buses(driver.song))} == {"wood"}
    driver.window.show_page(3)
    phones = headphone_buses(driver.song)[0]
    strip = driver.window.mix.console.strip_of(phones.id)
    assert isinstance(strip, PhonesStrip)
    entry(strip.sound_menu(), "Sticks")
    assert headphone_buses(driver.song)[0].click_sound == "stick"
    heard = next(bus for bus in plan_of(driver).buses if bus.kind == "headphones")
    assert heard.click_sound == "stick"


def test_drags_snap_to_the_lines_of_the_changed_tempo(driver: WindowDriver) -> None:
    driver.session.document.perform(edits.set_tempo_change(TempoChange(3, 90.0, Meter(3, 4))))
    view, tempo = driver.window.arrange.viewport, tempo_map(driver.song)
    wanted = tempo.bar_frame(4)
    assert driver.window.arrange.snapper.snap(wanted + view.frames_per_px * 2) == wanted


def test_a_clip_is_nudged_by_the_bar_where_it_lies(driver: WindowDriver) -> None:
    driver.session.document.perform(edits.set_tempo_change(TempoChange(3, 60.0, Meter(3, 4))))
    tempo, clip = tempo_map(driver.song), driver.song.tracks[2].clips[0]
    driver.session.document.perform(clip_edits.move_clips([clip.id], tempo.bar_frame(5) - clip.timeline_start_frame))
    go_to(driver, 1)
    driver.window.selection.set_clips({clip.id})

    def start() -> int:
        return next(each for each in driver.song.tracks[2].clips if each.id == clip.id).timeline_start_frame

    driver.key(Qt.Key.Key_Right, SHIFT_CONTROL)
    assert start() == tempo.bar_frame(6)
    driver.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    assert start() == tempo.bar_frame(6) - 48000, "a beat of 60 bpm"


def test_a_tempo_typed_while_it_rolls_is_that_of_where_typing_began(driver: WindowDriver) -> None:
    before = driver.song.tempo_bpm
    driver.session.document.perform(edits.set_tempo_change(TempoChange(3, 60.0, driver.song.meter)))
    go_to(driver, 1)
    figure = driver.window.transport.tempo
    figure.open_field()
    go_to(driver, 4)
    assert figure.field is not None
    figure.field.setText(str(before + 5))
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert (driver.song.tempo_bpm, driver.song.tempo_changes[0].tempo_bpm) == (before + 5, 60.0)
    assert driver.window.write.card("tempo").message.text().startswith("60 bpm"), "the card shows what a tap sets"


def test_the_click_at_the_main_outputs_has_its_level_in_the_menu_of_the_click(driver: WindowDriver) -> None:
    menu = click_menu(driver.window.bridge, driver.window)
    level = next(action for action in menu.actions() if isinstance(action, ClickLevel)).level
    assert level.value == driver.song.master.click_level_db == -6.0
    level.set_by_hand(-12.0)
    assert driver.song.master.click_level_db == -12.0
    driver.run("song.undo")
    assert driver.song.master.click_level_db == -6.0


def test_a_tempo_out_of_range_is_refused_and_a_double_click_leaves_the_field_open(driver: WindowDriver) -> None:
    """Once 0 became 20 without a word, and the second click closed the field."""
    figure, before = driver.window.transport.tempo, driver.song.tempo_bpm
    QTest.mouseClick(figure, Qt.MouseButton.LeftButton)
    assert figure.field is not None
    QTest.mouseDClick(figure.field, Qt.MouseButton.LeftButton)
    assert figure.field is not None and figure.field.selectedText() == figure.field.text()
    QTest.keyClicks(figure.field, "0")
    QTest.keyClick(figure.field, Qt.Key.Key_Return)
    assert driver.song.tempo_bpm == before and figure.field is None
    assert "from 20 to 400 BPM" in driver.window.notices.cards[-1].accessibleName()
