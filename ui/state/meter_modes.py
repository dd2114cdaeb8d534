"""What the meters of tracks and buses can show: a record for each mode, from which the menu, the meters and tooltips follow.

Lives: window, main thread.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from app.engine.ports import MeterReading

Levels = NDArray[Any]
VU_INERTIA_S = 0.065  # time constant: 99 % of a step after 300 ms
VU_REFERENCE_DB = -18.0  # dBFS at 0 VU


@dataclass(frozen=True, slots=True)
class MeterMode:
    """One choice of the meters' menu. Levels are linear, one for each lane or two for each bus.

    Attributes:
        id: Its name in the program.
        title: What menu and tooltips say.
        lanes: Peaks of the lanes.
        buses: Peaks of the buses.
        lane_averages: What bars of lanes show in place of peaks, which are then lines.
        bus_averages: The same of buses.
        inertia_s: Time constant with which bars follow averages.
        reference_db: Level of a line on every meter, in dBFS.
    """

    id: str
    title: str
    lanes: Callable[[MeterReading], Levels] = lambda reading: reading.lane_peak
    buses: Callable[[MeterReading], Levels] = lambda reading: reading.bus_peak
    lane_averages: Callable[[MeterReading], Levels] | None = None
    bus_averages: Callable[[MeterReading], Levels] | None = None
    inertia_s: float = 0.0
    reference_db: float | None = None


def _lane_rms(reading: MeterReading) -> Levels:
    return reading.lane_rms


def _bus_rms(reading: MeterReading) -> Levels:
    return reading.bus_rms


METER_MODES = (
    MeterMode("peak", "Peak, after the fader"),
    MeterMode("pre", "Peak, before the fader", lanes=lambda reading: reading.pre_peak),
    MeterMode("rms", "RMS over 300 ms, peaks as a line", lane_averages=_lane_rms, bus_averages=_bus_rms),
    MeterMode(
        "vu",
        "VU, peaks as a line (0 VU is −18 dBFS)",
        lane_averages=_lane_rms,
        bus_averages=_bus_rms,
        inertia_s=VU_INERTIA_S,
        reference_db=VU_REFERENCE_DB,
    ),
)
