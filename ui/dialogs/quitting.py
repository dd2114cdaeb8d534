"""Asks before quitting stops something that is still running, or loses what cannot be saved.

Lives: window, main thread.
"""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from app.messages.window import AUTOSAVE_STAYS, still_running
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


class UnsavedDialog(Dialog):
    """The song cannot be saved: what then? Escape and Enter stay.

    Args:
        sentence: Why it cannot be saved.
        save_copy: Asks where else to, once this has closed.
        quit_now: Quits without saving; the autosave is kept.
    """

    def __init__(
        self, window: QWidget, sentence: str, save_copy: Callable[[], object], quit_now: Callable[[], object]
    ) -> None:
        super().__init__("Quit without saving?", window, width=560)
        self._save_copy = save_copy
        self.body.addWidget(label(sentence, wrap=True))
        self.body.addWidget(label(AUTOSAVE_STAYS, "dim", wrap=True))
        self.foot.addStretch(1)
        self.quit = button("Quit without saving", quit_now)
        self.copy = button("Save a copy elsewhere", self._copy)
        self.stay = button("Stay", self.close_dialog, "primary")
        for part in (self.quit, self.copy, self.stay):
            self.foot.addWidget(part)
        self.setFocusProxy(self.stay)

    def _copy(self) -> None:
        self.close_dialog()
        self._save_copy()
