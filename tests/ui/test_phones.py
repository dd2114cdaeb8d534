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
from tests.ui.conftest import Desk
from ui.mixer import talk_button
from ui.mixer.outputs_menu import outputs_menu
from ui.mixer.phones_strip import PhonesStrip
from ui.mixer.talk_button import microphone_menu

ALT = Qt.KeyboardModifier.AltModifier
INSTEAD = ", in place of the main mix"


def phones(desk: Desk, number: int = 0):  # type: ignore[no-untyped-def]
    return headphone_buses(desk.song)[number]


def cue(desk: Desk, track: int = 0, mix: int = 0):  # type: ignore[no-untyped-def]
    return cue_in(desk.song.tracks[track], phones(desk, mix).id)


def press(desk: Desk, text: str) -> None:
    card = desk.window.record.phones
    next(b for b in card.findChildren(QPushButton) if b.text() == text and b.isVisibleTo(card)).click()


def ready_to_talk(desk: Desk) -> None:
    desk.session.document.perform(buses.set_outputs(phones(desk).id, (3, 4)))
    desk.session.control_room.set_talkback_input(2)
    desk.window.show_page(3)
    desk.tick(31)


def test_level_pan_and_mute_of_a_track_are_the_mixs_own(desk: Desk) -> None:
    row, before = desk.window.record.phones.rows[desk.song.tracks[0].id], desk.song
    QTest.mouseClick(row.mute, Qt.MouseButton.LeftButton)
    assert cue(desk).mute and row.mute.isChecked()
    assert row.pan.follows and row.pan.value == desk.song.tracks[0].strip.pan
    desk.drag(row.pan, QPoint(31, 12), QPoint(51, 12))
    assert cue(desk).own_pan and cue(desk).pan > 0.2 and not row.pan.follows
    assert desk.song.tracks[0].strip.pan == before.tracks[0].strip.pan
    QTest.mouseDClick(row.pan, Qt.MouseButton.LeftButton)
    assert not cue(desk).own_pan and row.pan.follows
    for _ in range(3):
        desk.run("song.undo")
    assert desk.song == before


def test_pan_follows_again_by_key(desk: Desk) -> None:
    row = desk.window.record.phones.rows[desk.song.tracks[0].id]
    row.pan.setFocus()
    desk.key(Qt.Key.Key_Right)
    assert cue(desk).own_pan
    desk.key(Qt.Key.Key_Delete)
    assert not cue(desk).own_pan and len(desk.song.tracks) == 8, "nothing else was deleted"


def test_a_second_mix_is_added_and_chosen(desk: Desk) -> None:
    card = desk.window.record.phones
    assert not card.mixes
    press(desk, "Add a headphone mix")
    QApplication.processEvents()
    assert len(headphone_buses(desk.song)) == 2 and card.heading.text() == "Phones 2"
    row = card.rows[desk.song.tracks[0].id]
    QTest.mouseClick(row.mute, Qt.MouseButton.LeftButton)
    assert cue(desk, mix=1).mute and not cue(desk, mix=0).mute
    QTest.mouseClick(card.mixes[phones(desk).id], Qt.MouseButton.LeftButton)
    assert card.heading.text() == "Phones 1"
    assert not card.rows[desk.song.tracks[0].id].mute.isChecked()
    desk.run("song.undo")
    desk.run("song.undo")
    assert card.heading.text() == "Phones 1" and not card.mixes


def test_sixteen_mixes_and_no_more(desk: Desk) -> None:
    told: list[str] = []
    desk.window.bridge.noticed.connect(lambda _kind, said, *_rest: told.append(said))
    for _ in range(16):
        press(desk, "Add a headphone mix")
        QApplication.processEvents()
    assert len(headphone_buses(desk.song)) == 16 and told == [
        "A song can have 16 headphone mixes at most. Remove one first."
    ]


def test_listening_in_from_the_card_and_the_strip(desk: Desk) -> None:
    card = desk.window.record.phones
    assert card.listen is not None
    QTest.mouseClick(card.listen, Qt.MouseButton.LeftButton)
    assert desk.session.control_room.state.listen_in == phones(desk).id and card.listen.isChecked()
    desk.window.show_page(3)
    desk.tick(31)
    strip = desk.window.mix.console.strip_of(phones(desk).id)
    assert isinstance(strip, PhonesStrip) and strip.listen.isChecked()
    QTest.mouseClick(strip.listen, Qt.MouseButton.LeftButton)
    assert desk.session.control_room.state.listen_in is None and not strip.listen.isChecked()
    assert not desk.session.document.is_modified, "it is nothing of the song"


