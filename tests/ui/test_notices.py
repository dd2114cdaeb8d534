"""Hazards: a notice that moves what is under the mouse, covers the transport, takes the keyboard, is not read out, or loses
an offer; a button that names a command that is not there; a click that was meant for the page and lands on a card."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessibleAnnouncementEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QPushButton, QWidget

import ui.window.notices
from app.devices.devices import DeviceRequest
from app.documents.notices import WindowCommand
from audio_engine.protocol import DeviceLost
from tests.helpers.fake_engine import clock_alone, usb_interface
from tests.helpers.views import every_dialog
from tests.ui.conftest import WindowDriver
from ui import theme
from ui.commands.table import COMMANDS
from ui.dialogs.device import DeviceDialog

SHIFT = Qt.KeyboardModifier.ShiftModifier
LONG = "The audio device USB interface stopped answering, so nothing is recorded until it is plugged in again. " * 2


def geometry(driver: WindowDriver) -> dict[int, QRect]:
    """Where every visible widget of the window lies, but for the notices."""
    notices, window = driver.window.notices, driver.window
    return {
        id(widget): QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and not (notices is widget or notices.isAncestorOf(widget))
    }


def show_everything(driver: WindowDriver) -> Iterator[str]:
    """Every page, and what opens on the Mix page."""
    for page in range(1, 8):
        driver.window.show_page(page)
        yield f"page {page}"
    mix = driver.window.show_mix()
    mix.open_editor(driver.song.tracks[0].id)
    yield "editor"
    for name, verb in (("master", mix.toggle_master), ("versions", mix.toggle_versions)):
        verb()
        yield name
    mix.close_dock()
    mix.show_picture()
    yield "picture"
    driver.window.dialogs.show_bounce()
    yield "dialog"


def show_every_dialog(driver: WindowDriver) -> Iterator[str]:
    """Each dialog that there is."""
    for kind, show in every_dialog(driver.window).items():
        show()
        dialog = driver.window.dialog
        assert isinstance(dialog, kind)
        yield kind.__name__
        dialog.close_dialog()


def shown_buttons(driver: WindowDriver) -> dict[str, QRect]:
    """What of the open dialog's controls can be seen, in the window's coordinates."""
    dialog, window = driver.window.dialog, driver.window
    assert dialog is not None
    return {
        f"{type(part).__name__} {part.accessibleName() or getattr(part, 'text', str)()}": (
            part.visibleRegion().boundingRect().translated(part.mapTo(window, QPoint()))
        )
        for part in dialog.card.findChildren(QWidget)
        if isinstance(part, QAbstractButton | QComboBox | QLineEdit) and part.isVisible()
    }


def settle(driver: WindowDriver) -> None:
    driver.tick(31)
    QApplication.processEvents()


def dismiss_all(driver: WindowDriver) -> None:
    while driver.window.notices.cards:
        driver.window.notices.dismiss_newest()
    QApplication.sendPostedEvents()


def test_nothing_moves_when_notices_come_and_go(driver: WindowDriver) -> None:
    driver.window.resize(1280, 800)
    board = driver.session.board
    for name in show_everything(driver):
        settle(driver)
        before = geometry(driver)
        for count in (1, 3):
            for number in range(count):
                board.post("error", f"{LONG} {number}", "Choose the device", lambda: None)
            settle(driver)
            assert len(driver.window.notices.cards) == count
            assert geometry(driver) == before, (name, count)
            dismiss_all(driver)
            settle(driver)
            assert geometry(driver) == before, (name, "after")


@pytest.mark.parametrize("size", [(1280, 800), (1024, 680), (1920, 1080)])
def test_notices_lie_over_the_page_only_and_are_read_whole(driver: WindowDriver, size: tuple[int, int]) -> None:
    driver.window.resize(*size)
    window, notices = driver.window, driver.window.notices
    for name in show_everything(driver):
        for number in range(3):
            driver.session.board.post("warn", f"{LONG} {number}")
        settle(driver)
        kept_free = [QRect(bar.mapTo(window, QPoint(0, 0)), bar.size()) for bar in (window.stages, window.transport)]
        assert not any(notices.geometry().intersects(bar) for bar in kept_free), name
        assert window.rect().contains(notices.geometry()), name
        shown = [card for card in notices.cards if card.isVisible()]
        assert len(shown) == (2 if size[1] < 760 else 3), "as many as a window of this height has room for"
        for card in shown:
            assert card.height() >= card.heightForWidth(card.width()) and notices.rect().contains(card.geometry())
            place = card.mapTo(window, card.rect().center())
            notices.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, False)
            hit = window.childAt(place)
            assert hit is card or card.isAncestorOf(hit), f"{name}: nothing lies over the card"
        dismiss_all(driver)


def test_the_edge_of_a_notice_has_the_colour_of_its_kind(driver: WindowDriver) -> None:
    for kind, token in (("error", theme.REC), ("warn", theme.WARN), ("info", theme.ACCENT)):
        driver.session.board.post(kind, f"This is {kind}.")  # type: ignore[arg-type]
        settle(driver)
        picture = driver.window.notices.cards[-1].grab().toImage()
        assert picture.pixelColor(1, picture.height() // 2).name() == theme.css(token)


def test_the_keyboard_stays_where_it_is(driver: WindowDriver) -> None:
    lanes = driver.window.arrange.lanes
    lanes.setFocus()
    driver.session.board.post("error", "The device is gone.", "Open it again", lambda: None)
    settle(driver)
    assert QApplication.focusWidget() is lanes
    driver.key(Qt.Key.Key_Escape, SHIFT)
    assert not driver.window.notices.cards and QApplication.focusWidget() is lanes


def test_the_keyboard_reaches_a_notice_and_comes_back(driver: WindowDriver) -> None:
    lanes, done = driver.window.arrange.lanes, []
    lanes.setFocus()
    for number in range(3):
        driver.session.board.post("error", f"Problem {number}.", "Mend it", lambda n=number: done.append(n))
    driver.window.notices.take_focus()
    driver.key(Qt.Key.Key_Return)
    assert done == [2]
    driver.key(Qt.Key.Key_Escape)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.notices.cards and QApplication.focusWidget() is lanes


def test_a_notice_is_dismissed_by_mouse(driver: WindowDriver) -> None:
    driver.session.board.post("error", "The device is gone.")
    settle(driver)
    card = driver.window.notices.cards[-1]
    dismiss = next(b for b in card.findChildren(QPushButton) if b.text() == "Dismiss")
    QTest.mouseClick(dismiss, Qt.MouseButton.LeftButton)
    assert not driver.window.notices.cards and not driver.window.notices.isVisible()


def test_a_click_that_was_under_way_reaches_the_page(driver: WindowDriver) -> None:
    notices = driver.window.notices
    driver.session.board.post("info", "News.")
    settle(driver)
    place = notices.geometry().center()
    beneath = driver.window.childAt(place)
    assert beneath is driver.window.arrange.lanes
    notices._solid.timeout.emit()
    assert notices.isAncestorOf(driver.window.childAt(place))


def test_a_screen_reader_reads_a_notice_out(driver: WindowDriver, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    class Reader:
        @staticmethod
        def updateAccessibility(event: object) -> None:
            assert isinstance(event, QAccessibleAnnouncementEvent)
            said.append(event.message())

    monkeypatch.setattr(ui.window.notices, "QAccessible", Reader)
    driver.session.board.post("info", "The song is saved.")
    driver.session.board.post("error", "The device is gone.")
    assert said == ["The song is saved.", "Problem: The device is gone."]


def test_offers_beyond_three_wait_and_come_back(driver: WindowDriver) -> None:
    for number in range(5):
        driver.session.board.post("error", f"Problem {number}.", "Mend it", lambda: None)
    notices = driver.window.notices

    def shown() -> list[str]:
        return [card.accessibleName() for card in notices.cards if card.isVisible()]

    assert shown() == ["Problem 2.", "Problem 3.", "Problem 4."]
    notices.dismiss_newest()
    assert shown() == ["Problem 1.", "Problem 2.", "Problem 3."]


def test_every_command_that_a_notice_may_name_is_in_the_table() -> None:
    assert set(WindowCommand) <= {command.id for command in COMMANDS}


def test_the_button_of_a_notice_runs_a_command_of_the_window(driver: WindowDriver) -> None:
    driver.session.board.post("error", "No device.", "Choose the device", WindowCommand.DEVICES)
    card = driver.window.notices.cards[-1]
    next(each for each in card.findChildren(QPushButton) if each.text() == "Choose the device").click()
    assert isinstance(driver.window.dialog, DeviceDialog)
    assert not driver.window.notices.cards


@pytest.mark.parametrize("size", [(1280, 800), (1024, 680), (1920, 1080)])
def test_notices_cover_no_button_of_any_dialog(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    """They covered "Done" of the device dialog."""
    driver.window.resize(*size)
    board, notices = driver.session.board, driver.window.notices
    for name in show_every_dialog(driver):
        settle(driver)
        before = {part: rect.size() for part, rect in shown_buttons(driver).items()}
        for count in (1, 3):
            for number in range(count):
                board.post("error", f"{LONG} {number}", "Choose the device", lambda: None)
            settle(driver)
            assert notices.isVisible() and driver.window.rect().contains(notices.geometry())
            for part, rect in shown_buttons(driver).items():
                assert not rect.intersects(notices.geometry()), (name, count, part)
            foot = driver.window.dialog.foot  # type: ignore[union-attr]
            for index in range(foot.count()):
                part = foot.itemAt(index).widget()
                if part is not None and part.isVisible():
                    assert part.visibleRegion().boundingRect() == part.rect(), (name, "all of it can be seen")
            dismiss_all(driver)
        settle(driver)
        assert {part: rect.size() for part, rect in shown_buttons(driver).items()} == before, name


def test_a_key_that_is_pressed_again_replaces_what_it_said(driver: WindowDriver) -> None:
    """Each press of Y laid another notice on top."""
    for _ in range(3):
        driver.key(Qt.Key.Key_Y)
    assert len(driver.window.notices.cards) == 1
    assert driver.window.notices.told()[0].sentence.startswith("Ripple is off")


def test_news_does_not_push_away_what_can_still_be_done(driver: WindowDriver) -> None:
    driver.session.board.post("warn", "Changes wait.", "Restore them", lambda: None)
    for number in range(5):
        driver.session.board.post("info", f"News {number}.")
    shown = [card.accessibleName() for card in driver.window.notices.cards]
    assert shown == ["Changes wait.", "News 3.", "News 4."]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 680)])
def test_nothing_hides_an_offer_to_bring_work_back(driver: WindowDriver, size: tuple[int, int]) -> None:
    """After a crash the song looked empty, and the offer waited unseen behind three newer cards."""
    driver.window.resize(*size)
    board, notices = driver.session.board, driver.window.notices
    board.post("warn", "No sound card.", "Choose the device", lambda: None)
    board.post("recovery", "Changes wait.", "Restore them", lambda: None)
    for number in range(4):
        board.post("error", f"Problem {number}.", "Mend it", lambda: None)
    settle(driver)
    shown = sorted((card for card in notices.cards if card.isVisible()), key=lambda card: card.y())
    newest = ["Problem 2.", "Problem 3."] if size[1] > 760 else ["Problem 3."]
    assert [card.accessibleName() for card in shown] == ["Changes wait.", *newest]


def test_problems_come_before_warnings_but_after_what_was_just_said(driver: WindowDriver) -> None:
    board, notices = driver.session.board, driver.window.notices
    board.post("error", "Problem.", "Mend it", lambda: None)
    for number in range(3):
        board.post("warn", f"Warning {number}.", "Look", lambda: None)
    assert [card.accessibleName() for card in notices.cards if card.isVisible()] == [
        "Problem.",
        "Warning 1.",
        "Warning 2.",
    ]


def test_only_its_own_button_declines_an_offer(driver: WindowDriver) -> None:
    declined: list[bool] = []
    board, notices = driver.session.board, driver.window.notices
    for _ in range(2):
        board.post("recovery", "Changes wait.", "Restore them", lambda: None, declined=lambda: declined.append(True))
    notices.dismiss_newest()
    assert not declined and not notices.cards
    board.post("recovery", "Changes wait.", "Restore them", lambda: None, declined=lambda: declined.append(True))
    next(each for each in notices.cards[-1].findChildren(QPushButton) if each.text() == "Dismiss").click()
    assert declined == [True] and not notices.cards


def test_an_offer_of_one_song_goes_when_another_is_opened(driver: WindowDriver, tmp_path: Path) -> None:
    """Its button acted on the other song, or on none."""
    board = driver.session.board
    board.post("warn", "Changes wait.", "Restore them", lambda: None, of_song=True)
    board.post("error", "The device is gone.", "Open it again", lambda: None)
    driver.session.new_song(tmp_path / "Another", "Another")
    shown = [card.accessibleName() for card in driver.window.notices.cards]
    assert "Changes wait." not in shown and "The device is gone." in shown


def test_notices_act_and_go(driver: WindowDriver) -> None:
    done: list[bool] = []
    driver.session.board.post("error", "The device is gone.", "Open it again", lambda: done.append(True))
    card = driver.window.notices.cards[-1]
    next(b for b in card.findChildren(QPushButton) if b.text() == "Open it again").click()
    assert done == [True] and not driver.window.notices.cards


def test_the_notice_of_a_lost_device_goes_when_it_is_back(driver: WindowDriver) -> None:
    shown = driver.window.notices.cards
    driver.engine.events.append(DeviceLost("The audio device USB interface stopped answering."))
    driver.tick()
    assert [card.accessibleName() for card in shown] == ["The audio device USB interface stopped answering."]
    driver.engine.interface = clock_alone
    driver.session.devices.open(DeviceRequest())
    driver.tick()
    assert len(shown) == 1, "a clock in its place is no sound card"
    driver.engine.interface = usb_interface
    driver.engine.events.append(DeviceLost("The audio device USB interface stopped answering."))
    driver.session.devices.open(DeviceRequest())
    driver.tick()
    assert not shown


def test_news_with_a_button_goes_by_itself_unless_it_is_used(
    driver: WindowDriver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that was written was announced until somebody dismissed it."""
    monkeypatch.setattr(ui.window.notices, "OFFER_LASTS_MS", 0)
    board, notices = driver.session.board, driver.window.notices
    dismiss_all(driver)
    board.post("info", "The chart is written.", "Open it", lambda: None)
    notices.take_focus()
    QApplication.processEvents()
    assert len(notices.cards) == 1, "the keyboard is on it"
    driver.window.arrange.lanes.setFocus()
    board.post("warn", "Changes wait.", "Restore them", lambda: None)
    board.post("info", "The table is written.", "Open it", lambda: None)
    QApplication.processEvents()
    QApplication.processEvents()
    assert "Changes wait." in [card.accessibleName() for card in notices.cards]
    assert "The table is written." not in [card.accessibleName() for card in notices.cards]


def test_a_low_window_shows_two_at_a_time_and_all_of_them(driver: WindowDriver) -> None:
    driver.window.resize(1024, 680)
    driver.window.show_page(2)
    for number in range(4):
        driver.session.board.post("error", f"{LONG} {number}", "Choose the device", lambda: None)
    settle(driver)
    notices = driver.window.notices
    assert 1 <= len([card for card in notices.cards if card.isVisible()]) <= 2
    assert driver.window.rect().contains(notices.geometry())
