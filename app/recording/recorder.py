"""The studio's red button: starts passes, with punch or without, and keeps what was just played.

Lives: window, main thread.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from app.edits.edit import Refused
from app.engine.link import KEPT_S
from app.model.ids import TrackId
from app.model.track import Track
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
    from app.session.session import Studio

STILL_KEEPING = "What was just played is still being written: try again in a moment."


class Recorder:
    """Asks the engine; what it answers is EngineEventHandler's."""

    def __init__(self, studio: "Studio") -> None:
        self._studio = studio

    def record(self, start_frame: int | None, end_frame: int, punch: Punch | None) -> PassRequest:
        """A pass on the armed tracks: with `punch`, from `start_frame`, or as the song says from where the transport is."""
        studio = self._studio
        opened = studio.opened
        self._check_free()
        engine = studio.require_engine()
        armed = check_ready(opened.song, studio.device, studio.allow_virtual_recording)
        clock = studio.transport
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
        studio.hear_inputs()
        studio.recording_pass = request
        engine.start_pass(request)
        opened.autosave()  # whoever finds this pass finds its tracks too
        return request

    def keep_recent(self, chosen: Collection[TrackId]) -> PassRequest:
        """What was played up to now becomes takes."""
        studio = self._studio
        opened = studio.opened
        if not studio.settings.retrospective_on:
            raise Refused("Keeping what was just played is switched off, so nothing is there to keep.")
        if studio.recording_pass is not None:
            raise Refused("A recording is running, and it keeps what is played: stop it first.")
        self._check_free()
        engine = studio.require_engine()
        tracks = tracks_to_keep_on(opened.song, chosen)
        check_inputs(tracks, studio.device, studio.allow_virtual_recording)
        seconds = self.seconds_to_keep
        if seconds <= 0:
            raise Refused("No input has been remembered yet.")
        request = self._request(tracks, Stretch(studio.transport.frame), 0)
        studio.keeping_pass = request
        engine.keep_recent(request, seconds)
        return request

    @property
    def seconds_to_keep(self) -> float:
        """As the device reaches back, and not before it was opened."""
        studio, device = self._studio, self._studio.device
        if device is None or not studio.settings.retrospective_on:
            return 0.0
        return min(KEPT_S, device.keep_seconds, studio.transport.engine_frame / device.rate_hz)

    def _check_free(self) -> None:
        studio = self._studio
        if studio.read_only:
            raise Refused("The song is open for reading only and cannot be recorded into.")
        if studio.recording_pass is not None:
            raise Refused("A recording is running already.")
        if studio.keeping_pass is not None:
            raise Refused(STILL_KEEPING)

    def _request(
        self, tracks: list[Track], stretch: Stretch, count_in_bars: int, joins_roll: bool = False
    ) -> PassRequest:
        studio = self._studio
        return make_pass(
            studio.opened,
            tracks,
            stretch,
            count_in_bars=count_in_bars,
            joins_roll=joins_roll,
            latency_frames=studio.link.take_latency_frames,
            latency_measured=studio.latency_measured,
        )
