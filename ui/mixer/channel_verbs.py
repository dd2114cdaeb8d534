"""Edits that several controls of a channel share.

Lives: window, main thread.
"""

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import Channel, value_of


def toggled(channel: Channel, path: str) -> Edit:
    """The switch the other way."""
    return set_parameter(channel.id, path, not value_of(channel, path))
