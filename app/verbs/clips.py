"""What a person does to the selected clips, each as one history step.

Lives: any thread (pure).
"""

from collections.abc import Callable, Collection
from typing import Annotated, Literal

from app.edits import clip_properties
from app.edits import clips as clip_edits
from app.edits.clipboard import duplicate_clips
from app.edits.comps import set_cross_fade
from app.edits.edit import Edit
from app.edits.joins import Join, joins
from app.messages import steps
from app.messages.song import (
    CHOOSE_CLIP,
    FADE_OUTSIDE,
    NO_CLIP_HERE,
    NO_CROSSFADE,
    crossfade_length,
    crossfade_limit,
    no_other_crossfade,
)
from app.model.clip import Clip
from app.model.ids import ClipId
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.value_spec import number
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import CLIPS, Verb

CROSSFADES_MS = (2, 5, 10, 20, 50, 100, 250)  # lengths that are offered
GAIN_STEP_DB = 1.0

GainStep = Annotated[float, number("Gain step", 0.1, 24.0, "dB")]
Direction = Literal[-1, 1]  # earlier or shorter, later or longer


def delete(target: Target) -> Edit:
    """Delete the selected clips, or what lies in the selected time range."""
    return clip_edits.delete_clips(target.clips_or_range())


def split(target: Target) -> Edit:
    """Split at the playhead: the selected clips under it, or all clips under it if none is selected."""
    every = [clip for track in target.song.tracks for clip in track.clips]
    under = _under_playhead(target, target.selected_clips() if target.clips else every)
    if not under:
        raise NothingToDo(NO_CLIP_HERE)
    label = steps.of_clips("Split", len(under))
    return Edit.combine(label, [clip_edits.split_clip(clip.id, target.playhead_frame) for clip in under])


def duplicate(target: Target) -> Edit:
    """Put a copy of the selected clips or time range right behind them, at the distance of the selection's length."""
    return duplicate_clips(target.clips_or_range())


def fade_in(target: Target) -> Edit:
    """Fade the selected clips under the playhead in, from their start up to it."""
    frame = target.playhead_frame
    return _fade(
        target,
        steps.FADE_IN,
        lambda clip: (
            frame - clip.timeline_start_frame,
            min(clip.fade_out_frames, clip.timeline_end_frame - frame),
        ),
    )


def fade_out(target: Target) -> Edit:
    """Fade the selected clips under the playhead out, from it to their end."""
    frame = target.playhead_frame
    return _fade(
        target,
        steps.FADE_OUT,
        lambda clip: (
            min(clip.fade_in_frames, frame - clip.timeline_start_frame),
            clip.timeline_end_frame - frame,
        ),
    )


def louder(target: Target, by_db: GainStep = GAIN_STEP_DB) -> Edit:
    """Raise the gain of the selected clips."""
    return _change_gain(target, by_db)


def softer(target: Target, by_db: GainStep = GAIN_STEP_DB) -> Edit:
    """Lower the gain of the selected clips."""
    return _change_gain(target, -by_db)


def nudge_beat_earlier(target: Target) -> Edit:
    """Move the selected clips by the beat that ends where the first of them starts."""
    return _nudge_beat(target, -1)


def nudge_beat_later(target: Target) -> Edit:
    """Move the selected clips by the beat in which the first of them starts."""
    return _nudge_beat(target, 1)


def nudge_bar_earlier(target: Target) -> Edit:
    """Move the selected clips a bar earlier, as long as the bar there is."""
    return _nudge_bar(target, -1)


def nudge_bar_later(target: Target) -> Edit:
    """Move the selected clips a bar later, as long as the bar there is."""
    return _nudge_bar(target, 1)


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
    """What is missing for a split of the selected clips, in a few words; empty if nothing is."""
    if not target.selected_clips():
        return why_no_clip(target)
    return "" if _under_playhead(target, target.selected_clips()) else "move the playhead inside the clip"


def why_no_clip(target: Target) -> str:
    """What is missing for a verb of the selected clips, in a few words; empty if nothing is."""
    return "" if target.selected_clips() else "choose a clip first"


def why_nothing_selected(target: Target) -> str:
    """What is missing for a verb of clips or a time range, in a few words; empty if nothing is."""
    return "" if target.time_range is not None else why_no_clip(target)


def why_no_join(target: Target) -> str:
    """What is missing for a change of a crossfade, in a few words; empty if nothing is."""
    return "" if joins_of(target.song, target.clips) else "choose a clip that meets another"


# --- parts of the above
def _require_clips(target: Target) -> list[Clip]:
    chosen = target.selected_clips()
    if not chosen:
        raise NothingToDo(CHOOSE_CLIP)
    return chosen


def _under_playhead(target: Target, among: list[Clip]) -> list[Clip]:
    frame = target.playhead_frame
    return [clip for clip in among if clip.timeline_start_frame < frame < clip.timeline_end_frame]


def _fade(target: Target, label: str, lengths: Callable[[Clip], tuple[int, int]]) -> Edit:
    under = _under_playhead(target, _require_clips(target))
    if not under:
        raise NothingToDo(FADE_OUTSIDE)
    return Edit.combine(label, [clip_properties.set_clip_fades([clip.id], *lengths(clip)) for clip in under])


def _change_gain(target: Target, by_db: float) -> Edit:
    _require_clips(target)
    return clip_properties.add_clip_gain_db(target.clips, by_db)


def _nudge_beat(target: Target, direction: Direction) -> Edit:
    start = min(clip.timeline_start_frame for clip in _require_clips(target))
    beat = tempo_map(target.song).at(start if direction > 0 else start - 1).beat_frames
    return clip_edits.move_clips(target.clips, round(direction * beat))


def _nudge_bar(target: Target, direction: Direction) -> Edit:
    start = min(clip.timeline_start_frame for clip in _require_clips(target))
    return clip_edits.move_clips(target.clips, tempo_map(target.song).moved(start, direction) - start)


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
    Verb("clips.delete", "Delete", CLIPS, delete, ("clips or range",), why_nothing_selected),
    Verb("clips.duplicate", "Duplicate", CLIPS, duplicate, ("clips or range",), why_nothing_selected),
    Verb("clips.beat-earlier", "Nudge a beat earlier", CLIPS, nudge_beat_earlier, ("clips",), why_no_clip),
    Verb("clips.beat-later", "Nudge a beat later", CLIPS, nudge_beat_later, ("clips",), why_no_clip),
    Verb("clips.bar-earlier", "Nudge a bar earlier", CLIPS, nudge_bar_earlier, ("clips",), why_no_clip),
    Verb("clips.bar-later", "Nudge a bar later", CLIPS, nudge_bar_later, ("clips",), why_no_clip),
    Verb("clips.fade-in", "Fade in up to the playhead", CLIPS, fade_in, ("clips", "playhead"), why_no_clip),
    Verb("clips.fade-out", "Fade out from the playhead", CLIPS, fade_out, ("clips", "playhead"), why_no_clip),
    Verb("clips.longer-crossfade", "Longer crossfade", CLIPS, lengthen_crossfade, ("clips", "playhead"), why_no_join),
    Verb("clips.shorter-crossfade", "Shorter crossfade", CLIPS, shorten_crossfade, ("clips", "playhead"), why_no_join),
    Verb("clips.louder", "A decibel louder", CLIPS, louder, ("clips",), why_no_clip),
    Verb("clips.softer", "A decibel softer", CLIPS, softer, ("clips",), why_no_clip),
)
