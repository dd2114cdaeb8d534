"""Values of the parameter table: checking them, and setting them in a channel.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import clamp, clamp_db
from app.messages.mixing import no_value, not_a_choice, not_an_effect, not_headphones, value_not_a_number
from app.messages.song import gone, is_frozen
from app.model.bus_types import every_effect, is_effect
from app.model.channel import Channel, Value, cue_in, entry_in, field_path, send_to, value_of
from app.model.ids import BusId
from app.model.parameters import Parameter
from app.model.song import Song
from app.model.strip import CueLevel, SendSettings, StripSettings
from app.model.track import Track
from app.problems import EditRefused

# Still heard, or still of use, while the track plays from its frozen file.
_LIVE_WHEN_FROZEN = frozenset(("fader_db", "pan", "mute", "solo", "solo_safe", "listen"))


def entry_of(song: Song, channel: Channel, path: str) -> Parameter:
    """Table entry for a path of this channel. Raises EditRefused if there is none, or a send leads nowhere."""
    try:
        entry = entry_in(channel, path)
    except KeyError:
        raise EditRefused(no_value(channel.name, path)) from None
    if entry.owner in ("send", "cue"):
        bus_id = path.split("/")[1]
        bus = next((bus for bus in song.buses if bus.id == bus_id), None)
        if bus is None:
            raise EditRefused(gone("bus"))
        if entry.owner == "send" and not is_effect(bus.kind):
            raise EditRefused(not_an_effect(bus.name, every_effect()))
        if entry.owner == "cue" and bus.kind != "headphones":
            raise EditRefused(not_headphones(bus.name))
    return entry


def within_range(entry: Parameter, value: Value) -> Value:
    """The value in the type and range of its entry.

    Raises:
        EditRefused: It is NaN, text instead of a number, or an unknown choice.
    """
    if entry.kind == "switch":
        return bool(value)
    if entry.kind == "choice":
        if value not in entry.choices:
            raise EditRefused(not_a_choice(entry.label, entry.choices))
        return value
    if isinstance(value, str):
        raise EditRefused(value_not_a_number(entry.label))
    return clamp_db(value, entry.low, entry.high) if entry.kind == "level" else clamp(value, entry.low, entry.high)


def require_thawed(channel: Channel) -> None:
    """Refuse a change that would not be heard because the track is frozen. Raises EditRefused."""
    if isinstance(channel, Track) and channel.frozen is not None:
        raise EditRefused(is_frozen(channel.name))


def with_value(song: Song, channel: Channel, path: str, value: Value) -> Channel:
    """The channel with one value set, within range. A silent send with default settings is removed."""
    entry = entry_of(song, channel, path)
    if entry.owner == "strip" and path not in _LIVE_WHEN_FROZEN:
        require_thawed(channel)
    allowed = within_range(entry, value)
    if entry.owner == "send":
        _, bus_id, field = path.split("/")
        send: SendSettings = _with(send_to(channel, BusId(bus_id)), (field,), allowed)
        return replace(channel, strip=_with_send(song, channel.strip, send))
    if entry.owner == "cue":
        _, bus_id, field = path.split("/")
        cue: CueLevel = _with(cue_in(channel, BusId(bus_id)), (field,), allowed)
        return replace(channel, strip=_with_cue(song, channel.strip, cue))
    changed: Channel = _with(channel, field_path(entry), allowed)
    if path.startswith("eq/") and path.endswith("/shape"):  # the other shape may be narrower
        q = path.removesuffix("shape") + "q"
        return with_value(song, changed, q, value_of(changed, q))
    return changed


def nobody_solo(song: Song) -> Song:
    """The song with every solo off: tracks, buses and VCAs."""
    return replace(
        song,
        tracks=tuple(
            replace(track, strip=replace(track.strip, solo=False)) if track.strip.solo else track
            for track in song.tracks
        ),
        buses=tuple(
            replace(bus, strip=replace(bus.strip, solo=False)) if bus.strip.solo else bus for bus in song.buses
        ),
        vcas=tuple(replace(vca, solo=False) if vca.solo else vca for vca in song.vcas),
    )


def _with_send(song: Song, strip: StripSettings, send: SendSettings) -> StripSettings:
    others = [existing for existing in strip.sends if existing.bus != send.bus]
    remaining = others if send == SendSettings(send.bus) else [*others, send]
    return replace(strip, sends=_in_order_of_buses(song, remaining))


def _with_cue(song: Song, strip: StripSettings, cue: CueLevel) -> StripSettings:
    others = [existing for existing in strip.cues if existing.bus != cue.bus]
    return replace(strip, cues=_in_order_of_buses(song, [*others, cue]))


def _in_order_of_buses(song: Song, existing: list[Any]) -> tuple[Any, ...]:
    order = {bus.id: index for index, bus in enumerate(song.buses)}
    return tuple(sorted(existing, key=lambda one: order[one.bus]))


def _with(holder: Any, names: tuple[str, ...], value: Value) -> Any:
    first, *rest = names
    return replace(holder, **{first: _with(getattr(holder, first), tuple(rest), value) if rest else value})
