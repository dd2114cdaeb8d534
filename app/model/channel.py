"""A channel: a track or a bus, read through the paths of the parameter table.

Lives: any thread (pure).
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import reduce

from app.model.bus import Bus
from app.model.bus_types import is_effect
from app.model.ids import BusId, TrackId
from app.model.parameters import CUE, SEND, ChannelKind, Parameter, has_sends, parameter, parameters
from app.model.song import Song
from app.model.strip import CueLevel, SendSettings
from app.model.track import Track
from app.units import MINUS_INFINITY_DB
from audio_engine.capacity import LARGEST_SHELF_Q

Channel = Track | Bus
ChannelId = TrackId | BusId
Value = float | bool | str


def find_channel(song: Song, channel_id: ChannelId) -> Channel:
    """The track or bus with this id. Raises KeyError."""
    for channel in channels(song):
        if channel.id == channel_id:
            return channel
    raise KeyError(channel_id)


def channels(song: Song) -> Iterator[Channel]:
    """Every track, then every bus, in the song's order."""
    yield from song.tracks
    yield from song.buses


def kind_of(channel: Channel) -> ChannelKind:
    """Kind of the channel in the parameter table."""
    return "track" if isinstance(channel, Track) else channel.kind


def effect_buses(song: Song) -> tuple[Bus, ...]:
    """Effect returns, in the song's order."""
    return tuple(bus for bus in song.buses if is_effect(bus.kind))


def headphone_buses(song: Song) -> tuple[Bus, ...]:
    """The headphone mixes, in the song's order."""
    return tuple(bus for bus in song.buses if bus.kind == "headphones")


def parameters_of(song: Song, channel: Channel) -> Iterator[tuple[str, Parameter]]:
    """Path and table entry of every value of a channel.

    Includes a send to every effect bus and, for a track, a level in every headphone mix.
    """
    kind = kind_of(channel)
    yield from ((entry.path, _in_channel(channel, entry)) for entry in parameters(kind))
    if has_sends(kind):
        for bus in effect_buses(song):
            yield from ((f"send/{bus.id}/{entry.path}", entry) for entry in SEND)
    if kind == "track":
        for bus in headphone_buses(song):
            yield from ((f"cue/{bus.id}/{entry.path}", entry) for entry in CUE)


def entry_in(channel: Channel, path: str) -> Parameter:
    """Table entry of a path with the range that it has in this channel: a shelf's Q is limited more than a bell's.

    Raises KeyError for a path that this kind of channel does not have.
    """
    return _in_channel(channel, parameter(kind_of(channel), path))


def _in_channel(channel: Channel, entry: Parameter) -> Parameter:
    match entry.path.split("/"):
        case ["eq", "low" | "high" as band, "q"] if getattr(channel.strip.eq, band).shape == "shelf":
            return replace(entry, high=LARGEST_SHELF_Q)
    return entry


def value_of(channel: Channel, path: str) -> Value:
    """Value at a path; a send or headphone level that does not exist is -inf dB.

    Raises KeyError for a path that this kind of channel does not have.
    """
    entry = parameter(kind_of(channel), path)
    if entry.owner == "send":
        _, bus_id, field = path.split("/")
        return _read(send_to(channel, BusId(bus_id)), field)
    if entry.owner == "cue":
        _, bus_id, field = path.split("/")
        return _read(cue_in(channel, BusId(bus_id)), field)
    return _read(channel, "/".join(field_path(entry)))


def send_to(channel: Channel, bus_id: BusId) -> SendSettings:
    """The channel's send to a bus; a silent one if there is none."""
    return next((send for send in channel.strip.sends if send.bus == bus_id), SendSettings(bus_id))


def cue_in(channel: Channel, bus_id: BusId) -> CueLevel:
    """The channel's part in a headphone mix; a silent one if there is none."""
    silent = CueLevel(bus_id, MINUS_INFINITY_DB)
    return next((cue for cue in channel.strip.cues if cue.bus == bus_id), silent)


def field_path(entry: Parameter) -> tuple[str, ...]:
    """Names of the fields from the channel to a value that is neither a send nor a headphone level."""
    names = tuple(entry.path.split("/"))
    return names if entry.owner == "bus" or (len(names) > 1 and names[0] == entry.owner) else (entry.owner, *names)


def values_in_beats(channel: Channel) -> Iterator[Parameter]:
    """What follows the song's tempo: the time of an echo."""
    return (entry for entry in parameters(kind_of(channel)) if entry.unit == "beats")


def _read(holder: object, path: str) -> Value:
    value: Value = reduce(getattr, path.split("/"), holder)  # type: ignore[assignment]
    return value
