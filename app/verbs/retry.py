"""Set the running take aside and try again: stop, wait for the take to arrive, discard it, record from the same place.

It lies among the discarded takes of its track. If somebody stops, plays, records or goes elsewhere before the take has
arrived, it is only discarded.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.discarding import discard_pass, takes_of
from app.engine.transport import Transport
from app.messages.recording import set_aside, takes_set_aside
from app.messages.song import NO_TAKE_RUNNING
from app.model.ids import PassId
from app.model.song import Song
from app.problems import NothingToDo
from app.recording.pass_state import PassState
from app.recording.recorder import Recorder
from app.song.document import Document
from audio_engine.protocol import PassRequest


class Retry:
    """`poll` has to be called regularly.

    Args:
        passes: What is being recorded.
        transport: Is stopped first.
        document: Where the take arrives and is discarded.
        recorder: Records again.
        attempt: Runs a verb, reports its refusal and returns whether it was carried out.
        on_discarded: Is called with a sentence and the song before, to offer what was discarded.
    """

    def __init__(
        self,
        passes: PassState,
        transport: Transport,
        document: Document,
        recorder: Recorder,
        attempt: Callable[[Callable[[], object]], bool],
        on_discarded: Callable[[str, Song], object],
    ) -> None:
        self._passes, self._transport, self._document, self._recorder = passes, transport, document, recorder
        self._attempt, self._on_discarded = attempt, on_discarded
        self._pending_pass: PassRequest | None = None  # its take is on the way
        self._orders = 0  # of the transport, when it was asked for

    def begin(self) -> None:
        """Stop the running pass; the rest follows in `poll`.

        Raises:
            NothingToDo: No pass is running.
        """
        running = self._passes.recording
        if running is None:
            raise NothingToDo(NO_TAKE_RUNNING)
        self._attempt(self._transport.stop)
        self._pending_pass, self._orders = running, self._transport.orders

    def poll(self) -> None:
        """Discard the take once it has arrived, and record again."""
        passes, transport, pending = self._passes, self._transport, self._pending_pass
        if pending is None:
            return
        taken_back = transport.orders != self._orders
        if passes.recording is not None:
            if passes.recording.pass_id != pending.pass_id:
                self._pending_pass = None  # something else is recorded by now: what is there stays
            return
        if transport.clock.state != "stopped" and not taken_back:
            return
        self._pending_pass = None
        self._discard(pending)
        if not taken_back:
            punched = pending.punch_out_frame > pending.punch_in_frame >= 0
            # with its place, because a locate would not have arrived yet; a punch knows its place itself
            self._attempt(lambda: self._recorder.record(start_frame=None if punched else pending.start_frame))

    def _discard(self, of: PassRequest) -> None:
        """What else ended with the same Stop, such as an automation pass, may lie above its takes: it is undone."""
        document, pass_id = self._document, PassId(of.pass_id)
        history = document.opened.history
        while (below := history.song_at(history.position - 1)) is not None and takes_of(below, pass_id):
            if not self._attempt(document.undo):
                return
        before = document.song
        takes = takes_of(before, pass_id)  # none if it was stopped before its punch
        if takes and self._attempt(lambda: document.perform(discard_pass(pass_id))):
            self._on_discarded(set_aside(takes[0].name) if len(takes) == 1 else takes_set_aside(len(takes)), before)
