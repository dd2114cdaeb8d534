"""Freezing a track to a rendered file, thawing it, and bouncing it in place.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import Edit, find_track, replace_track
from app.messages import steps
from app.messages.mixing import already_frozen, changed_while_freezing, frozen_file_differs, not_frozen
from app.model.automation import Curve
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId, new_id
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import FrozenAudio, Track
from app.problems import EditRefused

AFTER_THE_RENDERED = ("fader_db", "pan", "mute")  # curves of these, and of the sends
_AFTER_FIELDS = ("fader_db", "pan", "mute", "solo", "solo_safe", "listen", "sends", "cues")


def freeze_track(track_id: TrackId, frozen: FrozenAudio, rendered: Song) -> Edit:
    """Play the file instead of clips and strip. Refused if the track has changed since it was `rendered`."""

    def apply(song: Song) -> Song:
        track = _unchanged(song, track_id, rendered)
        if frozen.channels != track.channels:
            raise EditRefused(frozen_file_differs(track.name))
        return replace_track(song, track_id, lambda old: replace(old, frozen=frozen, armed=False))

    return Edit(steps.FREEZE_TRACK, apply)


def thaw_track(track_id: TrackId) -> Edit:
    """Play clips and strip again; the file stays in the folder."""

    def apply(song: Song) -> Song:
        if find_track(song, track_id).frozen is None:
            raise EditRefused(not_frozen(find_track(song, track_id).name))
        return replace_track(song, track_id, lambda track: replace(track, frozen=None))

    return Edit(steps.THAW_TRACK, apply)


def bounce_in_place(track_id: TrackId, audio: FrozenAudio, rendered: Song) -> Edit:
    """Make the rendered file the track's only clip, on a strip that is plain before the fader.

    The rendered strip becomes strip B, takes stay, and Undo restores the clips.
    """
    clip_id = ClipId(new_id())

    def apply(song: Song) -> Song:
        track = _unchanged(song, track_id, rendered)
        clip = Clip(
            clip_id,
            f"{track.name} bounced",
            audio.file,
            audio.timeline_start_frame,
            0,
            audio.length_frames,
            auto_edges=False,
        )
        return replace_track(
            song,
            track_id,
            lambda old: replace(
                old,
                clips=(clip,),
                strip=post_freeze_strip(old.strip),
                strip_b=old.strip,
                curves=tuple(curve for curve in old.curves if not is_rendered(curve)),
                frozen=None,
            ),
        )

    return Edit(steps.BOUNCE_IN_PLACE, apply)


def post_freeze_strip(strip: StripSettings) -> StripSettings:
    """The part of a strip from the fader on, which still runs while everything before it is in the file."""
    return splice_strips(StripSettings(), strip)


def pre_fader_strip(strip: StripSettings) -> StripSettings:
    """The part of a strip before the fader, which is rendered into the file."""
    return splice_strips(strip, StripSettings())


def splice_strips(before: StripSettings, after: StripSettings) -> StripSettings:
    """A strip that is `before` up to the fader and `after` from there on."""
    rest: dict[str, Any] = {name: getattr(after, name) for name in _AFTER_FIELDS}
    return replace(before, **rest)


def is_rendered(curve: Curve) -> bool:
    """True for a curve of a value before the fader."""
    return curve.path not in AFTER_THE_RENDERED and not curve.path.startswith("send/")


def rendered_part(song: Song, track_id: TrackId) -> object:
    """Everything that the rendered file depends on; if two songs agree in it, they render the track alike."""
    track = find_track(song, track_id)
    key = next((other for other in song.tracks if other.id == track.strip.compressor.key), None)
    return song.rate_hz, _own_part(track), None if key is None else _own_part(key)


def _own_part(track: Track) -> tuple[object, ...]:
    settings = pre_fader_strip(track.strip)
    curves = tuple(curve for curve in track.curves if is_rendered(curve)) if track.automation != "off" else ()
    return track.channels, track.clips, settings, curves


def _unchanged(song: Song, track_id: TrackId, rendered: Song) -> Track:
    track = find_track(song, track_id)
    if track.frozen is not None:
        raise EditRefused(already_frozen(track.name))
    if rendered_part(song, track_id) != rendered_part(rendered, track_id):
        raise EditRefused(changed_while_freezing(track.name))
    return track
