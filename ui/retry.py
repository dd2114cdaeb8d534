"""Discard the take and try again: stop, wait for the take to arrive, undo it, record once more from the same place.
Whoever stops, plays, records or goes elsewhere before the take is there only discards it.

Lives: window, main thread.
"""

from PySide6.QtCore import QObject

from app.session.session import PassRequest
from ui.bridge import Bridge


class Retry(QObject):
    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._again: PassRequest | None = None  # its take is on the way
        self._orders = 0  # of the transport, when it was asked for
        bridge.ticked.connect(self._on_tick)

    def begin(self) -> None:
        running = self._bridge.session.recording_pass
        if running is None:
            self._bridge.noticed.emit("info", "No take is running that could be tried again.", None, None)
            return
        self._bridge.attempt(self._bridge.session.stop)
        self._again, self._orders = running, self._bridge.session.transport_orders

    def _on_tick(self) -> None:
        session, again = self._bridge.session, self._again
        if again is None:
            return
        taken_back = session.transport_orders != self._orders
        if session.recording_pass is not None:
            if session.recording_pass.pass_id != again.pass_id:
                self._again = None  # something else is recorded by now: what is there stays
            return
        if self._bridge.clock.state != "stopped" and not taken_back:
            return
        self._again = None
        self._discard(again)
        if not taken_back:
            punched = again.punch_out_frame > again.punch_in_frame >= 0
            # with its place, because a locate would not have arrived yet; a punch knows its place itself
            self._bridge.attempt(lambda: session.record(start_frame=None if punched else again.start_frame))

    def _discard(self, of: PassRequest) -> None:
        """What else ended with the same Stop, such as an automation pass, may lie above its takes: it goes with them."""
        session = self._bridge.session
        while self._has_takes(of) and session.undo_label is not None:
            if not self._bridge.attempt(session.undo):
                break

    def _has_takes(self, of: PassRequest) -> bool:
        """None, where it was stopped before its punch."""
        return any(take.pass_id == of.pass_id for track in self._bridge.song.tracks for take in track.takes)
