"""Discard the take and try again: stop, wait for the take to arrive, undo it, record once more from the same place.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject

from ui.bridge import Bridge


class Retry(QObject):
    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._waiting_from: int | None = None
        bridge.ticked.connect(self._on_tick)

    def begin(self) -> None:
        running = self._bridge.studio.recording_pass
        if running is None:
            self._bridge.noticed.emit("info", "No take is running that could be tried again.", None, None)
            return
        self._waiting_from = running.start_frame
        self._label_before = self._bridge.studio.undo_label
        self._bridge.attempt(self._bridge.studio.stop)

    def _on_tick(self) -> None:
        studio, start = self._bridge.studio, self._waiting_from
        if start is None or studio.recording_pass is not None or self._bridge.clock.recording:
            return
        self._waiting_from = None
        if studio.undo_label != self._label_before:
            self._bridge.attempt(studio.undo)
        self._bridge.attempt(lambda: studio.locate(start))
        self._bridge.attempt(studio.record)
