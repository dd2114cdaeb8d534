"""Turns the events of a pass, in engine frames, into rounds and gaps of its files. Shared by writer and recovery.

File frame k holds the sample captured at engine frame `began + latency + k`, which was played to what was heard at
engine frame `began + k`. A pass begins with its count-in, so that takes can be extended to the left.

Lives: engine writer; recovery.
"""

from dataclasses import dataclass, field

from audio_engine.disk.journal import Began, Hole, Left, Line, Lost, Pass, Rolled, Settled, Stopped, Suspected, Wrapped
from audio_engine.protocol import Gap, Round


@dataclass
class PassLog:
    """What is known of a pass so far. Frames are -1 while unknown.

    Attributes:
        latency_frames: Round-trip latency.
        punch_in_frame: Timeline frame; takes lie within the punch if there is one, their files are longer.
        punch_out_frame: Timeline frame.
        began_engine: Engine frame at which the files begin, before latency.
        rolled_engine: Engine frame at which the transport started.
        rolled_timeline: Timeline frame at which it started.
        planned_roll: Engine and timeline frame at which it was going to start.
        stopped_engine: Engine frame at which the pass ended.
        marks: (engine frame, timeline frame from there on); None after a locate.
        lost: Losses of the device: (engine frame, timeline frame, length).
        suspected: A loss not certain yet: (engine frame, estimated length).
        holes: Silence written for missed audio: (file frame, length).
    """

    latency_frames: int
    punch_in_frame: int = -1  # takes lie within the punch, where there is one; their files are longer
    punch_out_frame: int = -1
    began_engine: int = -1
    rolled_engine: int = -1
    rolled_timeline: int = 0
    planned_roll: tuple[int, int] | None = None  # engine and timeline frame at which a pass that began was to roll
    stopped_engine: int = -1
    # from this engine frame on the tape is at this timeline frame; None: nowhere, after a locate
    marks: list[tuple[int, int | None]] = field(default_factory=list)
    lost: list[tuple[int, int, int]] = field(default_factory=list)  # engine frame, timeline frame, length
    suspected: tuple[int, int] | None = None  # a loss not yet certain: engine frame, length as it looked at first
    holes: list[tuple[int, int]] = field(default_factory=list)  # file frame, length

    def apply_line(self, line: Line) -> None:
        """Apply one line of the journal."""
        match line:
            case Pass(request=request):
                self.punch_in_frame, self.punch_out_frame = request.punch_in_frame, request.punch_out_frame
            case Began(engine=engine, rolls=rolls, timeline=timeline):
                self.began_engine = engine
                if rolls >= 0:
                    self.planned_roll = rolls, timeline
            case Rolled(engine=engine, timeline=timeline, began=began):
                self.rolled_engine, self.rolled_timeline = engine, timeline
                self.marks.append((engine, timeline))
                if self.began_engine < 0:
                    self.began_engine = began if began >= 0 else engine
            case Wrapped(engine=engine, timeline=timeline):
                self.marks.append((engine, timeline))
            case Left(engine=engine):
                self.marks.append((engine, None))
            case Lost(engine=engine, timeline=timeline, frames=frames):
                self.lost.append((engine, timeline, frames))
                self.suspected = None
            case Suspected(engine=engine, frames=frames):
                self.suspected = engine, frames
            case Settled():
                self.suspected = None
            case Hole(at=at, frames=frames):
                self.holes.append((at, frames))
            case Stopped(engine=engine):
                self.stopped_engine = engine

    def restore_roll(self, count_in_frames: int, start_frame: int) -> bool:
        """Reconstruct the start of the transport if its line is lost, from other lines or from the request.

        Args:
            count_in_frames: Count-in that was requested.
            start_frame: Timeline frame that was requested.

        Returns:
            True if the position is only guessed from the request.
        """
        if self.rolled_engine >= 0:
            return False
        guessed = self.planned_roll is None
        if self.planned_roll is not None:
            self.rolled_engine, self.rolled_timeline = self.planned_roll
        else:
            if self.began_engine < 0:  # what is left is in engine frames that mean nothing now
                self.began_engine, self.marks, self.lost, self.suspected = 0, [], [], None
            self.rolled_engine, self.rolled_timeline = self.began_engine + count_in_frames, start_frame
        self.marks.insert(0, (self.rolled_engine, self.rolled_timeline))
        return guessed

    @property
    def first_frame(self) -> int:
        """Engine frame of the first sample in the files."""
        return self.began_engine + self.latency_frames

    def rounds(self, frames: int) -> tuple[Round, ...]:
        """Ranges of unbroken timeline in files of `frames` frames, limited to the punch."""
        rounds = []
        end_of_file = self.began_engine + frames
        for index, (engine, timeline) in enumerate(self.marks):
            end = min(end_of_file, self.marks[index + 1][0] if index + 1 < len(self.marks) else end_of_file)
            since = max(engine, self.began_engine)  # what lies before the files begin is in none
            if timeline is None or end <= since:
                continue
            engine, timeline = since, timeline + since - engine
            low, high = self._within_punch(timeline, timeline + end - engine)
            if high > low:
                rounds.append(Round(low, engine - self.began_engine + low - timeline, high - low))
        return tuple(rounds)

    def _within_punch(self, low: int, high: int) -> tuple[int, int]:
        if self.punch_out_frame <= self.punch_in_frame:
            return low, high
        return max(low, self.punch_in_frame), min(high, self.punch_out_frame)

    def timeline_of(self, file_frame: int) -> int:
        """Timeline frame of a file frame; before the start, as if the transport had been rolling."""
        engine, timeline = self.rolled_engine, self.rolled_timeline
        for since, to in self.marks:
            if to is not None and since - self.began_engine <= file_frame:
                engine, timeline = since, to
        return timeline + file_frame - (engine - self.began_engine)

    def gap_of(self, engine: int, frames: int) -> Gap | None:
        """The gap that a loss of the device makes before the sample captured at an engine frame.

        Returns:
            None if it lies outside of the files: a loss can become certain long after it happened.
        """
        at = engine - self.first_frame
        past = self.stopped_engine >= 0 and at >= self.stopped_engine - self.began_engine
        if self.rolled_engine < 0 or at <= 0 or past:
            return None
        return Gap(self.timeline_of(at), frames, False, at)

    def gaps(self) -> tuple[Gap, ...]:
        """All gaps, including a loss that is still suspected: after a crash nobody will know better."""
        known = [(engine, frames) for engine, _, frames in self.lost] + ([self.suspected] if self.suspected else [])
        lost = [gap for engine, frames in known if (gap := self.gap_of(engine, frames)) is not None]
        return tuple(lost + [Gap(self.timeline_of(at), n, True, at) for at, n in self.holes])
