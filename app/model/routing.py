"""Where channels go: groups feed groups or the master, in at most three levels.

Lives: any thread (pure).
"""

from app.model.bus import Bus
from app.model.ids import BusId
from app.model.song import Song


def groups(song: Song) -> dict[BusId, Bus]:
    """All groups by id."""
    return {bus.id: bus for bus in song.buses if bus.kind == "group"}


def route_to_master(song: Song, output: BusId | None) -> tuple[BusId, ...]:
    """Groups that a channel with this output runs through, nearest first; stops at a loop."""
    known, route = groups(song), list[BusId]()
    while output in known and output not in route:
        route.append(output)
        output = known[output].output
    return tuple(route)


def runs_in_a_circle(song: Song) -> bool:
    """True if a group feeds itself through others."""
    return any(group.id in route_to_master(song, group.output) for group in groups(song).values())


def group_levels(song: Song) -> dict[BusId, int]:
    """Level of every group, from 1: one more than the highest level among the groups that feed it."""
    levels = dict.fromkeys(groups(song), 1)
    for group in groups(song).values():
        for height, above in enumerate(route_to_master(song, group.output), start=2):
            levels[above] = max(levels[above], height)
    return levels
