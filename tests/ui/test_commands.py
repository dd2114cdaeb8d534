"""Hazards: a command that is not found; a key or title that is written twice; a menu or tooltip with another key."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

import ui
from app.verbs.table import VERBS
from tests.ui.conftest import WindowDriver
from ui.commands.actions import Actions
from ui.commands.command import Command, shown_key, shown_keys
from ui.commands.context import perform
from ui.commands.table import COMMANDS
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.main_window import MIX
from ui.mixer.solo_menu import solo_menu
from ui.mixer.strip_menu import strip_menu

KEYS = {shown_key(key) for command in COMMANDS for key in command.keys} - {"Esc"}  # each dialog closes by it as well
SOURCES = sorted(Path(ui.__path__[0]).rglob("*.py"))


def test_every_command_has_an_id_and_a_title_of_its_own() -> None:
    for names in ([command.id for command in COMMANDS], [command.title for command in COMMANDS]):
        assert all(names) and not [name for name, count in Counter(names).items() if count > 1]
    assert all(re.fullmatch(r"[a-z]+\.[a-z0-9-]+", command.id) for command in COMMANDS)


def test_every_command_is_carried_out_by_itself_or_by_the_verb_of_its_id() -> None:
    verbs = {command.id for command in COMMANDS if command.run is None}
    own = {command.id for command in COMMANDS if command.run is not None}
    assert verbs <= set(VERBS)
    assert set(VERBS) <= verbs | own, "a verb that no command reaches"


def test_every_key_is_given_once() -> None:
    keys = [QKeySequence(key).toString() for command in COMMANDS for key in command.keys]
    assert all(keys) and len(keys) == len(set(keys))


def strings(path: Path) -> Iterator[str]:
    """What a file writes between quotes, docstrings left out; parts of f-strings come one by one."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("path", [p for p in SOURCES if p.parent.name != "commands"], ids=lambda p: p.stem)
def test_no_key_is_typed_but_in_the_table(path: Path) -> None:
    """Neither in brackets, as a tooltip has it, nor behind a tabulator, as a menu has it."""
    written = [text for text in strings(path) for key in KEYS if f"({key})" in text or text.endswith(f"\t{key}")]
    assert written == []


def test_no_title_is_typed_but_in_the_table() -> None:
    """Titles of one word, such as Click, are captions elsewhere."""
    long = {command.title for command in COMMANDS if len(command.title.split()) > 2} - {"Picture of the mix"}
    written = {
        (path.name, text)
        for path in SOURCES
        if path.parent.name != "commands"
        for text in strings(path)
        if text in long
    }
    assert written == set()


def test_titles_stay_in_line_with_the_heading_of_the_list(driver: WindowDriver) -> None:
    groups = [command.group for command in COMMANDS]
    together = [group for n, group in enumerate(groups) if n == 0 or groups[n - 1] != group]
    assert len(together) == len(set(together)), "a group comes once in the list of keys"


def actions_in(menu: QMenu) -> Iterator[QAction]:
    """Its entries, those of submenus too."""
    for action in menu.actions():
        inside = action.menu()
        if isinstance(inside, QMenu):
            yield from actions_in(inside)
        elif not action.isSeparator():
            yield action


def entries(menu: QMenu) -> list[tuple[str, str]]:
    """Text and key of each entry."""
    parts = [action.text().split("\t") for action in actions_in(menu)]
    return [(part[0], part[1] if len(part) > 1 else "") for part in parts]


def lanes_menu(driver: WindowDriver) -> QMenu:
    menu = QMenu(driver.window)
    driver.window.bridge.actions.add_to(menu, "clips")
    return menu


def channel_menu(driver: WindowDriver) -> QMenu:
    driver.window.show_page(MIX)
    strip = driver.window.mix.console.tracks[driver.song.tracks[0].id]
    strip.select()
    return strip_menu(driver.window.bridge, strip.channel, strip)


