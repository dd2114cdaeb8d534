"""song.json: the whole song as text, with its schema version.

`{"program": "worktape", "schema_version": CURRENT_VERSION, "song": {...}}`. JSON has no infinities: a level of -inf dB,
which only fields ending in `_db` and values of automation curves may hold, is the string "-inf".

Lives: any thread (pure; the encoder's cache belongs to one thread).
"""

import math
from typing import Any

import msgspec

from app.messages.files import cannot_open, no_version, not_worktape, song_damaged, song_too_new, value_not_storable
from app.model.arrangement import Arrangements
from app.model.bounds import may_be_silence
from app.model.invariants import check
from app.model.song import Song
from app.model.track import Track
from app.problems import SongProblem, SongTooNew, encodable
from app.storage.damage import Damage, describe_error, read_json
from app.storage.migrations import CURRENT_VERSION, migrate
from app.storage.repair import repaired
from app.units import MINUS_INFINITY_DB

PROGRAM = "worktape"
_MINUS_INFINITY = "-inf"


class SongEncoder:
    """Encodes songs; remembers the text of tracks and of other arrangements, so that autosaves are cheap. Not thread-safe."""

    def __init__(self) -> None:
        self._cache: dict[str, tuple[Track, msgspec.Raw]] = {}
        self._arrangements: tuple[Arrangements, msgspec.Raw] | None = None

    def encode(self, song: Song) -> bytes:
        """The bytes of song.json. Raises SongProblem if a value is NaN or +inf."""
        fresh: dict[str, tuple[Track, msgspec.Raw]] = {}
        for track in song.tracks:
            cached = self._cache.get(track.id)
            fresh[track.id] = cached if cached is not None and cached[0] is track else (track, _raw(track))
        self._cache = fresh
        if self._arrangements is None or self._arrangements[0] is not song.arrangements:
            self._arrangements = song.arrangements, msgspec.Raw(encode_part("", song.arrangements))
        rest = {
            name: _writable(name, msgspec.to_builtins(getattr(song, name)))
            for name in Song.__dataclass_fields__
            if name not in ("tracks", "arrangements")
        }
        document = {
            "program": PROGRAM,
            "schema_version": CURRENT_VERSION,
            "song": {
                **rest,
                "arrangements": self._arrangements[1],
                "tracks": [fresh[track.id][1] for track in song.tracks],
            },
        }
        return msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n"


def encode_song(song: Song) -> bytes:
    """The bytes of song.json. Raises SongProblem if a value is NaN or +inf."""
    return SongEncoder().encode(song)


def decode_song(data: bytes, name: str) -> Song:
    """Decode, migrate, repair and check a song.

    Args:
        data: Bytes of song.json.
        name: Name of the file, for messages.

    Raises:
        SongTooNew: A newer version of the program wrote it.
        SongProblem: It is damaged; the text names file and field.
    """
    try:
        document = read_json(data)
    except Damage as damage:
        raise SongProblem(song_damaged(name, str(damage))) from None
    if not isinstance(document, dict) or document.get("program") != PROGRAM:
        raise SongProblem(not_worktape(name))
    version = document.get("schema_version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise SongProblem(no_version(name))
    if version > CURRENT_VERSION:
        raise SongTooNew(song_too_new(name, version, CURRENT_VERSION))
    try:
        song = repaired(msgspec.convert(_readable("", migrate(document, version).get("song")), Song))
    except msgspec.ValidationError as error:
        raise SongProblem(song_damaged(name, describe_error(error))) from None
    problems = check(song)
    if problems:
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        raise SongProblem(cannot_open(name, problems[0], more))
    return song


def encode_part(key: str, value: Any) -> bytes:
    """A track (`key` empty) or a field of the song, as in song.json."""
    return msgspec.json.encode(_writable(key, msgspec.to_builtins(value)))


def _raw(track: Track) -> msgspec.Raw:
    return msgspec.Raw(encode_part("", track))


def _writable(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _writable(name, inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_writable(key, inner) for inner in value]
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, float) and not math.isfinite(value):
        if value != MINUS_INFINITY_DB:  # JSON would hold null, and the song could not be read again
            raise SongProblem(value_not_storable(key, value))
        return _MINUS_INFINITY
    return value


def _readable(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _readable(name, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_readable(key, inner) for inner in value]
    if value == _MINUS_INFINITY and may_be_silence(key):
        return MINUS_INFINITY_DB
    return value
