"""Listening to mix versions against the mix as it is: at one loudness, and without changing anything until one is chosen.

Lives: window, main thread.
"""

import math

from PySide6.QtCore import QObject, Signal

from app.edits.edit import Edit
from app.edits.monitor import set_monitor
from app.edits.versions import recall_version
from app.messages import steps
from app.model.ids import VersionId
from app.model.mix import MixVersion
from app.units import MINUS_INFINITY_DB
from ui.bridge import Bridge, GestureHand


def matched_db(mine: float | None, other: float | None) -> float:
    """By how much the monitor goes down so that this one is as loud as the quieter of both; 0 where one is unknown."""
    if mine is None or other is None or not (math.isfinite(mine) and math.isfinite(other)):
        return 0.0
    return min(mine, other) - mine


class Comparison(QObject):
    """A gesture that stays open: a version is a preview, cancelled by going back to the present, kept by `keep`."""

    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._hand: GestureHand | None = None
        self._present_lufs: float | None = None
        self._base_db = 0.0
        self.version: VersionId | None = None  # what is heard; None: the present mix
        bridge.changed.connect(lambda _changes: self._look())

    @property
    def running(self) -> bool:
        return self._hand is not None

    @property
    def present_lufs(self) -> float | None:
        """How loud the mix is as it stands, as far as it was played."""
        if self.running:
            return self._present_lufs
        reading = self._bridge.levels.loudness
        value = getattr(reading, "integrated", MINUS_INFINITY_DB)
        return value if math.isfinite(value) else None

    def hear(self, version: MixVersion) -> None:
        """Plays a version, as loud as the present mix."""
        if not self.running:
            self._present_lufs = self.present_lufs
            self._base_db = self._bridge.song.monitor.level_db
            self._hand = self._bridge.begin_gesture(steps.GO_BACK_TO_VERSION)
        down = matched_db(version.loudness_lufs, self._present_lufs)
        self.version = version.id
        if self._hand is not None:
            edits = [recall_version(version.id), set_monitor(level_db=self._base_db + down)]
            self._hand.update(Edit.combine(steps.COMPARE_VERSIONS, edits))
        self.changed.emit()

    def hear_present(self, against: MixVersion) -> None:
        """The present mix again, as loud as the version; the comparison goes on."""
        if self._hand is not None:
            down = matched_db(self._present_lufs, against.loudness_lufs)
            self._hand.update(set_monitor(level_db=self._base_db + down))
            self.version = None
            self.changed.emit()

    def stop(self) -> None:
        """Everything as it was before."""
        hand, self._hand, self.version = self._hand, None, None
        if hand is not None:
            hand.cancel()
            self.changed.emit()

    def _look(self) -> None:
        """Another edit made what was heard the mix: there is nothing to go back from."""
        if self._hand is not None and not self._hand.is_open:
            self._hand = self.version = None
            self.changed.emit()

    def keep(self, version: MixVersion) -> None:
        """Goes back to a version for good, as one step; the monitor stays where it was."""
        self.stop()
        self._bridge.perform(recall_version(version.id))
        self.changed.emit()
