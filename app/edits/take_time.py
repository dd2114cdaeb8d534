"""Takes where time is inserted, removed or put into another order: one that lies across becomes several.

Lives: any thread (pure).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.edits.clip_source import source_of
from app.edits.edit import one_of_names
from app.edits.stable_ids import StableIds
from app.model.clip import Clip
from app.model.ids import TakeId
from app.model.take import Take


@dataclass(slots=True)
class TakeParts:
    """The takes of one track as the change leaves them. A part that is split off gets an id and a name of its own.

    Attributes:
        split: The parts that were split off, in their order in the file, by the id of their take.
    """

    takes: list[Take] = field(default_factory=list)
    removed: list[Take] = field(default_factory=list)
    split: dict[TakeId, tuple[Take, ...]] = field(default_factory=dict)

    def add(self, take: Take, pieces: Sequence[tuple[int, int, int]], gone_frame: int, ids: StableIds) -> None:
        """Add what is left of a take.

        Args:
            take: As it was.
            pieces: Start and end of each part that is left, in timeline frames as they were, and its start now.
            gone_frame: Where it lies now if there is none: it goes to `removed`, whole.
            ids: For what is split off.
        """
        parts = [_part(take, start, end, now) for start, end, now in pieces]
        if not parts:
            self.removed.append(moved_take(take, gone_frame))
            return
        self.takes.append(parts[0])
        for part in parts[1:]:
            name = one_of_names(take.name, {other.name for other in self.takes})
            self.takes.append(replace(part, id=ids.take(), name=name))
        if len(parts) > 1:
            self.split[take.id] = tuple(self.takes[1 - len(parts) :])

    def relinked(self) -> "TakeParts":
        """The parts with each split-off printed take linked to the part of its dry one that lies there."""
        split_off = {part.id for parts in self.split.values() for part in parts}

        def linked(take: Take) -> Take:
            parts = self.split.get(take.dry, ()) if take.dry is not None and take.id in split_off else ()
            there = (
                part.id
                for part in parts
                if part.timeline_start_frame <= take.timeline_start_frame < part.timeline_end_frame
            )
            return replace(take, dry=next(there, take.dry))

        return replace(self, takes=[linked(take) for take in self.takes])


def with_take_parts(clips: tuple[Clip, ...], split: Mapping[TakeId, tuple[Take, ...]]) -> tuple[Clip, ...]:
    """The clips, each naming the part of a take that its audio is from."""

    def named(clip: Clip) -> Clip:
        parts = split.get(clip.take, ()) if clip.take is not None else ()
        first = source_of(clip).file_start_frame
        part = max((part for part in parts if part.file_start_frame <= first), key=_file_start, default=None)
        return clip if part is None else replace(clip, take=part.id)

    return tuple(map(named, clips)) if split else clips


def _file_start(take: Take) -> int:
    return take.file_start_frame


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
