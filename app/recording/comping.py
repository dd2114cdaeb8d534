"""Choosing takes: phrases onto the timeline with their joins at zero crossings, and listening to one take alone.

Lives: window, main thread.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from app.edits.clip_stack import phrases
from app.edits.comps import (
    CROSS_FADE_S,
    FlatComp,
    comped_together,
    flatten_comps,
    next_take,
    put_phrase,
    take_of,
)
from app.edits.edit import find_track
from app.edits.takes import relative_media_path
from app.engine.link import EngineLink
from app.engine.plan_builder import build_timelines, media_path
from app.engine.slots import SlotAllocator
from app.messages.processing import cannot_process
from app.messages.recording import SONG_READ_ONLY, comp_lacks_audio, nothing_to_flatten
from app.model.clip import Clip
from app.model.ids import ClipId, TakeId, TrackId
from app.model.section_frames import section_at, section_frames
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.problems import EditRefused, Refused
from app.song.document import Document
from app.storage.media_check import fault_of
from app.units import gain_to_db, seconds_to_frames
from audio_engine.disk.flatten import Flattened, flatten
from audio_engine.disk.new_media import remove_media
from audio_engine.disk.os_errors import reason
from audio_engine.disk.zero_crossings import nearest_zero_crossing

REACH_S = 0.005  # how far a join slides to a zero crossing


def choose_phrase(document: Document, track_id: TrackId, take_id: TakeId, start_frame: int, end_frame: int) -> None:
    """Put a take's phrase onto the timeline, as one step.

    Its edges slide to zero crossings, and on to the edge of another phrase that they would leave a sliver before.

    Args:
        document: The open song.
        track_id: The track.
        take_id: One of its takes.
        start_frame: Where the phrase begins, in timeline frames.
        end_frame: Where it ends, exclusive.

    Raises:
        EditRefused: If the take holds nothing there.
    """
    song, folder = document.song, document.opened.folder.path
    track = find_track(song, track_id)
    take = take_of(track, take_id)
    start, end = (quiet_frame(folder, take, frame, song.rate_hz) for frame in (start_frame, end_frame))
    if end <= start:
        start, end = start_frame, end_frame
    edges = [edge for phrase in phrases(track.clips) for edge in (phrase.start_frame, phrase.end_frame)]
    sliver = seconds_to_frames(CROSS_FADE_S, song.rate_hz)
    start = max((edge for edge in edges if start - sliver < edge <= start), default=start)
    end = min((edge for edge in edges if end <= edge < end + sliver), default=end)
    document.perform(put_phrase(track_id, take_id, start, end))


def choose_next(document: Document, track_id: TrackId, frame: int, direction: int) -> None:
    """The phrase at `frame` from the next take (`direction` 1), or the one before (-1)."""
    document.perform(next_take(document.song, track_id, max(0, frame), direction))


def audition(document: Document, link: EngineLink, track_id: TrackId, take_id: TakeId | None) -> None:
    """Play one take of a track alone, in place of its timeline; None: its timeline again.

    The song stays as it is, and an edit of the track's clips ends it.
    """
    track = find_track(document.song, track_id)
    shown = track if take_id is None else replace(track, clips=(_whole(take_of(track, take_id)),), frozen=None)
    link.play_instead(document.song, shown, document.opened.folder.path)


def begin_flattening(document: Document, track_id: TrackId) -> Callable[[], dict[TrackId, Flattened]]:
    """What a worker does to render the comp, and those of the tracks that are comped with it.

    `end_flattening` puts its answer on the timeline.

    Raises:
        EditRefused: If a track has nothing to render, or lacks audio.
    """
    opened, song = document.opened, document.song
    if opened.read_only:
        raise EditRefused(SONG_READ_ONLY)
    together = {track.id for track in comped_together(song, track_id) if track.sounding_clips or track.id == track_id}
    tracks = [track for track in song.tracks if track.id in together]  # in the order of the timelines
    for track in tracks:
        if not track.sounding_clips or track.frozen is not None:
            raise EditRefused(nothing_to_flatten(track.name))
        for clip in track.sounding_clips:
            if fault := fault_of(opened.folder, song, clip.file):
                raise EditRefused(comp_lacks_audio(track.name, clip.file, fault))
    timelines = build_timelines(song, SlotAllocator(), opened.folder.path, together)
    targets = [Path(opened.pool.new_take_path(f"{track.name} flat")) for track in tracks]

    def render() -> dict[TrackId, Flattened]:
        made: dict[TrackId, Flattened] = {}
        for track, timeline, target in zip(tracks, timelines, targets, strict=True):
            try:
                made[track.id] = flatten(timeline, song.rate_hz, target)
            except OSError as error:
                for path in targets:
                    remove_media(path)
                raise Refused(cannot_process(track.name, reason(error))) from error
        return made

    return render


def end_flattening(document: Document, made: Mapping[TrackId, Flattened]) -> None:
    """One step; the phrases stay as a comp of their own."""
    folder = document.opened.folder.path
    flats = {
        track_id: FlatComp(
            relative_media_path(flat.path, folder), flat.start_frame, flat.length_frames, gain_to_db(flat.peak)
        )
        for track_id, flat in made.items()
    }
    document.perform(flatten_comps(flats, datetime.now(UTC).isoformat(timespec="seconds")))


def quiet_frame(folder: Path, take: Take, frame: int, rate_hz: int) -> int:
    """The timeline frame within 5 ms of `frame` at which the take's first channel crosses zero, the nearest one.

    It is `frame` itself at the take's own edges, and if the file cannot be read.
    """
    if not take.timeline_start_frame < frame < take.timeline_end_frame:
        return frame
    in_file = take.file_start_frame - take.timeline_start_frame  # from timeline frames to frames of the file
    reach = round(REACH_S * rate_hz)
    first = max(frame - reach, take.timeline_start_frame)
    try:
        path = media_path(folder, take.file)
    except EditRefused:
        return frame
    crossing = nearest_zero_crossing(path, frame + in_file, first + in_file, reach)
    return frame if crossing is None else crossing - in_file


def phrase_around(song: Song, track: Track, frame: int) -> tuple[int, int]:
    """What one key takes: the loop where it is on and holds the frame, else the section under it, else all."""
    loop = song.transport
    if loop.loop_on and loop.loop_start_frame <= frame < loop.loop_end_frame:
        return loop.loop_start_frame, loop.loop_end_frame
    section = section_at(song, frame)
    if section is not None:
        return section_frames(song, section)
    return 0, max([song.length_frames, *(take.timeline_end_frame for take in track.takes)], default=0)


def _whole(take: Take) -> Clip:
    return Clip(
        ClipId(take.id), take.name, take.file, take.timeline_start_frame, take.file_start_frame, take.length_frames,
        take=take.id,
    )  # fmt: skip
