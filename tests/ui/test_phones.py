"""Headphone mixes as a user sets them: levels, pans and mutes of their own, several mixes, listening in, talkback."""

import msgspec
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from app.edits import buses
from app.edits.channels import set_parameter
from app.edits.tracks import set_armed
from app.engine.comfort_reverb import comfort_reverb_buses
from app.model.channel import cue_in, effect_buses, headphone_buses
from tests.ui.conftest import WindowDriver
from ui.arrange.monitoring import armed_sentences
from ui.mixer import talk_button
from ui.mixer.outputs_menu import outputs_menu
from ui.mixer.phones_strip import PhonesStrip
from ui.mixer.talk_button import microphone_menu

ALT = Qt.KeyboardModifier.AltModifier
INSTEAD = ", in place of the main mix"


def phones(driver: WindowDriver, number: int = 0):  # type: ignore[no-untyped-def]
    return headphone_buses(driver.song)[number]


def cue(driver: WindowDriver, track: int = 0, mix: int = 0):  # type: ignore[no-untyped-def]
    return cue_in(driver.song.tracks[track], phones(driver, mix).id)


def press(driver: WindowDriver, text: str) -> None:
    card = driver.window.record.phones
    next(b for b in card.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(card)).click()


def ready_to_talk(driver: WindowDriver) -> None:
    driver.session.document.perform(buses.set_outputs(phones(driver).id, (3, 4)))
    driver.session.control_room.set_talkback_input(2)
    driver.window.show_page(3)
    driver.tick(31)


def test_level_pan_and_mute_of_a_track_are_the_mixs_own(driver: WindowDriver) -> None:
    row, before = driver.window.record.phones.rows[driver.song.tracks[0].id], driver.song
    QTest.mouseClick(row.mute, Qt.MouseButton.LeftButton)
    assert cue(driver).mute and row.mute.isChecked()
    assert row.pan.follows and row.pan.value == driver.song.tracks[0].strip.pan
    driver.drag(row.pan, QPoint(31, 12), QPoint(51, 12))
    assert cue(driver).own_pan and cue(driver).pan > 0.2 and not row.pan.follows
    assert driver.song.tracks[0].strip.pan == before.tracks[0].strip.pan
    QTest.mouseDClick(row.pan, Qt.MouseButton.LeftButton)
    assert not cue(driver).own_pan and row.pan.follows
    for _ in range(3):
        driver.run("song.undo")
    assert driver.song == before


def test_pan_follows_again_by_key(driver: WindowDriver) -> None:
    row = driver.window.record.phones.rows[driver.song.tracks[0].id]
    row.pan.setFocus()
    driver.key(Qt.Key.Key_Right)
    assert cue(driver).own_pan
    driver.key(Qt.Key.Key_Delete)
    assert not cue(driver).own_pan and len(driver.song.tracks) == 8, "nothing else was deleted"


def test_a_second_mix_is_added_and_chosen(driver: WindowDriver) -> None:
    card = driver.window.record.phones
    assert not card.mixes
    press(driver, "Add a headphone mix")
    QApplication.processEvents()
    assert len(headphone_buses(driver.song)) == 2 and card.heading.text() == "Phones 2"
    row = card.rows[driver.song.tracks[0].id]
    QTest.mouseClick(row.mute, Qt.MouseButton.LeftButton)
    assert cue(driver, mix=1).mute and not cue(driver, mix=0).mute
    QTest.mouseClick(card.mixes[phones(driver).id], Qt.MouseButton.LeftButton)
    assert card.heading.text() == "Phones 1"
    assert not card.rows[driver.song.tracks[0].id].mute.isChecked()
    driver.run("song.undo")
    driver.run("song.undo")
    assert card.heading.text() == "Phones 1" and not card.mixes


