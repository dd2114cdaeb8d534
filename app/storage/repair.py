"""What earlier versions saved and no song may hold: mended when it is read, since refusing it would cost the whole song.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.clip_stack import fitted
from app.model.clip import Clip
from app.model.song import Song
from app.model.track import Track


def repaired(song: Song) -> Song:
    """Fades that are longer than their clip are shortened, and clips without a frame are left out."""
    tracks = tuple(_repaired_track(track) for track in song.tracks)
    return song if tracks == song.tracks else replace(song, tracks=tracks)


def _repaired_track(track: Track) -> Track:
    comps = tuple(replace(comp, clips=_fitting(comp.clips)) for comp in track.comps)
    return replace(track, clips=_fitting(track.clips), comps=comps)


def _fitting(clips: tuple[Clip, ...]) -> tuple[Clip, ...]:
    """A negative fade is nothing that was ever saved: it stays, and is refused."""
    return tuple(fitted(clip) if _overlong(clip) else clip for clip in clips if clip.length_frames > 0)


def _overlong(clip: Clip) -> bool:
    rise, fall = max(clip.fade_in_frames, clip.cross_in_frames), max(clip.fade_out_frames, clip.cross_out_frames)
    return rise + fall > clip.length_frames
