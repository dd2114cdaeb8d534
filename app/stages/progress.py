"""How far the song is in each of the seven stages.

Lives: any thread (pure).
"""

from dataclasses import dataclass
from typing import Literal

from app.model.song import Song
from app.stages.evidence import EVIDENCE, mix_hash, stale
from app.stages.table import StageText, StepText, seven_stages

StepState = Literal["evidence", "confirmed", "open"]

__all__ = ["StageProgress", "Step", "mix_hash", "stage_progress"]


@dataclass(frozen=True, slots=True)
class Step:
    """`by` says what shows it as done; `stale` what changed since, where it was done once."""

    id: str
    title: str
    why: str
    done: bool
    by: StepState
    can_confirm: bool
    stale: str = ""


@dataclass(frozen=True, slots=True)
class StageProgress:
    """`fraction` from 0 to 1; `line` is the next step, or `done`."""

    number: int
    name: str
    fraction: float
    line: str
    steps: tuple[Step, ...]


def stage_progress(song: Song) -> tuple[StageProgress, ...]:
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
