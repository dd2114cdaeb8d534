"""The stages and their steps, read from resources.

Lives: any thread.
"""

from functools import cache
from importlib import resources

import msgspec


class StepText(msgspec.Struct, frozen=True):
    """Text of a step.

    Attributes:
        id: Stable id, stored in songs.
        title: Title.
        why: Reason, one sentence.
        evidence: Name of a function in `evidence`; None if only the user can say that the step is done.
        confirm: True if the user may say so in spite of missing evidence.
    """

    id: str
    title: str
    why: str
    evidence: str | None = None
    confirm: bool = False


class StageText(msgspec.Struct, frozen=True):
    """Text of a stage."""

    number: int
    name: str
    steps: tuple[StepText, ...]


class Template(msgspec.Struct, frozen=True):
    """All stages of a process."""

    template: str
    stages: tuple[StageText, ...]


@cache
def seven_stages() -> Template:
    """The process that Worktape follows; cached."""
    data = resources.files("resources.stages").joinpath("seven_stages.json").read_bytes()
    return msgspec.json.decode(data, type=Template)


def stage_names() -> tuple[str, ...]:
    """Short names of the seven stages, one for each page."""
    return tuple(stage.name for stage in seven_stages().stages)
