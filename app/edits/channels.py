"""Channels: any value of any strip, whole strips, A/B comparison, solo, automation.

Lives: any thread (pure).
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import get_args

from app.edits.edit import Edit, clamp, fields_of, find_channel, find_track, on_timeline, replace_channel
from app.edits.values import entry_of, nobody_solo, require_thawed, with_value, within_range
from app.messages import steps
from app.messages.mixing import no_strip, not_an_automation_mode, not_automatable
from app.messages.song import NOT_A_NUMBER
from app.model.automation import AutomationMode, Breakpoint, Curve
from app.model.bus_types import is_effect
from app.model.channel import Channel, ChannelId, Value, kind_of, value_of
from app.model.ids import TrackId
from app.model.parameters import Parameter, has_sends, has_strip, label_of
from app.model.song import Song
from app.model.strip import StripSettings
from app.problems import EditRefused


def set_parameter(channel_id: ChannelId, path: str, value: Value) -> Edit:
    """Set any value of the parameter table, including sends and headphone levels; numbers are clamped to their range.

    Turning solo on follows the song's exclusive solo.
    """

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        changed = with_value(song, channel, path, value)
        if changed == channel:
            return song
        if path == "solo" and value and song.exclusive_solo:
            song = nobody_solo(song)
            changed = with_value(song, find_channel(song, channel_id), path, value)
        return replace_channel(song, channel_id, **fields_of(changed))

    label = label_of(path)
    return Edit(steps.turn_off(path, label) if value is False else label, apply)


def set_values(channel_id: ChannelId, values: Mapping[str, Value], label: str) -> Edit:
    """Set several values of one channel in one step.

    Args:
        channel_id: Track or bus.
        values: New values by their paths in the parameter table.
        label: What Undo says.
    """
    return Edit.combine(label, [set_parameter(channel_id, path, value) for path, value in values.items()])


def set_switch(track_ids: Iterable[TrackId], path: str, on: bool) -> Edit:
    """Turn a switch of several tracks on or off, as one step; exclusive solo takes all others out of solo."""
    chosen = tuple(track_ids)

    def apply(song: Song) -> Song:
        changed = [track_id for track_id in chosen if value_of(find_track(song, track_id), path) != on]
        if changed and path == "solo" and on and song.exclusive_solo:
            song, changed = nobody_solo(song), list(chosen)
        for track_id in changed:
            track = find_track(song, track_id)
            song = replace_channel(song, track_id, **fields_of(with_value(song, track, path, on)))
        return song

    label = label_of(path)
    return Edit(steps.several_tracks(label if on else steps.turn_off(path, label), len(chosen)), apply)


def toggle_switch(channel: Channel, path: str) -> Edit:
    """Turn a switch of the parameter table to its other position.

    Args:
        channel: The channel as it is now.
        path: A switch, such as `mute` or `limiter/on`.
    """
    return set_parameter(channel.id, path, not value_of(channel, path))


def set_strip(channel_id: ChannelId, strip: StripSettings, label: str = steps.PASTE_STRIP) -> Edit:
    """Paste a whole strip.

    Mute, solo, PFL/AFL and headphone levels stay the channel's own. Sends are pasted as far as their buses exist and
    this channel may send; a side-chain key that is gone, or the channel itself, is dropped.
    """

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        _require_strip(channel)
        require_thawed(channel)
        return replace_channel(song, channel_id, strip=strip_for_channel(song, channel, strip))

    return Edit(label, apply)


def reset_strip(channel: Channel) -> Edit:
    """Every section of the channel's strip off and plain; level, pan and sends stay."""
    strip = channel.strip
    plain = StripSettings(fader_db=strip.fader_db, pan=strip.pan, sends=strip.sends)
    return set_strip(channel.id, plain, steps.RESET_STRIP)


def swap_strips(channel_id: ChannelId) -> Edit:
    """Swap strips A and B. The first B is a plain strip with the same trim, fader, pan and sends."""

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        _require_strip(channel)
        require_thawed(channel)
        present = channel.strip
        other = channel.strip_b
        if other is None:
            other = plain_strip_like(present)
        return replace_channel(song, channel_id, strip=strip_for_channel(song, channel, other), strip_b=present)

    return Edit(steps.COMPARE_STRIPS, apply)


