"""What the selected clips are: gain, fades, mute, lock, name, colour, tempo, original.

Lives: any thread (pure).
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any, Literal

from app.edits import clip_properties as edits
from app.edits.clip_processing import restore_originals
from app.edits.edit import Edit
from app.edits.time_range import selected
from app.messages import steps
from app.messages.song import FADE_OUTSIDE, NOTHING_MUTED_THERE
from app.model.clip import Clip, FadeShape
from app.model.ids import ClipId
from app.model.ranges import CLIP_GAIN_DB, LONGEST_NAME
from app.model.value_spec import choice, number, text
from app.problems import NothingToDo
from app.text.colours import COLOUR_NAMES, ColourName
from app.verbs.clips import under_playhead, why_no_clip, why_nothing_selected
from app.verbs.target import Target
from app.verbs.verb import CLIPS, FADES, SOUND, Verb
from audio_engine.edges import FADE_S

GAIN_STEP_DB = 1.0
LONGEST_FADE_MS = 600000.0

GainStep = Annotated[float, number("Gain step", 0.1, 24.0, "dB")]
Gain = Annotated[float, number("Gain", *CLIP_GAIN_DB, "dB")]
FadeIn = Annotated[float | None, number("Fade in", 0.0, LONGEST_FADE_MS, "ms")]
FadeOut = Annotated[float | None, number("Fade out", 0.0, LONGEST_FADE_MS, "ms")]
ShapeIn = Annotated[FadeShape | None, choice("Shape of the fade in")]
ShapeOut = Annotated[FadeShape | None, choice("Shape of the fade out")]
Name = Annotated[str, text("Name", LONGEST_NAME)]
Colour = Annotated[Literal["of the track"] | ColourName, choice("Colour")]


def louder(target: Target, by_db: GainStep = GAIN_STEP_DB) -> Edit:
    """Raise the gain of the selected clips."""
    return edits.add_clip_gain_db([clip.id for clip in target.required_clips()], by_db)


def softer(target: Target, by_db: GainStep = GAIN_STEP_DB) -> Edit:
    """Lower the gain of the selected clips."""
    return edits.add_clip_gain_db([clip.id for clip in target.required_clips()], -by_db)


def set_gain(target: Target, to_db: Gain = 0.0) -> Edit:
    """Set the gain of the selected clips, or of the time range."""
    return _of_whole_clips(target, lambda clips: edits.set_clip_gain_db(clips, to_db))


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


def set_fades(
    target: Target,
    in_ms: FadeIn = None,
    out_ms: FadeOut = None,
    in_shape: ShapeIn = None,
    out_shape: ShapeOut = None,
) -> Edit:
    """Set lengths and shapes of the fades of the selected clips, or of the time range; those that are not given stay."""
    frames = [None if ms is None else round(ms * target.song.rate_hz / 1000) for ms in (in_ms, out_ms)]
    return _of_whole_clips(target, lambda clips: edits.set_clip_fades(clips, frames[0], frames[1], in_shape, out_shape))


def _of_whole_clips(target: Target, make: Callable[[list[ClipId]], Edit]) -> Edit:
    """An edit of the selected clips, or of what a time range has, which becomes clips of its own in the same step."""
    isolated, split = target.isolated()
    edit = make([clip.id for clip in isolated.required_clips()])
    return edit if split is None else Edit.combine(edit.label, [split, edit])


def toggle_mute(target: Target) -> Edit:
    """Mute the selected clips, or what lies in the time range; unmute them if all are muted."""
    chosen = target.clips_or_range()
    if not selected(target.song, chosen):
        raise NothingToDo(NOTHING_MUTED_THERE)
    return edits.mute_clips(chosen, not is_muted(target))


def toggle_lock(target: Target) -> Edit:
    """Lock the selected clips, or unlock them if all are locked."""
    return edits.lock_clips([clip.id for clip in target.required_clips()], not is_locked(target))


def rename(target: Target, name: Name = "Clip") -> Edit:
    """Rename the selected clips."""
    return edits.rename_clips([clip.id for clip in target.required_clips()], name)


def set_colour(target: Target, colour: Colour = "of the track") -> Edit:
    """Give the selected clips a colour of their own, or again that of their track."""
    return edits.colour_clips(
        [clip.id for clip in target.required_clips()], None if colour == "of the track" else COLOUR_NAMES.index(colour)
    )


def toggle_tempo(target: Target) -> Edit:
    """Let the selected clips follow the tempo, or no longer if all do."""
    return edits.set_follows_tempo([clip.id for clip in target.required_clips()], not follows_tempo(target))


def play_original(target: Target) -> Edit:
    """Let the selected clips play their original recordings, without stretch, pitch or reverse."""
    clips = target.required_clips()
    made = [clip.id for clip in clips if clip.processing is not None] or [clips[0].id]
    return restore_originals(made, target.ripple)


def is_muted(target: Target) -> bool:
    """Whether every selected clip, or all that lies in the time range, is muted."""
    if target.time_range is None and not target.clips:
        return False
    clips = [clip for _, clip in selected(target.song, target.time_range or target.clips)]
    return bool(clips) and all(clip.muted for clip in clips)


def is_locked(target: Target) -> bool:
    """Whether every selected clip is locked."""
    clips = target.selected_clips()
    return bool(clips) and all(clip.locked for clip in clips)


def follows_tempo(target: Target) -> bool:
    """Whether every selected clip follows the tempo."""
    clips = target.selected_clips()
    return bool(clips) and all(clip.follows_tempo for clip in clips)


def _why_no_original(target: Target) -> str:
    made = [clip for clip in target.selected_clips() if clip.processing is not None]
    return why_no_clip(target) or ("" if made else "the clip plays its original")


def _fade(target: Target, label: str, lengths: Callable[[Clip], tuple[int, int]]) -> Edit:
    target.required_clips()
    under = under_playhead(target)
    if not under:
        raise NothingToDo(FADE_OUTSIDE)
    return Edit.combine(label, [edits.set_clip_fades([clip.id], *lengths(clip)) for clip in under])


def _present(target: Target) -> dict[str, Any]:
    """Values of the first selected clip, or of what a time range has of its first one."""
    within = target.time_range
    clips = target.selected_clips() if within is None else [clip for _, clip in selected(target.song, within)]
    if not clips:
        return {}
    clip, ms = clips[0], 1000 / target.song.rate_hz
    if within is not None:  # a fade that it does not have from its edge on is no fade of it
        first, last = within.start_frame <= clip.timeline_start_frame, clip.timeline_end_frame <= within.end_frame
        clip = replace(clip, fade_in_frames=first * clip.fade_in_frames, fade_out_frames=last * clip.fade_out_frames)
    return {
        "to_db": clip.gain_db,
        "in_ms": clip.fade_in_frames * ms,
        "out_ms": clip.fade_out_frames * ms,
        "in_shape": clip.fade_in_shape,
        "out_shape": clip.fade_out_shape,
        "name": clip.name,
        "colour": "of the track" if clip.colour is None else COLOUR_NAMES[clip.colour],
    }


VERBS = (
    Verb("clips.mute", "Mute clip", CLIPS, toggle_mute, ("clips or range",), why_nothing_selected, is_on=is_muted),
    Verb("clips.lock", "Lock clip", CLIPS, toggle_lock, ("clips",), why_no_clip, is_on=is_locked),
    Verb("clips.rename", "Rename clip", CLIPS, rename, ("clips",), why_no_clip, present=_present),
    Verb("clips.colour", "Colour of the clip", CLIPS, set_colour, ("clips",), why_no_clip, present=_present),
    Verb("clips.fade-in", "Fade in up to the playhead", FADES, fade_in, ("clips", "playhead"), why_no_clip),
    Verb("clips.fade-out", "Fade out from the playhead", FADES, fade_out, ("clips", "playhead"), why_no_clip),
    Verb(
        "clips.fades",
        "Lengths and shapes of the fades",
        FADES,
        set_fades,
        ("clips or range",),
        why_nothing_selected,
        f"An edge of 0 ms gets an automatic fade of {1000 * FADE_S:g} ms, so that it does not click",
        present=_present,
    ),
    Verb("clips.louder", "A decibel louder", SOUND, louder, ("clips",), why_no_clip),
    Verb("clips.softer", "A decibel softer", SOUND, softer, ("clips",), why_no_clip),
    Verb(
        "clips.gain", "Gain of the clip", SOUND, set_gain, ("clips or range",), why_nothing_selected, present=_present
    ),
    Verb("clips.follow-tempo", "Follow the tempo", SOUND, toggle_tempo, ("clips",), why_no_clip, is_on=follows_tempo),
    Verb("clips.original", "Restore the original", SOUND, play_original, ("clips",), _why_no_original),
)
