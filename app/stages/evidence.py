"""What looking for evidence of a step finds in a document, and what a subject has to be looked at.

Lives: any thread (pure).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.model.ids import TrackId
from app.model.stage_record import StageLog, StageRecord


@dataclass(frozen=True, slots=True)
class Found:
    """What was found.

    Attributes:
        done: True if the step is done.
        fraction: How much of it, 0 to 1.
        reason: Why it is done or what is missing, one sentence.
        track: The first track that is missing something; None if none is.
        since: Since when all that shows it has been there, ISO 8601; empty if that is not known.
    """

    done: bool
    fraction: float
    reason: str
    track: TrackId | None = None
    since: str = ""


class Recorded(Protocol):
    """A document that holds records of steps."""

    @property
    def stages(self) -> StageLog:
        """What is known of its steps."""


D = TypeVar("D", bound=Recorded)


@dataclass(frozen=True, slots=True)
class Ground(Generic[D]):
    """A facet of a document that steps rest on.

    Attributes:
        id: Stable id, stored in songs.
        words: In a sentence, such as "the tempo".
        fingerprint: The same text as long as the facet is the same; stored in songs.
    """

    id: str
    words: str
    fingerprint: Callable[[D], str]


@dataclass(frozen=True, slots=True)
class Subject(Generic[D]):
    """A kind of document: what can be found in it, and what steps rest on in it.

    Attributes:
        evidence: By the name that a step gives.
        grounds: By id.
    """

    evidence: Mapping[str, Callable[[D], Found]]
    grounds: Mapping[str, Ground[D]]


def done(reason: str, since: str = "") -> Found:
    """The step is done."""
    return Found(True, 1.0, reason, None, since)


def missing(reason: str, fraction: float = 0.0, track: TrackId | None = None) -> Found:
    """The step is not done. `fraction`: how much of it is."""
    return Found(False, min(max(fraction, 0.0), 0.99), reason, track)


def receipt(step_id: str, printed: Callable[[str], str], not_yet: str) -> Callable[[Recorded], Found]:
    """Evidence of something that leaves no trace but its record, such as a print.

    Args:
        step_id: The step that is recorded when it happens.
        printed: The sentence once it has; gets the time, ISO 8601 or empty.
        not_yet: The sentence before.
    """

    def look(document: Recorded) -> Found:
        made = newest(document.stages.records, step_id, "done")
        return missing(not_yet) if made is None else done(printed(made.when))

    return look


def newest(records: Sequence[StageRecord], step_id: str, kind: str = "") -> StageRecord | None:
    """The last record of a step, or its last one of a kind; None if there is none."""
    found = [record for record in records if record.step == step_id and kind in ("", record.kind)]
    return found[-1] if found else None
