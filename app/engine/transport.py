"""The transport: play, stop, locate, and the clock that says where it is.

Lives: window, main thread.
"""

from collections.abc import Callable
from typing import NamedTuple

from app.engine.ports import TransportPort
from app.engine.practice import Practice
from app.messages.devices import ENGINE_NOT_RUNNING
from app.problems import Refused
from audio_engine.client.readings import ClockReading
from audio_engine.plan import AS_WRITTEN

IDLE_CLOCK = ClockReading("stopped", 0, 0, False, 0, 0, 0.0, 0.0)


class _Place(NamedTuple):
    """Where it was sent while it stood: the engine goes there a block later, and its frames are no whole ones of the song.

    Attributes:
        before: Where the engine stood.
        engine_frame: Where it will stand.
        song_frame: The frame of the song that either stands for.
    """

    before: int
    engine_frame: int
    song_frame: int


class Transport:
    """Without a device it stands where somebody went, or where it was when the device was lost; the next one begins there."""

    def __init__(self, port: Callable[[], TransportPort | None], returns: Callable[[], bool] = lambda: False) -> None:
        """Stand still.

        Args:
            port: The engine; None before there is one.
            returns: Whether a stop by hand goes back to where playback began.
        """
        self.practice = Practice()
        self._place: _Place | None = None
        self._port, self._returns = port, returns
        self._began_frame = 0  # where it rolls from
        self._parked_frame = 0  # where it stands while no device moves it
        self._is_parked = True  # until the clock of a device shows that place
        self._had_device = False
        self.orders = 0  # how often somebody played, stopped, recorded or went elsewhere

    @property
    def clock(self) -> ClockReading:
        """State and position in the song, read at one moment."""
        clock, time, place = self.engine_clock, self.practice.time, self._place
        if place is not None and clock.state == "stopped":
            if clock.frame == place.engine_frame:
                self._place = place = place._replace(before=place.engine_frame)
            if clock.frame in (place.before, place.engine_frame):
                return clock._replace(frame=place.song_frame)
        return clock if time == AS_WRITTEN else clock._replace(frame=round(time.song_frame(clock.frame)))

    @property
    def engine_clock(self) -> ClockReading:
        """State and position on the engine's own timeline, read at one moment."""
        port = self._port()
        reading = IDLE_CLOCK if port is None else port.readers.clock()
        if port is None or port.device is None or (self._is_parked and not _moves(reading)):
            return reading._replace(frame=self._parked_frame)
        return reading

    def begin_song(self) -> None:
        """Another song was opened: it stands at its start, unless it is being recorded."""
        self._began_frame = self._parked_frame = 0
        self._place = None

    def poll(self) -> None:
        """To be called often: sends a new device to where the transport stands, and notes where a device took it."""
        port = self._port()
        had_device, self._had_device = self._had_device, port is not None and port.device is not None
        if port is None or port.device is None:
            self._is_parked = True
            return
        reading = port.readers.clock()
        if _moves(reading) or reading.frame == self._parked_frame:
            self._is_parked = False
        elif self._is_parked and not had_device:
            port.locate(self._parked_frame)
        if not self._is_parked:
            self._parked_frame = max(reading.frame, 0)

    def play(self, count_in_frames: int = 0) -> None:
        """Roll from where it stands; a pass that records is punched out, and the song plays on.

        Args:
            count_in_frames: How much is counted in before it rolls, in frames of the song.

        Raises:
            Refused: Before there is an engine.
        """
        port = self._port()
        if port is None:
            raise Refused(ENGINE_NOT_RUNNING)
        self.note_start()
        port.play(round(count_in_frames / self.practice.speed))

    def stop_at(self, frame: int | None) -> None:
        """While it rolls: stop by itself at this frame of the song, also at the end of the loop; None: go on."""
        port = self._port()
        if port is not None and self.clock.state == "rolling":
            port.play(stop_frame=-1 if frame is None else self.practice.time.engine_frame(frame))

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
        self._go_to(self._began_frame)

    def settle(self, speed: float) -> None:
        """While it stands: play the song at this speed, from where it is."""
        frame, before = max(0, self.clock.frame), self.engine_clock.frame
        self.practice.settle(speed)
        self._go_to(frame)
        self._place = _Place(before, self.practice.time.engine_frame(frame), frame)

    def _go_to(self, frame: int) -> None:
        port, time = self._port(), self.practice.time
        there = time.engine_frame(frame)
        self._place = None if time == AS_WRITTEN else _Place(there, there, frame)
        if self._is_parked:
            self._parked_frame = there
        if port is not None:
            port.locate(there)

    def return_to_start(self) -> None:
        """Go to frame 0."""
        self.locate(0)

    def clear_load_peak(self) -> None:
        """Restart the measurement of the engine's highest load."""
        port = self._port()
        if port is not None:
            port.readers.clear_load_peak()


def _moves(reading: ClockReading) -> bool:
    return reading.state != "stopped" or reading.recording
