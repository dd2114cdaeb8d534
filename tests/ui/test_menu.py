"""Hazards: a verb that only the keyboard reaches; menus whose headings are not seen; what is closed and stays in memory."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tests.ui.conftest import WindowDriver
from ui import theme
from ui.arrange.lanes_view import LanesView
from ui.arrange.track_header import TrackHeader
from ui.commands.command import shown_key
from ui.commands.table import COMMANDS, MENUS
from ui.main_window import MIX
from ui.mixer.track_strip import TrackStrip
from ui.transport.retrospective_button import RetrospectiveButton
from ui.transport.switch_menus import punch_menu
from ui.widgets.toggle import LetterButton


def _actions(menu: QMenu) -> list[str]:
    found = []
    for action in menu.actions():
        inside = action.menu()
        found += _actions(inside) if isinstance(inside, QMenu) else [action.text()]
    return [text for text in found if text]


def opened(driver: WindowDriver, title: str) -> QMenu:
    """A menu of the menu bar as it is when it has been opened."""
    menu = driver.window.menus.menus[title]
    menu.aboutToShow.emit()
    return menu


def test_the_menu_bar_holds_every_verb_once_with_its_keys(driver: WindowDriver) -> None:
    driver.run("clips.select-all")
    found = [text for title in driver.window.menus.menus for text in _actions(opened(driver, title))]
    for command in driver.window.bridge.actions.commands:
        own = [text for text in found if text.split("\t")[0].removesuffix("\u2026").startswith(command.title)]
        assert own, command.title
        assert not command.keys or any(text.endswith(f"\t{shown_key(command.keys[0])}") for text in own)
    assert len(found) == len(driver.window.bridge.actions.commands)
    bounce = next(action for action in opened(driver, "Song").actions() if action.text().startswith("Bounce and stems"))
    bounce.trigger()
    assert driver.window.dialog is not None


LOWEST_WINDOW_PX, MOST_IN_A_BLOCK = 700, 10


def blocks(menu: QMenu) -> list[int]:
    """How many entries stand between lines, as the menu shows them."""
    found = [0]
    for action in menu.actions():
        if action.isSeparator():
            found.append(0)
        else:
            found[-1] += 1
    return [number for number in found if number]


def inside_out(menu: QMenu) -> list[QMenu]:
    """A menu and all its submenus."""
    within = [action.menu() for action in menu.actions()]
    return [menu, *(one for found in within if isinstance(found, QMenu) for one in inside_out(found))]


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("chosen", ["clips", "time", "nothing"])
def test_no_menu_is_higher_than_a_low_window_nor_a_wall_of_entries(driver: WindowDriver, chosen: str) -> None:
    """That of clips filled the window from top to bottom, with a line nowhere."""
    lanes = driver.window.arrange.lanes
    lanes.setFocus()
    if chosen == "clips":
        driver.window.selection.set_clips([driver.song.tracks[0].clips[0].id])
    elif chosen == "time":
        driver.key(Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(300, 20), lanes.mapToGlobal(QPoint(300, 20)))
    QApplication.sendEvent(lanes, event)
    context = QApplication.activePopupWidget()
    assert isinstance(context, QMenu)
    bar = [opened(driver, title) for title in driver.window.menus.menus]
    for menu in (one for top in (context, *bar) for one in inside_out(top)):
        assert menu.sizeHint().height() < LOWEST_WINDOW_PX - 60, (menu.title(), menu.sizeHint().height())
        assert max(blocks(menu), default=0) <= MOST_IN_A_BLOCK, (menu.title(), blocks(menu))
    context.close()


def test_undo_and_redo_say_what_they_do(driver: WindowDriver) -> None:
    def entry(start: str) -> QAction:
        return next(action for action in opened(driver, "Edit").actions() if action.text().startswith(start))

    assert not entry("Redo").isEnabled() and "nothing to redo" in entry("Redo").text()
    driver.run("clips.select-all")
    driver.run("clips.delete")
    assert entry("Undo").text().startswith("Undo Delete 16 clips\t") and entry("Undo").isEnabled()
    entry("Undo").trigger()
    assert entry("Redo").text().startswith("Redo Delete 16 clips\t")


def test_menus_open_by_alt_and_their_letter(driver: WindowDriver) -> None:
    letters = [title[title.index("&") + 1].lower() for title in MENUS]
    assert len(set(letters)) == len(letters)
    taken = {key.lower() for command in COMMANDS for key in command.keys}
    assert not [letter for letter in letters if f"alt+{letter}" in taken]


def test_the_mix_page_has_a_button_that_bounces(driver: WindowDriver) -> None:
    driver.window.show_page(3)
    QTest.mouseClick(driver.window.mix.bar.bounce, Qt.MouseButton.LeftButton)
    assert driver.window.dialog is not None


def test_timeline_is_shown_though_a_panel_took_its_room(driver: WindowDriver) -> None:
    driver.window.show_page(3)
    driver.window.resize(1100, 680)
    driver.window.mix.toggle_versions()
    driver.tick()
    assert not driver.window.arrange.isVisible()
    QTest.mouseClick(driver.window.mix.bar.timeline, Qt.MouseButton.LeftButton)
    driver.tick()
    assert driver.window.arrange.isVisible()


def test_headings_of_menus_are_painted_and_cannot_be_chosen(driver: WindowDriver) -> None:
    menu = punch_menu(driver.window.bridge, driver.window)
    headings = [action for action in menu.actions() if action.text() in ("Edges", "Pre-roll", "Post-roll")]
    assert len(headings) == 3 and not any(action.isEnabled() for action in headings)
    menu.resize(menu.sizeHint())
    picture = menu.grab().toImage()
    for heading in headings:
        place = menu.actionGeometry(heading)
        inked = sum(
            theme.contrast(picture.pixelColor(x, y), theme.colour(theme.RAISED)) > 2
            for x in range(place.left(), place.right())
            for y in range(place.top(), place.bottom())
        )
        assert inked > 40, heading.text()


def test_no_menu_uses_headings_that_the_style_sheet_hides() -> None:
    sources = Path(theme.__file__).parent.rglob("*.py")
    assert not [file.name for file in sources if ".addSection(" in file.read_text()]


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("kind", [LanesView, TrackHeader, TrackStrip, LetterButton, RetrospectiveButton])
def test_a_menu_goes_when_it_is_closed(driver: WindowDriver, kind: type[QWidget]) -> None:
    """A third of a megabyte stayed behind each right click, until the window was closed."""
    driver.window.show_page(MIX)

    def ask() -> None:
        widget = next(found for found in driver.window.findChildren(kind) if found.isVisible())
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(2, 2), widget.mapToGlobal(QPoint(2, 2)))
        QApplication.sendEvent(widget, event)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu) and menu.actions()
        menu.close()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    ask()
    before = len(driver.window.findChildren(QMenu))
    for _ in range(3):
        ask()
    assert len(driver.window.findChildren(QMenu)) == before


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_alt_and_a_letter_open_a_menu_and_the_arrows_choose_in_it(driver: WindowDriver) -> None:
    driver.run("clips.select-all")
    driver.window.arrange.lanes.setFocus()
    QTest.keyClick(driver.window, Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)
    menu = QApplication.activePopupWidget()
    assert menu is driver.window.menus.menus["Edit"]
    before = driver.song
    while not menu.activeAction() or not menu.activeAction().text().startswith("Duplicate"):
        QTest.keyClick(menu, Qt.Key.Key_Down)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert sum(len(track.clips) for track in driver.song.tracks) == 2 * sum(len(track.clips) for track in before.tracks)
