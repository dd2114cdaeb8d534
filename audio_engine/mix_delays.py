"""How late the mix is, from the plan: saturation delays a stage, the limiter delays the master.

Lives: everywhere (pure).
"""

from typing import NamedTuple

from audio_engine.capacity import FIRST_GROUP, bus_lane, group_level
from audio_engine.plan import BusPlan, ChannelValues, MixPlan, plays_in_monitor
from audio_engine.rt import layout as at


class MixDelays(NamedTuple):
    """How many frames each stage of the mix is late by (saturation), and the limiter after the master."""

    stages: tuple[int, ...]
    limiter: int

    @property
    def before_master(self) -> int:
        """How late the mix enters the master."""
        return sum(self.stages[: at.MASTER_STAGE])

    @property
    def master(self) -> int:
        """How late the master's outputs are."""
        return sum(self.stages) + self.limiter

    def after_stage(self, stage: int) -> int:
        """Delay that a signal still has before it after a stage, up to the master's input, in frames."""
        return sum(self.stages[stage + 1 : at.MASTER_STAGE])

    def after_bus(self, number: int) -> int:
        """The same for a signal that leaves a bus."""
        return self.after_stage(stage_of(number))


def mix_delays(plan: MixPlan) -> MixDelays:
    """The delays of a plan: switches are no automation, so they hold for the whole song."""
    late = [0] * at.STAGES
    for channel in plan.channels:
        late[0] |= channel.values.strip.saturation_on > 0.5
    for bus in plan.buses:
        if bus_lane(bus.number) >= 0:
            late[stage_of(bus.number)] |= bus.values.strip.saturation_on > 0.5
    master = next(bus for bus in plan.buses if bus.number == 0)
    limiter = (
        at.TRUE_PEAK_TAPS // 2 + limiter_look_ahead(plan.rate_hz) - 1
        if master.effect.get("limiter_on", 0.0) > 0.5
        else 0
    )
    return MixDelays(tuple(at.OVERSAMPLING_DELAY * on for on in late), limiter)


def performer_delay(plan: MixPlan, output_channels: int) -> int:
    """How many frames later than the tape somebody hears it who plays to it, on a device with so many outputs.

    In a headphone mix, on outputs of its own or in place of the master, that is the saturation of tracks; with channels
    listened to alone (PFL, AFL) what those have run through; else everything up to the master's limiter.
    """
    delays = mix_delays(plan)
    main = next(bus.outputs for bus in plan.buses if bus.kind == "master")
    phones = [bus for bus in plan.buses if bus.kind == "headphones" and _is_heard(bus, output_channels)]
    if any(not plays_in_monitor(bus.outputs, main) for bus in phones):
        return delays.stages[0]
    alone = [0 for channel in plan.channels if _is_listened_to(channel.values)]
    alone += [stage_of(bus.number) for bus in plan.buses if _is_listened_to(bus.values)]
    if alone:
        return sum(delays.stages[: max(alone) + 1])
    return delays.stages[0] if phones or plan.monitor.control_room_source >= 0 else delays.master


def _is_heard(bus: BusPlan, output_channels: int) -> bool:
    on = bus.values.strip.on * bus.values.strip.fader_gain > 0
    return on and any(output < output_channels for output in bus.outputs)


def _is_listened_to(values: ChannelValues) -> bool:
    return values.strip.pfl > 0.5 or values.strip.afl > 0.5


def limiter_look_ahead(rate_hz: int) -> int:
    """An even number of frames."""
    return 2 * round(at.LIMITER_LOOK_AHEAD_S * rate_hz / 2)


def stage_of(number: int) -> int:
    """The stage of the mix in which a bus runs."""
    if number >= FIRST_GROUP:
        return group_level(number)
    return at.RETURN_STAGE if number else at.MASTER_STAGE
