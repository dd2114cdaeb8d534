"""Repairs songs saved by versions that allowed invalid clips.

Applied on load, because rejecting such a song would lose all of it.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.clip_stack import with_fitting_fades
from app.model.clip import Clip
from app.model.song import Song
from app.model.track import Track


def repaired(song: Song) -> Song:
    """The song with overlong fades shortened and empty clips removed; the same object if nothing is wrong."""
    tracks = tuple(_repaired_track(track) for track in song.tracks)
    return song if tracks == song.tracks else replace(song, tracks=tracks)


def _repaired_track(track: Track) -> Track:
    comps = tuple(replace(comp, clips=_fitting(comp.clips)) for comp in track.comps)
    return replace(track, clips=_fitting(track.clips), comps=comps)


def _fitting(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """Clips with fades that fit. A negative fade was never saved by any version: it stays, and is refused later."""
    return tuple(with_fitting_fades(clip) if _overlong(clip) else clip for clip in clips if clip.length_frames > 0)


def _overlong(clip: Clip) -> bool:
    rise, fall = max(clip.fade_in_frames, clip.cross_in_frames), max(clip.fade_out_frames, clip.cross_out_frames)
    return rise + fall > clip.length_frames
