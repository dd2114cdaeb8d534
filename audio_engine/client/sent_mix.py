"""What was sent to an engine about the mix, so that the engine after it gets the same.

Values are kept as they were sent, and put into the plan only when somebody needs it: a moved fader costs one entry.

Lives: client's thread.
"""

from collections.abc import Iterable

import msgspec

from audio_engine.mix_delays import performer_delay
from audio_engine.plan import BusPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline


class SentMix:
    """The last plan with the values sent since, and the last timeline of each slot."""

    def __init__(self) -> None:
        self.timelines: dict[int, TrackTimeline] = {}
        self._plan: MixPlan | None = None
        self._channels: dict[int, ChannelValues] = {}
        self._buses: dict[int, BusPlan] = {}

    def set_plan(self, plan: MixPlan) -> None:
        """A plan was sent, with all its values."""
        self._plan = plan
        self._channels, self._buses = {}, {}

    def set_timelines(self, timelines: Iterable[TrackTimeline]) -> None:
        """Timelines were sent; those of other slots stay."""
        self.timelines.update({timeline.slot: timeline for timeline in timelines})

    def set_channel_values(self, slot: int, values: ChannelValues) -> None:
        """A track's values were written."""
        self._channels[slot] = values

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        """A bus's values were written."""
        self._buses[number] = plan

    def set_monitor(self, monitor: MonitorPlan) -> None:
        """The control room's values were written."""
        if self._plan is not None:
            self._plan = msgspec.structs.replace(self._plan, monitor=monitor)

    @property
    def plan(self) -> MixPlan | None:
        """The plan with its newest values; None before the first."""
        if self._plan is not None and (self._channels or self._buses):
            self._plan = msgspec.structs.replace(
                self._plan,
                channels=tuple(
                    msgspec.structs.replace(c, values=self._channels[c.slot]) if c.slot in self._channels else c
                    for c in self._plan.channels
                ),
                buses=tuple(self._buses.get(bus.number, bus) for bus in self._plan.buses),
            )
            self._channels, self._buses = {}, {}
        return self._plan

    def performer_delay_frames(self, output_channels: int) -> int:
        """How much later than the tape a performer hears the mix on a device with so many outputs; 0 without a plan."""
        plan = self.plan
        return 0 if plan is None else performer_delay(plan, output_channels)
