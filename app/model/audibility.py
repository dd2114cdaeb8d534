"""Who sounds: mute, solo and VCAs resolved over the whole song.

A soloed channel sounds even when it is muted, and so do the groups on its way and the members of a soloed group (these
only where they are not muted themselves). Tracks and groups that are solo-safe are never silenced by the solo of others,
nor are effect returns, which only the solo of another return silences.

Lives: any thread (pure).
"""

from dataclasses import dataclass
from typing import Literal

from app.model.bus_types import is_effect
from app.model.channel import Channel, ChannelId, channels
from app.model.ids import VcaId
from app.model.mix import Vca
from app.model.routing import route_to_master
from app.model.song import Song

State = Literal["sounds", "muted", "silenced", "forced"]


@dataclass(frozen=True, slots=True)
class Audibility:
    """Which channels of a song are audible.

    Attributes:
        states: For each channel: audible; muted by itself or its VCA; silenced by the solo of others; or forced, which
            is audible because of a solo, whatever its mute says.
    """

    states: dict[ChannelId, State]
    _vcas: dict[VcaId, Vca]

    def sounds(self, channel: Channel) -> bool:
        """True if the channel is audible."""
        return self.states[channel.id] in ("sounds", "forced")

    def follows_mute(self, channel: Channel) -> bool:
        """True if the channel's own mute alone decides, so that an automation curve of it may."""
        vca = self._vca(channel)
        return self.states[channel.id] in ("sounds", "muted") and not (vca is not None and vca.mute)

    def vca_db(self, channel: Channel) -> float:
        """Gain that the channel's VCA adds to its fader, in dB."""
        vca = self._vca(channel)
        return 0.0 if vca is None else vca.fader_db

    def _vca(self, channel: Channel) -> Vca | None:
        return None if channel.vca is None else self._vcas.get(channel.vca)


_latest: tuple[Song, Audibility] | None = None


def audibility(song: Song) -> Audibility:
    """Resolve mute, solo and VCAs of every channel.

    The answer about the latest song is kept: engine, console and captions ask one after the other about the same one.
    """
    global _latest
    latest = _latest
    if latest is None or latest[0] is not song:
        _latest = latest = (song, _resolve(song))
    return latest[1]


def _resolve(song: Song) -> Audibility:
    vcas = {vca.id: vca for vca in song.vcas}
    mixed: list[Channel] = [*song.tracks, *(bus for bus in song.buses if bus.kind == "group")]
    returns: list[Channel] = [bus for bus in song.buses if is_effect(bus.kind)]
    states: dict[ChannelId, State] = {
        channel.id: "muted" if is_muted(channel, vcas) else "sounds" for channel in channels(song)
    }
    soloed = {channel.id for channel in mixed if is_soloed(channel, vcas)}
    if soloed:
        _solo_the_mix(song, mixed, soloed, states)
    soloed_returns = {channel.id for channel in returns if is_soloed(channel, vcas)}
    for channel in returns if soloed_returns else ():
        if channel.id in soloed_returns:
            states[channel.id] = "forced"
        elif not channel.strip.solo_safe:
            states[channel.id] = "silenced"
    return Audibility(states, vcas)


def is_muted(channel: Channel, vcas: dict[VcaId, Vca]) -> bool:
    """True if the channel or its VCA is muted."""
    vca = None if channel.vca is None else vcas.get(channel.vca)
    return channel.strip.mute or (vca is not None and vca.mute)


def is_soloed(channel: Channel, vcas: dict[VcaId, Vca]) -> bool:
    """True if the channel or its VCA is soloed."""
    vca = None if channel.vca is None else vcas.get(channel.vca)
    return channel.strip.solo or (vca is not None and vca.solo)


def _solo_the_mix(song: Song, mixed: list[Channel], soloed: set[ChannelId], states: dict[ChannelId, State]) -> None:
    routes: dict[ChannelId, set[ChannelId]] = {
        channel.id: set(route_to_master(song, channel.output)) for channel in mixed
    }
    open_groups: set[ChannelId] = set()  # on the way of something soloed
    safe_groups: set[ChannelId] = set()  # on the way of something solo-safe
    for channel in mixed:
        if channel.id in soloed:
            open_groups |= routes[channel.id]
        elif channel.strip.solo_safe:
            safe_groups |= routes[channel.id]
    for channel in mixed:
        if channel.id in soloed or channel.id in open_groups:
            states[channel.id] = "forced"
        elif not (channel.strip.solo_safe or channel.id in safe_groups or routes[channel.id] & soloed):
            states[channel.id] = "silenced"
