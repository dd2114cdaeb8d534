"""Records and plays with an engine.

Lives: command line, main thread.
"""

import time
from dataclasses import dataclass
from pathlib import Path

from app.cli import interrupt
from app.cli.descriptions import describe_takes, takes_since
from app.cli.devices import POLL_S, DeviceOptions, open_device, wait_until
from app.cli.opening import refuse_unsaved, save
from app.cli.reporting import Reporter
from app.devices.settings import SettingsFile
from app.edits import tracks
from app.messages.command_line import (
    AT_IS_A_TIME,
    BAD_PUNCH,
    BAD_SECONDS,
    NO_INPUT_NAMED,
    NO_LENGTH,
    NOTHING_RECORDED,
    PRINTING,
    PUNCH_HAS_LENGTH,
    RECORDING_UNFINISHED,
    STILL_RECORDING,
    lost_audio,
    not_an_input,
    nothing_to_play,
    played_to,
    recording,
    two_inputs,
)
from app.messages.rehearsing import no_such_speed
from app.model.ids import TrackId, new_id
from app.model.song import Song
from app.problems import Refused
from app.recording.passes import Punch, RollRange, punch_range
from app.session.rehearsal import SPEEDS_PERCENT
from app.session.session import Session
from app.text.values import parse_channels
from app.units import DAY_S, frames_to_seconds, seconds_to_frames

FINISH_TIMEOUT_S = 20.0
PLAY_TAIL_S = 2.0


@dataclass(frozen=True, slots=True)
class InputChoice:
    """`3:Vox` or `7+8:Pad`: device inputs from 1, and the track; no name: a track of its own."""

    inputs: tuple[int, ...]
    track: str = ""


@dataclass(frozen=True, slots=True)
class RecordRange:
    """As typed, in seconds and bars: from `at_s` for `seconds`, or a punch."""

    seconds: float | None
    at_s: float = 0.0
    punch_s: tuple[float, float] | None = None
    pre_roll_bars: int = 1
    post_roll_bars: int = 0

    def check(self) -> None:
        """Refused where it says nothing that can be recorded."""
        if self.punch_s is not None:
            if self.seconds is not None:
                raise Refused(PUNCH_HAS_LENGTH)
            if not 0 <= self.punch_s[0] < self.punch_s[1] <= DAY_S:
                raise Refused(BAD_PUNCH)
        elif self.seconds is None:
            raise Refused(NO_LENGTH)
        elif not 0 < self.seconds <= DAY_S:
            raise Refused(BAD_SECONDS)
        if not 0 <= self.at_s <= DAY_S:
            raise Refused(AT_IS_A_TIME)

    def roll_range(self, song: Song) -> RollRange:
        """Where the transport starts and stops, in frames of the song."""
        if self.punch_s is not None:
            first, last = (seconds_to_frames(edge, song.rate_hz) for edge in self.punch_s)
            return punch_range(song, Punch(first, last, self.pre_roll_bars, self.post_roll_bars), 0, loops=False)
        start = seconds_to_frames(self.at_s, song.rate_hz)
        return RollRange(start, start + seconds_to_frames(self.seconds or 0.0, song.rate_hz))


def parse_input(text: str) -> InputChoice:
    """An `--input` option: `1:Vox`, `1,2:Piano`. Raises Refused."""
    channels, _, name = text.partition(":")
    numbers = parse_channels(channels) or ()
    if not 1 <= len(numbers) <= 2:
        raise Refused(not_an_input(text))
    return InputChoice(numbers, name.strip())


def arm(session: Session, choices: list[InputChoice]) -> None:
    """Arms exactly the tracks of `choices` on their inputs; makes those that are not there yet."""
    selected: set[TrackId] = set()
    for choice in choices:
        named = [track for track in session.document.song.tracks if track.name.casefold() == choice.track.casefold()]
        if choice.track and named:
            track_id = named[0].id
            if named[0].channels != len(choice.inputs):
                session.document.perform(tracks.set_channels(track_id, len(choice.inputs)))
            session.document.perform(tracks.set_inputs(track_id, choice.inputs))
        else:
            track_id = TrackId(new_id())
            session.document.perform(
                tracks.add_track(choice.track or None, len(choice.inputs), choice.inputs, track_id)
            )
        if track_id in selected:
            raise Refused(two_inputs(choice.track))
        selected.add(track_id)
    for track in session.document.song.tracks:
        if track.armed != (track.id in selected):
            session.document.perform(tracks.set_armed(track.id, track.id in selected))


