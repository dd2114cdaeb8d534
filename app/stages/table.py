"""The process template: which stages and steps there are, read from the resources.

Lives: any thread.
"""

from functools import cache
from importlib import resources

import msgspec


class StepText(msgspec.Struct, frozen=True):
    """`evidence` names what of the song shows the step as done; without it only a person can say so.

    `confirm` lets a person say so beside the evidence.
    """

    id: str
    title: str
    why: str
    evidence: str | None = None
    confirm: bool = False


class StageText(msgspec.Struct, frozen=True):
    number: int
    name: str
    steps: tuple[StepText, ...]


class Template(msgspec.Struct, frozen=True):
    template: str
    stages: tuple[StageText, ...]


@cache
def seven_stages() -> Template:
    data = resources.files("resources.stages").joinpath("seven_stages.json").read_bytes()
    return msgspec.json.decode(data, type=Template)
