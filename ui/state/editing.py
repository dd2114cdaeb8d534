"""How the hand edits and how the view follows the playhead: choices of this machine, not of the song.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from app.devices.settings import Settings
from app.edits.grid import GridUnit
from app.edits.ripple import Ripple
from app.edits.snapping import SnapKind

Follow = Literal["page", "centre", "off"]


class Editing(QObject):
    """Reads and changes the settings of this machine; `changed` after each change."""

    changed = Signal()

    def __init__(self, settings: Settings, save: Callable[[], None], parent: QObject | None = None) -> None:
        """`save` writes the settings."""
        super().__init__(parent)
        self._settings, self._save = settings, save

    @property
    def follow(self) -> Follow:
        """How the timeline follows the playhead: by pages, with it in the middle, or not."""
        return self._settings.follow

    @property
    def snap(self) -> bool:
        """Whether drags snap; Shift turns it round for one drag."""
        return self._settings.snap

    @property
    def grid(self) -> GridUnit:
        """The unit of the grid, to which drags snap and by which keys step."""
        return self._settings.grid

    @property
    def snap_to(self) -> tuple[SnapKind, ...]:
        """What drags snap to besides the grid."""
        return self._settings.snap_to

    @property
    def ripple(self) -> Ripple:
        """Whether what lies behind an edit moves along."""
        return self._settings.ripple

    @property
    def sections_take_music(self) -> bool:
        """Whether moving, copying or deleting a section takes along all that lies under it."""
        return self._settings.preferences.sections_take_music

    @property
    def shows_emotion(self) -> bool:
        """Whether the emotional timeline lies over the tracks."""
        return self._settings.preferences.shows_emotion

    @property
    def shows_chords(self) -> bool:
        """Whether the ruler has a row of chords, where there are any."""
        return self._settings.preferences.shows_chords

    def set_follow(self, follow: Follow) -> None:
        self._set("follow", follow)

    def set_snap(self, on: bool) -> None:
        self._set("snap", on)

    def set_grid(self, unit: GridUnit) -> None:
        self._set("grid", unit)

    def set_snaps_to(self, kind: SnapKind, on: bool) -> None:
        """Let drags snap to one kind of point, or not."""
        others = tuple(other for other in self.snap_to if other != kind)
        if (kind in self.snap_to) != on:
            self._set("snap_to", (*others, kind) if on else others)

    def set_ripple(self, ripple: Ripple) -> None:
        self._set("ripple", ripple)

    def set_sections_take_music(self, on: bool) -> None:
        self._settings.preferences.sections_take_music = on
        self._save()
        self.changed.emit()

    def set_shows_emotion(self, on: bool) -> None:
        self._settings.preferences.shows_emotion = on
        self._save()
        self.changed.emit()

    def set_shows_chords(self, on: bool) -> None:
        self._settings.preferences.shows_chords = on
        self._save()
        self.changed.emit()

    def _set(self, name: str, value: Any) -> None:
        if value != getattr(self._settings, name):
            setattr(self._settings, name, value)
            self._save()
            self.changed.emit()
