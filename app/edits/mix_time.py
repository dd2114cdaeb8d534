"""Curves of buses and of mix versions where the time of the song changes.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.model.automation import Curve
from app.model.bus import Bus
from app.model.channel import kind_of
from app.model.mix import MixVersion
from app.model.parameters import ChannelKind

CurveChange = Callable[[ChannelKind, Iterable[Curve]], tuple[Curve, ...]]
"""Where the curves of a channel of a kind lie after the change."""


def changed_buses(buses: tuple[Bus, ...], change: CurveChange) -> tuple[Bus, ...]:
    """The buses with their curves after the change; the same tuple if they have none."""
    if not any(bus.curves for bus in buses):
        return buses
    return tuple(replace(bus, curves=change(kind_of(bus), bus.curves)) if bus.curves else bus for bus in buses)


def changed_versions(versions: tuple[MixVersion, ...], change: CurveChange) -> tuple[MixVersion, ...]:
    """The mix versions with their curves after the change; recalled, they fit the moved music."""
    return tuple(
        replace(
            version,
            channels=tuple(replace(one, curves=change("track", one.curves)) for one in version.channels),
            buses=changed_buses(version.buses, change),
        )
        for version in versions
    )
