"""Retrospective recording: what was played in the last minute becomes takes, though nobody had pressed Record.

Lives: window, main thread.
"""

from collections.abc import Callable, Collection

from app.devices.devices import REMEMBERED_S, Devices
from app.documents.notices import NoticeBoard
from app.engine.ports import PassPort
from app.engine.transport import Transport
from app.messages.devices import ENGINE_NOT_RUNNING
from app.messages.recording import (
    NO_SOUND_TO_KEEP,
    NOTHING_REMEMBERED,
    RECORDING_KEEPS_IT,
    RETROSPECTIVE_OFF,
    kept,
    unknown_track,
)
from app.model.ids import TrackId
from app.problems import Refused
from app.recording.passes import RollRange, check_inputs, tracks_to_keep_on
from app.recording.recorder import Recorder
from app.song.document import Document
from audio_engine.protocol import PassRequest, PassResult


class Retrospective:
    """The engine remembers every input; `capture` asks for it. Another program may ask too, and gets an answer."""

    def __init__(
        self,
        port: Callable[[], PassPort | None],
        recorder: Recorder,
        document: Document,
        transport: Transport,
        devices: Devices,
        board: NoticeBoard,
    ) -> None:
        self._port = port
        self._recorder = recorder
        self._document, self._transport, self._devices, self._board = document, transport, devices, board
        self._awaits_answer = False  # another program

    def set_on(self, on: bool) -> None:
        """Choose whether the engine remembers the last minute of every input; opens the device again.

        Raises:
            Refused: While something is recorded.
        """
        self._recorder.passes.check_idle("changing what the engine remembers")
        settings = self._devices.settings
        if on != settings.retrospective_on:
            settings.retrospective_on = on
            self._devices.save_settings()
            if self._devices.device is not None and self._devices.choice.requested is not None:
                self._devices.open(self._devices.choice.requested)

    @property
    def seconds(self) -> float:
        """How much `capture` would keep now.

        As far as the device reaches back, and not before it was opened or the song played at its own speed again.
        """
        device = self._devices.device
        if device is None or not self._devices.settings.retrospective_on:
            return 0.0
        since = self._transport.practice.written_since
        heard = max(0, self._transport.clock.engine_frame - since) / device.rate_hz
        return min(REMEMBERED_S, device.keep_seconds, heard)

    def capture(self, chosen: Collection[TrackId] = ()) -> PassRequest:
        """Make what was played up to now a take on each of the chosen tracks, or on every armed one.

        Raises:
            Refused: With the first thing that is missing.
        """
        opened, passes = self._document.opened, self._recorder.passes
        if not self._devices.settings.retrospective_on:
            raise Refused(RETROSPECTIVE_OFF)
        if passes.recording is not None:
            raise Refused(RECORDING_KEEPS_IT)
        self._recorder.check_free()
        self._transport.practice.check_recordable()
        port = self._port()
        if port is None:
            raise Refused(ENGINE_NOT_RUNNING)
        tracks = tracks_to_keep_on(opened.song, chosen)
        check_inputs(tracks, self._devices.device, self._recorder.allow_virtual)
        seconds = self.seconds
        if seconds <= 0:
            raise Refused(NOTHING_REMEMBERED)
        request = self._recorder.make_request(tracks, RollRange(self._transport.clock.frame))
        passes.request_retrospective(request)
        port.start_retrospective_pass(request, seconds)
        return request

    def capture_for(self, names: tuple[str, ...]) -> None:
        """As the key does, for another program, which gets an answer: `worktape keep`."""
        self._awaits_answer = True
        tracks = self._document.song.tracks if self._document.has_song else ()
        by_name = {track.name.casefold(): track.id for track in tracks}
        try:
            unknown = [name for name in names if name.casefold() not in by_name]
            if unknown:
                raise Refused(unknown_track(unknown[0]))
            self.capture([by_name[name.casefold()] for name in names])
        except Refused as refusal:
            self.answer(False, str(refusal))

    def report(self, result: PassResult) -> None:
        """Say what a capture brought, here and to the program that asked."""
        names = ", ".join(file.name for file in result.files)
        seconds = sum(round_.length_frames for round_ in result.rounds) / result.rate_hz
        sentence = kept(names, seconds) if names else NO_SOUND_TO_KEEP
        self._board.post("info", sentence)
        self.answer(bool(names), sentence)

    def answer(self, done: bool, sentence: str) -> None:
        """Tell the program that asked, if one did, how it went."""
        port = self._port()
        if self._awaits_answer and port is not None:
            port.answer_retrospective(done, sentence)
        self._awaits_answer = False
