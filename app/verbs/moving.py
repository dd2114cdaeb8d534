"""Clips in time: nudging them, trimming their edges, slipping what is in them.

Lives: any thread (pure).
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Annotated, Literal

from app.edits.clips import frames_moved, move_clips
from app.edits.edit import Edit
from app.edits.grid import lines_around
from app.edits.slip import slip_clips
from app.edits.time_range import TimeRange, moved_range
from app.edits.trimming import trim_clips
from app.messages import steps
from app.messages.song import TRIM_OUTSIDE
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.value_spec import choice, number
from app.problems import NothingToDo
from app.verbs.clips import under_playhead, why_no_clip, why_not_split, why_nothing_selected
from app.verbs.target import Target
from app.verbs.verb import MOVING, Verb

UnitName = Literal["grid", "beats", "bars", "ms", "samples"]
Unit = Annotated[UnitName, choice("Unit")]
Amount = Annotated[float, number("Later by", -100000.0, 100000.0)]
SlipMs = Annotated[float, number("Later by", -600000.0, 600000.0, "ms")]


def nudge(target: Target, by: Amount = 1.0, unit: Unit = "beats") -> Edit:
    """Move the selected clips or time range: later, or earlier if the number is negative.

    A beat is the one in which the selection starts, or which ends there; a bar is as long as the bar there is. A unit of
    the grid is the distance of its lines there.
    """
    return move_clips(target.clips_or_range(), _nudge_frames(target, by, unit), ripple=target.ripple)


def moved_along(target: Target, frames: int, down: int = 0) -> TimeRange | None:
    """The selected time range where a move by so many frames and tracks takes it; None without one."""
    chosen = target.clips_or_range()
    if not isinstance(chosen, TimeRange):
        return None
    return moved_range(
        target.song, chosen, frames_moved(target.song, chosen, frames, "off" if down else target.ripple), down
    )


def _nudge_frames(target: Target, by: float, unit: UnitName) -> int:
    song, start = target.song, target.span()[0]
    match unit:
        case "grid":
            before, after = lines_around(tempo_map(song), start if by > 0 else start - 1, target.grid)
            frames = by * (after - before)
        case "beats":
            frames = by * tempo_map(song).at(start if by > 0 else start - 1).beat_frames
        case "bars":
            frames = tempo_map(song).moved(start, by) - start
        case "ms":
            frames = by * song.rate_hz / 1000
        case "samples":
            frames = by
    return round(frames)


def slip(target: Target, by_ms: SlipMs = 10.0) -> Edit:
    """Move what the selected clips play, later or earlier, as far as their files reach; their edges stay."""
    clips = target.required_clips()
    lengths = target.file_lengths({clip.file for clip in clips})
    return slip_clips([clip.id for clip in clips], round(by_ms * target.song.rate_hz / 1000), lengths)


def trim_start(target: Target) -> Edit:
    """Trim the start of the selected clips under the playhead to it; of all clips under it if none is selected."""
    return _trim(target, lambda clip: (target.frame - clip.timeline_start_frame, 0))


def trim_end(target: Target) -> Edit:
    """Trim the end of the selected clips under the playhead to it; of all clips under it if none is selected."""
    return _trim(target, lambda clip: (0, target.frame - clip.timeline_end_frame))


def _trim(target: Target, deltas: Callable[[Clip], tuple[int, int]]) -> Edit:
    under = under_playhead(target)
    if not under:
        raise NothingToDo(TRIM_OUTSIDE)
    alike: dict[tuple[int, int], list[ClipId]] = defaultdict(list)
    for clip in under:
        alike[deltas(clip)].append(clip.id)
    label = steps.of_clips("Trim", len(under))
    return Edit.combine(label, [trim_clips(ids, *by, target.ripple) for by, ids in alike.items()])


_UNITS: tuple[tuple[str, UnitName], ...] = (
    ("grid", "grid"),
    ("beat", "beats"),
    ("bar", "bars"),
    ("millisecond", "ms"),
    ("sample", "samples"),
)


def _after_nudge(before: Target, _after: Song, by: float = 1.0, unit: UnitName = "beats") -> TimeRange | None:
    return moved_along(before, _nudge_frames(before, by, unit))


def _nudge_verb(verb_id: str, title: str, by: float, unit: UnitName) -> Verb:
    def run(target: Target) -> Edit:
        return nudge(target, by, unit)

    def selects(before: Target, _after: Song) -> TimeRange | None:
        return _after_nudge(before, _after, by, unit)

    return Verb(verb_id, title, MOVING, run, ("clips or range",), why_nothing_selected, selects=selects)


VERBS = (
    *(
        _nudge_verb(f"clips.{name}-{where}", f"Nudge a {name.replace('grid', 'grid unit')} {where}", by, unit)
        for name, unit in _UNITS
        for where, by in (("earlier", -1.0), ("later", 1.0))
    ),
    Verb("clips.nudge", "Nudge by", MOVING, nudge, ("clips or range",), why_nothing_selected, selects=_after_nudge),
    Verb("clips.slip", "Slip the contents", MOVING, slip, ("clips",), why_no_clip),
    Verb(
        "clips.trim-start", "Trim the start to the playhead", MOVING, trim_start, ("clips", "playhead"), why_not_split
    ),
    Verb("clips.trim-end", "Trim the end to the playhead", MOVING, trim_end, ("clips", "playhead"), why_not_split),
)
