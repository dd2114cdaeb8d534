"""What a slow command found, shown before it changes anything: progress first, then sentences with Apply and Cancel.

Lives: window, main thread; the work itself on a worker.
"""

from collections.abc import Callable
from typing import Any

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.messages.processing import NOTHING_FOUND
from app.renders.prepared_edit import PreparedEdit
from app.tasks import Task
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.dialogs.progress import ProgressDialog
from ui.widgets.card import button, label
from ui.widgets.controls import is_enter
from ui.widgets.shortcut_override import ShortcutOverride


class FindingsCard(ProgressDialog):
    """Runs the task, and opens `Findings` in its place when it has ended.

    Args:
        title: What the command does.
        task: Prepares the edit.
        show: Opens a dialog.
    """

    def __init__(
        self, title: str, bridge: Bridge, window: QWidget, task: Task[Any], show: Callable[[Dialog], object]
    ) -> None:
        self._title, self._window_of, self._open = title, window, show
        self._prepared: PreparedEdit | None = None
        super().__init__(title, bridge, window, task)

    def finish(self, result: object) -> None:
        if isinstance(result, PreparedEdit):
            self._prepared = result
        else:
            self._bridge.notify("info", NOTHING_FOUND)

    def close_dialog(self) -> None:
        super().close_dialog()
        prepared, self._prepared = self._prepared, None
        if prepared is not None:
            self._open(Findings(self._title, self._bridge, self._window_of, prepared))


class Findings(Dialog):
    """The sentences of a prepared edit. Enter or Apply performs it, Escape leaves the song as it is."""

    def __init__(self, title: str, bridge: Bridge, window: QWidget, prepared: PreparedEdit) -> None:
        super().__init__(title, window, width=460)
        ShortcutOverride(self, is_enter)
        self._bridge, self._prepared = bridge, prepared
        for note in prepared.notes:
            self.body.addWidget(label(note, wrap=True))
        self.foot.addStretch(1)
        self.foot.addWidget(button("Cancel", self.close_dialog))
        self.apply_button = button("Apply", self.apply_edit, "primary")
        self.foot.addWidget(self.apply_button)

    def apply_edit(self) -> None:
        """Perform it as one step of the history."""
        self._bridge.perform(self._prepared.edit)
        self.close_dialog()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_enter(event):
            self.apply_edit()
        else:
            super().keyPressEvent(event)
