"""How much of the timeline clips cover.

Lives: any thread (pure; caches by identity).
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from app.model.clip import Clip
from app.model.ids import TrackId
from app.model.take import Take
from app.model.track import Track

Ranges = Sequence[tuple[int, int]]  # (start, end) frames in order of time, apart from each other

_MOST_TRACKS = 1000
_last: dict[
    TrackId, tuple[tuple[Clip, ...], tuple[Take, ...], Ranges]
] = {}  # it is asked again and again for the same clips


def sounding_ranges(track: Track) -> Ranges:
    """Where a clip of a track sounds; one of a silent take does not."""
    cached = _last.get(track.id)
    if cached is not None and cached[0] is track.clips and cached[1] is track.takes:
        return cached[2]
    silent = {take.id for take in track.takes if take.is_silent}
    sounding = [clip for clip in track.sounding_clips if clip.take is None or clip.take not in silent]
    found = merged((clip.timeline_start_frame, clip.timeline_end_frame) for clip in sounding)
    if len(_last) >= _MOST_TRACKS:
        _last.clear()
    _last[track.id] = (track.clips, track.takes, found)
    return found


def merged(ranges: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges of any order, which may overlap, as ranges in order that do not touch."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        elif end > start:
            found.append((start, end))
    return found


def covered_frames(ranges: Ranges, start: int, end: int) -> int:
    """How many frames from start up to end lie in one of the ranges."""
    return sum(right - left for left, right in inside(ranges, start, end))


def inside(ranges: Ranges, start: int, end: int) -> Ranges:
    """What of the ranges lies from start up to end."""
    first, last = bisect_left(ranges, (start, start)), bisect_left(ranges, (end, end))
    found = ((max(left, start), min(right, end)) for left, right in ranges[max(0, first - 1) : last])
    return [(left, right) for left, right in found if left < right]
