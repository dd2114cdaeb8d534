"""The transport: play, stop, locate, and the clock that says where it is.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.engine.ports import TransportPort
from app.messages.devices import ENGINE_NOT_RUNNING
from app.problems import Refused
from audio_engine.client.readings import ClockReading

IDLE_CLOCK = ClockReading("stopped", 0, 0, False, 0, 0, 0.0, 0.0)


class Transport:
    """Before there is an engine it stands at 0."""

    def __init__(self, port: Callable[[], TransportPort | None]) -> None:
        self._port = port
        self.orders = 0  # how often somebody played, stopped, recorded or went elsewhere

    @property
    def clock(self) -> ClockReading:
        """State and position, read at one moment."""
        port = self._port()
        return IDLE_CLOCK if port is None else port.readers.clock()

    def play(self) -> None:
        """Roll from where it stands; a pass that records is punched out, and the song plays on.

        Raises:
            Refused: Before there is an engine.
        """
        port = self._port()
        if port is None:
            raise Refused(ENGINE_NOT_RUNNING)
        port.play()
        self.orders += 1

    def stop(self) -> None:
        """Stop, and with it a running pass, whose takes are kept."""
        self.orders += 1
        port = self._port()
        if port is not None:
            port.stop()

    def toggle_play(self) -> None:
        """Play when stopped, else stop."""
        if self.clock.state == "stopped":
            self.play()
        else:
            self.stop()

    def locate(self, frame: int) -> None:
        """Go to a timeline frame; one before the start is the start."""
        self.orders += 1
        port = self._port()
        if port is not None:
            port.locate(max(frame, 0))

    def return_to_start(self) -> None:
        """Go to frame 0."""
        self.locate(0)

    def clear_load_peak(self) -> None:
        """Restart the measurement of the engine's highest load."""
        port = self._port()
        if port is not None:
            port.readers.clear_load_peak()
