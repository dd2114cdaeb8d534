"""Routing: which group a channel feeds, what keys its compressor, and what remains when a bus or track is removed.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from app.edits.edit import Edit, find_bus, find_channel, find_track, replace_channel
from app.edits.values import require_thawed
from app.messages import steps
from app.messages.mixing import feeds_itself, nested_too_deep, no_compressor, not_a_group, not_groupable
from app.model.bus import Bus
from app.model.channel import ChannelId, kind_of
from app.model.ids import BusId, TrackId
from app.model.parameters import has_sends, has_strip
from app.model.routing import group_levels, runs_in_a_circle
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.problems import EditRefused
from audio_engine.capacity import GROUP_LEVELS

AnyChannel = TypeVar("AnyChannel", Track, Bus)


def set_output(channel_id: ChannelId, bus_id: BusId | None) -> Edit:
    """Route a track or group into a group, or into the master with None."""

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        if not has_sends(kind_of(channel)):
            raise EditRefused(not_groupable(channel.name))
        if bus_id is not None and find_bus(song, bus_id).kind != "group":
            raise EditRefused(not_a_group(find_bus(song, bus_id).name))
        routed = replace_channel(song, channel_id, output=bus_id)
        if runs_in_a_circle(routed):
            raise EditRefused(feeds_itself(channel.name))
        if max(group_levels(routed).values(), default=0) > GROUP_LEVELS:
            raise EditRefused(nested_too_deep(GROUP_LEVELS))
        return routed

    return Edit(steps.CHOOSE_OUTPUT, apply)


def set_key(channel_id: ChannelId, track_id: TrackId | None) -> Edit:
    """Set the side-chain source of the channel's compressor; None for the channel itself."""

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        if not has_strip(kind_of(channel)):
            raise EditRefused(no_compressor(channel.name))
        if track_id is not None:
            find_track(song, track_id)
        require_thawed(channel)
        key = None if track_id == channel_id else track_id
        compressor = replace(channel.strip.compressor, key=key)
        return replace_channel(song, channel_id, strip=replace(channel.strip, compressor=compressor))

    return Edit(steps.CHOOSE_KEY, apply)


def without_bus(song: Song, gone: BusId) -> Song:
    """The song without a bus and without sends, headphone levels and curves into it.

    Channels that it was the group of move to its output.
    """
    bus = find_bus(song, gone)

    def strip_without(strip: StripSettings) -> StripSettings:
        return replace(
            strip,
            sends=tuple(send for send in strip.sends if send.bus != gone),
            cues=tuple(cue for cue in strip.cues if cue.bus != gone),
        )

    def clean(channel: AnyChannel) -> AnyChannel:
        return replace(
            channel,
            strip=strip_without(channel.strip),
            strip_b=None if channel.strip_b is None else strip_without(channel.strip_b),
            output=bus.output if channel.output == gone else channel.output,
            curves=tuple(curve for curve in channel.curves if not curve.path.startswith(f"send/{gone}/")),
        )

    remaining = replace(song, buses=tuple(other for other in song.buses if other.id != gone))
    return _cleaned(remaining, clean, clean)


def without_key(song: Song, gone: TrackId) -> Song:
    """The song with this track removed from every side-chain."""

    def strip_without(strip: StripSettings) -> StripSettings:
        return replace(strip, compressor=replace(strip.compressor, key=None)) if strip.compressor.key == gone else strip

    def clean(channel: AnyChannel) -> AnyChannel:
        return replace(
            channel,
            strip=strip_without(channel.strip),
            strip_b=None if channel.strip_b is None else strip_without(channel.strip_b),
        )

    def clean_track(track: Track) -> Track:
        printed = track.printed_strip
        return replace(clean(track), printed_strip=None if printed is None else strip_without(printed))

    return _cleaned(song, clean_track, clean)


def _cleaned(song: Song, track: Callable[[Track], Track], bus: Callable[[Bus], Bus]) -> Song:
    return replace(song, tracks=_changed(song.tracks, track), buses=_changed(song.buses, bus))


def _changed(existing: Iterable[AnyChannel], clean: Callable[[AnyChannel], AnyChannel]) -> tuple[AnyChannel, ...]:
    """Each channel cleaned; the same object if nothing changes, so that nothing is sent for it."""
    return tuple(old if (new := clean(old)) == old else new for old in existing)
