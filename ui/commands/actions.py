"""The commands as actions of a window: shortcuts, menus, tooltips and buttons.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QMenu, QWidget

from app.verbs.verb import APPEARANCE, HELP, LOOPS, PAGES, SONG, TRANSPORT, VIEW
from ui.commands.command import Command, shown_key, shown_keys
from ui.widgets.menus import add_entry

BEHIND_DIALOGS = {
    TRANSPORT,
    LOOPS,
    SONG,
    VIEW,
    PAGES,
    APPEARANCE,
    HELP,
}  # groups whose keys go on while a dialog is open
MOST_OPEN = 20  # entries of a context menu without submenus
MOST_OPEN_OF_GROUP = 3


class Actions(QObject):
    """One QAction for each command. Text fields keep plain keys for themselves: `ui.widgets.field`.

    Attributes:
        running: Id of the command that is being carried out; empty while none is.

    Args:
        commands: In the order in which lists and menus show them.
        context: What commands run with.
        perform: Performs the verb of a command that has no `run` of its own, by its id.
        window: Where the shortcuts hold.
    """

    def __init__(
        self,
        commands: Iterable[Command[Any]],
        context: object,
        perform: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._context, self._perform, self._window = context, perform, window
        self.running = ""
        self.commands = tuple(commands)
        self._commands = {command.id: command for command in self.commands}
        self._keys_of_the_page = {
            QKeySequence(key).toString()
            for command in self.commands
            if command.group not in BEHIND_DIALOGS
            for key in command.keys
        }
        self._actions = {command.id: self._action(command) for command in self.commands}

    def _action(self, command: Command[Any]) -> QAction:
        action = QAction(command.title, self._window)
        action.setObjectName(command.id)
        action.setShortcuts([QKeySequence(key) for key in command.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setToolTip(self.hint(command.id))
        action.triggered.connect(lambda _checked=False: self.run(command.id))
        self._window.addAction(action)
        return action

    def __getitem__(self, command_id: str) -> QAction:
        return self._actions[command_id]

    def run(self, command_id: str) -> None:
        """Carry a command out, whoever asked for it."""
        command = self._commands[command_id]
        before, self.running = self.running, command_id
        try:
            if command.run is None:
                self._perform(command.id)
            else:
                command.run(self._context)
        finally:
            self.running = before

    def is_key_of_the_page(self, event: QKeyEvent) -> bool:
        """Whether a key belongs to a command that acts on what the page behind a dialog shows or has selected."""
        return QKeySequence(event.keyCombination()).toString() in self._keys_of_the_page

    def key(self, command_id: str) -> str:
        """The first key of a command as people read it; empty if it has none."""
        keys = self._commands[command_id].keys
        return shown_key(keys[0]) if keys else ""

    def hint(self, command_id: str, text: str = "") -> str:
        """A tooltip: what the command does, or `text` in its place, with the keys in brackets."""
        command = self._commands[command_id]
        text = text or command.description or command.title
        return f"{text} ({shown_keys(command.keys)})" if command.keys else text

    def describe(self, widget: QWidget, command_id: str, text: str = "") -> None:
        """Say by tooltip and to screen readers which command a widget stands for, and its keys."""
        widget.setToolTip(self.hint(command_id, text))
        widget.setAccessibleDescription(self.hint(command_id, text))

    def attach(self, button: QAbstractButton, command_id: str, text: str = "") -> None:
        """A button that runs a command and says so."""
        self.describe(button, command_id, text)
        button.clicked.connect(lambda _checked=False: self.run(command_id))

    # --- menus
    def add_to(self, menu: QMenu, place: str) -> None:
        """Add the commands that belong into a context menu, with their keys, those that cannot be run grey.

        Lines stand between groups. In a long menu the larger groups behind the first two are submenus.

        Args:
            menu: Of the caller.
            place: One of the names in `Command.menus`.
        """
        inside = [command for command in self.commands if place in command.menus]
        groups = list(dict.fromkeys(command.group for command in inside))
        was_block = False  # the group above has several entries
        for group in groups:
            own = [command.id for command in inside if command.group == group]
            folds = len(inside) > MOST_OPEN and group not in groups[:2] and len(own) > MOST_OPEN_OF_GROUP
            is_block = len(own) > 1 and not folds
            if group != groups[0] and (is_block or was_block):
                menu.addSeparator()
            was_block = is_block
            entered = menu.addMenu(group) if folds else menu
            for command_id in own:
                self.add(entered, command_id)

    def add(self, menu: QMenu, command_id: str) -> QAction:
        """Add one command to a menu that is shown once: an action of its own, so that shortcuts stay unambiguous."""
        command = self._commands[command_id]
        if command.separated and menu.actions():
            menu.addSeparator()  # Qt shows two as one
        title = command.title if command.title_now is None else command.title_now(self._context)
        entry = add_entry(
            menu,
            f"{title}\u2026" if command.asks else title,
            lambda: self.run(command_id),
            key=self.key(command_id),
            why_not=command.why_not(self._context),
        )
        if command.is_on is not None:
            entry.setCheckable(True)
            entry.setChecked(command.is_on(self._context))
        return entry

    def add_group(self, menu: QMenu, group: str) -> None:
        """Add the commands of one group, as `add` does."""
        for command in self.commands:
            if command.group == group:
                self.add(menu, command.id)
