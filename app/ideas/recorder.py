"""Recording an idea: at once, from the chosen input, whatever the song does.

       start()            started()              stop(), or its end
    idle ------> requested --------> recording ------------------> idle, and one idea more
                     | refused()
                     +------------> idle
Lives: window, main thread.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from app.devices.devices import Devices
from app.documents.notices import NoticeBoard
from app.engine.ports import PassPort
from app.ideas.folder import IdeasFolder
from app.ideas.idea import Idea
from app.ideas.settings import ideas_folder
from app.messages.ideas import (
    IDEA_EMPTY,
    IDEA_RUNNING,
    STOP_PASS_FIRST,
    idea_input_missing,
    idea_kept,
    ideas_recovered,
)
from app.messages.recording import NO_DEVICE, NO_SOUND_CARD, recording_ended
from app.problems import Refused
from audio_engine.protocol import PassRequest, PassResult

Phase = Literal["idle", "requested", "recording"]


class IdeaRecorder:
    """Asks the engine for passes that leave the song alone, and makes ideas of them.

    Attributes:
        phase: Where the one recording stands.
        revision: Rises whenever the folder has changed.
        last: The idea that was recorded last.
        allow_virtual: Record through a clock, which holds silence.
        ends_with_program: The engine ends the recording if this program is gone, since no other could end it.
    """

    def __init__(
        self,
        port: Callable[[], PassPort],
        devices: Devices,
        board: NoticeBoard,
        song_records: Callable[[], bool],
        program: str = "",
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin idle.

        Args:
            port: The engine; raises Refused before there is one.
            devices: What is recorded from, and the settings that say from which input.
            board: Where the user is told.
            song_records: Whether a pass of the song runs.
            program: This program, as a sentence names it.
            now: Seconds of a clock that never jumps.
        """
        self._port, self._devices, self._board = port, devices, board
        self._song_records, self._program, self._now = song_records, program, now
        self.phase: Phase = "idle"
        self.revision = 0
        self.last: Idea | None = None
        self.allow_virtual = False
        self.ends_with_program = False
        self._pass_id = ""
        self._began_s = 0.0
        self._recover_due_s: float | None = None

    @property
    def folder(self) -> IdeasFolder:
        """Where ideas go on this machine."""
        return IdeasFolder(ideas_folder(self._devices.settings))

    @property
    def seconds(self) -> float:
        """How long the running recording is; 0 if none runs."""
        return self._now() - self._began_s if self.phase == "recording" else 0.0

    def toggle(self) -> None:
        """Record, or stop what records. Raises Refused as `start` does."""
        if self.phase == "idle":
            self.start()
        else:
            self.stop()

    def start(self, name: str = "") -> None:
        """Begin at once.

        Args:
            name: Of the idea; empty: by when and where.

        Raises:
            Refused: With the first thing that is missing.
        """
        self.check_idle()
        if self._song_records():
            raise Refused(STOP_PASS_FIRST)
        port, preferences = self._port(), self._devices.settings.preferences
        inputs = self.inputs()
        request = self.folder.new_pass(inputs, datetime.now().astimezone(), preferences.idea_place, name)
        request = msgspec.structs.replace(request, program=self._program, ends_with_client=self.ends_with_program)
        self.phase, self._pass_id = "requested", request.pass_id
        port.start_pass(request)

    def inputs(self) -> tuple[int, ...]:
        """The inputs from which ideas are recorded. Raises Refused if the open device does not have them."""
        device, wanted = self._devices.device, self._devices.settings.preferences.idea_inputs
        if device is None:
            raise Refused(NO_DEVICE)
        if device.backend == "virtual" and not self.allow_virtual:
            raise Refused(NO_SOUND_CARD)
        if max(wanted) > device.input_channels:
            raise Refused(idea_input_missing(max(wanted), device.input_channels))
        return wanted

    def stop(self) -> None:
        """End the recording; the idea is there a moment later."""
        if self.phase != "idle":
            self._port().end_pass()

    def check_idle(self, _what: str = "") -> None:
        """Raise Refused while an idea is recorded."""
        if self.phase != "idle":
            raise Refused(IDEA_RUNNING)

    # what the engine says

    def started(self, request: PassRequest) -> None:
        """The engine records this pass, for this window or for one that is gone."""
        self.phase, self._pass_id, self._began_s = "recording", request.pass_id, self._now()

    def refused(self) -> None:
        """The engine answered with a problem."""
        if self.phase == "requested":
            self.phase = "idle"

    def finished(self, result: PassResult) -> bool:
        """Make an idea of a pass.

        Returns:
            Whether the pass was one of the ideas folder; nothing else is taken.
        """
        folder = self.folder
        if not folder.owns(result.journal):
            return False
        if result.pass_id == self._pass_id:
            self.phase, self._pass_id = "idle", ""
        try:
            self.last = folder.take_in(result, self._devices.settings.preferences.idea_place)
        except Refused as refusal:  # the sound is there and is listed as it is
            self._board.post("warn", str(refusal))
            return True
        self.revision += 1
        self._board.post("info", IDEA_EMPTY if self.last is None else idea_kept(self.last.name, self.last.seconds))
        if result.reason:
            self._board.post("warn", recording_ended(result.reason))
        return True

    def engine_lost(self) -> None:
        """The engine is gone; what it had written is looked for once it is certainly dead."""
        if self.phase != "idle":
            self.phase, self._pass_id = "idle", ""
            self.look_for_lost(after_s=3.0)

    def reset(self) -> None:
        """Another window has the engine."""
        self.phase, self._pass_id = "idle", ""

    def look_for_lost(self, after_s: float = 0.0) -> None:
        """Bring back what a crash left, at a `poll` from then on."""
        self._recover_due_s = self._now() + after_s

    def poll(self) -> None:
        """Call often."""
        if self._recover_due_s is None or self._now() < self._recover_due_s:
            return
        self._recover_due_s = None
        try:
            found = self.folder.recover(self._pass_id)
        except Refused as refusal:
            self._board.post("warn", str(refusal))
            return
        if found:
            self.revision += 1
            self._board.post("info", ideas_recovered([idea.name for idea in found]))