@pytest.mark.parametrize(("place", "make"), [("clips", lanes_menu), ("strip", channel_menu)])
def test_a_context_menu_shows_titles_and_keys_of_the_table(
    driver: WindowDriver, place: str, make: Callable[[WindowDriver], QMenu]
) -> None:
    driver.run("clips.select-all")
    shown = dict(entries(make(driver)))
    meant = [command for command in COMMANDS if place in command.menus]
    assert len(meant) > 2
    for command in meant:
        title = next(text for text in shown if text.startswith(command.title))
        assert shown[title] == (shown_key(command.keys[0]) if command.keys else "")


def test_every_entry_of_a_menu_that_is_no_choice_is_a_command(driver: WindowDriver) -> None:
    """What only a menu has, no search finds."""
    titles = [command.title for command in COMMANDS]
    for menu in (lanes_menu(driver), channel_menu(driver), solo_menu(driver.window.bridge, driver.window)):
        plain = [action.text() for action in menu.actions() if action.menu() is None and action.text()]
        assert plain and [text for text in plain if not text.startswith(tuple(titles))] == []


def test_a_switch_has_a_tick_in_its_menu(driver: WindowDriver) -> None:
    driver.window.selection.set_track(driver.song.tracks[0].id)

    def ticks() -> list[bool]:
        return [action.isChecked() for action in solo_menu(driver.window.bridge, driver.window).actions()]

    assert ticks() == [False, False, False]
    driver.run("solo.exclusive")
    driver.run("solo.safe")
    assert ticks() == [True, True, False] and driver.song.tracks[0].strip.solo_safe


def test_a_menu_says_why_an_entry_cannot_be_chosen(driver: WindowDriver) -> None:
    driver.run("clips.escape")
    texts = [text for text, _key in entries(lanes_menu(driver))]
    assert "Duplicate (choose a clip or some time first)" in texts


def test_buttons_say_the_keys_of_the_table(driver: WindowDriver) -> None:
    bar = driver.window.transport
    for button, command_id in (
        (bar.play, "transport.play"),
        (bar.record, "transport.record"),
        (bar.loop, "transport.loop"),
        (bar.click, "transport.click"),
        (bar.count_in, "transport.count-in"),
        (bar.punch, "transport.punch"),
    ):
        keys = next(shown_keys(command.keys) for command in COMMANDS if command.id == command_id)
        assert isinstance(button, QAbstractButton)
        assert f"({keys})" in button.toolTip() and f"({keys})" in button.accessibleDescription()


def test_a_command_that_is_added_to_the_table_is_found_everywhere(qtbot: QtBot) -> None:
    window, ran = QWidget(), []
    qtbot.addWidget(window)
    window.resize(1300, 800)
    dummy = Command[list[str]](
        "song.whistle", "Whistle a tune", "Song", ("Alt+W",), lambda c: c.append("whistled"), menus=("clips",)
    )
    actions = Actions((*COMMANDS, dummy), ran, partial(perform, ran), window)  # type: ignore[arg-type]
    context = QMenu(window)
    actions.add_group(context, "Song")
    assert any(action.text().startswith("Whistle a tune") for action in context.actions())
    context = QMenu(window)
    actions.add(context, "song.whistle")
    assert entries(context) == [("Whistle a tune", "Alt+W")]
    button = QPushButton(window)
    actions.attach(button, "song.whistle")
    assert button.toolTip() == button.accessibleDescription() == "Whistle a tune (Alt+W)"
    button.click()
    context.actions()[0].trigger()
    actions["song.whistle"].trigger()
    assert ran == ["whistled"] * 3
    dialog = ShortcutsDialog(actions.commands, window)
    texts = [label.text() for label in dialog.findChildren(QWidget) if hasattr(label, "text")]
    assert "Whistle a tune" in texts and "Alt+W" in texts
    assert dummy in actions.commands, "a search can go through them"
