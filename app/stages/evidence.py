"""Evidence in a song that a step is done.

Lives: any thread (pure).
"""

import re
from collections.abc import Callable

from app.model.channel import channels
from app.model.clip import Clip
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.stages.mix_hash import mix_hash
from app.units import MINUS_INFINITY_DB

_NUMBERED = re.compile(r"track \d+", re.IGNORECASE)
FULL_SCALE_DB = 0.0
COVERED_FRACTION = 0.5  # of a section's length


def sections_laid_out(song: Song) -> bool:
    """True if there are at least two sections."""
    return len(song.sections) >= 2


def intensity_varies(song: Song) -> bool:
    """True if sections differ in intensity."""
    return len({section.intensity for section in song.sections}) >= 2


def tracks_named(song: Song) -> bool:
    """True if no track has its default name."""
    return bool(song.tracks) and not any(_NUMBERED.fullmatch(track.name) for track in song.tracks)


def something_recorded(song: Song) -> bool:
    """True if there is a take."""
    return any(track.takes for track in song.tracks)


def inputs_chosen(song: Song) -> bool:
    """True if every track has an input or a clip."""
    return bool(song.tracks) and all(track.inputs or track.clips for track in song.tracks)


def headphones_set(song: Song) -> bool:
    """True if a headphone mix has outputs or a changed level."""
    phones = {bus.id for bus in song.buses if bus.kind == "headphones"}
    if any(bus.outputs for bus in song.buses if bus.id in phones):
        return True
    return any(cue.level_db != 0.0 for track in song.tracks for cue in track.strip.cues if cue.bus in phones)


def every_track_recorded(song: Song) -> bool:
    """True if every track has a clip."""
    return bool(song.tracks) and all(track.clips for track in song.tracks)


def sections_covered(song: Song) -> bool:
    """True if clips cover at least half of every section."""
    clips = [clip for track in song.tracks for clip in track.clips]
    return bool(song.sections) and all(
        _covered_frames(clips, start, end) >= COVERED_FRACTION * (end - start)
        for start, end in (section_frames(song, section) for section in song.sections)
    )


def keepers_marked(song: Song) -> bool:
    """True if at least half of what was recorded on every track is marked as done."""
    recorded = [track for track in song.tracks if track.takes and track.clips]
    return bool(recorded) and all(_kept_fraction(track) >= COVERED_FRACTION for track in recorded)


def _kept_fraction(track: Track) -> float:
    end = max(clip.timeline_end_frame for clip in track.clips)
    there = _covered_frames(list(track.clips), 0, end)
    kept = sum(_covered_frames(list(track.clips), k.start_frame, k.end_frame) for k in track.keepers)
    return kept / there if there else 0.0


def takes_unclipped(song: Song) -> bool:
    """True if no take in use reaches full scale."""
    return something_recorded(song) and all(take.peak_db < FULL_SCALE_DB for take in takes_in_use(song))


def takes_without_dropouts(song: Song) -> bool:
    """True if no take in use has a dropout."""
    return something_recorded(song) and not any(take.dropouts for take in takes_in_use(song))


def levels_set(song: Song) -> bool:
    """True if every track with clips has a changed trim or fader."""
    audible = _tracks_with_clips(song)
    return bool(audible) and all(track.strip.fader_db != 0.0 or track.strip.trim_db != 0.0 for track in audible)


def tracks_placed(song: Song) -> bool:
    """True if tracks are panned to both sides, or the only one is stereo."""
    audible = _tracks_with_clips(song)
    sides = {track.strip.pan > 0 for track in audible if track.strip.pan != 0.0}
    return len(sides) == 2 or (len(audible) == 1 and audible[0].channels == 2)


def effects_used(song: Song) -> bool:
    """True if a track with clips has an open send."""
    return any(send.level_db != MINUS_INFINITY_DB for track in _tracks_with_clips(song) for send in track.strip.sends)


def automation_written(song: Song) -> bool:
    """True if a channel has an automation curve."""
    return any(channel.curves for channel in channels(song))


def no_solo(song: Song) -> bool:
    """True if no channel is soloed."""
    soloed = any(channel.strip.solo for channel in channels(song)) or any(vca.solo for vca in song.vcas)
    return bool(_tracks_with_clips(song)) and not soloed


def mix_bounced(song: Song) -> bool:
    """True if the mix was bounced as it is now."""
    return bool(song.bounced) and f"mix:{mix_hash(song)}" in song.bounced


def stems_bounced(song: Song) -> bool:
    """True if stems of the mix as it is now were bounced."""
    return bool(song.bounced) and f"stems:{mix_hash(song)}" in song.bounced


EVIDENCE: dict[str, Callable[[Song], bool]] = {
    found.__name__: found
    for found in (
        sections_laid_out,
        intensity_varies,
        tracks_named,
        something_recorded,
        inputs_chosen,
        headphones_set,
        every_track_recorded,
        keepers_marked,
        sections_covered,
        takes_unclipped,
        takes_without_dropouts,
        levels_set,
        tracks_placed,
        effects_used,
        automation_written,
        no_solo,
        mix_bounced,
        stems_bounced,
    )
}


def stale(evidence: str, song: Song) -> str:
    """What changed since a step was done; empty if nothing did or it never was done."""
    kinds = {"mix_bounced": "mix", "stems_bounced": "stems"}
    kind = kinds.get(evidence)
    if kind is None or not any(entry.startswith(f"{kind}:") for entry in song.bounced):
        return ""
    if EVIDENCE[evidence](song):
        return ""
    return "the mix changed since it was bounced" if kind == "mix" else "the mix changed since its stems were bounced"


def takes_in_use(song: Song) -> list[Take]:
    """Takes that a clip on the timeline plays."""
    used = {clip.take for track in song.tracks for clip in track.clips}
    return [take for track in song.tracks for take in track.takes if take.id in used]


def _tracks_with_clips(song: Song) -> list[Track]:
    return [track for track in song.tracks if track.clips]


def _covered_frames(clips: list[Clip], start: int, end: int) -> int:
    """Number of frames between start and end with at least one clip."""
    covered, reached = 0, start
    for clip in sorted(clips, key=lambda clip: clip.timeline_start_frame):
        left, right = max(clip.timeline_start_frame, reached), min(clip.timeline_end_frame, end)
        if right > left:
            covered += right - left
            reached = right
    return covered
