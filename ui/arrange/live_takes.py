"""What a running pass has recorded on the timeline so far: what will become takes when it ends.

Lives: window, main thread.
"""

from pathlib import PurePath

from app.engine.ports import ClockReading
from app.model.ids import TrackId
from app.model.song import Song
from app.recording.pass_state import PassRequest
from app.recording.passes import frames_before_roll
from ui.arrange.lane_picture import LiveClip


def relative_file(path: str) -> str:
    """A take's absolute path as the song writes it: `audio/NAME`."""
    return "/".join(PurePath(path).parts[-2:])


class LiveTakes:
    """Follows one pass after another, round by round in a loop."""

    def __init__(self) -> None:
        self._pass_id = ""
        self._round = (0, 0)  # timeline frame at which it began, and the frame of the files there
        self._last_frame = 0

    def clips(self, running: PassRequest | None, clock: ClockReading, song: Song) -> tuple[LiveClip, ...]:
        """One clip for each recording track, up to the playhead; none before a punch in."""
        if running is None or clock.state == "counting_in":
            return ()
        self._follow(running, clock, song)
        began, in_file = self._round
        start, end = began, clock.frame
        if running.punch_out_frame > running.punch_in_frame:
            start, end = max(start, running.punch_in_frame), min(end, running.punch_out_frame)
        if end <= start:
            return ()
        lane_of = {track.id: lane for lane, track in enumerate(song.tracks)}
        return tuple(
            LiveClip(lane_of[TrackId(file.key)], relative_file(file.path), start, end, in_file + start - began)
            for file in running.files
            if file.key in lane_of
        )

    def _follow(self, running: PassRequest, clock: ClockReading, song: Song) -> None:
        if running.pass_id != self._pass_id:
            self._round = running.start_frame, frames_before_roll(running, song.rate_hz)
            self._pass_id, self._last_frame = running.pass_id, 0
        if clock.frame < self._last_frame:  # the loop turned
            began, in_file = self._round
            turned, again = song.transport.loop_end_frame, song.transport.loop_start_frame
            self._round = again, in_file + turned - began
        self._last_frame = clock.frame
