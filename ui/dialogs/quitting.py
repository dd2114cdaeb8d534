"""Asks before quitting stops something that is still running.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.messages.window import still_running
from ui.bridge import Bridge
from ui.dialogs.dialog import Dialog
from ui.widgets.card import button, label


class QuitDialog(Dialog):
    """Enter and Escape go on; it goes by itself when nothing runs any more.

    Args:
        unfinished: Names of what is running.
        quit_now: Cancels all of it and quits.
    """

    def __init__(
        self,
        bridge: Bridge,
        window: QWidget,
        unfinished: Callable[[], Sequence[str]],
        quit_now: Callable[[], object],
    ) -> None:
        super().__init__("Quit Worktape?", window, width=460)
        self._unfinished, self._shown = unfinished, tuple(unfinished())
        self.message = label(still_running(self._shown), wrap=True)
        self.body.addWidget(self.message)
        self.foot.addStretch(1)
        self.quit = button("Quit and cancel it" if len(self._shown) == 1 else "Quit and cancel them", quit_now)
        self.keep_on = button("Keep on", self.close_dialog, "primary")
        for part in (self.quit, self.keep_on):
            self.foot.addWidget(part)
        self.setFocusProxy(self.keep_on)
        bridge.ticked.connect(self._look)

    def _look(self) -> None:
        running = tuple(self._unfinished())
        if not running:
            self.close_dialog()
        elif running != self._shown:
            self._shown = running
            self.message.setText(still_running(running))
