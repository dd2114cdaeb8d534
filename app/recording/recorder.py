"""The session's red button: starts passes, with punch or without, and keeps what was just played.

Lives: window, main thread.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.engine.link import KEPT_S
from app.model.ids import TrackId
from app.model.track import Track
from app.problems import Refused
from app.recording.passes import (
    Punch,
    Stretch,
    check_inputs,
    check_ready,
    make_pass,
    punch_of,
    punch_stretch,
    tracks_to_keep_on,
)
from audio_engine.protocol import PassRequest

if TYPE_CHECKING:
    from app.session.session import Session

STILL_KEEPING = "What was just played is still being written: try again in a moment."


class Recorder:
    """Asks the engine; what it answers is EngineEventHandler's."""

    def __init__(self, session: "Session") -> None:
        self._session = session

    def record(self, start_frame: int | None, end_frame: int, punch: Punch | None) -> PassRequest:
        """A pass on the armed tracks: with `punch`, from `start_frame`, or as the song says from where the transport is."""
        session = self._session
        opened = session.opened
        self._check_free()
        engine = session.require_engine()
        armed = check_ready(opened.song, session.device, session.allow_virtual_recording)
        clock = session.transport
        rolling = clock.state == "rolling"
        loops = punch is None  # a punch that is asked for in words is meant once
        if punch is None and start_frame is None:
            punch = punch_of(opened.song)
        if punch is not None:
            stretch = punch_stretch(
                opened.song, punch, clock.frame if start_frame is None else start_frame, loops=loops
            )
            joins = rolling and (punch.in_frame < 0 or clock.frame < punch.in_frame)
            if joins:
                stretch = Stretch(clock.frame, stretch.end_frame, punch)
        else:
            joins = rolling and start_frame is None
            stretch = Stretch(clock.frame if start_frame is None else start_frame, end_frame)
        request = self._request(armed, stretch, opened.song.transport.count_in_bars, joins)
        session.hear_inputs()
        session.recording_pass = request
        engine.start_pass(request)
        opened.autosave()  # whoever finds this pass finds its tracks too
        return request

    def keep_recent(self, chosen: Collection[TrackId]) -> PassRequest:
        """What was played up to now becomes takes."""
        session = self._session
        opened = session.opened
        if not session.settings.retrospective_on:
            raise Refused("Keeping what was just played is switched off, so nothing is there to keep.")
        if session.recording_pass is not None:
            raise Refused("A recording is running, and it keeps what is played: stop it first.")
        self._check_free()
        engine = session.require_engine()
        tracks = tracks_to_keep_on(opened.song, chosen)
        check_inputs(tracks, session.device, session.allow_virtual_recording)
        seconds = self.seconds_to_keep
        if seconds <= 0:
            raise Refused("No input has been remembered yet.")
        request = self._request(tracks, Stretch(session.transport.frame), 0)
        session.keeping_pass = request
        engine.start_retrospective_pass(request, seconds)
        return request

    @property
    def seconds_to_keep(self) -> float:
        """As the device reaches back, and not before it was opened."""
        session, device = self._session, self._session.device
        if device is None or not session.settings.retrospective_on:
            return 0.0
        return min(KEPT_S, device.keep_seconds, session.transport.engine_frame / device.rate_hz)

    def _check_free(self) -> None:
        session = self._session
        if session.read_only:
            raise Refused("The song is open for reading only and cannot be recorded into.")
        if session.recording_pass is not None:
            raise Refused("A recording is running already.")
        if session.keeping_pass is not None:
            raise Refused(STILL_KEEPING)

    def _request(
        self, tracks: list[Track], stretch: Stretch, count_in_bars: int, joins_roll: bool = False
    ) -> PassRequest:
        session = self._session
        return make_pass(
            session.opened,
            tracks,
            stretch,
            count_in_bars=count_in_bars,
            joins_roll=joins_roll,
            latency_frames=session.link.take_latency_frames,
            latency_measured=session.latency_measured,
        )
