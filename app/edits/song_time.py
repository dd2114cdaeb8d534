"""Time that is inserted into the whole song, or removed from it: all tracks and buses, and everything on the ruler.

Lives: any thread (pure).
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from app.edits.edit import Edit
from app.edits.mix_time import changed_buses, changed_versions
from app.edits.protection import protected_edit
from app.edits.stable_ids import StableIds
from app.edits.tempo_time import change_tempo_time
from app.edits.time_change import TimeChange
from app.edits.track_time import change_track_time
from app.messages import steps
from app.messages.song import RANGE_EMPTY
from app.model.ids import TrackId
from app.model.marker import Marker
from app.model.ranges import FRAMES
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.transport import TransportSettings
from app.problems import EditRefused


def insert_time(at_frame: int, length_frames: int, label: str = steps.INSERT_TIME) -> Edit:
    """Insert silence into all tracks at a frame, and move everything behind it.

    Clips and takes that lie across are split; sections and ranges that do become longer; so do loop and punch.

    Args:
        at_frame: Where, on the timeline.
        length_frames: How much.
        label: What Undo says, such as "Insert 2 bars".

    Raises:
        EditRefused: When it is applied: a locked clip or a frozen track would move, or a tempo change lies behind and
            the length is not whole bars.
    """
    return _edit(label, TimeChange(at_frame, inserted_frames=length_frames))


def delete_time(start_frame: int, end_frame: int, label: str = steps.DELETE_TIME) -> Edit:
    """Remove [start_frame, end_frame) of the timeline with all that lies in it, and close the gap.

    Takes of which nothing is left become discarded ones. The arguments and refusals are those of `insert_time`.
    """
    return _edit(label, TimeChange(start_frame, removed_frames=end_frame - start_frame))


def change_song_time(song: Song, change: TimeChange, ids: StableIds, whole: Collection[TrackId] = ()) -> Song:
    """The song after a change of its time: tempo, tracks, curves also of buses and mix versions, ruler.

    Args:
        song: As it was.
        change: What is inserted or removed.
        ids: For what is split.
        whole: Tracks on which no clip is cut, whatever `change` says of the others.
    """
    changed, gentle = change_tempo_time(song, change), replace(change, cuts=False)
    return replace(
        changed,
        tracks=tuple(
            change_track_time(track, gentle if track.id in whole else change, ids, curves=True) for track in song.tracks
        ),
        buses=changed_buses(song.buses, change.curves),
        mix_versions=changed_versions(song.mix_versions, change.curves),
        sections=tuple(_sections(song, changed, change)),
        markers=tuple(_markers(song.markers, change)),
        transport=_transport(song.transport, change),
    )


def _edit(label: str, change: TimeChange) -> Edit:
    def apply(song: Song, ids: StableIds) -> Song:
        if change.at_frame < 0 or change.removed_frames + change.inserted_frames <= 0:
            raise EditRefused(RANGE_EMPTY)
        return change_song_time(song, change, ids)

    return protected_edit(label, apply)


def _sections(before: Song, after: Song, change: TimeChange) -> Iterable[Section]:
    """Those of the song before the change, in the tempo that it has after it."""
    tempo = tempo_map(after)
    for section in before.sections:
        start, end = section_frames(before, section)
        if not change.removes(start, end):
            now = change.start(start)
            first, last = tempo.place_of(now), tempo.place_of(max(min(change.end(end), FRAMES[1]), now + 1))
            yield replace(section, start_bar=first, length_bars=last - first)


def _markers(markers: Iterable[Marker], change: TimeChange) -> Iterable[Marker]:
    for marker in markers:
        if not (change.cuts and change.removes(marker.start_frame, marker.start_frame + max(marker.length_frames, 1))):
            now = change.start(marker.start_frame)
            length = change.end(marker.end_frame) - now if marker.length_frames else 0
            yield replace(marker, start_frame=now, length_frames=length)


def _transport(old: TransportSettings, change: TimeChange) -> TransportSettings:
    loop_start, punch_in = change.start(old.loop_start_frame), change.start(old.punch_in_frame)
    loop_end = max(change.end(old.loop_end_frame), loop_start)
    punch_out = max(change.end(old.punch_out_frame), punch_in)
    return replace(
        old,
        loop_on=old.loop_on and loop_end > loop_start,
        loop_start_frame=loop_start,
        loop_end_frame=loop_end,
        punch_on=old.punch_on and punch_out > punch_in,
        punch_in_frame=punch_in,
        punch_out_frame=punch_out,
    )
