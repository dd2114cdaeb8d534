"""Rehearsing: practice speed, rounds of the loop, a speed that rises, and the part that is left out.

It belongs to the sitting: nothing of it is in the song, and the next song begins at 100 %.

Lives: window, main thread.
"""

from datetime import UTC, datetime

from app.engine.link import EngineLink
from app.engine.practice import FASTEST, SLOWEST
from app.engine.transport import Transport
from app.ideas.recorder import IdeaRecorder
from app.messages.rehearsing import how_rehearsed, rehearsal_of
from app.model.ids import TrackId
from app.model.tempo_map import tempo_map
from app.recording.pass_state import PassState
from app.song.document import Document
from app.stages.recording import receipt

SPEEDS_PERCENT = (round(100 * SLOWEST), round(100 * FASTEST))
STEP_PERCENT = 5  # of a key
RISE_PERCENT = 2  # a round
ENDED_POLLS = 45  # a song that is sent elsewhere stands for less before it plays on there
AHEAD_S = 0.1  # an engine that plays changes its clips so much later


class Rehearsal:
    """The state of a rehearsal. Changes are heard at once, also while the song plays.

    Attributes:
        counts_in: Whether `play` counts in, over the song's count-in or one bar.
        rounds: How often `play` plays the loop, then it stops; 0: until Stop.
        round: The round that is played, from 1.
        rises: Whether each round is RISE_PERCENT faster, up to `goal_percent`.
        goal_percent: Where the speed stops rising.
        records: Whether `play` also records a work tape, until the song stands again.
    """

    def __init__(
        self, document: Document, transport: Transport, link: EngineLink, passes: PassState, ideas: IdeaRecorder
    ) -> None:
        self._document, self._transport, self._link, self._passes = document, transport, link, passes
        self._ideas = ideas
        self.begin_song()

    def begin_song(self) -> None:
        """Another song: everything as it is written."""
        self._percent, self._sent_plan = 100, True
        self.counts_in, self.rises, self.rounds, self.round, self.goal_percent = False, False, 0, 1, 100
        self.records = self._is_recording = self._has_rolled = self._goes_round = False
        self._last_frame = self._stood_at = self._stood_polls = 0
        practice = self._transport.practice
        practice.settle(1.0)
        practice.left_out = frozenset()

    @property
    def percent(self) -> int:
        """The speed, of the song's tempo."""
        return self._percent

    def set_percent(self, percent: int) -> None:
        """Play at another speed, from now on; kept within SPEEDS_PERCENT.

        Raises:
            Refused: While something is recorded.
        """
        self._passes.check_idle("changing the speed")
        percent = min(max(percent, SPEEDS_PERCENT[0]), SPEEDS_PERCENT[1])
        if percent == self._percent:
            return
        self._percent = percent
        clock, practice = self._transport.engine_clock, self._transport.practice
        if clock.state == "stopped":
            self._transport.settle(percent / 100)
            self._send()
        else:
            ahead = round(AHEAD_S * self._document.song.rate_hz)
            practice.go_on(percent / 100, clock.frame + ahead)
            self._send_clips()
            self._sent_plan = False
        self._note_written()

    def leave_out(self, track: TrackId | None) -> None:
        """Do not play the clips of this track: somebody plays it; None: play all."""
        practice, before = self._transport.practice, self._transport.practice.left_out
        practice.left_out = frozenset() if track is None else frozenset({track})
        changed = (before | practice.left_out) - (before & practice.left_out)
        if changed and self._document.has_song:
            self._link.push_timelines(self._document.song, self._document.opened.folder.path, changed)

    @property
    def left_out(self) -> TrackId | None:
        """The track whose clips are not played."""
        return next(iter(self._transport.practice.left_out), None)

    def play(self) -> None:
        """Play from where it stands, or from the start of the loop, with a count-in by choice; first round.

        Raises:
            Refused: Before there is an engine, or where nothing can be recorded that is to be.
        """
        song = self._document.song
        loop, clock = song.transport, self._transport.clock
        if clock.state != "stopped":
            return
        if loop.loop_on and not loop.loop_start_frame <= clock.frame < loop.loop_end_frame:
            self._transport.locate(loop.loop_start_frame)
        if self.records:
            self._ideas.start(rehearsal_of(song.name))
            self._is_recording = True
        self._goes_round, self._has_rolled = True, False
        frame, bars = self._transport.clock.frame, loop.count_in_bars or 1
        self._transport.play(tempo_map(song).count_in_frames(frame, bars) if self.counts_in else 0)

    def set_records(self, on: bool) -> None:
        """Whether `play` also records a work tape. Raises Refused, and stays off, if no device can record it."""
        if on:
            self._ideas.inputs()
        self.records = on

    def note_done(self) -> None:
        """Remember that the song was rehearsed: evidence of its step. Raises EditRefused in a song that is read only."""
        song = self._document.song
        note = how_rehearsed(song.transport.click_on)
        self._document.perform(receipt(song, "write.rehearse", datetime.now(UTC), note))

    def poll(self) -> None:
        """Call at 60 Hz: rounds, and what follows once a change of speed is heard."""
        if not self._document.has_song:
            return
        clock, practice = self._transport.engine_clock, self._transport.practice
        self._follow(clock.state != "stopped")
        if clock.state == "stopped":
            self.round = 1
            rests = clock.frame == self._stood_at  # else somebody has just sent it elsewhere
            self._stood_at = clock.frame
            if rests and not practice.is_settled and self._passes.phase == "idle":
                self._transport.settle(practice.speed)
                self._send()
                self._note_written()
        elif not self._sent_plan and clock.frame >= practice.time.engine_at:
            self._send_plan()
        loops = self._goes_round and self._document.song.transport.loop_on
        if loops and clock.state == "rolling" and clock.frame < self._last_frame:
            self._next_round()
        self._last_frame = clock.frame if clock.state == "rolling" else -(1 << 62)

    def _follow(self, rolls: bool) -> None:
        """The work tape ends soon after the music, and so do the rounds, which are none of a recording."""
        self._stood_polls = 0 if rolls or not self._has_rolled else self._stood_polls + 1
        self._has_rolled = self._has_rolled or rolls
        ended = self._stood_polls >= ENDED_POLLS
        if ended and self._is_recording:
            self._is_recording = False
            self._ideas.stop()
        if ended or self._passes.phase != "idle":
            self._goes_round = self._has_rolled = False

    def _next_round(self) -> None:
        self.round += 1
        if self.rises and self._percent < self.goal_percent:
            self.set_percent(min(self._percent + RISE_PERCENT, self.goal_percent))
            self._last_frame = self._transport.engine_clock.frame
        if self.rounds and self.round >= self.rounds:
            self._transport.stop_at(self._document.song.transport.loop_end_frame)

    def _send(self) -> None:
        self._send_clips()
        self._send_plan()

    def _send_clips(self) -> None:
        if self._document.has_song:
            self._link.push_timelines(self._document.song, self._document.opened.folder.path)

    def _send_plan(self) -> None:
        self._sent_plan = True
        self._link.push_plan(self._document.song)

    def _note_written(self) -> None:
        self._transport.practice.written_since = self._transport.engine_clock.engine_frame
