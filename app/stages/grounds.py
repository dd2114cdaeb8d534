"""Facets of a song that steps rest on, each with a fingerprint.

Fingerprints are stored in songs, so each must stay what it was through changes of the program: it is made of plain values.

Lives: any thread (pure).
"""

import hashlib
from collections.abc import Callable

from app.model.clip import Clip
from app.model.ids import TrackId
from app.model.song import Song
from app.model.track import Track
from app.stages.evidence import Ground
from app.stages.mix_hash import mix_hash
from app.text.transposing import key_of

_MOST_TRACKS = 1000
_last_clips: dict[TrackId, tuple[tuple[Clip, ...], str]] = {}


def fingerprint(value: object) -> str:
    """12 hex digits of a value made of tuples, lists, texts, numbers and None."""
    return hashlib.sha256(repr(value).encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _ground(ground_id: str, words: str, value: Callable[[Song], object]) -> Ground[Song]:
    return Ground(ground_id, words, lambda song: fingerprint(value(song)))


def _tempo(song: Song) -> object:
    changes = [(c.bar, c.tempo_bpm, c.gradual, c.meter.beats_per_bar, c.meter.beat_unit) for c in song.tempo_changes]
    return song.tempo_bpm, song.meter.beats_per_bar, song.meter.beat_unit, changes


def _key(song: Song) -> object:
    key = key_of(song.lyrics)
    return None if key is None else key.name


def _blueprint(song: Song) -> object:
    return [(part.id, part.name, part.lead, sorted(part.sections)) for part in song.blueprint.parts]


def _form(song: Song) -> object:
    return [(section.name, round(section.start_bar, 6), round(section.length_bars, 6)) for section in song.sections]


def _writers(song: Song) -> object:
    names = {person.id: person.signing_name for person in song.credits.people}
    return [(names.get(writer.person, ""), writer.role, writer.share) for writer in song.credits.writers]


def _takes(song: Song) -> object:
    return [(track.id, _clips_of(track)) for track in song.tracks]


def _clips_of(track: Track) -> str:
    """Fingerprint of what a track plays; most tracks are the same as the last time."""
    cached = _last_clips.get(track.id)
    if cached is not None and cached[0] is track.clips:
        return cached[1]
    found = fingerprint(
        [
            (clip.take or clip.file, clip.file_start_frame, clip.timeline_start_frame, clip.length_frames)
            for clip in track.clips
        ]
    )
    if len(_last_clips) >= _MOST_TRACKS:
        _last_clips.clear()
    _last_clips[track.id] = (track.clips, found)
    return found


def _keepers(song: Song) -> object:
    return [(track.id, keeper.start_frame, keeper.end_frame) for track in song.tracks for keeper in track.keepers]


GROUNDS: dict[str, Ground[Song]] = {
    ground.id: ground
    for ground in (
        _ground("tempo", "the tempo", _tempo),
        _ground("key", "the key", _key),
        _ground("sections", "the sections", lambda song: [section.id for section in song.sections]),
        _ground("form", "the form", _form),
        _ground("arc", "the emotional timeline", lambda song: [(s.id, s.intensity) for s in song.sections]),
        _ground("lyrics", "the lyrics", lambda song: song.lyrics.text.split()),
        _ground("blueprint", "the blueprint", _blueprint),
        _ground("tracks", "the tracks", lambda song: [(track.id, track.name) for track in song.tracks]),
        _ground("takes", "the takes", _takes),
        _ground("keepers", "the keepers", _keepers),
        _ground("writers", "the writers or their shares", _writers),
        _ground("title", "title or artist", lambda song: (song.name, song.artist)),
        Ground("mix", "the mix", mix_hash),
    )
}
