"""Places of the timeline that a drag snaps to, and that keys go to.

Lives: any thread (pure).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Literal

from app.model.ids import ClipId
from app.model.section_frames import section_frames
from app.model.song import Song

# beside the guide line
STARTS, ENDS = "starts", "ends"
LOOP, PUNCH, PLAYHEAD, ORIGIN = "Loop", "Punch", "Playhead", "Where it was"

SnapKind = Literal["clips", "markers", "sections", "loop", "punch", "playhead", "zero crossings"]
SONG_KINDS: tuple[SnapKind, ...] = ("clips", "markers", "sections", "loop", "punch")
"""What the song itself has; the playhead belongs to the transport, and zero crossings to the audio."""


def snap_points(song: Song, kinds: Iterable[SnapKind], dragged: Collection[ClipId] = ()) -> tuple[int, ...]:
    """Frames at which something starts or ends, in rising order, each once.

    Args:
        song: The song.
        kinds: What counts: edges of clips, markers and their ends, sections, loop, punch.
        dragged: Clips that do not count, because they move themselves.
    """
    return tuple(sorted({frame for kind in kinds for frame, _, _ in _points(song, kind, dragged)}))


def point_name(name: str, edge: str) -> str:
    """`Vox 3 starts`, `Chorus`."""
    return f"{name} {edge}".rstrip()


def name_point(song: Song, kinds: Iterable[SnapKind], frame: int, dragged: Collection[ClipId] = ()) -> str:
    """What starts at a frame, or else ends there, such as `Vox 3 starts`; empty for neither. See `snap_points`."""
    ending = ""
    for kind in kinds:
        for at, name, edge in _points(song, kind, dragged):
            if at == frame and edge != ENDS:
                return point_name(name, edge)
            if at == frame:
                ending = ending or point_name(name, edge)
    return ending


def next_point(points: Sequence[int], frame: int) -> int | None:
    """The first of the points behind a frame; None if there is none."""
    index = bisect_right(points, frame)
    return points[index] if index < len(points) else None


def previous_point(points: Sequence[int], frame: int) -> int | None:
    """The last of the points before a frame; None if there is none."""
    index = bisect_left(points, frame)
    return points[index - 1] if index else None


def _points(song: Song, kind: SnapKind, dragged: Collection[ClipId]) -> Iterator[tuple[int, str, str]]:
    """Frames with the name of what is there, and whether it starts or ends."""
    transport = song.transport
    match kind:
        case "clips":
            for track in song.tracks:
                for clip in track.clips:
                    if clip.id not in dragged:
                        yield clip.timeline_start_frame, clip.name, STARTS
                        yield clip.timeline_end_frame, clip.name, ENDS
        case "markers":
            for marker in song.markers:
                yield marker.start_frame, marker.name, ""
                yield marker.end_frame, marker.name, ENDS
        case "sections":
            for section in song.sections:
                start, end = section_frames(song, section)
                yield start, section.name, ""
                yield end, section.name, ENDS
        case "loop" if transport.loop_end_frame > transport.loop_start_frame:
            yield transport.loop_start_frame, LOOP, STARTS
            yield transport.loop_end_frame, LOOP, ENDS
        case "punch" if transport.punch_out_frame > transport.punch_in_frame:
            yield transport.punch_in_frame, PUNCH, STARTS
            yield transport.punch_out_frame, PUNCH, ENDS
        case _:  # an empty loop or punch
            pass
