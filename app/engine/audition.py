"""Playing a file to the control room alone, while the song stays where it is: an idea, a reference. Never in a bounce.

Lives: window, main thread.
"""

from collections.abc import Callable
from pathlib import Path

from app.engine.ports import AuditionPort, AuditionReading
from app.messages.devices import LISTENING_NEEDS_DEVICE
from app.problems import Refused
from audio_engine.protocol import Audition as AuditionRequest


class Audition:
    """At most one file plays at a time; another one takes its place."""

    def __init__(self, port: Callable[[], AuditionPort | None]) -> None:
        self._port = port
        self._serial = 0
        self._path: Path | None = None

    def play(
        self,
        path: Path,
        *,
        start_frame: int = 0,
        loop: tuple[int, int] | None = None,
        gain: float = 1.0,
        replaces_mix: bool = True,
    ) -> None:
        """Play a media file, in place of the one that plays.

        Args:
            path: A WAV of any rate; mono is heard on both sides.
            start_frame: Where in the file it begins, in frames of the file.
            loop: First frame and the one after the last, in frames of the file, to go round; None: once, to its end.
            gain: Linear, 0 to 16.
            replaces_mix: The mix is not heard meanwhile; else both are.

        Raises:
            Refused: Without an open device. A file that cannot be played is a notice.
        """
        port = self._port()
        if port is None or port.device is None:
            raise Refused(LISTENING_NEEDS_DEVICE)
        self._serial = max(self._serial, port.readers.audition().serial) + 1
        self._path = path
        first, end = (-1, -1) if loop is None else loop
        port.audition(
            AuditionRequest(
                path=str(path), serial=self._serial, start_frame=start_frame,
                loop_start_frame=first, loop_end_frame=end, gain=gain, replaces_mix=replaces_mix,
            )
        )  # fmt: skip

    def stop(self) -> None:
        """Fade it out; the mix comes back."""
        port = self._port()
        if port is not None and self._path is not None:
            port.end_audition()
        self._path = None

    def _reading(self) -> AuditionReading:
        port = self._port()
        return AuditionReading() if port is None or port.device is None else port.readers.audition()

    @property
    def path(self) -> Path | None:
        """The file that plays or is about to; None for none."""
        reading = self._reading()
        is_over = reading.serial >= self._serial and not reading.is_playing
        return None if self._path is None or is_over else self._path

    @property
    def frame(self) -> int:
        """Where in the file it is, in frames of the file; 0 before it begins."""
        reading = self._reading()
        return reading.frame if reading.serial == self._serial else 0
