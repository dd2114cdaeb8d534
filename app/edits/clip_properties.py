"""What clips are besides their place: gain, fades, mute, lock, name, colour, and whether they follow the tempo.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import get_args

from app.edits.clips import change_clips
from app.edits.edit import Edit, clamp, clean_name
from app.edits.protection import protected_edit
from app.edits.time_range import Target, fixed, isolate, label_for, selected
from app.messages import steps
from app.messages.song import fade_shapes
from app.model.clip import Clip, FadeShape
from app.model.ids import ClipId
from app.model.ranges import CLIP_GAIN_DB, TRACK_COLOURS
from app.model.song import Song
from app.problems import EditRefused


def set_clip_gain_db(clip_ids: Iterable[ClipId], gain_db: float) -> Edit:
    """Set the gain of clips, -48 to +24 dB."""
    gain = clamp(gain_db, *CLIP_GAIN_DB)
    return _edit(steps.SET_CLIP_GAIN, clip_ids, lambda clip: _sounding(clip, replace(clip, gain_db=gain)))


def add_clip_gain_db(clip_ids: Iterable[ClipId], by_db: float) -> Edit:
    """Raise the gain of clips by `by_db`, each no further than to the end of its range."""
    return _edit(
        steps.SET_CLIP_GAIN,
        clip_ids,
        lambda clip: _sounding(clip, replace(clip, gain_db=clamp(clip.gain_db + by_db, *CLIP_GAIN_DB))),
    )


def set_clip_fades(
    clip_ids: Iterable[ClipId],
    fade_in_frames: int | None = None,
    fade_out_frames: int | None = None,
    in_shape: FadeShape | None = None,
    out_shape: FadeShape | None = None,
) -> Edit:
    """Set lengths and shapes of fades; None leaves one as it is.

    With the clip's crossfades they are limited to its length, the fade-in first.
    """
    for shape in (in_shape, out_shape):
        if shape is not None and shape not in get_args(FadeShape):
            raise EditRefused(fade_shapes(get_args(FadeShape)))

    def change(clip: Clip) -> Clip:
        asked_in = clip.fade_in_frames if fade_in_frames is None else fade_in_frames
        asked_out = clip.fade_out_frames if fade_out_frames is None else fade_out_frames
        fade_in = min(max(asked_in, 0), clip.length_frames - clip.cross_out_frames)
        rise = max(fade_in, clip.cross_in_frames)
        faded = replace(
            clip,
            fade_in_frames=fade_in,
            fade_out_frames=min(max(asked_out, 0), clip.length_frames - rise),
            fade_in_shape=in_shape or clip.fade_in_shape,
            fade_out_shape=out_shape or clip.fade_out_shape,
        )
        return _sounding(clip, faded)

    return _edit(steps.SET_CLIP_FADES, clip_ids, change)


def mute_clips(target: Target, muted: bool) -> Edit:
    """Mute clips, or what sounds in a range, or unmute them. What lies beneath a muted clip is audible."""
    chosen = fixed(target)
    return protected_edit(
        label_for("Mute" if muted else "Unmute", chosen),
        lambda song, ids: _changed(*isolate(song, chosen, ids), lambda clip: replace(clip, muted=muted)),
    )


def lock_clips(clip_ids: Iterable[ClipId], locked: bool) -> Edit:
    """Lock clips, so that they stay where and as they are, or unlock them."""
    chosen = frozenset(clip_ids)
    return Edit(
        label_for("Lock" if locked else "Unlock", chosen),
        lambda song: _same(song, _changed(song, chosen, lambda clip: replace(clip, locked=locked))),
    )


def rename_clips(clip_ids: Iterable[ClipId], name: str) -> Edit:
    """Give clips a name; several may have the same."""
    called, chosen = clean_name(name, "clip"), frozenset(clip_ids)
    return _edit(label_for("Rename", chosen), chosen, lambda clip: replace(clip, name=called))


def colour_clips(clip_ids: Iterable[ClipId], colour: int | None) -> Edit:
    """Set the colour of clips, an index of the track colours; None for that of their track."""
    wanted, chosen = None if colour is None else colour % TRACK_COLOURS, frozenset(clip_ids)
    return _edit(label_for("Colour", chosen), chosen, lambda clip: replace(clip, colour=wanted))


def set_follows_tempo(clip_ids: Iterable[ClipId], follows: bool) -> Edit:
    """Choose whether a change of tempo moves and stretches clips."""
    label = steps.FOLLOW_TEMPO if follows else steps.STAY_AT_OTHER_TEMPOS
    return _edit(label, clip_ids, lambda clip: replace(clip, follows_tempo=follows))


def _edit(label: str, clip_ids: Iterable[ClipId], change: Callable[[Clip], Clip]) -> Edit:
    chosen = frozenset(clip_ids)
    return protected_edit(label, lambda song, _: _changed(song, chosen, change))


def _changed(song: Song, clip_ids: frozenset[ClipId], change: Callable[[Clip], Clip]) -> Song:
    return change_clips(song, {clip.id: change(clip) for _, clip in selected(song, clip_ids)})


def _sounding(old: Clip, new: Clip) -> Clip:
    """The new clip with automatic edges; an old one in which nothing changes sounds as it did."""
    return old if new == old else replace(new, auto_edges=True)


def _same(before: Song, after: Song) -> Song:
    return before if after == before else after
