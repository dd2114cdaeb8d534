"""One history step made of several edits.

Lives: window, main thread.
"""

from collections.abc import Iterable, Mapping

from app.edits.channels import set_parameter
from app.edits.edit import Edit
from app.model.channel import ChannelId, Value
from app.model.song import Song


def several(label: str, edits: Iterable[Edit]) -> Edit:
    """One step made of several."""
    parts = tuple(edits)

    def apply(song: Song) -> Song:
        for part in parts:
            song = part.apply(song)
        return song

    return Edit(label, apply)


def set_values(channel_id: ChannelId, values: Mapping[str, Value], label: str) -> Edit:
    """Several values of one channel at once."""
    return several(label, [set_parameter(channel_id, path, value) for path, value in values.items()])
