"""Progress of a song in each of the seven stages, by the process that it follows.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.messages import stages as messages
from app.model.ids import TrackId
from app.model.song import Song
from app.model.stage_record import RecordedGround, StageRecord
from app.stages.evidence import D, Found, Subject
from app.stages.song_subject import SONG
from app.stages.table import Step, every_step, process_of, stage_names

StepState = Literal["done", "confirmed", "set aside", "open"]


@dataclass(frozen=True, slots=True)
class StepProgress:
    """A step of a stage and how far it is.

    Attributes:
        step: The step.
        heading: Of the process.
        state: What it counts as, apart from `stale`.
        fraction: How much of it is done, 0 to 1; 1 only where it counts as done.
        reason: What shows that it is done or what is missing, and who said so and when; empty if there is nothing to say.
        note: What the person who confirmed it or set it aside wrote.
        stale: What has changed since it was done, one sentence; empty if nothing has.
        blocked: Why nobody can confirm it now, one sentence; empty if anybody can.
        track: The track that it is about; None if it is about none.
    """

    step: Step
    heading: str
    state: StepState
    fraction: float
    reason: str
    note: str = ""
    stale: str = ""
    blocked: str = ""
    track: TrackId | None = None

    @property
    def leads_on(self) -> bool:
        """True if it is done in another place than the page of its stage."""
        return bool(self.step.card or self.step.command or self.step.page or self.track is not None)

    @property
    def done(self) -> bool:
        """True if it is done, and nothing has changed since."""
        return self.state != "open" and not self.stale


@dataclass(frozen=True, slots=True)
class StageProgress:
    """Progress of one stage.

    Attributes:
        number: 1 to 7.
        name: Name of the stage.
        steps: Those of the process, in order.
    """

    number: int
    name: str
    steps: tuple[StepProgress, ...]

    @property
    def fraction(self) -> float:
        """How much of its steps is done, 0 to 1; 1 only if all are, or there is none."""
        return sum(step.fraction for step in self.steps) / len(self.steps) if self.steps else 0.0

    @property
    def done(self) -> int:
        """Number of steps that are done."""
        return sum(step.done for step in self.steps)

    @property
    def next_step(self) -> StepProgress | None:
        """The first step that is not done; None if all are."""
        return next((step for step in self.steps if not step.done), None)

    @property
    def stale(self) -> bool:
        """True if something has changed since a step was done."""
        return any(step.stale for step in self.steps)

    @property
    def line(self) -> str:
        """What is next, for the stage bar."""
        if not self.steps:
            return messages.STAGE_WITHOUT_STEPS
        return "done" if self.next_step is None else self.next_step.step.bar_title


def stage_progress(song: Song) -> tuple[StageProgress, ...]:
    """Progress in all seven stages, in order."""
    known = every_step()
    chosen = [
        (known[step_id][1], heading.title, known[step_id][0])
        for heading in process_of(song.stages.process).headings
        for step_id in heading.steps
    ]
    return tuple(
        StageProgress(
            number, name, tuple(_step(step, title, song, SONG) for stage, title, step in chosen if stage == number)
        )
        for number, name in enumerate(stage_names(), 1)
    )


def step_progress(song: Song, step_id: str) -> StepProgress:
    """How far a step is, whether the song's process has it or not. Raises KeyError."""
    return _step(every_step()[step_id][0], "", song, SONG)


def look(step: Step, document: D, subject: Subject[D]) -> Found | None:
    """What the evidence of a step finds; None for one that only a person can tell."""
    return None if step.evidence is None else subject.evidence[step.evidence](document)


def changed_grounds(step: Step, document: D, subject: Subject[D], record: StageRecord) -> list[RecordedGround]:
    """What the step rests on and is not as it was when this was recorded."""
    return [
        ground
        for ground in record.grounds
        if ground.id in step.rests_on and subject.grounds[ground.id].fingerprint(document) != ground.fingerprint
    ]


def record_of(step: Step, document: D, subject: Subject[D]) -> StageRecord | None:
    """The newest record of a step whose grounds are as they were; else its newest; None if there is none."""
    records = [record for record in reversed(document.stages.records) if record.step == step.id]
    fitting = (record for record in records if not changed_grounds(step, document, subject, record))
    return next(fitting, next(iter(records), None))


def _step(step: Step, heading: str, document: D, subject: Subject[D]) -> StepProgress:
    found, record = look(step, document, subject), record_of(step, document, subject)
    state = _state(found, record)
    stale = ""
    if record is not None and state in ("done", "confirmed") and record.kind != "set aside":
        stale = _stale_sentence(step, changed_grounds(step, document, subject, record), subject)
    blocked = ""
    if step.needs and not (needed := subject.evidence[step.needs](document)).done:
        blocked = messages.blocked(step.title, needed.reason)
    return StepProgress(
        step=step,
        heading=heading,
        state=state,
        fraction=_fraction(state, found, bool(stale)),
        reason=_reason(state, found, record),
        note="" if record is None or state == "open" else record.note,
        stale=stale,
        blocked=blocked,
        track=None if found is None else found.track,
    )


def _state(found: Found | None, record: StageRecord | None) -> StepState:
    if found is not None and found.done:
        return "done"
    if record is None or (record.kind == "done" and found is not None):
        return "open"
    return record.kind


def _fraction(state: StepState, found: Found | None, stale: bool) -> float:
    if state != "open":
        return 0.5 if stale else 1.0
    return 0.0 if found is None else found.fraction


def _reason(state: StepState, found: Found | None, record: StageRecord | None) -> str:
    if record is not None and state == "confirmed":
        return messages.confirmed(record.who, record.when)
    if record is not None and state == "set aside":
        return messages.was_set_aside(record.who, record.when)
    return "" if found is None else found.reason


def _stale_sentence(step: Step, grounds: Sequence[RecordedGround], subject: Subject[D]) -> str:
    if not grounds:
        return ""
    by_day = sorted(grounds, key=lambda ground: ground.changed[:10])
    changes = [
        ([subject.grounds[ground.id].words for ground in group], day)
        for day, group in groupby(by_day, key=lambda ground: ground.changed[:10])
    ]
    return messages.stale(changes, step.after)
