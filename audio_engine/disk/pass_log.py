"""What happened in a pass, in engine frames, turned into rounds and gaps of its files. Writer and recovery share it.

File frame k holds the sample captured at engine frame `began + latency + k`, which answers to what was heard at engine
frame `began + k`. A pass begins with its count-in, so that takes can be pulled open to the left.

Lives: engine writer; recovery.
"""

from dataclasses import dataclass, field

from audio_engine.disk.journal import Began, Hole, Left, Line, Lost, Pass, Rolled, Settled, Stopped, Suspected, Wrapped
from audio_engine.protocol import Gap, Round


@dataclass
class PassLog:
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
        """Take a journal line."""
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
        """Put the roll of a pass whose files hold audio where other lines say that it was to be, if its own line is lost;
        True where none does, and it lies where it was asked for."""
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
        """Stretches of unbroken timeline in files of this length, as far as they lie within the punch."""
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
        """Where on the timeline a file frame belongs; before the roll, as if the tape had rolled."""
        engine, timeline = self.rolled_engine, self.rolled_timeline
        for since, to in self.marks:
            if to is not None and since - self.began_engine <= file_frame:
                engine, timeline = since, to
        return timeline + file_frame - (engine - self.began_engine)

    def gap_of(self, engine: int, frames: int) -> Gap | None:
        """A loss of the device before the sample captured at an engine frame; None outside of the files: it may be certain
        long after it happened."""
        at = engine - self.first_frame
        past = self.stopped_engine >= 0 and at >= self.stopped_engine - self.began_engine
        if self.rolled_engine < 0 or at <= 0 or past:
            return None
        return Gap(self.timeline_of(at), frames, False, at)

    def gaps(self) -> tuple[Gap, ...]:
        """With what is suspected still: of an engine that died, nobody will know better."""
        known = [(engine, frames) for engine, _, frames in self.lost] + ([self.suspected] if self.suspected else [])
        lost = [gap for engine, frames in known if (gap := self.gap_of(engine, frames)) is not None]
        return tuple(lost + [Gap(self.timeline_of(at), n, True, at) for at, n in self.holes])
