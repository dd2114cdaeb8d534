"""The values of a channel that hands reach for most, by name: one line each over `channels.set_parameter`.

Lives: any thread (pure).
"""

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import ChannelId
from app.model.ids import BusId


def set_fader_db(channel_id: ChannelId, fader_db: float) -> Edit:
    """-inf to +6 dB."""
    return set_parameter(channel_id, "fader_db", fader_db)


def set_pan(channel_id: ChannelId, pan: float) -> Edit:
    """-1 left to +1 right."""
    return set_parameter(channel_id, "pan", pan)


def set_mute(channel_id: ChannelId, mute: bool) -> Edit:
    return set_parameter(channel_id, "mute", bool(mute))


def set_send_db(channel_id: ChannelId, bus_id: BusId, level_db: float) -> Edit:
    """-inf to +6 dB from a track or group into an effect bus."""
    return set_parameter(channel_id, f"send/{bus_id}/level_db", level_db)
