"""The device dialog. Hazards: a measurement that nobody ends, inputs out of reach, a choice that a refresh takes back."""

import threading
from collections.abc import Callable, Iterator

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.devices.devices import DeviceRequest
from app.devices.probing import DeviceInfo
from app.devices.settings import SettingsFile
from app.messages.devices import (
    BUFFER_SIZE,
    JACK_SETS_BUFFER_SIZE,
    MEASURING,
    NO_DEVICE_FOUND,
    TRY_INPUTS,
    devices_connected,
    wait_for_device,
)
from app.problems import Refused
from audio_engine.calibrate import CANCELLED, Calibration, CalibrationProblem
from audio_engine.protocol import PassRequest
from tests.ui.conftest import WindowDriver
from ui.dialogs.device import DeviceDialog


def open_dialog(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> DeviceDialog:
    monkeypatch.setattr(driver.session.devices, "list", list)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    return dialog


def look(driver: WindowDriver, times: int = 1) -> None:
    """The watch looks at which devices there are, as it does every few seconds while the dialog is open."""
    watch = driver.session.device_watch
    for _ in range(times):
        watch._look_at = 0.0
        watch.poll()
        while watch._looking:
            watch.poll()


@pytest.fixture
def heard(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """A measurement that lasts until this is called."""
    ended, device = threading.Event(), driver.session.devices.device
    assert device is not None

    def measured(_request: DeviceRequest, _outputs: object, cancelled: Callable[[], bool]) -> Calibration:
        while not ended.wait(0.01):
            if cancelled():
                raise CalibrationProblem(CANCELLED)
        return Calibration(device, 301, 0.97, 0, 0.2, 5)

    monkeypatch.setattr("app.devices.latency.measure", measured)
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    yield ended.set
    ended.set()


@pytest.mark.parametrize("by", ["Cancel", "Escape"])
def test_a_measurement_can_be_stopped_and_the_device_is_opened_again(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, heard: Callable[[], None], by: str
) -> None:
    """Escape closed the dialog, and the sweep went on for up to 20 s."""
    dialog = open_dialog(driver, monkeypatch)
    said: list[str] = []
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    assert not dialog.monitoring.cancel.isVisible()
    dialog.monitoring.measure.click()
    assert dialog.monitoring.cancel.isVisible() and driver.engine.device is None
    if by == "Cancel":
        QTest.mouseClick(dialog.monitoring.cancel, Qt.MouseButton.LeftButton)
    else:
        driver.key(Qt.Key.Key_Escape)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qtbot.waitUntil(lambda: driver.engine.device_phase == "opening")
    driver.tick(31)
    assert driver.session.devices.device is not None and not driver.session.devices.latency_measured
    if by == "Cancel":
        assert dialog.monitoring.how.text() == CANCELLED and not dialog.monitoring.cancel.isVisible()
        assert dialog.monitoring.measure.isEnabled() and said == []
    else:
        assert driver.window.dialog is None and said == [CANCELLED]


def test_no_device_is_opened_over_a_measurement(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, heard: Callable[[], None]
) -> None:
    dialog = open_dialog(driver, monkeypatch)
    dialog.monitoring.measure.click()
    driver.tick(31)
    assert not dialog.virtual.isEnabled() and not dialog.open.isEnabled()
    assert dialog.monitoring.measure.isVisible() and "Listening" in dialog.monitoring.measure.text()
    with pytest.raises(Refused, match=MEASURING):
        driver.session.devices.open(DeviceRequest(backend="virtual"))
    assert driver.engine.device is None
    heard()
    qtbot.waitUntil(lambda: driver.engine.device_phase == "opening")
    driver.tick(31)
    assert dialog.virtual.isEnabled() and "Measure" in dialog.monitoring.measure.text()


def test_a_notice_whose_button_is_refused_stays_and_says_why(driver: WindowDriver) -> None:
    driver.session.board.post(
        "info", "Scarlett was connected.", "Use it", lambda: driver.session.devices.open(DeviceRequest())
    )
    card = driver.window.notices.cards[-1]
    driver.session.devices.lend(MEASURING)
    next(each for each in card.findChildren(QPushButton) if each.text() == "Use it").click()
    assert [shown.accessibleName() for shown in driver.window.notices.cards] == [
        "Scarlett was connected.",
        wait_for_device(MEASURING),
    ]
    driver.session.devices.choice.take_back()


def test_every_input_can_be_named_and_is_reached_by_keyboard(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert driver.session.devices.device is not None
    driver.engine.device = msgspec.structs.replace(driver.session.devices.device, input_channels=64)
    dialog = open_dialog(driver, monkeypatch)
    assert len(dialog.inputs.names) == 64
    assert dialog.card.height() <= 752, "it fits into 1280 x 800"
    driver.window.bridge.levels.inputs.shown_db[17] = -12.0
    driver.window.bridge.ticked.emit()
    assert dialog.inputs.sentence == "Signal on Input 18."
    dialog.inputs.names[16].setFocus()
    QTest.keyClick(dialog.inputs.names[16], Qt.Key.Key_Tab)
    eighteenth = dialog.inputs.names[17]
    assert QApplication.focusWidget() is eighteenth and not eighteenth.visibleRegion().isEmpty()
    QTest.keyClick(eighteenth, Qt.Key.Key_Return)
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Room left")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert driver.session.settings.input_name("USB interface", 18) == "Room left"


@pytest.mark.parametrize("quietly", [True, False])
def test_what_was_chosen_stays_when_the_list_is_made_anew(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, quietly: bool
) -> None:
    there = [DeviceInfo("ALSA", name, 2, 2, 48000, False, False) for name in ("Built-in", "Scarlett")]
    monkeypatch.setattr(driver.session.devices, "list", lambda: list(there))
    monkeypatch.setattr(driver.session.device_watch, "_list_devices", lambda: list(there))
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.input.count() == 3)
    dialog.input.setCurrentIndex(1)
    dialog.block.setCurrentIndex(2)
    there.insert(0, DeviceInfo("ALSA", "Another", 2, 2, 48000, False, False))
    if quietly:
        look(driver)
    else:
        dialog.rescan.click()
    qtbot.waitUntil(lambda: dialog.input.count() == 4)
    assert (dialog.input.currentData(), dialog.block.currentData()) == ("Scarlett", 64)


def test_a_device_that_is_open_is_not_opened_again(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It cut the device's connections, and the dialog stayed."""
    devices = driver.session.devices
    assert devices.device is not None
    device = msgspec.structs.replace(devices.device, host_api="ALSA")
    driver.engine.device = device
    devices.choice.open(DeviceRequest(host_api=device.host_api, block_frames=64), 48000, 0.0)
    driver.session.settings.device = DeviceRequest(
        host_api=device.host_api, input_device=device.input_device, output_device=device.output_device, block_frames=64
    )
    there = [DeviceInfo(device.host_api, name, 2, 2, 48000, False, False) for name in (device.output_device, "Other")]
    monkeypatch.setattr(driver.session.devices, "list", lambda: list(there))
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.output.count() == 2)
    opened = len(driver.engine.opened)
    assert dialog.open.text() == "Done"
    dialog.block.setCurrentIndex(dialog.block.findData(256))
    assert dialog.open.text() == "Open this device", "with another block"
    dialog.block.setCurrentIndex(dialog.block.findData(64))
    dialog.open.click()
    assert driver.window.dialog is None
    assert len(driver.engine.opened) == opened


def test_no_buffer_size_is_offered_where_jack_sets_it(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = [DeviceInfo(system, "Card", 2, 2, 48000, True, True) for system in ("ALSA", "JACK Audio Connection Kit")]
    monkeypatch.setattr(driver.session.devices, "list", lambda: list(there))
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.system.count() == 2)
    for index, jack in ((0, False), (1, True), (0, False)):
        dialog.system.setCurrentIndex(index)
        assert (dialog.block.isEnabled(), dialog.hint.text()) == (
            not jack,
            JACK_SETS_BUFFER_SIZE if jack else BUFFER_SIZE,
        )


def test_the_recording_offset_is_typed_beside_the_round_trip(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    offset = open_dialog(driver, monkeypatch).monitoring.offset
    assert offset.text() == "0 samples" and offset.isVisibleTo(driver.window)
    offset.typed.emit("-1 ms")
    assert (
        driver.session.devices.recording_offset_frames == -48
        and offset.text() == "\u221248 samples \u00b7 \u22121.0 ms"
    )
    offset.typed.emit("a lot")
    assert driver.session.devices.recording_offset_frames == -48


def test_a_device_that_is_plugged_in_appears_by_itself(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    built_in = DeviceInfo("ALSA", "Built-in", 2, 2, 48000, True, True)
    there = [built_in]
    monkeypatch.setattr(driver.session.devices, "list", lambda: list(there))
    monkeypatch.setattr(driver.session.device_watch, "_list_devices", lambda: list(there))
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.output.count() == 1)
    there.append(DeviceInfo("ALSA", "Scarlett", 8, 8, 48000, False, False))
    look(driver)
    assert dialog.output.count() == 2
    assert dialog.hint.text() == devices_connected(["Scarlett"]) and dialog.output.currentData() == "Built-in"
    driver.session.passes.request(PassRequest(pass_id="p", song_folder="", journal="", start_frame=0))
    there.clear()
    look(driver)
    assert dialog.output.count() == 2, "nothing is probed while a take is recorded"
    driver.session.passes.reset()
    dialog.close_dialog()
    there.append(built_in)
    look(driver)
    assert driver.session.device_watch.on_found == [], "a list that nobody reads is not made"


def test_device_dialog_lists_and_opens(driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [
        DeviceInfo("JACK", "USB interface", 8, 8, 48000, True, True),
        DeviceInfo("ALSA", "Built-in", 2, 2, 48000, False, False),
    ]
    monkeypatch.setattr(driver.session.devices, "list", lambda: found)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.system.count() == 2)
    assert "USB interface" in dialog.sentence.text()
    dialog.system.setCurrentIndex(1)
    dialog.open.click()
    request = driver.engine.opened[-1]
    assert request.host_api == "ALSA" and request.output_device == "Built-in"  # type: ignore[attr-defined]


def test_device_dialog_without_devices_says_so(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(driver.session.devices, "list", list)
    driver.window.dialogs.show_devices()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    qtbot.waitUntil(lambda: dialog.hint.text() == NO_DEVICE_FOUND)
    assert not dialog.open.isEnabled()


def test_the_one_question_says_how_performers_hear_themselves(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.session.settings.monitoring.clear()
    dialog = open_dialog(driver, monkeypatch)
    chips = dialog.monitoring.chips
    assert not any(chip.isChecked() for chip in chips.values()), "nothing is chosen for them"
    QTest.mouseClick(chips["direct"], Qt.MouseButton.LeftButton)
    assert chips["direct"].isChecked() and driver.session.devices.monitoring_mode == "direct"
    plan = driver.engine.arguments("set_plan")[-1]  # type: ignore[index]
    assert {channel.monitoring for channel in plan.channels} == {"off"}
    assert driver.session.settings.monitoring["USB interface"] == "direct"


def test_an_input_that_hears_says_so_and_keeps_its_name(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.session.settings.monitoring.clear()
    dialog = open_dialog(driver, monkeypatch)
    assert dialog.inputs.sentence == TRY_INPUTS and len(dialog.inputs.names) == 8
    driver.window.bridge.levels.inputs.shown_db[2] = -12.0
    driver.window.bridge.ticked.emit()
    assert dialog.inputs.sentence == "Signal on Input 3."
    dialog.inputs.names[2].open_field()
    field = QApplication.focusWidget()
    QTest.keyClicks(field, "Vocal mic")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert dialog.inputs.sentence == "Signal on Vocal mic."
    assert driver.session.settings.input_name("USB interface", 3) == "Vocal mic"


@pytest.mark.parametrize("clear", [True, False])
def test_measuring_keeps_what_was_found_and_opens_the_device_again(
    driver: WindowDriver, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, clear: bool
) -> None:
    def measured(_request: DeviceRequest, _outputs: object, _cancelled: object) -> Calibration:
        if not clear:
            raise CalibrationProblem("The sweep was not heard in 20 s: connect an output to an input and try again.")
        return Calibration(device, 301, 0.97, 0, 0.2, 5)

    monkeypatch.setattr("app.devices.latency.measure", measured)
    device = driver.session.devices.device
    assert device is not None
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    driver.session.settings.monitoring.clear()
    dialog = open_dialog(driver, monkeypatch)
    dialog.monitoring.refresh()
    assert "estimated" in dialog.monitoring.latency.text()
    dialog.monitoring.measure.click()
    assert not dialog.monitoring.measure.isEnabled() and driver.engine.device is None
    qtbot.waitUntil(dialog.monitoring.measure.isEnabled)
    driver.session.poll()
    dialog.monitoring.refresh()
    assert driver.session.devices.device is not None, "it is open again"
    assert ("301 frames" in dialog.monitoring.how.text()) == clear
    assert ("not heard" in dialog.monitoring.how.text()) != clear
    assert ("measured" in dialog.monitoring.latency.text()) == clear


def test_the_first_sound_card_ever_brings_the_whole_dialog_and_only_once(driver: WindowDriver) -> None:
    driver.session.settings.monitoring.clear()
    driver.session.settings.set_up_shown = False
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    driver.window.bridge.slow_ticked.emit()
    dialog = driver.window.dialog
    assert isinstance(dialog, DeviceDialog)
    driver.key(Qt.Key.Key_Escape)
    driver.session.devices.greeted.clear()  # as after the next start
    driver.window.bridge.slow_ticked.emit()
    assert (
        driver.window.dialog is None and SettingsFile(driver.session._settings_file.path.parent).settings.set_up_shown
    )


@pytest.mark.parametrize("open_hand", ["gesture", "button"])
def test_the_dialog_waits_until_the_hand_has_let_go(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, open_hand: str
) -> None:
    """At the first start it opened in the middle of a drag."""
    driver.session.settings.monitoring.clear()
    driver.session.settings.set_up_shown = False
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    history = driver.session.document.opened.history
    with monkeypatch.context() as pressed:
        if open_hand == "gesture":
            gesture = history.begin_gesture("Move clip")
        else:
            pressed.setattr(QApplication, "mouseButtons", lambda: Qt.MouseButton.LeftButton)
        driver.window.bridge.slow_ticked.emit()
        assert driver.window.dialog is None
        if open_hand == "gesture":
            gesture.cancel()
    driver.window.bridge.slow_ticked.emit()
    assert isinstance(driver.window.dialog, DeviceDialog)


def test_a_new_sound_card_asks_its_question_once(driver: WindowDriver) -> None:
    said: list[str] = []
    driver.session.settings.monitoring.clear()
    driver.window.bridge.noticed.connect(lambda notice: said.append(notice.sentence))
    driver.session.devices.open(DeviceRequest())
    driver.session.poll()
    for _ in range(3):
        driver.window.bridge.slow_ticked.emit()
    assert [words for words in said if "how you monitor" in words] == [
        "USB interface is new here. Choose how you monitor, and test its inputs."
    ]
    driver.session.devices.set_monitoring_mode("tape")
    driver.session.devices.greeted.clear()
    driver.window.bridge.slow_ticked.emit()
    assert len(said) == 1
