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

    def __init__(self, port: Callable[[], TransportPort | None], returns: Callable[[], bool] = lambda: False) -> None:
        """Stand still.

        Args:
            port: The engine; None before there is one.
            returns: Whether a stop by hand goes back to where playback began.
        """
        self._port, self._returns = port, returns
        self._began_frame = 0  # where it rolls from
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
        self.note_start()
        port.play()

    def note_start(self) -> None:
        """Remember where it stands: somebody lets it roll from there, with or without a pass."""
        self.orders += 1
        if self.clock.state == "stopped":
            self._began_frame = self.clock.frame

    def stop(self) -> None:
        """Stop, and with it a running pass, whose takes are kept."""
        self.orders += 1
        port = self._port()
        if port is not None:
            port.stop()

    def toggle_play(self) -> None:
        """Play when stopped, else stop by hand."""
        if self.clock.state == "stopped":
            self.play()
        else:
            self.halt()

    def halt(self) -> None:
        """Stop by hand: as `stop`, and by choice back to where playback began, or where somebody went meanwhile."""
        rolled = self.clock.state != "stopped"
        self.stop()
        if rolled and self._returns():
            self.locate(self._began_frame)

    def locate(self, frame: int) -> None:
        """Go to a timeline frame; one before the start is the start."""
        self.orders += 1
        self._began_frame = max(frame, 0)
        port = self._port()
        if port is not None:
            port.locate(self._began_frame)

    def return_to_start(self) -> None:
        """Go to frame 0."""
        self.locate(0)

    def clear_load_peak(self) -> None:
        """Restart the measurement of the engine's highest load."""
        port = self._port()
        if port is not None:
            port.readers.clear_load_peak()
