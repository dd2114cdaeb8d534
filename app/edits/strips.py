"""The values of a channel that hands reach for most, by name: one line each over `channels.set_parameter`.

Lives: any thread (pure).
"""

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import ChannelId
from app.model.ids import BusId, TrackId


def set_trim_db(channel_id: ChannelId, trim_db: float) -> Edit:
    """-24 to +24 dB."""
    return set_parameter(channel_id, "trim_db", trim_db)


def set_fader_db(channel_id: ChannelId, fader_db: float) -> Edit:
    """-inf to +6 dB."""
    return set_parameter(channel_id, "fader_db", fader_db)


def set_pan(channel_id: ChannelId, pan: float) -> Edit:
    """-1 left to +1 right."""
    return set_parameter(channel_id, "pan", pan)


def set_mute(channel_id: ChannelId, mute: bool) -> Edit:
    return set_parameter(channel_id, "mute", bool(mute))


def set_solo(channel_id: ChannelId, solo: bool) -> Edit:
    return set_parameter(channel_id, "solo", bool(solo))


def set_send_db(channel_id: ChannelId, bus_id: BusId, level_db: float) -> Edit:
    """-inf to +6 dB from a track or group into an effect bus."""
    return set_parameter(channel_id, f"send/{bus_id}/level_db", level_db)


def set_cue_db(track_id: TrackId, bus_id: BusId, level_db: float) -> Edit:
    """-inf to +6 dB into a headphone mix, before fader, mute and solo."""
    return set_parameter(track_id, f"cue/{bus_id}/level_db", level_db)
