"""VCAs: faders, mutes and solos that several channels follow.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import Edit, clean_name, find_channel, one_of_names, replace_channel
from app.edits.values import nobody_solo, within_range
from app.messages import steps
from app.messages.mixing import cannot_follow_vca, no_value, too_many_vcas
from app.messages.song import gone
from app.model.channel import ChannelId, Value, kind_of
from app.model.ids import VcaId, new_id
from app.model.mix import Vca
from app.model.parameters import VCA
from app.model.ranges import MAX_VCAS
from app.model.song import Song
from app.problems import EditRefused


def find_vca(song: Song, vca_id: VcaId) -> Vca:
    """The VCA with this id. Raises EditRefused."""
    for vca in song.vcas:
        if vca.id == vca_id:
            return vca
    raise EditRefused(gone("VCA"))


def add_vca(name: str | None = None, vca_id: VcaId | None = None) -> Edit:
    """Add a VCA."""
    fixed_id = vca_id or VcaId(new_id())

    def apply(song: Song) -> Song:
        if len(song.vcas) >= MAX_VCAS:
            raise EditRefused(too_many_vcas(MAX_VCAS))
        requested = f"VCA {len(song.vcas) + 1}" if name is None else clean_name(name, "VCA")
        chosen = one_of_names(requested, {vca.name for vca in song.vcas})
        return replace(song, vcas=(*song.vcas, Vca(fixed_id, chosen)))

    return Edit(steps.ADD_VCA, apply)


def remove_vca(vca_id: VcaId) -> Edit:
    """Remove a VCA; the faders of its channels stay where they are."""

    def apply(song: Song) -> Song:
        find_vca(song, vca_id)
        return replace(
            song,
            vcas=tuple(vca for vca in song.vcas if vca.id != vca_id),
            tracks=tuple(replace(track, vca=None) if track.vca == vca_id else track for track in song.tracks),
            buses=tuple(replace(bus, vca=None) if bus.vca == vca_id else bus for bus in song.buses),
        )

    return Edit(steps.REMOVE_VCA, apply)


def rename_vca(vca_id: VcaId, name: str) -> Edit:
    """Rename a VCA."""

    def apply(song: Song) -> Song:
        taken = {vca.name for vca in song.vcas if vca.id != vca_id}
        return _replaced(song, replace(find_vca(song, vca_id), name=one_of_names(clean_name(name, "VCA"), taken)))

    return Edit(steps.RENAME_VCA, apply)


def set_vca_parameter(vca_id: VcaId, path: str, value: Value) -> Edit:
    """Set `fader_db` (-inf to +6 dB), `mute` or `solo` of a VCA."""
    entry = next((entry for entry in VCA if entry.path == path), None)

    def apply(song: Song) -> Song:
        vca = find_vca(song, vca_id)
        if entry is None:
            raise EditRefused(no_value(vca.name, path))
        fields: dict[str, Any] = {path: within_range(entry, value)}
        if path == "solo" and value and not vca.solo and song.exclusive_solo:
            song = nobody_solo(song)
        return _replaced(song, replace(vca, **fields))

    return Edit(steps.CHANGE_VCA if entry is None else entry.label, apply)


def assign_vca(channel_id: ChannelId, vca_id: VcaId | None) -> Edit:
    """Make a channel follow a VCA, or none."""

    def apply(song: Song) -> Song:
        if vca_id is not None:
            find_vca(song, vca_id)
        channel = find_channel(song, channel_id)
        if kind_of(channel) in ("master", "headphones"):
            raise EditRefused(cannot_follow_vca(channel.name))
        return replace_channel(song, channel_id, vca=vca_id)

    return Edit(steps.ASSIGN_VCA, apply)


def _replaced(song: Song, new: Vca) -> Song:
    if new in song.vcas:
        return song
    return replace(song, vcas=tuple(new if vca.id == new.id else vca for vca in song.vcas))
