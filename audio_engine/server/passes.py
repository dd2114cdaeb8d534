"""The engine's passes: the one that runs, and those that are finished and not yet in the song.

                 start                       the writer has finished
    none -----------------------> running --------------------------> none, and one more to hand out
                                                                             | taken by the client
                                                                             v
                                                                         forgotten
Lives: engine, main thread.
"""

import logging
from pathlib import Path

from audio_engine.memory import EngineMemory
from audio_engine.protocol import PassRequest, PassResult
from audio_engine.rt import layout as at
from audio_engine.server.device_session import DeviceSession
from audio_engine.shared_memory import read_sequenced

FADED_AFTER_S = 0.1  # a block, and the fade of a Stop
_log = logging.getLogger(__name__)


class PassRefused(Exception):
    """One sentence: why nothing is recorded."""


class Passes:
    """Starts passes on an open device, and keeps their results until a client has them in its song."""

    def __init__(self, session: DeviceSession) -> None:
        self.running: PassRequest | None = None
        self._session = session
        self._finished: dict[str, PassResult] = {}

    @property
    def finished(self) -> tuple[PassResult, ...]:
        """The passes that no client has taken yet, oldest first."""
        return tuple(self._finished.values())

    def start(self, request: PassRequest) -> None:
        """Open the files and roll. Raises PassRefused; nothing was changed then."""
        session = self._session
        if session.memory is None or session.writer is None or session.device is None:
            raise PassRefused("No audio device is open. Choose one before you record.")
        if self.running is not None:
            raise PassRefused("A recording is running already.")
        try:
            session.writer.begin(request)
        except OSError as error:
            raise _refused("Recording cannot begin", request, error) from error
        self._begin(request)
        if request.rolls:
            _roll(session.memory, request)

    def end(self) -> None:
        """End a running pass that does not roll."""
        if self.running is not None and not self.running.rolls and self._session.writer is not None:
            self._session.writer.end_pass()

    def start_retrospective(self, request: PassRequest, seconds: float) -> None:
        """Write what was captured in the last `seconds`. Raises PassRefused; nothing was changed then."""
        session = self._session
        if session.writer is None or session.device is None:
            raise PassRefused("No audio device is open, so there is nothing to keep. Choose one first.")
        if self.running is not None:
            raise PassRefused("A recording is running and keeps what you play. Stop it first.")
        if session.device.keep_seconds <= 0:
            raise PassRefused("Retrospective recording is off. Turn it on first.")
        try:
            session.writer.begin_retrospective(request, min(seconds, session.device.keep_seconds))
        except OSError as error:
            raise _refused("What was played cannot be kept", request, error) from error
        self._begin(request)

    def _begin(self, request: PassRequest) -> None:
        self.running = request
        _log.info("Pass %s of %d files begins.", request.pass_id, len(request.files))

    def finish(self, result: PassResult) -> None:
        """The writer has finished the running pass."""
        self._finished[result.pass_id] = result
        self.running = None
        _log.info("Pass %s ended, %d gaps. %s", result.pass_id, len(result.gaps), result.reason)

    def forget(self, pass_ids: tuple[str, ...]) -> None:
        """The client has these in its song."""
        for pass_id in pass_ids:
            self._finished.pop(pass_id, None)


def _roll(memory: EngineMemory, request: PassRequest) -> None:
    """Roll for a pass. A transport that is past the punch is stopped first, and goes back once it has faded out."""
    clock, due_frame = read_sequenced(memory.clock_sequence, memory.clock), -1
    punched = request.punch_out_frame > request.punch_in_frame >= 0
    rolling = int(clock["state"]) == at.ROLLING
    if punched and rolling and int(clock["timeline"]) >= request.punch_in_frame:
        memory.server_control.command(at.COMMAND_STOP)
        due_frame = int(clock["engine_frame"]) + int(FADED_AFTER_S * memory.rate_hz)
    memory.server_control.command(
        at.COMMAND_ROLL, 1, request.count_in_frames, request.end_frame, request.start_frame,
        request.punch_in_frame, request.punch_out_frame, engine_frame=due_frame,
    )  # fmt: skip


def _refused(what: str, request: PassRequest, error: OSError) -> PassRefused:
    _log.warning("%s: %s", what, error)
    place = Path(error.filename or request.song_folder).name
    return PassRefused(f"{what}: {place}: {error.strerror}. Nothing was changed.")
