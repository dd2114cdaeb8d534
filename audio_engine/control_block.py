"""What one client tells the callback: targets, overrides of curves, the monitor, commands.

Lives: whoever writes it (window, server, bounce, test); the callback reads it.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.capacity import CUES, SENDS, bus_lane
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, MonitorPlan
from audio_engine.plan_record import bus_row
from audio_engine.rt import layout as at
from audio_engine.rt.rows import BUS_ROWS, STRIP_ROWS
from audio_engine.shared_memory import Block

Array = npt.NDArray[Any]


class ControlBlock:
    """What one client tells the callback: targets and commands."""

    def __init__(self, block: Block | None = None) -> None:
        self.block = block
        self._array = np.zeros(1, at.CONTROL_BLOCK) if block is None else block.bytes.view(at.CONTROL_BLOCK)
        self.address = int(self._array.ctypes.data)
        record = self._record = self._array[0]
        if block is None or block.owner:
            record["monitor"] = (1.0, 0.0, -1.0, -1.0, -1.0, 1.0)
        self.targets: Array = record["targets"]
        self.overrides: Array = record["overrides"]
        self.bus_targets: Array = record["bus_targets"]
        self.bus_overrides: Array = record["bus_overrides"]
        self.monitor: Any = record["monitor"]  # layout.MONITOR
        self.generation: Array = record["generation"]
        self.commands: Array = record["commands"]
        self.command_index: Array = record["command_index"]

    @staticmethod
    def shared(name: str | None = None) -> "ControlBlock":
        """A control block in shared memory: a new one, or the one of that name."""
        return ControlBlock(Block(at.CONTROL_BLOCK.itemsize) if name is None else Block(name=name))

    def set_values(self, lane: int, channels: int, values: ChannelValues) -> None:
        """Write a strip, its sends and headphone levels as targets, on all lanes of the channel."""
        column = np.zeros(at.TARGET_ROWS, np.float32)
        column[:STRIP_ROWS] = values.strip
        for k, send in enumerate(values.sends[:SENDS]):
            column[at.SEND_GAIN_0 + k], column[at.SEND_PAN_0 + k] = send.gain, send.pan
            column[at.SEND_OWN_PAN_0 + k], column[at.SEND_PRE_0 + k] = send.own_pan, send.pre
        for k, cue in enumerate(values.cues[:CUES]):
            column[at.CUE_0 + k], column[at.CUE_LANE_PAN_0 + k] = cue.gain, cue.pan
            column[at.CUE_OWN_PAN_0 + k] = cue.own_pan
        self.targets[:, lane : lane + channels] = column[:, None]
        self.generation[0] += 1

    def set_channel(self, channel: ChannelPlan) -> None:
        """Write all values of a channel."""
        self.set_values(channel.slot, channel.channels, channel.values)

    def set_bus(self, bus: BusPlan) -> None:
        """Write what a bus has besides its strip, and its strip. KeyError for a row that the engine does not have."""
        column = np.zeros(BUS_ROWS, np.float32)
        for name, value in bus.effect.items():
            column[bus_row(name)] = value
        lane, strip = bus_lane(bus.number), bus.values.strip
        if lane < 0:
            phones = {"phones_gain": strip.fader_gain, "phones_pan": strip.pan, "phones_on": strip.on}
            for name, value in phones.items():
                column[bus_row(name)] = value
        else:
            self.set_values(lane, 2, bus.values)
        self.bus_targets[:, bus.number] = column
        self.generation[0] += 1

    def set_monitor(self, monitor: MonitorPlan) -> None:
        """Write how the room hears the mix; the watched lane stays."""
        self.monitor["gain"], self.monitor["mono"] = monitor.gain, monitor.mono
        self.monitor["control_room_source"] = monitor.control_room_source
        self.monitor["talkback_gain"] = monitor.talkback_gain
        self.monitor["talkback_input"] = monitor.talkback_input

    def set_plan(self, plan: MixPlan) -> None:
        """Every value of a plan."""
        for channel in plan.channels:
            self.set_channel(channel)
        for bus in plan.buses:
            self.set_bus(bus)
        self.set_monitor(plan.monitor)

    def set_override(self, lane: int, channels: int, row: int, on: bool) -> None:
        """While it is on, the target wins over the curve of that row."""
        self.overrides[row, lane : lane + channels] = on
        self.generation[0] += 1

    def set_bus_override(self, number: int, row: int, on: bool) -> None:
        """Let the target of a row win over its curve while `on`."""
        self.bus_overrides[row, number] = on
        self.generation[0] += 1

    def copy_from(self, other: "ControlBlock") -> None:
        """Take over all values, not the commands."""
        for name in ("targets", "overrides", "bus_targets", "bus_overrides", "monitor"):
            self._record[name] = other._record[name]
        self.generation[0] += 1

    def command(self, kind: int, *words: int, engine_frame: int = -1) -> bool:
        """Queue a command; False when the ring is full (the callback has stood still for 256 commands)."""
        from audio_engine.rt.ring import push

        record = np.zeros(at.COMMAND_WORDS, np.int64)
        record[:2] = kind, engine_frame
        record[2 : 2 + len(words)] = words
        return bool(push(self.commands, self.command_index, record))
