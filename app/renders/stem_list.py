"""Which files a stems bounce writes: a record each for what can be asked for, and the stems of a song.

Lives: any thread (pure).
"""

from typing import Literal, NamedTuple

from app.model.audibility import audibility
from app.model.channel import ChannelId, effect_buses
from app.model.routing import groups, route_to_master
from app.model.song import Song
from app.renders.length import feeds, is_audible

Contents = Literal["track", "group", "both"]
CONTENTS: dict[Contents, str] = {
    "track": "each track and effect",
    "group": "each group and effect, and each track without a group",
    "both": "each track, group and effect",
}


class Stem(NamedTuple):
    """One stem; `summed` if it counts in the sum that is compared with the mix before the master."""

    name: str
    channel: ChannelId
    kind: Literal["track", "group", "effect"]
    summed: bool


def stems_of(song: Song, contents: Contents) -> tuple[Stem, ...]:
    """Stems of everything audible, in the song's order.

    A track is taken after its fader and before its group, a group with all that feeds it.
    """
    audible = audibility(song)
    playing = [track for track in song.tracks if track.sounding_clips and is_audible(song, track, audible)]
    stems = [
        Stem(track.name, track.id, "track", contents != "both" or track.output is None)
        for track in playing
        if contents != "group" or track.output is None
    ]
    if contents != "track":
        fed = {group for track in playing for group in route_to_master(song, track.output)}
        stems += [
            Stem(group.name, group.id, "group", group.output is None)
            for group in groups(song).values()
            if group.id in fed and (contents == "both" or group.output is None) and is_audible(song, group, audible)
        ]
    stems += [Stem(bus.name, bus.id, "effect", True) for bus in effect_buses(song) if feeds(song, bus, audible)]
    return tuple(stems)


def counted(stems: tuple[Stem, ...]) -> str:
    """`11 files: 8 tracks, 2 groups, 1 effect`."""
    numbers = {kind: sum(stem.kind == kind for stem in stems) for kind in ("track", "group", "effect")}
    parts = [f"{number} {kind}{'s' if number > 1 else ''}" for kind, number in numbers.items() if number]
    return f"{len(stems)} file{'' if len(stems) == 1 else 's'}: {', '.join(parts)}" if stems else "no files"
