"""The steps of the seven stages and the processes that choose among them, read from resources.

Lives: any thread.
"""

from functools import cache
from importlib import resources

import msgspec

DEFAULT_PROCESS = "seven-stages"


class Step(msgspec.Struct, frozen=True):
    """A step, as its stage's file has it.

    Attributes:
        id: Stable id, stored in songs.
        title: Title.
        why: Reason, one sentence.
        short: Title for the stage bar; empty where the title fits there.
        evidence: Name of a function that finds it done in a document; None if only a person can tell.
        needs: Name of a function that has to find something done before a person may confirm the step; empty for none.
        rests_on: Ids of grounds: when one of them changes after the step was done, the step is stale.
        renewed_by: Ids of grounds that change when the step is done again.
        after: How a sentence says that it was done, such as "the demo was recorded".
        page: Number of the page where it is done; 0: that of its stage.
        card: Id of the card or panel of that page where it is done; empty for none.
        command: Id of the command that does it; empty for none.
    """

    id: str
    title: str
    why: str
    short: str = ""
    evidence: str | None = None
    needs: str = ""
    rests_on: tuple[str, ...] = ()
    renewed_by: tuple[str, ...] = ()
    after: str = "this was done"
    page: int = 0
    card: str = ""
    command: str = ""

    @property
    def bar_title(self) -> str:
        """Title for the stage bar."""
        return self.short or self.title


class Stage(msgspec.Struct, frozen=True):
    """A stage, which has a page of its own, with every step that a process may choose."""

    stage: int
    name: str
    steps: tuple[Step, ...]


class Heading(msgspec.Struct, frozen=True):
    """Steps of a process that belong together, by id; they may lie on several pages."""

    title: str
    steps: tuple[str, ...]


class Process(msgspec.Struct, frozen=True):
    """A process template: which steps, under which headings.

    Attributes:
        name: Title.
        help: One sentence for the choice.
        place: In the list of all.
        headings: In order.
        id: Name of its file.
    """

    name: str
    help: str
    place: int
    headings: tuple[Heading, ...]
    id: str = ""


@cache
def stages() -> tuple[Stage, ...]:
    """All seven stages in order, with every step that there is."""
    files = [file for file in resources.files("resources.stages").iterdir() if file.name.endswith(".json")]
    read = (msgspec.json.decode(file.read_bytes(), type=Stage) for file in files)
    return tuple(sorted(read, key=lambda stage: stage.stage))


@cache
def stage_names() -> tuple[str, ...]:
    """Short names of the seven stages, one for each page."""
    return tuple(stage.name for stage in stages())


@cache
def every_step() -> dict[str, tuple[Step, int]]:
    """Every step by its id, with the number of its stage."""
    return {step.id: (step, stage.stage) for stage in stages() for step in stage.steps}


@cache
def processes() -> tuple[Process, ...]:
    """All processes, the default first."""
    files = [file for file in resources.files("resources.stages.processes").iterdir() if file.name.endswith(".json")]
    read = (
        msgspec.structs.replace(
            msgspec.json.decode(file.read_bytes(), type=Process), id=file.name.removesuffix(".json")
        )
        for file in files
    )
    return tuple(sorted(read, key=lambda process: process.place))


def process_of(process_id: str) -> Process:
    """The process with this id; for one of a program that knows others, the default."""
    known = {process.id: process for process in processes()}
    return known.get(process_id, known[DEFAULT_PROCESS])


def find_process(name: str) -> Process | None:
    """The process with this name or id, in any case; None if there is none."""
    typed = name.strip().casefold()
    return next((process for process in processes() if typed in (process.id.casefold(), process.name.casefold())), None)
