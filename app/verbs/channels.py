"""What a person does to the selected channel, a track or a bus, and to solo, groups and VCAs, each as one history step.

Lives: any thread (pure).
"""

from app.edits import channels as edits
from app.edits.buses import add_bus, remove_bus
from app.edits.edit import Edit
from app.edits.routing import set_output
from app.edits.vcas import add_vca, assign_vca
from app.messages import steps
from app.messages.mixing import CHOOSE_BUS
from app.model.bus import Bus
from app.model.bus_types import BUS_TYPES, MASTER, BusType
from app.model.channel import kind_of, value_of
from app.model.ids import BusId, VcaId, new_id
from app.model.parameters import has_sends, has_strip, parameters
from app.problems import NothingToDo
from app.verbs.target import Target
from app.verbs.verb import MIX, STRIP, TRACK, Verb


def mute(target: Target) -> Edit:
    """Mute the selected channel or tracks, or unmute them if all are muted."""
    return _switch(target, "mute")


def solo(target: Target) -> Edit:
    """Solo the selected channel or tracks, or end their solo if all are soloed."""
    return _switch(target, "solo")


def _switch(target: Target, path: str) -> Edit:
    """Turn a switch of the selected channel, or of all selected tracks if it is one of them."""
    channel = target.selected_channel()
    if len(target.tracks) < 2 or channel.id not in target.tracks:
        return edits.set_parameter(channel.id, path, not getattr(channel.strip, path))
    tracks = target.selected_tracks()
    on = not all(value_of(track, path) for track in tracks)
    return edits.set_switch((track.id for track in tracks), path, on)


def toggle_solo_safe(target: Target) -> Edit:
    """Keep the selected channel audible while others are soloed, or no longer."""
    channel = target.selected_channel()
    return edits.set_parameter(channel.id, "solo_safe", not channel.strip.solo_safe)


def toggle_exclusive_solo(target: Target) -> Edit:
    """Let one solo end the others, or no longer."""
    return edits.set_exclusive_solo(not target.song.exclusive_solo)


def end_solos(_target: Target) -> Edit:
    """End every solo of the song."""
    return edits.end_solos()


def swap(target: Target) -> Edit:
    """Exchange strips A and B of the selected channel."""
    return edits.swap_strips(target.selected_channel().id)


def reset(target: Target) -> Edit:
    """Set every section of the selected channel's strip back; level, pan and sends stay."""
    return edits.reset_strip(target.selected_channel())


def into_new_group(target: Target) -> Edit:
    """Add a group and route the selected channel to it."""
    channel, bus_id = target.selected_channel(), BusId(new_id())
    return Edit.combine(steps.NEW_GROUP, [add_bus("group", None, bus_id), set_output(channel.id, bus_id)])


def under_new_vca(target: Target) -> Edit:
    """Add a VCA that the selected channel follows."""
    channel, vca_id = target.selected_channel(), VcaId(new_id())
    return Edit.combine(steps.NEW_VCA, [add_vca(None, vca_id), assign_vca(channel.id, vca_id)])


def remove(target: Target) -> Edit:
    """Remove the selected bus."""
    channel = target.selected_channel()
    if not isinstance(channel, Bus):
        raise NothingToDo(CHOOSE_BUS)
    return remove_bus(channel.id)


def why_no_strip(target: Target) -> str:
    """What is missing for a verb of the selected channel's strip, in a few words; empty if nothing is."""
    channel = target.channel_or_none()
    if channel is None:
        return "choose a channel first"
    return "" if has_strip(kind_of(channel)) else "a headphone mix has no strip"


def why_no_group(target: Target) -> str:
    """What is missing for routing the selected channel to a group, in a few words; empty if nothing is."""
    channel = target.channel_or_none()
    return "" if channel is not None and has_sends(kind_of(channel)) else "choose a track or group first"


def why_no_vca(target: Target) -> str:
    """What is missing for letting the selected channel follow a VCA, in a few words; empty if nothing is."""
    channel = target.channel_or_none()
    if channel is None:
        return why_no_channel(target)
    return f"{channel.name} follows no VCA" if kind_of(channel) in ("master", "headphones") else ""


def why_no_channel(target: Target) -> str:
    """What is missing for a verb of the selected channel, in a few words; empty if nothing is."""
    return "choose a channel first" if target.channel_or_none() is None else ""


def why_no_solo(target: Target) -> str:
    """What is missing for a solo setting of the selected channel, in a few words; empty if nothing is."""
    channel = target.channel_or_none()
    if channel is None:
        return why_no_channel(target)
    has_solo = any(entry.path == "solo" for entry in parameters(kind_of(channel)))
    return "" if has_solo else f"{channel.name} has no solo"


def why_not_remove(target: Target) -> str:
    """What is missing for removing the selected bus, in a few words; empty if nothing is."""
    channel = target.channel_or_none()
    if not isinstance(channel, Bus):
        return "choose a bus first"
    return "the master stays" if channel.kind == MASTER.kind else ""


def _solo_safe(target: Target) -> bool:
    channel = target.channel_or_none()
    return channel is not None and channel.strip.solo_safe


def kinds_to_add() -> tuple[BusType, ...]:
    """What a song can have more of: every kind but the master."""
    return tuple(made for made in BUS_TYPES.values() if made is not MASTER)


def _adding(made: BusType) -> Verb:
    return Verb(f"bus.add-{made.kind}", f"Add a bus: {made.name}", MIX, lambda _target: add_bus(made.kind))


VERBS = (
    Verb("track.mute", "Mute", TRACK, mute, ("channel",), why_no_channel),
    Verb("track.solo", "Solo", TRACK, solo, ("channel",), why_no_solo),
    Verb(
        "strip.compare",
        "Compare A and B of the strip",
        STRIP,
        swap,
        ("channel",),
        why_no_strip,
        description="Compare with the other strip of this channel",
    ),
    Verb("strip.reset", "Reset the strip", STRIP, reset, ("channel",), why_no_strip),
    Verb(
        "solo.safe",
        "Solo-safe: never silenced by the solo of others",
        MIX,
        toggle_solo_safe,
        ("channel",),
        why_no_solo,
        is_on=_solo_safe,
    ),
    Verb(
        "solo.exclusive",
        "One solo at a time",
        MIX,
        toggle_exclusive_solo,
        is_on=lambda target: target.song.exclusive_solo,
    ),
    Verb("solo.none", "End all solos", MIX, end_solos),
    Verb("channel.new-group", "New group", MIX, into_new_group, ("channel",), why_no_group),
    Verb("channel.new-vca", "New VCA", MIX, under_new_vca, ("channel",), why_no_vca),
    *map(_adding, kinds_to_add()),
    Verb("vca.add", "Add a VCA", MIX, lambda _target: add_vca()),
    Verb("bus.remove", "Remove the bus", MIX, remove, ("channel",), why_not_remove),
)
