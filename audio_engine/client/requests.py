"""What a client asks of an engine in one message each, and waits for nothing.

Lives: window or command line, main thread.
"""

from collections.abc import Sequence

from audio_engine import protocol
from audio_engine.protocol import PassRequest


class EngineRequests:
    """Part of EngineClient, which knows the engine."""

    def _send(self, message: protocol.ClientMessage) -> None:
        raise NotImplementedError

    def reset_loudness(self) -> None:
        """Begin integrated loudness, range and maxima again."""
        self._send(protocol.ResetLoudness())

    # audition

    def audition(self, request: protocol.Audition) -> None:
        """Play a file in the monitor path alone; `readers.audition` says how far it is."""
        self._send(request)

    def end_audition(self) -> None:
        """Fade out the file that plays there."""
        self._send(protocol.EndAudition())

    # passes

    def end_pass(self) -> None:
        """End a running pass that does not roll; PassFinished follows."""
        self._send(protocol.EndPass())

    def start_pass(self, request: PassRequest) -> None:
        """Record; answered by PassStarted or Problem, and ends with PassFinished."""
        self._send(protocol.StartPass(request))

    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None:
        """Make a pass of what was captured before this call; answered by PassFinished or Problem."""
        self._send(protocol.StartRetrospectivePass(request, seconds))

    def answer_retrospective(self, done: bool, sentence: str) -> None:
        """Answer the program that asked (RetrospectiveRequested)."""
        self._send(protocol.AnswerRetrospective(done, sentence))

    def take_passes(self, ids: Sequence[str]) -> None:
        """Say that these passes are in the song now: the engine may forget them."""
        self._send(protocol.TakePasses(tuple(ids)))
