"""The pass that is being recorded, as the window knows it: one state machine, and the only place that holds it.

    IDLE ──request()──────────────► REQUESTED ──started()──► RECORDING ─┐ lost_audio()
     ▲ ▲                               │ refused()            │  ▲   ◄──┘
     │ └───────────────────────────────┘                      │  └─ started(), from any state: a pass that another
     │                                                        │     window began, or that the engine began at last
     ├──────────────────── finished() ◄───────────────────────┤
     │                                                        │
     │   request_retrospective()                              │
    IDLE ──────────────────────────────► WRITING ─────────────┤ engine_lost(), also from REQUESTED
     ▲ ▲                                   │ finished()       │
     │ └───────────────────────────────────┘ refused()        ▼
     └───────────────────── take_lost() ◄─────────────────── LOST
                            finished()

`reset()` leads to IDLE from everywhere: the song was closed, or another window took the engine over. WRITING is a
retrospective recording: what was played before the request is on its way to the disk. LOST: the engine ended in the
middle of the pass; once it is certainly dead, what it had written is read back.

Lives: window, main thread.
"""

from typing import Literal

from app.messages.recording import still_writing, stop_before
from app.model.song import Song
from app.problems import Refused
from app.recording.passes import guard_pass
from audio_engine.protocol import PassRequest as PassRequest

Phase = Literal["idle", "requested", "recording", "writing", "lost"]


class PassState:
    """Where the one pass that may run stands. Every change comes through a method named after what happened."""

    def __init__(self) -> None:
        self._phase: Phase = "idle"
        self._request: PassRequest | None = None
        self._retrospective = False
        self._lost_frames: tuple[int, ...] = ()

    @property
    def phase(self) -> Phase:
        """The state it is in."""
        return self._phase

    @property
    def recording(self) -> PassRequest | None:
        """The pass that records or was asked for; of a lost engine until it is read back."""
        return None if self._retrospective else self._request

    @property
    def retrospective(self) -> PassRequest | None:
        """The pass of what was played before, while it is written."""
        return self._request if self._retrospective else None

    @property
    def lost_frames(self) -> tuple[int, ...]:
        """Timeline frames at which the running pass lost audio."""
        return self._lost_frames

    def request(self, request: PassRequest) -> None:
        """A pass was asked for; the engine has not answered yet."""
        self._enter("requested", request)

    def request_retrospective(self, request: PassRequest) -> None:
        """What was played before was asked for."""
        self._enter("writing", request, retrospective=True)

    def started(self, request: PassRequest) -> None:
        """The engine records this pass."""
        self._enter("recording", request)
        self._lost_frames = ()

    def resumed(self, request: PassRequest) -> None:
        """The engine that was attached to records this pass for a window that is gone."""
        self._enter("recording", request)

    def lost_audio(self, timeline_frame: int) -> None:
        """The device lost audio there."""
        self._lost_frames = (*self._lost_frames, timeline_frame)

    def refused(self) -> None:
        """The engine answered a request with a problem; a pass that runs already goes on."""
        if self._phase in ("requested", "writing"):
            self._enter("idle", None)

    def finished(self, pass_id: str) -> bool:
        """A pass came to its end.

        Returns:
            True if it was the retrospective one that is being written.
        """
        self._lost_frames = ()  # the takes hold them from now on
        if self._request is None or self._request.pass_id != pass_id:
            return False
        retrospective = self._retrospective
        self._enter("idle", None)
        return retrospective

    def engine_lost(self) -> None:
        """The engine ended; a pass that ran is to be read back."""
        if self._request is not None:
            self._phase = "lost"

    def take_lost(self) -> str:
        """The identity of the pass to read back, which ends here; empty if none was lost."""
        if self._phase != "lost" or self._request is None:
            return ""
        pass_id = self._request.pass_id
        self.reset()
        return pass_id

    def reset(self) -> None:
        """Nothing records here from now on."""
        self._enter("idle", None)
        self._lost_frames = ()

    def guard(self, old: Song, new: Song) -> None:
        """Refuse what must not change under a running pass.

        Raises:
            EditRefused: With what cannot change.
        """
        if self._request is not None:
            guard_pass(self._request, old, new)

    def check_idle(self, what: str) -> None:
        """Raise Refused while anything is recorded or written; `what` is what has to wait: "opening another song"."""
        if self.recording is not None:
            raise Refused(stop_before(what))
        if self.retrospective is not None:
            raise Refused(still_writing(what))

    def _enter(self, phase: Phase, request: PassRequest | None, *, retrospective: bool = False) -> None:
        self._phase, self._request, self._retrospective = phase, request, retrospective
