"""Owns the main window, and makes it again on the same session when theme or size of the interface change.

Engine, playback and recording go on meanwhile; no widget has to know that colours or sizes can change.

Lives: window, main thread.
"""

import msgspec
import shiboken6
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.devices.settings import Settings
from app.devices.window_layout import WindowLayout
from app.session.session import Session
from ui import interface_scale, style_sheet, theme
from ui.dialogs.quitting import UnsavedDialog
from ui.main_window import MainWindow
from ui.window.placement import show_where_it_was
from ui.window.window_state import give_state, state_of


def apply_look(settings: Settings) -> None:
    """Set theme, style sheet and size of the interface. No window may exist."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    theme.set_theme(settings.preferences.theme)
    interface_scale.set_scale(settings.preferences.scale)
    style_sheet.apply(application)


class WindowHost(QObject):
    """The one window of the program; `window` is another object after each change of the look."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.window = self._make()
        self._due = QTimer(self)  # not inside the click that asked for it, which is in the window that goes
        self._due.setSingleShot(True)
        self._due.timeout.connect(self.rebuild)

    def _make(self) -> MainWindow:
        with style_sheet.styled_at_the_end():
            window = MainWindow(self._session)
        window.bridge.look_changed.connect(self._rebuild_soon)
        return window

    def show(self) -> None:
        """Show the window where it was, with zoom and scroll that it had."""
        layout = self._session.settings.window
        show_where_it_was(self.window, layout)
        self.window.arrange.restore(layout)

    def remember(self) -> None:
        """Save how the window stands, for the next start."""
        self._session.settings.window = self.window.remember()
        self._session.save_settings()

    def end(self) -> None:
        """Close the window without a question: what is running is cancelled, what cannot be saved stays autosaved."""
        self.window.dialogs.cancel_work()
        self.window.close()
        if isinstance(self.window.dialog, UnsavedDialog):
            self.window.dialog.quit.click()

    def rebuild(self) -> None:
        """Make the window again, with everything that it showed."""
        state, settings = state_of(self.window), self._session.settings
        settings.window = _at_scale(self.window.remember(), settings.preferences.scale)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        stays = application.quitOnLastWindowClosed()
        application.setQuitOnLastWindowClosed(False)
        self.window.bridge.let_go()
        self.window.hide()
        shiboken6.delete(self.window)
        apply_look(settings)
        self.window = self._make()
        self.show()
        give_state(self.window, state)
        self.window.arrange.restore(settings.window)
        application.setQuitOnLastWindowClosed(stays)

    def _rebuild_soon(self) -> None:
        self._due.start(0)


def _at_scale(layout: WindowLayout, scale: float) -> WindowLayout:
    """The same place and size on the screen, in pixels of an interface of another size."""
    ratio = layout.scale / scale
    x, y, width, height = (round(length * ratio) for length in (layout.x, layout.y, layout.width, layout.height))
    return msgspec.structs.replace(layout, scale=scale, x=x, y=y, width=width, height=height)