def test_sixteen_mixes_and_no_more(driver: WindowDriver) -> None:
    told: list[str] = []
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    for _ in range(16):
        press(driver, "Add a headphone mix")
        QApplication.processEvents()
    assert len(headphone_buses(driver.song)) == 16 and told == [
        "A song can have 16 headphone mixes at most. Remove one first."
    ]


def test_listening_in_from_the_card_and_the_strip(driver: WindowDriver) -> None:
    card = driver.window.record.phones
    assert card.listen is not None
    QTest.mouseClick(card.listen, Qt.MouseButton.LeftButton)
    assert driver.session.control_room.state.listen_in == phones(driver).id and card.listen.isChecked()
    driver.window.show_page(3)
    driver.tick(31)
    strip = driver.window.mix.console.strip_of(phones(driver).id)
    assert isinstance(strip, PhonesStrip) and strip.listen.isChecked()
    QTest.mouseClick(strip.listen, Qt.MouseButton.LeftButton)
    assert driver.session.control_room.state.listen_in is None and not strip.listen.isChecked()
    assert not driver.session.document.is_modified, "it is nothing of the song"


def test_talk_is_held_or_tapped(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_to_talk(driver)
    now = [0.0]
    monkeypatch.setattr(talk_button.time, "monotonic", lambda: now[0])
    assert driver.window.mix.console.monitor is not None
    talk, room = driver.window.mix.console.monitor.talk, driver.session.control_room
    QTest.mousePress(talk, Qt.MouseButton.LeftButton)
    assert room.state.talking
    now[0] = 2.0
    QTest.mouseRelease(talk, Qt.MouseButton.LeftButton)
    assert not room.state.talking, "held"
    QTest.mouseClick(talk, Qt.MouseButton.LeftButton)
    assert room.state.talking and talk.isChecked(), "tapped"
    QTest.mouseClick(talk, Qt.MouseButton.LeftButton)
    assert not room.state.talking and not talk.isChecked()


def test_talk_by_key_and_its_end_with_the_tape(driver: WindowDriver) -> None:
    ready_to_talk(driver)
    driver.key(Qt.Key.Key_B)
    assert driver.session.control_room.state.talking
    driver.key(Qt.Key.Key_Space)
    driver.tick(2)
    assert not driver.session.control_room.state.talking


def test_talk_without_a_microphone_says_what_to_do(driver: WindowDriver) -> None:
    told: list[str] = []
    driver.window.bridge.noticed.connect(lambda notice: told.append(notice.sentence))
    driver.key(Qt.Key.Key_B)
    assert told == ["Choose an input for the talkback microphone first."]


def test_the_microphone_is_chosen_by_name(driver: WindowDriver) -> None:
    driver.session.settings.set_input_name("USB interface", 2, "Desk mic")
    menu = microphone_menu(driver.window.bridge, driver.window)
    next(action for action in menu.actions() if action.text() == "Desk mic").trigger()
    assert driver.session.control_room.talkback_input == 2
    driver.window.show_page(3)
    driver.tick(31)
    assert driver.window.mix.console.monitor is not None
    assert driver.window.mix.console.monitor.microphone.caption == "Desk mic"


def test_before_inputs_are_let_through_an_armed_track_that_the_interface_plays_has_its_sentence(
    driver: WindowDriver,
) -> None:
    """Once the card went on asking for a track to be armed."""
    vocal, session = driver.song.tracks[6], driver.session
    session.document.perform(set_armed(vocal.id, True))
    session.devices.set_monitoring_mode("direct")
    session.link.inputs_muted = True
    assert vocal.id in armed_sentences(session)


def test_the_header_of_each_armed_track_says_how_it_is_heard_and_the_waveform_stays_clear(driver: WindowDriver) -> None:
    vocal, lanes = driver.song.tracks[6], driver.window.arrange.lanes
    button = driver.window.arrange.headers.headers[vocal.id].monitor

    def sentence() -> str:
        driver.tick(31)
        return button.toolTip()

    assert "Monitoring" not in sentence() and "existing take during playback" in sentence()
    before = lanes.grab().toImage()
    driver.session.document.perform(set_armed(vocal.id, True))
    assert "Monitoring on \u00b7 6.1 ms" in sentence()
    assert lanes.grab().toImage() == before, "no words are painted over what was recorded"
    driver.session.document.perform(buses.set_outputs(phones(driver).id, (3, 4)))
    driver.session.document.perform(set_parameter(vocal.id, f"cue/{phones(driver).id}/level_db", 0.0))
    assert "Monitoring in Phones 1 \u00b7 6.1 ms" in sentence()
    driver.session.document.perform(buses.set_outputs(phones(driver).id, ()))
    driver.session.control_room.listen_in(phones(driver).id)
    assert "in Phones 1" in sentence(), "which have no outputs, but the room listens in"
    driver.session.document.perform(set_parameter(driver.song.tracks[0].id, "listen", "pfl"))
    assert "is not heard: you listen to Kick alone (PFL)" in sentence()
    driver.session.devices.set_monitoring_mode("direct")
    assert "Monitored by your interface" in sentence() and "take during playback" not in sentence()
    assert "through the interface" in button.accessibleName()
    driver.session.document.perform(set_armed(vocal.id, False))
    assert "at the interface" not in sentence()


def wheel_over(widget: QWidget) -> None:
    """A notch upwards."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_past_the_levels_unless_one_has_the_keyboard(driver: WindowDriver) -> None:
    card, before = driver.window.record.phones, driver.song
    assert card.click is not None
    row = card.rows[driver.song.tracks[0].id]
    for control in (row.level, row.pan, card.click):
        control.clearFocus()
        wheel_over(control)
    assert driver.song == before
    card.click.setFocus()
    wheel_over(card.click)
    assert phones(driver).click_level_db == -5.0


def test_a_reverb_for_which_no_place_is_left_says_so(driver: WindowDriver) -> None:
    card, slots = driver.window.record.phones, driver.session.link.slots
    driver.session.document.perform(buses.add_bus("headphones"))
    driver.session.document.perform(set_parameter(phones(driver, 0).id, "comfort_reverb_db", -6.0))
    while len(effect_buses(driver.song)) < 8:
        heard = bool(comfort_reverb_buses(driver.song, slots))
        assert card.no_room is not None and card.no_room.isHidden() == heard
        driver.session.document.perform(buses.add_bus("reverb"))
    assert not comfort_reverb_buses(driver.song, slots) and not card.no_room.isHidden()
    driver.session.document.perform(buses.remove_bus(effect_buses(driver.song)[0].id))
    assert card.no_room.isHidden(), "there is a place again"
    card.mixes[phones(driver, 1).id].click()
    assert not card.no_room.isHidden(), "the other mix has the last one"


@pytest.mark.parametrize(
    ("outputs", "text"),
    [
        (1, ["No outputs", f"Output 1 (mono){INSTEAD}"]),
        (2, ["No outputs", f"Outputs 1+2{INSTEAD}"]),
        (5, ["No outputs", f"Outputs 1+2{INSTEAD}", "Outputs 3+4", "Output 5 (mono)"]),
    ],
)
def test_the_last_of_an_odd_number_of_outputs_is_offered_alone(
    driver: WindowDriver, outputs: int, text: list[str]
) -> None:
    assert driver.session.devices.device is not None
    driver.engine.device = msgspec.structs.replace(driver.session.devices.device, output_channels=outputs)
    menu = outputs_menu(driver.window.bridge, phones(driver), driver.window)
    assert [action.text() for action in menu.actions()] == text
    menu.actions()[-1].trigger()
    last = phones(driver).outputs
    assert last == ((outputs,) if outputs % 2 else (1, 2))
    usual = outputs_menu(driver.window.bridge, driver.song.master, driver.window).actions()[0].text()
    assert usual == ("Default (1, mono)" if outputs == 1 else "Default (1+2)")
