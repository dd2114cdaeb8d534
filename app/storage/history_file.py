"""The last undo steps, stored beside the song so that undo works after it was closed.

What steps share is stored once: the file holds encoded tracks and fields of the song, and each step lists those it is
made of. It belongs to one song.json, named by its checksum, and is ignored for any other. What it may unpack to is
bounded, because anybody may have made it.

Lives: window, main thread; `write_history` on a worker (steps are frozen).
"""

import hashlib
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from app.messages.files import HISTORY_DAMAGED
from app.model.ranges import LONGEST_TEXT
from app.model.song import Song
from app.problems import SongProblem
from app.storage.folder import SongFolder
from app.storage.migrations import CURRENT_VERSION
from app.storage.song_json import PROGRAM, decode_song, encode_part
from app.storage.song_store import MAX_SONG_BYTES
from app.storage.whole_file import write_whole
from audio_engine.capacity import LANES

MOST_STEPS = 200
MOST_BYTES = 256 << 20  # unpacked; 200 steps of a large song take about a tenth
MOST_FIELDS = 200  # of a song, in any version
_FIELDS = [name for name in Song.__dataclass_fields__ if name != "tracks"]


class _Step(msgspec.Struct, frozen=True, array_like=True):
    label: str
    fields: list[int]  # numbers of parts, in the order of the contents' fields
    tracks: list[int]


class _Contents(msgspec.Struct, frozen=True, kw_only=True):
    schema_version: int
    song_checksum: str
    fields: list[str]  # of a song in this version; each step is brought up to date when it is read
    parts: list[bytes]
    steps: list[_Step]


def write_history(folder: SongFolder, steps: Sequence[tuple[str, Song]]) -> None:
    """Store the last 200 steps.

    Args:
        folder: The song.
        steps: (label, song) from the oldest to the saved one.

    Raises:
        OSError: The file cannot be written.
    """
    parts: list[bytes] = []
    numbers: dict[int, int] = {}  # by identity: the steps hold every object alive meanwhile
    by_bytes: dict[bytes, int] = {}

    def number(value: Any, key: str) -> int:
        found = numbers.get(id(value))
        if found is None:
            data = encode_part(key, value)
            found = by_bytes.setdefault(data, len(parts))
            if found == len(parts):
                parts.append(data)
            if not isinstance(value, (int, float, str, bool, type(None))):
                numbers[id(value)] = found
        return found

    remaining = [
        _Step(label, [number(getattr(song, name), name) for name in _FIELDS], [number(t, "") for t in song.tracks])
        for label, song in steps[-MOST_STEPS - 1 :]
    ]
    contents = _Contents(
        schema_version=CURRENT_VERSION, song_checksum=_checksum(folder), fields=_FIELDS, parts=parts, steps=remaining
    )
    write_whole(folder.history_file, zlib.compress(msgspec.msgpack.encode(contents), 6))


def read_history(folder: SongFolder) -> list[tuple[str, Callable[[], Song]]]:
    """Read the stored steps.

    Returns:
        (label, function that decodes the song, raising SongProblem if it is damaged) for each step before the saved
            song, and last for the saved song. Empty if there is no file for this song.json.

    Raises:
        SongProblem: The file is damaged.
    """
    data = _read(folder)
    if data is None or data.song_checksum != _checksum(folder) or data.schema_version > CURRENT_VERSION:
        return []
    if not _is_sound(data):
        raise SongProblem(HISTORY_DAMAGED)
    return [(step.label, _reader(data, step)) for step in data.steps]


def _read(folder: SongFolder) -> _Contents | None:
    """Contents of the file; None if there is none."""
    try:
        packed = folder.history_file.read_bytes() if folder.history_file.is_file() else None
        if packed is None:
            return None
        data = msgspec.msgpack.decode(_unpacked(packed), type=_Contents)
    except (OSError, zlib.error, ValueError, RecursionError):  # msgspec's own are ValueErrors
        raise SongProblem(HISTORY_DAMAGED) from None
    return data


def _unpacked(packed: bytes) -> bytes:
    unpacking = zlib.decompressobj()
    data = unpacking.decompress(packed, MOST_BYTES)
    if not unpacking.eof:
        raise ValueError("cut short, or without end")
    return data


def _is_sound(data: _Contents) -> bool:
    """True if every step consists of existing parts, and of no more than a song can hold.

    Parts are named by number, so a small file could otherwise stand for any number of large tracks.
    """
    sizes = [len(part) for part in data.parts]
    return (
        len(set(data.fields)) == len(data.fields) <= MOST_FIELDS
        and len(data.steps) <= MOST_STEPS + 1
        and all(len(step.fields) == len(data.fields) and _fits(step, sizes) for step in data.steps)
    )


def _fits(step: _Step, sizes: list[int]) -> bool:
    return (
        len(step.label) <= LONGEST_TEXT
        and len(step.tracks) <= LANES
        and all(0 <= number < len(sizes) for number in (*step.fields, *step.tracks))
        and sum(sizes[number] for number in (*step.fields, *step.tracks)) <= MAX_SONG_BYTES
    )


def _reader(data: _Contents, step: _Step) -> Callable[[], Song]:
    def read() -> Song:
        song: dict[str, Any] = {
            name: msgspec.Raw(data.parts[part]) for name, part in zip(data.fields, step.fields, strict=True)
        }
        song["tracks"] = [msgspec.Raw(data.parts[part]) for part in step.tracks]
        document = {"program": PROGRAM, "schema_version": data.schema_version, "song": song}
        return decode_song(msgspec.json.encode(document), "An earlier step of the song")

    return read


def _checksum(folder: SongFolder) -> str:
    return hashlib.blake2b(folder.song_file.read_bytes(), digest_size=16).hexdigest()
