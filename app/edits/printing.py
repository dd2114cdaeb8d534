"""Printing: takes are rendered through the track's strip before the fader, and the dry take is kept.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from app.edits.channels import strip_for_channel
from app.edits.edit import Edit, find_track, one_of_names, replace_track
from app.edits.freezing import post_freeze_strip, pre_fader_strip, splice_strips
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.mixing import both_strips_used, nothing_to_print
from app.model.clip import Clip
from app.model.ids import TakeId, TrackId, new_id
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.take import Take
from app.model.track import Track
from app.problems import EditRefused


@dataclass(frozen=True, slots=True)
class PrintedAudio:
    """A rendered dry take; frame `file_start_frame` of the file is the first of the take."""

    take_id: TakeId
    file: str  # inside the song's folder
    file_start_frame: int
    peak_db: float


def print_strip(track_id: TrackId) -> Edit:
    """Render new takes through the current strip before the fader, and make the mix plain there.

    The performer goes on hearing the same. Curves stay with the mix.
    """

    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        if track.printed_strip is not None:
            return song
        require_thawed(track)
        chain = pre_fader_strip(track.strip)
        if chain == StripSettings():
            raise EditRefused(nothing_to_print(track.name))
        plain = post_freeze_strip(track.strip)
        return replace_track(song, track_id, lambda old: replace(old, strip=plain, printed_strip=chain))

    return Edit(steps.PRINT_STRIP, apply)


def stop_printing(track_id: TrackId) -> Edit:
    """Leave new takes dry.

    The printed settings return to the mix if nothing has replaced them and no clip contains them already; otherwise
    they become strip B. Refused if B is in use.
    """

    def apply(song: Song) -> Song:
        track = find_track(song, track_id)
        if track.printed_strip is None:
            return song
        require_thawed(track)
        whole = strip_for_channel(song, track, splice_strips(track.printed_strip, track.strip))
        if _mix_is_free(track):
            return replace_track(song, track_id, lambda old: replace(old, strip=whole, printed_strip=None))
        if track.strip_b is not None and pre_fader_strip(track.strip_b) not in (StripSettings(), track.printed_strip):
            raise EditRefused(both_strips_used(track.name))
        return replace_track(song, track_id, lambda old: replace(old, strip_b=whole, printed_strip=None))

    return Edit(steps.KEEP_TAKES_DRY, apply)


def set_printing(track_id: TrackId, on: bool) -> Edit:
    """Turn printing on or off."""
    return print_strip(track_id) if on else stop_printing(track_id)


def plays_printed(track: Track) -> bool:
    """True if a clip of the track, or of a stored comp, is printed already."""
    printed = {take.id for take in track.takes if take.dry is not None}
    aside = (clip for comp in track.comps for clip in comp.clips)
    return any(clip.take in printed for clip in (*track.clips, *aside))


def add_printed(printed: Iterable[PrintedAudio]) -> Edit:
    """Add each printed take beside its dry one, and play it wherever that one is used.

    A printed take whose dry take is gone is left out. Undo removes them; files stay.
    """
    files = [(audio, TakeId(new_id())) for audio in printed]

    def apply(song: Song) -> Song:
        for audio, new_take_id in files:
            song = _with_audio(song, audio, new_take_id)
        return song

    return Edit(steps.PRINT_TAKES if len(files) > 1 else steps.PRINT_TAKE, apply)


def _mix_is_free(track: Track) -> bool:
    """True if the strip is still plain before the fader and no clip was printed (it would be processed twice)."""
    return not plays_printed(track) and pre_fader_strip(track.strip) == StripSettings()


def _with_audio(song: Song, audio: PrintedAudio, new_take_id: TakeId) -> Song:
    for at, track in enumerate(song.tracks):
        dry = next((take for take in track.takes if take.id == audio.take_id), None)
        if dry is not None:
            changed = _with_printed(track, dry, _printed_take(track, dry, audio, new_take_id))
            return replace(song, tracks=(*song.tracks[:at], changed, *song.tracks[at + 1 :]))
    return song


def _printed_take(track: Track, dry: Take, audio: PrintedAudio, take_id: TakeId) -> Take:
    return replace(
        dry,
        id=take_id,
        name=one_of_names(f"{dry.name} printed", {take.name for take in track.takes}),
        file=audio.file,
        file_start_frame=audio.file_start_frame,
        peak_db=audio.peak_db,
        dry=dry.id,
        unprinted=False,
        rating=0,
        note="",
    )


def _with_printed(track: Track, dry: Take, wet: Take) -> Track:
    """Clips of the dry take, or of an earlier print of it, with the new print; also in stored comps.

    Processed clips play a file of their own, and stay.
    """
    at = track.takes.index(dry)
    takes = (*track.takes[:at], replace(dry, unprinted=False), wet, *track.takes[at + 1 :])
    moved_by = {
        take.id: wet.file_start_frame - take.file_start_frame for take in track.takes if dry.id in (take.id, take.dry)
    }

    def moved(clips: Iterable[Clip]) -> tuple[Clip, ...]:
        return tuple(
            _playing(clip, wet, moved_by[clip.take]) if clip.take in moved_by and clip.processing is None else clip
            for clip in clips
        )

    comps = tuple(replace(comp, clips=moved(comp.clips)) for comp in track.comps)
    return replace(track, takes=takes, clips=moved(track.clips), comps=comps)


def _playing(clip: Clip, take: Take, moved_by: int) -> Clip:
    """The clip with another take's file in sync beneath it, cut off where that file begins."""
    missing = max(-(clip.file_start_frame + moved_by), 0)
    length = clip.length_frames - missing
    if length <= max(clip.fade_out_frames, clip.cross_out_frames):
        return clip
    whole = replace(clip, fade_in_frames=0, cross_in_frames=0) if missing else clip
    return replace(
        whole,
        name=take.name,
        file=take.file,
        take=take.id,
        timeline_start_frame=clip.timeline_start_frame + missing,
        file_start_frame=clip.file_start_frame + moved_by + missing,
        length_frames=length,
    )
