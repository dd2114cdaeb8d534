"""What is known of the steps of the stages: done, confirmed or set aside, by whom, when, and on what ground.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.value_spec import Longest

RecordKind = Literal["done", "confirmed", "set aside"]


@dataclass(frozen=True, slots=True)
class RecordedGround:
    """Something that the step rested on, as it was then.

    Attributes:
        id: Which ground, such as `tempo`.
        fingerprint: Of what it was.
        changed: When it was first seen to be different, ISO 8601, UTC; empty while it is the same.
    """

    id: Annotated[str, Longest(ranges.LONGEST_ID)]
    fingerprint: Annotated[str, Longest(ranges.LONGEST_ID)]
    changed: Annotated[str, Longest(ranges.LONGEST_ID)] = ""


@dataclass(frozen=True, slots=True)
class StageRecord:
    """One record of a step.

    Attributes:
        step: Id of the step.
        kind: `done`: the song showed it, or the program did it, such as a bounce. Others are a person's word.
        who: Name of the person; empty if the program saw it, or it was not said.
        when: ISO 8601, UTC; empty in songs of versions that did not note it.
        note: The reason, in the person's words.
        grounds: What the step rested on then.
    """

    step: Annotated[str, Longest(ranges.LONGEST_ID)]
    kind: RecordKind
    who: Annotated[str, Longest(ranges.LONGEST_NAME)] = ""
    when: Annotated[str, Longest(ranges.LONGEST_ID)] = ""
    note: Annotated[str, Longest(ranges.LONGEST_NOTE)] = ""
    grounds: tuple[RecordedGround, ...] = ()


@dataclass(frozen=True, slots=True)
class StageLog:
    """Which steps a document follows, and what is known of them.

    Attributes:
        process: Id of the process, of `resources/stages/processes`.
        records: In the order in which they were made; those of steps that the process does not have stay.
    """

    process: Annotated[str, Longest(ranges.LONGEST_ID)] = "seven-stages"
    records: tuple[StageRecord, ...] = ()
