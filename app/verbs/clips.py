"""Splitting and cropping clips, and their crossfades, each as one history step.

Lives: any thread (pure).
"""

from collections.abc import Collection
from typing import Literal

from app.edits import clips as clip_edits
from app.edits.comps import set_cross_fade
from app.edits.edit import Edit
from app.edits.joins import Join, joins
from app.edits.time_range import selected
from app.messages import steps
from app.messages.song import (
    NO_CLIP_HERE,
    NO_CROSSFADE,
    NO_MARKERS_INSIDE,
    crossfade_length,
    crossfade_limit,
    no_other_crossfade,
)
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import CLIPS, FADES, Verb

CROSSFADES_MS = (2, 5, 10, 20, 50, 100, 250)  # lengths that are offered

Direction = Literal[-1, 1]  # shorter, longer


def split(target: Target) -> Edit:
    """Split at the playhead: the selected clips under it, or all clips under it if none is selected."""
    under = under_playhead(target)
    if not under:
        raise NothingToDo(NO_CLIP_HERE)
    label = steps.of_clips("Split", len(under))
    return Edit.combine(label, [clip_edits.split_clip(clip.id, target.playhead_frame) for clip in under])


def split_range(target: Target) -> Edit:
    """Split at both edges of the time range, on its tracks."""
    return clip_edits.split_clips(target.selected_range())


def split_markers(target: Target) -> Edit:
    """Split the selected clips, or those of the time range, at all markers inside them; all clips if none is selected."""
    song, edges = target.song, {frame for one in target.song.markers for frame in (one.start_frame, one.end_frame)}
    chosen = target.selected_clips() or [clip for track in song.tracks for clip in track.clips]
    if target.time_range is not None:
        within = target.time_range
        chosen = [clip for _, clip in selected(song, within)]
        edges = {frame for frame in edges if within.start_frame <= frame <= within.end_frame}
    inside = [clip.id for clip in chosen if any(_inside(clip, frame) for frame in edges)]
    if not inside:
        raise NothingToDo(NO_MARKERS_INSIDE)
    return clip_edits.split_clips(inside, edges)


def crop(target: Target) -> Edit:
    """Cut what lies in the time range to it; clips that do not sound in it stay."""
    return clip_edits.crop_clips(target.selected_range())


def under_playhead(target: Target) -> list[Clip]:
    """The selected clips that the playhead is inside of, or all such clips if none is selected."""
    every = [clip for track in target.song.tracks for clip in track.clips]
    return [clip for clip in target.selected_clips() or every if _inside(clip, target.playhead_frame)]


# --- crossfades
def next_crossfade(target: Target, direction: Direction) -> tuple[Join, int]:
    """The join nearest to the playhead and the next length that is offered for it.

    Args:
        target: The join is one of the selected clips, or of the selected track if no clip is selected.
        direction: 1 for longer, -1 for shorter.

    Returns:
        The join, and the new length in ms.

    Raises:
        NothingToDo: There is no join, or no further length.
    """
    join = _nearest_join(target)
    if join is None:
        raise NothingToDo(NO_CROSSFADE)
    now_ms = crossfade_ms(target.song, join)
    beyond = [ms for ms in CROSSFADES_MS[::direction] if (ms - now_ms) * direction > 0.5]
    if not beyond:
        raise NothingToDo(no_other_crossfade(now_ms, longer=direction > 0))
    return join, beyond[0]


def lengthen_crossfade(target: Target) -> Edit:
    """Give the nearest crossfade the next length. Raises as `next_crossfade`."""
    return set_crossfade_ms(target.song, *next_crossfade(target, 1))


def shorten_crossfade(target: Target) -> Edit:
    """Give the nearest crossfade the length before. Raises as `next_crossfade`."""
    return set_crossfade_ms(target.song, *next_crossfade(target, -1))


def set_crossfade_ms(song: Song, join: Join, ms: float) -> Edit:
    """Set the length of a crossfade, as far as the recordings reach."""
    return set_cross_fade(join.clip, round(ms * song.rate_hz / 1000), join.at_end)


def describe_crossfade(before: Song, after: Song, join: Join, asked_ms: float) -> str:
    """One sentence about a crossfade whose length was set: how long it is, and whether the recordings allow no more."""
    now = next((one for one in joins_of(after, {join.clip}) if one.at_end == join.at_end), join)
    now_ms = crossfade_ms(after, now)
    asked_frames = round(asked_ms * before.rate_hz / 1000)
    if before == after and asked_frames != join.length_frames:
        return crossfade_limit(now_ms, longer=asked_frames > join.length_frames)
    return crossfade_length(now_ms)


def crossfade_ms(song: Song, join: Join) -> float:
    """Length of a crossfade in milliseconds."""
    return join.length_frames * 1000 / song.rate_hz


def joins_of(song: Song, ids: Collection[ClipId]) -> list[Join]:
    """Joins of these clips; if they have none, those of clips that meet or overlap them."""
    own, others = [], []
    for track in song.tracks:
        chosen = [clip for clip in track.clips if clip.id in ids]
        for join in joins(track, song.rate_hz) if chosen else ():
            if join.clip in ids:
                own.append(join)
            elif any(
                clip.timeline_start_frame <= join.end_frame and join.start_frame <= clip.timeline_end_frame
                for clip in chosen
            ):
                others.append(join)
    return own or others


def why_not_split(target: Target) -> str:
    """What is missing for a verb of the clips under the playhead, in a few words; empty if nothing is."""
    return "" if under_playhead(target) else f"move the playhead inside {'the' if target.clips else 'a'} clip"


def why_no_clip(target: Target) -> str:
    """What is missing for a verb of the selected clips, in a few words; empty if nothing is."""
    return "" if target.selected_clips() else "choose a clip first"


def why_nothing_selected(target: Target) -> str:
    """What is missing for a verb of clips or a time range, in a few words; empty if nothing is."""
    return "" if target.time_range is not None or target.selected_clips() else "choose a clip or some time first"


def _why_no_range(target: Target) -> str:
    return "" if target.time_range is not None else "select some time first"


def _why_no_markers(target: Target) -> str:
    return "" if target.song.markers else "add a marker first"


def why_no_join(target: Target) -> str:
    """What is missing for a change of a crossfade, in a few words; empty if nothing is."""
    return "" if _nearest_join(target) is not None else "choose a clip that meets another"


# --- parts of the above
def _inside(clip: Clip, frame: int) -> bool:
    return clip.timeline_start_frame < frame < clip.timeline_end_frame


def _nearest_join(target: Target) -> Join | None:
    song = target.song
    if target.clips:
        among = joins_of(song, target.clips)
    else:
        track = target.track_or_none()
        among = joins(track, song.rate_hz) if track else []
    return min(among, key=lambda join: abs(join.middle_frame - target.playhead_frame), default=None)


VERBS = (
    Verb("clips.split", "Split at the playhead", CLIPS, split, ("clips", "playhead"), why_not_split),
    Verb("clips.split-range", "Split at the selected time", CLIPS, split_range, ("range",), _why_no_range),
    Verb("clips.split-markers", "Split at all markers", CLIPS, split_markers, ("clips or range",), _why_no_markers),
    Verb("clips.crop", "Crop to the selected time", CLIPS, crop, ("range",), _why_no_range),
    Verb("clips.longer-crossfade", "Longer crossfade", FADES, lengthen_crossfade, ("clips", "playhead"), why_no_join),
    Verb("clips.shorter-crossfade", "Shorter crossfade", FADES, shorten_crossfade, ("clips", "playhead"), why_no_join),
)
