"""Takes where time is inserted or removed: one that lies across becomes two.

Lives: any thread (pure).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.edits.clip_source import source_of
from app.edits.edit import one_of_names
from app.edits.stable_ids import StableIds
from app.edits.time_change import TimeChange
from app.model.clip import Clip
from app.model.ids import TakeId
from app.model.take import Take


@dataclass(slots=True)
class TakeParts:
    """The takes of one track as the change leaves them. A part that is split off gets an id and a name of its own.

    Attributes:
        split: The part that was split off, by the id of its take.
    """

    takes: list[Take] = field(default_factory=list)
    removed: list[Take] = field(default_factory=list)
    split: dict[TakeId, Take] = field(default_factory=dict)

    def add(self, take: Take, change: TimeChange, ids: StableIds) -> None:
        """Add what is left of a take; one of which nothing is left goes to `removed`, whole, at the cut."""
        pieces = [
            _part(take, start, end, now)
            for start, end, now in change.pieces(take.timeline_start_frame, take.timeline_end_frame)
        ]
        if not pieces:
            self.removed.append(moved_take(take, change.at_frame))
            return
        self.takes.append(pieces[0])
        if len(pieces) > 1:
            name = one_of_names(take.name, {other.name for other in self.takes})
            self.split[take.id] = replace(pieces[1], id=ids.take(), name=name)
            self.takes.append(self.split[take.id])

    def relinked(self) -> "TakeParts":
        """The parts with each split-off printed take linked to the split-off part of its dry one."""
        halves = {take.id for take in self.split.values()}
        takes = [
            replace(take, dry=self.split[take.dry].id)
            if take.dry is not None and take.id in halves and take.dry in self.split
            else take
            for take in self.takes
        ]
        return replace(self, takes=takes)


def with_take_parts(clips: tuple[Clip, ...], split: Mapping[TakeId, Take]) -> tuple[Clip, ...]:
    """The clips, each naming the part of a take that its audio is from."""

    def named(clip: Clip) -> Clip:
        part = split.get(clip.take) if clip.take is not None else None
        return (
            replace(clip, take=part.id) if part and source_of(clip).file_start_frame >= part.file_start_frame else clip
        )

    return tuple(map(named, clips)) if split else clips


def moved_take(take: Take, frame: int) -> Take:
    """A take, whole, moved so that it starts at a frame."""
    return _part(take, take.timeline_start_frame, take.timeline_end_frame, frame)


def _part(take: Take, start: int, end: int, now: int) -> Take:
    """[start, end) of a take, in timeline frames, moved so that it starts at `now`."""
    whole = (start, end) == (take.timeline_start_frame, take.timeline_end_frame)
    return replace(
        take,
        timeline_start_frame=now,
        file_start_frame=take.file_start_frame + start - take.timeline_start_frame,
        length_frames=end - start,
        dropouts=tuple(
            replace(dropout, timeline_frame=dropout.timeline_frame + now - start)
            for dropout in take.dropouts
            if whole or start <= dropout.timeline_frame < end
        ),
    )
