"""What the session does about each event of the engine.

Lives: window, main thread.
"""

import logging
from pathlib import Path

from app.devices.devices import Devices
from app.documents.notices import NoticeBoard
from app.engine.handle import EngineHandle
from app.engine.link import EngineLink
from app.engine.meters import Meters
from app.ideas.recorder import IdeaRecorder
from app.messages.devices import ENGINE_TAKEN_OVER, TAKEN_OVER
from app.messages.recording import RECORDING_CONTINUES, recording_ended, take_lost_audio, takes_are_safe
from app.problems import EditRefused
from app.recording.pass_state import PassState
from app.recording.retrospective import Retrospective
from app.session.muted_inputs import MutedInputs
from app.song.document import Document
from audio_engine.protocol import (
    AudioLost,
    DeviceFailed,
    DeviceLost,
    DeviceOpened,
    DeviceState,
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

_log = logging.getLogger(__name__)


class EngineEvents:
    """Hands each event to the part that it concerns, and keeps notices from saying one thing twice."""

    def __init__(
        self,
        engine: EngineHandle,
        document: Document,
        devices: Devices,
        link: EngineLink,
        meters: Meters,
        passes: PassState,
        retrospective: Retrospective,
        ideas: IdeaRecorder,
        muted_inputs: MutedInputs,
        board: NoticeBoard,
    ) -> None:
        self._engine, self._document, self._devices = engine, document, devices
        self._link, self._meters = link, meters
        self._passes, self._retrospective, self._muted_inputs = passes, retrospective, muted_inputs
        self._ideas, self._board = ideas, board
        self._end_notice = ""  # of a pass that ended with the last event

    def poll(self) -> None:
        """Take in all events since the last poll."""
        controller = self._engine.controller
        if controller is None:
            return
        events = controller.poll()
        self._read_back_lost_pass(engine_is_dead=controller.lost_engine_is_dead)
        for event in events:
            self.handle(event)

    def handle(self, event: EngineEvent) -> None:
        """Do what one event asks for."""
        _log.info("%.500s", event)
        end_notice, self._end_notice = self._end_notice, ""
        match event:
            case DeviceOpened(device):
                self._device_opened(device)
            case DeviceFailed():
                self._devices.failed(event)
            case DeviceLost(sentence):
                if end_notice:
                    self._board.withdraw(end_notice)  # one loss, one notice
                self._devices.lost(sentence)
            case PassStarted(request) if not request.rolls:
                self._ideas.started(request)
            case PassStarted(request):
                self._passes.started(request)
            case AudioLost(gap):
                self._passes.lost_audio(gap.timeline_frame)
            case PassFinished(result):
                self._pass_finished(result)
            case RetrospectiveRequested(names):
                self._retrospective.capture_for(names)
            case Problem(sentence):
                self._retrospective.answer(False, sentence)
                self._passes.refused()
                self._ideas.refused()
                self._board.post("warn", sentence)
            case Unreadable(sentence):
                self._board.post("error", sentence)
            case Revoked():
                self._devices.choice.lost(ENGINE_TAKEN_OVER)
                self._passes.reset()
                self._ideas.reset()
                self._board.post(
                    "error",
                    TAKEN_OVER,
                )
            case EngineLost(sentence):  # the controller starts another one; the lost pass is read back at the next poll
                self._passes.engine_lost()
                self._ideas.engine_lost()
                self._devices.lost(sentence, "warn")

    def look_back(self) -> None:
        """At an engine's start: a pass that still runs, ones that ended meanwhile, ones that were cut short."""
        controller, inbox = self._engine.require(), self._document.inbox
        running = controller.running_pass
        self._ideas.look_for_lost()
        if running is not None and not running.rolls:
            self._ideas.started(running)
        elif running is not None and self._passes.recording is None:
            if (
                self._document.autosave.unsaved is not None
            ):  # of the window that began it: its tracks may never have been saved
                self._document.autosave.accept()
            self._passes.resumed(running)
            self._muted_inputs.unmute()  # its performer has heard them all the time
            self._board.post("info", RECORDING_CONTINUES)
        for event in controller.poll():
            self.handle(event)
        inbox.look_for_lost(set() if running is None else {running.pass_id})
        inbox.offer()

    def _device_opened(self, device: DeviceState) -> None:
        self._devices.opened(device)
        self._meters.push_watched()  # the engine may be another one than before
        if self._document.has_song:
            self._link.push_plan(self._document.song)  # how performers hear themselves depends on the device
            if device.backend == "portaudio":
                self._muted_inputs.offer()

    def _pass_finished(self, result: PassResult) -> None:
        if self._ideas.finished(result):
            controller = self._engine.controller
            if controller is not None:
                controller.take_passes([result.pass_id])
            return
        retrospective = self._passes.finished(result.pass_id)
        if not self._document.has_song or not self._is_of_open_song(result):
            return  # it is offered when its song is opened
        try:
            self._document.inbox.take_in(result)
        except EditRefused as refusal:
            sentence = takes_are_safe(str(refusal))
            self._board.post("error", sentence)
            self._retrospective.answer(False, sentence)
            return
        controller = self._engine.controller
        if controller is not None:
            controller.take_passes([result.pass_id])
        if retrospective:
            self._retrospective.report(result)
        if result.reason:
            self._end_notice = recording_ended(result.reason)
            self._board.post("warn", self._end_notice)
        if result.gaps:
            times = "once" if len(result.gaps) == 1 else f"{len(result.gaps)} times"
            self._board.post("warn", take_lost_audio(times))

    def _is_of_open_song(self, result: PassResult) -> bool:
        return Path(result.journal).parent.resolve() == self._document.opened.folder.passes.resolve()

    def _read_back_lost_pass(self, *, engine_is_dead: bool) -> None:
        """Called once the lost engine is certainly dead and writes nothing."""
        pass_id = self._passes.take_lost() if engine_is_dead else ""
        if pass_id and self._document.has_song:
            for result in self._document.inbox.fetch_lost(pass_id):
                self._pass_finished(result)
