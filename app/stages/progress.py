"""Progress of a song in each of the seven stages.

Lives: any thread (pure).
"""

from dataclasses import dataclass
from typing import Literal

from app.model.song import Song
from app.stages.evidence import EVIDENCE, stale
from app.stages.table import StageText, StepText, seven_stages

StepState = Literal["evidence", "confirmed", "open"]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a stage and its state.

    Attributes:
        id: Stable id: `mix.levels`.
        title: Title for the list.
        why: Reason for the step, one sentence.
        done: True if evidence or the user says so.
        by: What shows that it is done.
        can_confirm: True if the user may mark it.
        stale: What changed since it was done; empty if nothing did.
    """

    id: str
    title: str
    why: str
    done: bool
    by: StepState
    can_confirm: bool
    stale: str = ""


@dataclass(frozen=True, slots=True)
class StageProgress:
    """Progress of one stage.

    Attributes:
        number: 1 to 7.
        name: Name of the stage.
        fraction: Share of steps that are done, 0 to 1.
        line: Title of the next step, or `done`.
        steps: All steps in order.
    """

    number: int
    name: str
    fraction: float
    line: str
    steps: tuple[Step, ...]


def stage_progress(song: Song) -> tuple[StageProgress, ...]:
    """Progress of all seven stages, in order."""
    return tuple(_stage(stage, song) for stage in seven_stages().stages)


def _stage(stage: StageText, song: Song) -> StageProgress:
    steps = tuple(_step(step, song) for step in stage.steps)
    done = sum(step.done for step in steps)
    following = next((step for step in steps if not step.done), None)
    line = "done" if following is None else following.stale or following.title
    return StageProgress(stage.number, stage.name, done / len(steps), line, steps)


def _step(text: StepText, song: Song) -> Step:
    can_confirm = text.evidence is None or text.confirm
    if text.evidence is not None and EVIDENCE[text.evidence](song):
        return Step(text.id, text.title, text.why, True, "evidence", False)
    if can_confirm and text.id in song.confirmed_steps:
        return Step(text.id, text.title, text.why, True, "confirmed", True)
    was = "" if text.evidence is None else stale(text.evidence, song)
    return Step(text.id, text.title, text.why, False, "open", can_confirm, was)
