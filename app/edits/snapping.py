"""Places of the timeline that a drag snaps to, and that keys go to.

Lives: any thread (pure).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from app.model.ids import ClipId
from app.model.song import Song

SnapKind = Literal["clips", "markers", "sections", "loop", "punch"]


def snap_points(song: Song, kinds: Iterable[SnapKind], dragged: Collection[ClipId] = ()) -> tuple[int, ...]:
    """Frames at which something starts or ends, in rising order, each once.

    Args:
        song: The song.
        kinds: What counts: edges of clips, markers and their ends, sections, loop, punch.
        dragged: Clips that do not count, because they move themselves.
    """
    return tuple(sorted({frame for kind in kinds for frame in _points(song, kind, dragged)}))


def next_point(points: Sequence[int], frame: int) -> int | None:
    """The first of the points behind a frame; None if there is none."""
    index = bisect_right(points, frame)
    return points[index] if index < len(points) else None


def previous_point(points: Sequence[int], frame: int) -> int | None:
    """The last of the points before a frame; None if there is none."""
    index = bisect_left(points, frame)
    return points[index - 1] if index else None


def nearest_point(points: Sequence[int], frame: int, within_frames: int) -> int | None:
    """The point nearest to a frame, the earlier of two; None if none is as near as `within_frames`."""
    index = bisect_left(points, frame)
    near = [point for point in points[max(index - 1, 0) : index + 1] if abs(point - frame) <= within_frames]
    return min(near, key=lambda point: abs(point - frame), default=None)


def _points(song: Song, kind: SnapKind, dragged: Collection[ClipId]) -> Iterator[int]:
    transport = song.transport
    match kind:
        case "clips":
            for track in song.tracks:
                for clip in track.clips:
                    if clip.id not in dragged:
                        yield from (clip.timeline_start_frame, clip.timeline_end_frame)
        case "markers":
            for marker in song.markers:
                yield from (marker.start_frame, marker.end_frame)
        case "sections":
            for section in song.sections:
                yield from (section.start_frame, section.start_frame + section.length_frames)
        case "loop" if transport.loop_end_frame > transport.loop_start_frame:
            yield from (transport.loop_start_frame, transport.loop_end_frame)
        case "punch" if transport.punch_out_frame > transport.punch_in_frame:
            yield from (transport.punch_in_frame, transport.punch_out_frame)
        case _:  # an empty loop or punch
            pass
