"""The record button: starts passes on the armed tracks, with punch or without.

Lives: window, main thread.
"""

import time
from collections.abc import Callable

from app.devices.devices import Devices
from app.engine.ports import PassPort
from app.engine.transport import Transport
from app.messages.recording import ALREADY_RECORDING, SONG_READ_ONLY, STILL_WRITING
from app.model.track import Track
from app.problems import Refused
from app.recording.pass_state import PassState
from app.recording.passes import (
    Punch,
    RollRange,
    check_ready,
    check_room,
    make_pass,
    punch_of,
    punch_range,
    seconds_left,
)
from app.song.document import Document
from audio_engine.protocol import PassRequest

DISK_EVERY_S = 2.0


class Recorder:
    """Asks the engine for passes; `passes` says what became of them."""

    def __init__(
        self,
        port: Callable[[], PassPort],
        passes: PassState,
        document: Document,
        transport: Transport,
        devices: Devices,
        *,
        unmute_inputs: Callable[[], None],
        check_others: Callable[[], None] = lambda: None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin idle.

        Args:
            port: The engine; raises Refused before there is one.
            passes: What is being recorded.
            document: The song that is recorded into.
            transport: Where the song is.
            devices: What is recorded from.
            now: Seconds of a clock that never jumps.
            unmute_inputs: Makes the inputs of a song that was just opened audible.
            check_others: Raises Refused while something else is recorded, such as an idea.
        """
        self._port = port
        self.passes = passes
        self._document, self._transport, self._devices = document, transport, devices
        self._unmute_inputs, self._check_others = unmute_inputs, check_others
        self._now = now
        self.allow_virtual = False  # record through a clock, which holds silence
        self.disk_seconds_left: float | None = None  # how long the disk lasts; None if unknown
        self._disk_due_s = 0.0

    def record(self, *, start_frame: int | None = None, end_frame: int = -1, punch: Punch | None = None) -> PassRequest:
        """Start a pass on the armed tracks.

        Args:
            start_frame: From where; None: as the song's punch says, or from where the transport is, by hand if it rolls.
            end_frame: Where the pass ends; -1: at Stop.
            punch: In place of the song's.

        Raises:
            Refused: With the first thing that is missing.
        """
        opened = self._document.opened
        self.check_free()
        self._transport.practice.check_recordable()
        port = self._port()
        armed = check_ready(opened.song, self._devices.device, self.allow_virtual)
        check_room(opened.folder, opened.song)
        clock = self._transport.clock
        rolling = clock.state == "rolling"
        loops = punch is None  # a punch that is asked for in so many words is meant once
        if punch is None and start_frame is None:
            punch = punch_of(opened.song)
        if punch is not None:
            here = clock.frame if start_frame is None else start_frame
            roll = punch_range(opened.song, punch, here, loops=loops)
            joins = rolling and (punch.in_frame < 0 or clock.frame < punch.in_frame)
            if joins:
                roll = RollRange(clock.frame, roll.end_frame, punch)
        else:
            joins = rolling and start_frame is None
            roll = RollRange(clock.frame if start_frame is None else start_frame, end_frame)
        request = self.make_request(armed, roll, opened.song.transport.count_in_bars, joins)
        self._unmute_inputs()
        self.passes.request(request)
        self._transport.note_start()
        port.start_pass(request)
        opened.autosave()  # whoever finds this pass finds its tracks too
        return request

    def toggle(self) -> None:
        """Start a pass, or punch out of the running one by hand: the song plays on.

        While it counts in there is nothing to play on with: it stops.
        """
        if self.passes.recording is None:
            self.record()
        elif self._transport.clock.state == "rolling":
            self._transport.play()  # for a song that rolls it only ends the pass
        else:
            self._transport.stop()

    def check_free(self) -> None:
        """Raise Refused if nothing can be recorded into the song now."""
        if self._document.read_only:
            raise Refused(SONG_READ_ONLY)
        if self.passes.recording is not None:
            raise Refused(ALREADY_RECORDING)
        if self.passes.retrospective is not None:
            raise Refused(STILL_WRITING)
        self._check_others()

    def make_request(
        self, tracks: list[Track], roll: RollRange, count_in_bars: int = 0, joins_roll: bool = False
    ) -> PassRequest:
        """A pass with the latency of the open device."""
        return make_pass(
            self._document.opened,
            tracks,
            roll,
            count_in_bars=count_in_bars,
            joins_roll=joins_roll,
            latency_frames=self._devices.take_latency_frames,
            latency_measured=self._devices.latency_measured,
        )

    def begin_song(self) -> None:
        """Another song, perhaps on another disk."""
        self.disk_seconds_left, self._disk_due_s = None, 0.0

    def poll(self) -> None:
        """Ask from time to time how long the disk lasts."""
        now = self._now()
        if self._document.has_song and now >= self._disk_due_s:
            self._disk_due_s = now + DISK_EVERY_S
            opened = self._document.opened
            self.disk_seconds_left = seconds_left(opened.folder, opened.song)
