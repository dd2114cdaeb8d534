"""The most used values of a channel by name; each is one line over `channels.set_parameter`.

Lives: any thread (pure).
"""

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import ChannelId
from app.model.ids import BusId


def set_fader_db(channel_id: ChannelId, fader_db: float) -> Edit:
    """Set the fader, -inf to +6 dB."""
    return set_parameter(channel_id, "fader_db", fader_db)


def set_pan(channel_id: ChannelId, pan: float) -> Edit:
    """Set the pan, -1 (left) to +1 (right)."""
    return set_parameter(channel_id, "pan", pan)


def set_send_db(channel_id: ChannelId, bus_id: BusId, level_db: float) -> Edit:
    """Set the send of a track or group to an effect, -inf to +6 dB."""
    return set_parameter(channel_id, f"send/{bus_id}/level_db", level_db)