def record(
    path: Path, inputs: list[str], span: RecordRange, options: DeviceOptions, playback: bool, report: Reporter
) -> None:
    """Records and saves; Ctrl+C stops early and keeps the take."""
    choices = [parse_input(text) for text in inputs]
    if not choices:
        raise Refused(NO_INPUT_NAMED)
    span.check()
    session = Session(settings=SettingsFile(), program="worktape record")
    session.open_song(path)
    recorded = False
    try:
        refuse_unsaved(session.document.opened)
        refuse_over_running(session)
        arm(session, choices)
        open_device(session, options)
        refuse_over_running(session)
        if not playback:
            session.link.mute_playback(session.document.song)
        before = session.document.song
        seen = len(session.board.notices)
        recorded = True
        run_pass(session, span.roll_range(session.document.song), report)
        finish_printing(session, report)
        interrupt.forget()
        sentences = [notice.sentence for notice in session.board.notices[seen:] if notice.kind != "info"]
        if not takes_since(before, session.document.song):
            raise Refused(" ".join(sentences) or NOTHING_RECORDED)
        save(session.document.opened, report)
        for line in describe_takes(before, session.document.song):
            report(line)
        if sentences:
            raise Refused(" ".join(sentences))
    finally:
        session.close(keep_autosave=recorded)  # what was only armed is not worth a question


def refuse_over_running(session: Session) -> None:
    """A recording that outlived its program goes on: this one leaves it alone."""
    if session.passes.recording is not None:
        session.leave()
        raise Refused(STILL_RECORDING)


def run_pass(session: Session, roll: RollRange, report: Reporter) -> None:
    """One pass from start to end, or until Ctrl+C; returns when its takes are in the song."""
    length_s = frames_to_seconds(roll.end_frame - roll.start_frame, session.document.song.rate_hz)
    session.recorder.record(start_frame=roll.start_frame, end_frame=roll.end_frame, punch=roll.punch)
    report(recording(length_s))
    try:
        # A count-in, the device's start and a slow disk take their time beside the pass itself.
        ended = wait_until(session, lambda: session.passes.recording is None, length_s * 1.5 + FINISH_TIMEOUT_S)
    except interrupt.Interrupted:
        interrupt.forget()
        report("Stopping.")
        ended = False
    if not ended:
        session.transport.stop()
        try:
            if not wait_until(session, lambda: session.passes.recording is None, FINISH_TIMEOUT_S):
                raise Refused(RECORDING_UNFINISHED)
        except interrupt.Interrupted:  # it was pressed again
            raise interrupt.Interrupted(RECORDING_UNFINISHED) from None


def finish_printing(session: Session, report: Reporter) -> None:
    """Wait until every take is printed that its track prints; Ctrl+C leaves the rest dry."""
    if not session.print_queue.busy:
        return
    report(PRINTING)
    while session.print_queue.busy:
        session.poll()
        if interrupt.requested():
            session.print_queue.cancel()
        time.sleep(POLL_S)


def play(path: Path, seconds: float | None, speed: int, options: DeviceOptions, report: Reporter) -> None:
    """Plays to the end of the song, for `seconds` of it, or until Ctrl+C; at `speed` percent, at the same pitch."""
    if not SPEEDS_PERCENT[0] <= speed <= SPEEDS_PERCENT[1]:
        raise Refused(no_such_speed(*SPEEDS_PERCENT, speed))
    if seconds is not None and not 0 < seconds <= DAY_S:
        raise Refused(BAD_SECONDS)
    session = Session(settings=SettingsFile(), program="worktape play")
    session.open_song(path, read_only=True)
    try:
        length_s = frames_to_seconds(session.document.song.length_frames, session.document.song.rate_hz) + PLAY_TAIL_S
        if session.document.song.length_frames == 0 and seconds is None:
            raise Refused(nothing_to_play(session.document.song.name))
        open_device(session, options)
        report(session.devices.sentence)
        end = seconds_to_frames(length_s if seconds is None else seconds, session.document.song.rate_hz)
        session.transport.locate(0)
        session.rehearsal.set_percent(speed)
        session.transport.play()
        try:
            wait_until(
                session,
                lambda: session.transport.clock.frame >= end,
                frames_to_seconds(end, session.document.song.rate_hz) * 150 / speed + FINISH_TIMEOUT_S,
            )
        except interrupt.Interrupted:
            interrupt.forget()
            report("Stopping.")
        clock = session.transport.clock
        session.transport.stop()
        time.sleep(0.05)  # the fade-out
        report(played_to(frames_to_seconds(clock.frame, session.document.song.rate_hz)))
        if clock.dropouts:
            report(lost_audio(clock.dropouts))
    finally:
        session.close(keep_autosave=True)
