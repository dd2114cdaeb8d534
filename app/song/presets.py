"""Strip presets: starting points by source, each value with its reason, read from the resources.

Lives: any thread.
"""

from dataclasses import replace
from functools import cache
from importlib import resources

import msgspec

from app.edits.channels import plain_strip_like
from app.edits.edit import Edit, fields_of, find_channel, replace_channel
from app.edits.values import require_thawed, with_value
from app.messages import steps
from app.messages.files import no_preset, preset_for_others
from app.model.channel import ChannelId, Value, kind_of
from app.model.parameters import ChannelKind
from app.model.song import Song
from app.problems import EditRefused


class PresetValue(msgspec.Struct, frozen=True):
    """A value of the parameter table, and one sentence with its reason."""

    path: str
    value: Value
    reason: str


class Preset(msgspec.Struct, frozen=True):
    """A preset; `kinds` are the channels that it is meant for."""

    name: str
    kinds: tuple[ChannelKind, ...]
    values: tuple[PresetValue, ...]


@cache
def presets() -> tuple[Preset, ...]:
    """All presets, by name."""
    files = [file for file in resources.files("resources.presets").iterdir() if file.name.endswith(".json")]
    return tuple(
        sorted(
            (msgspec.json.decode(file.read_bytes(), type=Preset) for file in files), key=lambda existing: existing.name
        )
    )


def find_preset(name: str) -> Preset:
    """The preset with this name, in any case. Raises EditRefused with the names that exist."""
    requested = name.strip().casefold().replace("-", " ")
    for preset in presets():
        if preset.name.casefold() == requested:
            return preset
    raise EditRefused(no_preset(name, [existing.name for existing in presets()]))


def apply_preset(channel_id: ChannelId, name: str) -> Edit:
    """Apply a preset to a plain strip that keeps trim, polarity, fader, pan, sends and headphone levels."""
    preset = find_preset(name)

    def apply(song: Song) -> Song:
        channel = find_channel(song, channel_id)
        kind = kind_of(channel)
        if kind not in preset.kinds:
            meant = " or ".join(
                f"a {requested}" if requested != "master" else "the master" for requested in preset.kinds
            )
            raise EditRefused(preset_for_others(preset.name, meant, channel.name))
        require_thawed(channel)
        channel = replace(channel, strip=plain_strip_like(channel.strip))
        for entry in preset.values:
            channel = with_value(song, channel, entry.path, entry.value)
        return replace_channel(song, channel_id, **fields_of(channel))

    return Edit(steps.preset(preset.name), apply)