def strip_for_channel(song: Song, channel: Channel, strip: StripSettings) -> StripSettings:
    """`strip` as this channel can have it, with the channel's own mute, solo, PFL/AFL and headphone levels."""
    effects = {bus.id for bus in song.buses if is_effect(bus.kind)}
    sends = tuple(send for send in strip.sends if send.bus in effects) if has_sends(kind_of(channel)) else ()
    key = strip.compressor.key
    if key is not None and (key == channel.id or all(track.id != key for track in song.tracks)):
        strip = replace(strip, compressor=replace(strip.compressor, key=None))
    own = channel.strip
    return replace(
        strip,
        sends=sends,
        cues=own.cues,
        mute=own.mute,
        solo=own.solo,
        solo_safe=own.solo_safe,
        listen=own.listen,
    )


def plain_strip_like(strip: StripSettings) -> StripSettings:
    """A plain strip with the same trim, polarity, fader, pan, mute, solo, sends and headphone levels."""
    return StripSettings(
        trim_db=strip.trim_db,
        polarity=strip.polarity,
        fader_db=strip.fader_db,
        pan=strip.pan,
        mute=strip.mute,
        solo=strip.solo,
        solo_safe=strip.solo_safe,
        listen=strip.listen,
        sends=strip.sends,
        cues=strip.cues,
    )


def end_solos() -> Edit:
    """Turn every solo of the song off: tracks, buses and VCAs."""

    def apply(song: Song) -> Song:
        changed = nobody_solo(song)
        return song if changed == song else changed

    return Edit(steps.END_SOLOS, apply)


def set_exclusive_solo(on: bool) -> Edit:
    """Turn exclusive solo on or off."""
    return Edit(
        steps.ONE_SOLO if on else steps.SEVERAL_SOLOS,
        lambda song: song if song.exclusive_solo == bool(on) else replace(song, exclusive_solo=bool(on)),
    )


def set_automation_mode(channel_id: ChannelId, mode: AutomationMode) -> Edit:
    """Set the automation mode: `off` ignores the curves, `read` plays them, the others play and record."""

    def apply(song: Song) -> Song:
        if mode not in get_args(AutomationMode):
            raise EditRefused(not_an_automation_mode(get_args(AutomationMode)))
        return replace_channel(song, channel_id, automation=mode)

    return Edit(steps.CHOOSE_AUTOMATION_MODE, apply)


def set_curve(
    channel_id: ChannelId, path: str, points: Iterable[Breakpoint], label: str = steps.DRAW_AUTOMATION
) -> Edit:
    """Replace the curve of one value: points are sorted, one a frame, within range. No points remove it."""
    drawn = tuple(points)

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        entry = entry_of(song, channel, path)
        if not entry.automatable:
            raise EditRefused(not_automatable(entry.label))
        by_frame = {point.timeline_frame: point for point in (_point(entry, point) for point in drawn)}
        ordered = tuple(by_frame[frame] for frame in sorted(by_frame))
        others = tuple(curve for curve in channel.curves if curve.path != path)
        curves = tuple(sorted((*others, Curve(path, ordered)), key=lambda curve: curve.path) if ordered else others)
        return replace_channel(song, channel_id, curves=curves)

    return Edit(label, apply)


def set_curves_follow_clips(on: bool) -> Edit:
    """Choose whether breakpoints move with the clips above them."""
    return Edit(
        steps.CURVES_FOLLOW if on else steps.CURVES_STAY,
        lambda song: song if song.curves_follow_clips == bool(on) else replace(song, curves_follow_clips=bool(on)),
    )


def _point(entry: Parameter, point: Breakpoint) -> Breakpoint:
    value = point.value
    if math.isnan(value):
        raise EditRefused(NOT_A_NUMBER)
    value = float(value >= 0.5) if entry.kind == "switch" else float(within_range(entry, value))
    return Breakpoint(on_timeline(point.timeline_frame), value, clamp(point.bend, -1.0, 1.0))


def _require_strip(channel: Channel) -> None:
    if not has_strip(kind_of(channel)):
        raise EditRefused(no_strip(channel.name))
