"""Evidence for the steps of Record.

Lives: any thread (pure).
"""

from collections.abc import Callable, Sequence

from app.analysis.blueprint import COVERED_FRACTION, cell_state
from app.analysis.coverage import covered_frames, inside, merged, sounding_ranges
from app.messages import stages as messages
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.take import Take
from app.model.track import Track
from app.stages.evidence import Found, done, missing

FULL_SCALE_DB = 0.0
_OfNames = Callable[[Sequence[str]], str]


def inputs_chosen(song: Song) -> Found:
    """Done when every track has an input or a clip."""
    without = [track for track in song.tracks if not track.inputs and not track.clips]
    if not song.tracks:
        return missing(messages.NO_TRACKS)
    return _all_but(without, len(song.tracks), messages.no_input, messages.INPUTS_CHOSEN)


def headphones_set(song: Song) -> Found:
    """Done when a headphone mix has outputs or a changed level."""
    phones = {bus.id for bus in song.buses if bus.kind == "headphones"}
    outputs = any(bus.outputs for bus in song.buses if bus.id in phones)
    levels = any(cue.level_db != 0.0 for track in song.tracks for cue in track.strip.cues if cue.bus in phones)
    return done(messages.PHONES_SET) if outputs or levels else missing(messages.NO_PHONES)


def every_part_recorded(song: Song) -> Found:
    """Done when clips lie wherever the blueprint plans a part; without a blueprint, on every track."""
    parts = [part for part in song.blueprint.parts if part.cells]
    if not parts:
        return _every_track_recorded(song)
    tracks = {track.id: track for track in song.tracks}
    pending = [part.name for part in parts if part.track is None or part.track not in tracks]
    cells = [(part, section) for part in parts for section in song.sections if section.id in part.sections]
    empty = [(part, section) for part, section in cells if cell_state(song, part, section) == "planned"]
    share = 1 - len(empty) / max(1, len(cells))
    if pending:
        return missing(messages.no_track(pending), share)
    if not empty:
        return done(
            messages.EVERY_PART_RECORDED, _since([t for t in song.tracks if t.id in {part.track for part in parts}])
        )
    silent = [part.name for part in parts if part.track is not None and not tracks[part.track].clips]
    places = [f"{part.name} in {section.name}" for part, section in empty]
    return missing(messages.no_take(silent) if silent else messages.take_missing(places), share, empty[0][0].track)


def _every_track_recorded(song: Song) -> Found:
    silent = [track for track in song.tracks if not track.clips]
    if not song.tracks:
        return missing(messages.NO_TRACKS)
    found = _all_but(silent, len(song.tracks), messages.no_take, messages.EVERY_TRACK_RECORDED)
    return done(found.reason, _since(song.tracks)) if found.done else found


def _since(tracks: Sequence[Track]) -> str:
    """When the track that has waited longest got its newest take."""
    return min((max(take.recorded_at for take in track.takes) for track in tracks if track.takes), default="")


def sections_covered(song: Song) -> Found:
    """Done when clips cover at least half of every section."""
    bare = [section.name for section in song.sections if not _is_covered(song, section)]
    if not song.sections:
        return missing(messages.NO_SECTIONS_YET)
    if bare:
        return missing(messages.not_covered(bare), 1 - len(bare) / len(song.sections))
    return done(messages.SECTIONS_COVERED)


def takes_unclipped(song: Song) -> Found:
    """Done when no take in use reaches full scale."""
    return _sound_takes(song, lambda take: take.peak_db < FULL_SCALE_DB, messages.takes_clip, messages.NO_CLIPPING)


def takes_without_dropouts(song: Song) -> Found:
    """Done when no take in use has a dropout."""
    return _sound_takes(song, lambda take: not take.dropouts, messages.takes_drop_out, messages.NO_DROPOUTS)


def keepers_marked(song: Song) -> Found:
    """Done when at least half of what was recorded on every track is marked as done."""
    recorded = [track for track in song.tracks if track.takes and track.clips]
    if not recorded:
        return missing(messages.NOTHING_RECORDED)
    without = [track for track in recorded if _kept_fraction(track) < COVERED_FRACTION]
    return _all_but(without, len(recorded), messages.keepers_missing, messages.KEEPERS_MARKED)


def lead_kept(song: Song) -> Found:
    """Done when at least half of the lead is marked as done."""
    leads = [part for part in song.blueprint.parts if part.lead]
    tracks = [track for part in leads for track in song.tracks if track.id == part.track]
    if not leads:
        return missing(messages.NO_LEAD)
    if len(tracks) < len(leads):
        return missing(messages.no_track([part.name for part in leads if part.track not in {t.id for t in tracks}]))
    silent = [track for track in tracks if not track.clips]
    if silent:
        return missing(messages.no_take([track.name for track in silent]), 0.0, silent[0].id)
    without = [track for track in tracks if _kept_fraction(track) < COVERED_FRACTION]
    found = _all_but(without, len(tracks), messages.keepers_missing, messages.LEAD_KEPT)
    return done(found.reason, _since(tracks)) if found.done else found


def _is_covered(song: Song, section: Section) -> bool:
    """True if at least half of a section has audio: most often of a single track, which is looked for first."""
    start, end = section_frames(song, section)
    enough = COVERED_FRACTION * (end - start)
    ranges = [inside(sounding_ranges(track), start, end) for track in song.tracks]
    if any(covered_frames(found, start, end) >= enough for found in ranges):
        return True
    return covered_frames(merged(one for found in ranges for one in found), start, end) >= enough


def takes_in_use(song: Song) -> list[tuple[Track, Take]]:
    """Takes that a clip on the timeline plays, each with its track."""
    used = {clip.take for track in song.tracks for clip in track.clips}
    return [(track, take) for track in song.tracks for take in track.takes if take.id in used]


def _sound_takes(song: Song, sound: Callable[[Take], bool], problem: _OfNames, reason: str) -> Found:
    used = takes_in_use(song)
    unsound = {track.id: track for track, take in used if not sound(take)}
    if not any(track.takes for track in song.tracks):
        return missing(messages.NOTHING_RECORDED)
    return _all_but(list(unsound.values()), len({track.id for track, _ in used}), problem, reason)


def _all_but(lacking: Sequence[Track], total: int, problem: _OfNames, reason: str) -> Found:
    if not lacking:
        return done(reason)
    return missing(problem([track.name for track in lacking]), 1 - len(lacking) / max(1, total), lacking[0].id)


def _kept_fraction(track: Track) -> float:
    clips = sounding_ranges(track)
    there = sum(end - start for start, end in clips)
    kept = sum(covered_frames(clips, keeper.start_frame, keeper.end_frame) for keeper in track.keepers)
    return kept / there if there else 0.0
