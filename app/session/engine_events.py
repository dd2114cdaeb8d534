"""What the session does about each thing that the engine tells.

Lives: window, main thread.
"""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from app.documents.notices import NoticeKind
from app.problems import EditRefused, Refused
from audio_engine.protocol import (
    AudioLost,
    DeviceFailed,
    DeviceLost,
    DeviceOpened,
    DeviceRequest,
    EngineEvent,
    EngineLost,
    PassFinished,
    PassResult,
    PassStarted,
    Problem,
    RetrospectiveRequested,
    Revoked,
    Unreadable,
)

if TYPE_CHECKING:
    from app.session.session import Session


_log = logging.getLogger(__name__)


class EngineEventHandler:
    """One method an event; state lives in the session and its engine link."""

    def __init__(self, session: "Session") -> None:
        self._session = session
        self._asked = False  # a pass was asked for and has not started yet
        self._lost_pass = ""  # of an engine that ended in the middle of it
        self._asked_to_keep = False  # another program waits for an answer
        self._told_end = ""  # the notice of a pass that ended with the last event

    def pass_asked(self) -> None:
        self._asked = True

    def handle(self, event: EngineEvent) -> None:
        _log.info("%.500s", event)
        session = self._session
        told_end, self._told_end = self._told_end, ""
        match event:
            case DeviceOpened(device):
                if device.backend == "portaudio":  # the clock that stands in for a sound card settles nothing
                    session.board.settle(session.link.device_problem)
                    session.device_watch.wanted = None
                session.link.device_opened(device)
                if session.has_song:
                    session.link.push_plan(session.song)  # how performers hear themselves depends on the device
                    if device.backend == "portaudio":
                        session.tell_held_inputs()
                requested = None if session.link.inherited else session.link.requested
                if session.remember_device and requested is not None and requested.backend == "portaudio":
                    session.settings.device = requested
                    session.save_settings()
            case DeviceFailed():
                self._device_failed(event)
            case DeviceLost(sentence):
                if told_end:
                    session.board.withdraw(told_end)  # one loss, one notice
                session.link.device_gone(sentence)
                session.board.post("error", sentence, "Open it again", self._open_again)
            case PassStarted(request):
                session.recording_pass, self._asked, session.lost_now = request, False, ()
            case AudioLost(gap):
                session.lost_now = (*session.lost_now, gap.timeline_frame)
            case PassFinished(result):
                self._pass_finished(result)
            case RetrospectiveRequested(names):
                self._keep(names)
            case Problem(sentence):
                self._answer_retrospective(False, sentence)
                if self._asked:  # instead of PassStarted: the recording did not begin
                    session.recording_pass, self._asked = None, False
                session.keeping_pass = None
                session.board.post("warn", sentence)
            case Unreadable(sentence):
                session.board.post("error", sentence)
            case Revoked():
                session.link.device_gone("Another window has taken this song's engine over.")
                session.recording_pass = session.keeping_pass = None
                session.lost_now = ()
                session.board.post(
                    "error",
                    "This song is now open in another Worktape window. This window no longer controls the sound.",
                )
            case EngineLost(sentence):
                self._engine_lost(sentence)

    def look_back(self) -> None:
        """At an engine's start: a pass that still runs, ones that ended meanwhile, ones that were cut short."""
        session = self._session
        engine = session.link.controller
        if engine is None or session.inbox is None:
            return
        running = engine.running_pass
        if running is not None and session.recording_pass is None:
            if session.unsaved is not None:  # of the window that began it: its tracks may never have been saved
                session.accept_autosave()
            session.recording_pass = running
            session.hear_inputs()  # its performer has heard them all the time
            session.board.post("info", "A recording of this song is still running; it continues here.")
        for event in engine.poll():
            self.handle(event)
        session.inbox.look_for_lost(set() if running is None else {running.pass_id})
        session.inbox.offer()

    def _device_failed(self, event: DeviceFailed) -> None:
        session = self._session
        session.link.device_gone(event.sentence)
        nearest, goes_on = event.nearest, session.fall_back_to_virtual
        requested = session.link.requested
        if nearest is not None:
            session.board.post("error", event.sentence, "Use what works", lambda: session.open_device(nearest))
        elif requested is not None and requested.backend == "portaudio":
            again = session.device_watch.wanted = requested
            kind: NoticeKind = "warn" if goes_on else "error"
            session.board.post(kind, event.sentence, "Try again", lambda: session.open_device(again))
        else:
            session.board.post("error", event.sentence)
        if session.fall_back_to_virtual and (requested is None or requested.backend != "virtual"):
            session.link.open_device(
                DeviceRequest(backend="virtual"), session.song.rate_hz if session.has_song else 48000
            )
            session.link.device_problem = event.sentence

    def _pass_finished(self, result: PassResult) -> None:
        session = self._session
        if session.recording_pass is not None and session.recording_pass.pass_id == result.pass_id:
            session.recording_pass = None
        session.lost_now = ()  # its takes tell it
        kept = session.keeping_pass is not None and session.keeping_pass.pass_id == result.pass_id
        if kept:
            session.keeping_pass = None
        if session.inbox is None or Path(result.journal).parent.resolve() != session.opened.folder.passes.resolve():
            return  # of another song: it is offered when that one is opened
        try:
            session.inbox.take_in(result)
        except EditRefused as refusal:
            text = f"The takes are safe in the song's folder: {refusal}"
            session.board.post("error", text)
            self._answer_retrospective(False, text)
            return
        controller = session.link.controller
        if controller is not None:
            controller.take_passes([result.pass_id])
        if kept:
            self._tell_kept(result)
        if result.reason:
            self._told_end = f"The recording ended. {result.reason}"
            session.board.post("warn", self._told_end)
        if result.gaps:
            times = "once" if len(result.gaps) == 1 else f"{len(result.gaps)} times"
            session.board.post("warn", f"The device lost audio {times} during the take; the ruler shows where.")

    def _tell_kept(self, result: PassResult) -> None:
        names = ", ".join(file.name for file in result.files)
        seconds = sum(round_.length_frames for round_ in result.rounds) / result.rate_hz
        text = f"Kept on {names}: the last {seconds:.0f} s." if names else "There was no sound to keep."
        self._session.board.post("info", text)
        self._answer_retrospective(bool(names), text)

    def _keep(self, names: tuple[str, ...]) -> None:
        """As the key does, for another program: `worktape keep`."""
        session, self._asked_to_keep = self._session, True
        by_name = {track.name.casefold(): track.id for track in session.song.tracks} if session.has_song else {}
        try:
            unknown = [name for name in names if name.casefold() not in by_name]
            if unknown:
                raise Refused(f"The song has no track {unknown[0]}.")
            session.keep_recent([by_name[name.casefold()] for name in names])
        except Refused as refusal:
            self._answer_retrospective(False, str(refusal))

    def _answer_retrospective(self, done: bool, sentence: str) -> None:
        controller = self._session.link.controller
        if self._asked_to_keep and controller is not None:
            controller.answer_retrospective(done, sentence)
        self._asked_to_keep = False

    def _engine_lost(self, sentence: str) -> None:
        """The controller starts another engine; what the lost one had recorded is read back at the next poll."""
        session = self._session
        lost = session.recording_pass or session.keeping_pass
        if lost is not None:
            self._lost_pass = lost.pass_id
        session.link.device_gone(sentence)
        session.board.post("warn", sentence)

    def read_back_lost_pass(self) -> None:
        """At the poll after the loss, when the lost engine is certainly dead and writes no more."""
        controller = self._session.link.controller
        if not self._lost_pass or (controller is not None and not controller.lost_engine_is_dead):
            return
        session, lost = self._session, self._lost_pass
        self._lost_pass, session.recording_pass, session.keeping_pass, session.lost_now = "", None, None, ()
        if session.inbox is not None:
            for result in session.inbox.fetch_lost(lost):
                self._pass_finished(result)

    def _open_again(self) -> None:
        session = self._session
        session.open_device(session.settings.device)