def test_talk_is_held_or_tapped(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    ready_to_talk(desk)
    now = [0.0]
    monkeypatch.setattr(talk_button.time, "monotonic", lambda: now[0])
    assert desk.window.mix.console.monitor is not None
    talk, room = desk.window.mix.console.monitor.talk, desk.session.control_room
    QTest.mousePress(talk, Qt.MouseButton.LeftButton)
    assert room.state.talking
    now[0] = 2.0
    QTest.mouseRelease(talk, Qt.MouseButton.LeftButton)
    assert not room.state.talking, "held"
    QTest.mouseClick(talk, Qt.MouseButton.LeftButton)
    assert room.state.talking and talk.isChecked(), "tapped"
    QTest.mouseClick(talk, Qt.MouseButton.LeftButton)
    assert not room.state.talking and not talk.isChecked()


def test_talk_by_key_and_its_end_with_the_tape(desk: Desk) -> None:
    ready_to_talk(desk)
    desk.key(Qt.Key.Key_B)
    assert desk.session.control_room.state.talking
    desk.key(Qt.Key.Key_Space)
    desk.tick(2)
    assert not desk.session.control_room.state.talking


def test_talk_without_a_microphone_says_what_to_do(desk: Desk) -> None:
    told: list[str] = []
    desk.window.bridge.noticed.connect(lambda _kind, said, *_rest: told.append(said))
    desk.key(Qt.Key.Key_B)
    assert told == ["Choose an input for the talkback microphone first."]


def test_the_microphone_is_chosen_by_name(desk: Desk) -> None:
    desk.session.settings.set_input_name("USB interface", 2, "Desk mic")
    menu = microphone_menu(desk.window.bridge, desk.window)
    next(action for action in menu.actions() if action.text() == "Desk mic").trigger()
    assert desk.session.control_room.talkback_input == 2
    desk.window.show_page(3)
    desk.tick(31)
    assert desk.window.mix.console.monitor is not None
    assert desk.window.mix.console.monitor.microphone.caption == "Desk mic"


def test_the_header_of_each_armed_track_says_how_it_is_heard_and_the_waveform_stays_clear(desk: Desk) -> None:
    vocal, lanes = desk.song.tracks[6], desk.window.arrange.lanes
    button = desk.window.arrange.headers.headers[vocal.id].monitor

    def sentence() -> str:
        desk.tick(31)
        return button.toolTip()

    assert "Monitoring" not in sentence() and "existing take during playback" in sentence()
    before = lanes.grab().toImage()
    desk.session.document.perform(set_armed(vocal.id, True))
    assert "Monitoring on \u00b7 6.1 ms" in sentence()
    assert lanes.grab().toImage() == before, "no words are painted over what was recorded"
    desk.session.document.perform(buses.set_outputs(phones(desk).id, (3, 4)))
    desk.session.document.perform(set_parameter(vocal.id, f"cue/{phones(desk).id}/level_db", 0.0))
    assert "Monitoring in Phones 1 \u00b7 6.1 ms" in sentence()
    desk.session.document.perform(buses.set_outputs(phones(desk).id, ()))
    desk.session.control_room.listen_in(phones(desk).id)
    assert "in Phones 1" in sentence(), "which have no outputs, but the room listens in"
    desk.session.document.perform(set_parameter(desk.song.tracks[0].id, "listen", "pfl"))
    assert "is not heard: you listen to Kick alone (PFL)" in sentence()
    desk.session.devices.set_monitoring_mode("direct")
    assert "Monitored by your interface" in sentence() and "take during playback" not in sentence()
    assert "through the interface" in button.accessibleName()
    desk.session.document.perform(set_armed(vocal.id, False))
    assert "at the interface" not in sentence()


def wheel_over(widget: QWidget) -> None:
    """A notch upwards."""
    at = QPointF(widget.rect().center())
    event = QWheelEvent(
        at, QPointF(widget.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(widget, event)


def test_the_wheel_scrolls_past_the_levels_unless_one_has_the_keyboard(desk: Desk) -> None:
    card, before = desk.window.record.phones, desk.song
    assert card.click is not None
    row = card.rows[desk.song.tracks[0].id]
    for control in (row.level, row.pan, card.click):
        control.clearFocus()
        wheel_over(control)
    assert desk.song == before
    card.click.setFocus()
    wheel_over(card.click)
    assert phones(desk).click_level_db == -5.0


def test_a_reverb_for_which_no_place_is_left_says_so(desk: Desk) -> None:
    card, slots = desk.window.record.phones, desk.session.link.slots
    desk.session.document.perform(buses.add_bus("headphones"))
    desk.session.document.perform(set_parameter(phones(desk, 0).id, "comfort_reverb_db", -6.0))
    while len(effect_buses(desk.song)) < 8:
        heard = bool(comfort_reverb_buses(desk.song, slots))
        assert card.no_room is not None and card.no_room.isHidden() == heard
        desk.session.document.perform(buses.add_bus("reverb"))
    assert not comfort_reverb_buses(desk.song, slots) and not card.no_room.isHidden()
    desk.session.document.perform(buses.remove_bus(effect_buses(desk.song)[0].id))
    assert card.no_room.isHidden(), "there is a place again"
    card.mixes[phones(desk, 1).id].click()
    assert not card.no_room.isHidden(), "the other mix has the last one"


@pytest.mark.parametrize(
    ("outputs", "text"),
    [
        (1, ["No outputs", f"Output 1 (mono){INSTEAD}"]),
        (2, ["No outputs", f"Outputs 1+2{INSTEAD}"]),
        (5, ["No outputs", f"Outputs 1+2{INSTEAD}", "Outputs 3+4", "Output 5 (mono)"]),
    ],
)
def test_the_last_of_an_odd_number_of_outputs_is_offered_alone(desk: Desk, outputs: int, text: list[str]) -> None:
    assert desk.session.devices.device is not None
    desk.session.devices.state.opened(msgspec.structs.replace(desk.session.devices.device, output_channels=outputs))
    menu = outputs_menu(desk.window.bridge, phones(desk), desk.window)
    assert [action.text() for action in menu.actions()] == text
    menu.actions()[-1].trigger()
    last = phones(desk).outputs
    assert last == ((outputs,) if outputs % 2 else (1, 2))
    usual = outputs_menu(desk.window.bridge, desk.song.master, desk.window).actions()[0].text()
    assert usual == ("Default (1, mono)" if outputs == 1 else "Default (1+2)")
