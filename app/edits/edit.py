"""What an edit is, and how to replace one thing inside a frozen song.

Lives: any thread (pure).
"""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from app.messages.song import NOT_A_NUMBER, gone, name_too_long, needs_name
from app.model import channel
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId
from app.model.ids import BusId, TrackId
from app.model.ranges import FRAMES, LONGEST_NAME
from app.model.song import Song
from app.model.track import Track
from app.model.value_spec import longest_text
from app.problems import EditRefused, encodable, plain
from app.units import MINUS_INFINITY_DB


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of a song.

    Attributes:
        label: Name for Undo: "Move clip".
        apply: Makes the new song from the old one; raises EditRefused.
    """

    label: str
    apply: Callable[[Song], Song]

    @staticmethod
    def combine(label: str, edits: "Iterable[Edit]") -> "Edit":
        """One history step made of several edits, applied in their order.

        Args:
            label: What Undo says.
            edits: Read once, when the edit is made.

        Returns:
            An edit that raises what the first failing part raises, and then changes nothing.
        """
        parts = tuple(edits)

        def apply(song: Song) -> Song:
            for part in parts:
                song = part.apply(song)
            return song

        return Edit(label, apply)


def find_track(song: Song, track_id: TrackId) -> Track:
    """The track with this id. Raises EditRefused."""
    for track in song.tracks:
        if track.id == track_id:
            return track
    raise EditRefused(gone("track"))


def find_bus(song: Song, bus_id: BusId) -> Bus:
    """The bus with this id. Raises EditRefused."""
    for bus in song.buses:
        if bus.id == bus_id:
            return bus
    raise EditRefused(gone("bus"))


def replace_track(song: Song, track_id: TrackId, change: Callable[[Track], Track]) -> Song:
    """The song with one track changed; the same object if nothing changes."""
    old = find_track(song, track_id)
    new = change(old)
    if new == old:
        return song
    return replace(song, tracks=tuple(new if track.id == track_id else track for track in song.tracks))


def replace_bus(song: Song, bus_id: BusId, change: Callable[[Bus], Bus]) -> Song:
    """The song with one bus changed; the same object if nothing changes."""
    old = find_bus(song, bus_id)
    new = change(old)
    if new == old:
        return song
    return replace(song, buses=tuple(new if bus.id == bus_id else bus for bus in song.buses))


def find_channel(song: Song, channel_id: ChannelId) -> Channel:
    """The track or bus with this id. Raises EditRefused."""
    try:
        return channel.find_channel(song, channel_id)
    except KeyError:
        raise EditRefused(gone("channel")) from None


def replace_channel(song: Song, channel_id: ChannelId, **fields: Any) -> Song:
    """The song with fields of one track or bus set; the same object if nothing changes."""
    if isinstance(find_channel(song, channel_id), Track):
        return replace_track(song, TrackId(channel_id), lambda track: replace(track, **fields))
    return replace_bus(song, BusId(channel_id), lambda bus: replace(bus, **fields))


def fields_of(channel: Channel) -> dict[str, Any]:
    """All fields of a channel, as arguments for `replace_channel`."""
    return {name: getattr(channel, name) for name in type(channel).__dataclass_fields__}


def clamp(value: float, low: float, high: float) -> float:
    """`value` limited to [low, high]. Raises EditRefused for NaN."""
    if math.isnan(value):
        raise EditRefused(NOT_A_NUMBER)
    return min(max(float(value), low), high)


def on_timeline(frame: int) -> int:
    """The frame, limited to the range that a song can have."""
    return min(max(int(frame), FRAMES[0]), FRAMES[1])


def clamp_db(value_db: float, low_db: float, high_db: float) -> float:
    """Like `clamp`, but -inf (silence) is allowed."""
    if value_db == MINUS_INFINITY_DB:
        return value_db
    return clamp(value_db, low_db, high_db)


def one_of_names(requested: str, taken: set[str]) -> str:
    """`requested`, or `requested 2`, `requested 3` ..., whichever is free (ignoring case)."""
    folded = {name.casefold() for name in taken}
    if requested.casefold() not in folded:
        return requested
    number = 2
    while f"{requested} {number}".casefold() in folded:
        number += 1
    return f"{requested} {number}"


def clean_name(name: str, what: str) -> str:
    """The name without outer spaces. Raises EditRefused if it is empty or too long."""
    cleaned = plain(" ".join(name.split()))
    if not cleaned:
        raise EditRefused(needs_name(what))
    if len(cleaned) > LONGEST_NAME:
        raise EditRefused(name_too_long(what, LONGEST_NAME))
    return cleaned


def name_from(text: str, otherwise: str) -> str:
    """A valid name made of any text, such as a file's name; `otherwise` if nothing is left of it."""
    return plain(" ".join(text.split()))[:LONGEST_NAME].strip() or otherwise


def text_for(record: type[Any], field: str, text: str) -> str:
    """The text cut to the length that a field of a record can hold."""
    return encodable(text)[: longest_text(record, field)]
