"""What a window shows beside its layout, carried over to the one that takes its place on the same session.

Lives: window, main thread.
"""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QApplication, QWidget

from app.documents.notices import Notice
from app.model.channel import ChannelId
from ui.main_window import MainWindow


@dataclass(frozen=True)
class WindowState:
    """Everything of a window that its song and its layout do not say."""

    selection: dict[str, Any]
    clipboard: dict[str, Any]
    taps: dict[str, Any]
    levels: dict[str, Any]
    unfolded: dict[ChannelId, tuple[str, ...]]
    takes: dict[str, Any]
    wave_zoom: float
    notices: tuple[Notice, ...]
    focus: tuple[type, str]
    preferences: str | None  # the section that is open
    tour: int | None  # its stop


def state_of(window: MainWindow) -> WindowState:
    """Read it, before the window goes."""
    focus = QApplication.focusWidget() or window.focusWidget()
    takes = window.arrange.automation.takes
    return WindowState(
        selection=_values(window.selection),
        clipboard=_values(window.clipboard),
        taps=_values(window.taps),
        levels=_values(window.bridge.levels),
        unfolded=dict(window.arrange.automation.shown.paths),
        takes={"shown": takes.shown, "soloed": takes.soloed},
        wave_zoom=window.arrange.viewport.wave_zoom,
        notices=window.notices.told(),
        focus=(type(focus), focus.accessibleName() if focus is not None else ""),
        preferences=window.dialogs.preferences_section(),
        tour=window.tour.stop,
    )


def give_state(window: MainWindow, state: WindowState) -> None:
    """Put it into a new window, after that is shown."""
    for owner, values in (
        (window.selection, state.selection),
        (window.clipboard, state.clipboard),
        (window.taps, state.taps),
        (window.bridge.levels, state.levels),
    ):
        vars(owner).update(values)
    window.selection.clips_changed.emit()
    window.selection.track_changed.emit()
    automation = window.arrange.automation
    automation.shown.paths = dict(state.unfolded)
    vars(automation.takes).update(state.takes)
    automation.takes.rebuild()
    automation.rebuild()
    window.arrange.viewport.zoom_waves(state.wave_zoom)
    for notice in state.notices:
        window.notices.show_notice(notice)
    if state.preferences is not None:
        window.dialogs.show_preferences(state.preferences)
    if state.tour is not None:
        window.tour.begin(state.tour)
    _focus(window, *state.focus)


def _values(owner: object) -> dict[str, Any]:
    """The attributes of an object that are no signals, and no objects of the window it belongs to."""
    return {name: value for name, value in vars(owner).items() if not isinstance(value, SignalInstance | QObject)}


def _focus(window: MainWindow, kind: type, name: str) -> None:
    """The keyboard to the control that stands where another one was."""
    for widget in window.findChildren(QWidget):
        if type(widget) is kind and widget.accessibleName() == name and widget.isVisible():
            widget.setFocus()
            return
