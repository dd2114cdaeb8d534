"""The client's side of the engine: sends plans, values and commands, and hands out what the engine says.

Nothing here blocks but `start` and `close` with `wait`, each within a limit. Processes are the supervisor's; the
device is brought back after a loss by `poll`.

Lives: window or command line, main thread.
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from audio_engine import protocol
from audio_engine.capacity import DEVICE_CHANNELS
from audio_engine.client.engine_device import DevicePhase, EngineDevice
from audio_engine.client.process import Engine, EngineProblem, end_engine, find_engine, start_engine
from audio_engine.client.readers import EngineReaders
from audio_engine.client.requests import EngineRequests
from audio_engine.client.sent_mix import SentMix
from audio_engine.client.supervisor import Supervisor
from audio_engine.control_block import ControlBlock
from audio_engine.plan import BusPlan, ChannelPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.plan_record import bus_row, is_of_bus, target_row
from audio_engine.protocol import DeviceRequest, DeviceState, EngineEvent, PassRequest
from audio_engine.rt import layout as at

CLOCK_STILL_S = 3.0  # the server says sooner; this is for a server that is stuck itself
OPENING_S = 2.0  # a device may take as much longer before its first block
_log = logging.getLogger(__name__)


class EngineClient(EngineRequests):
    """One client of one engine at a time; a lost engine is replaced, and the new one gets the same mix.

    Before there is an engine, what is asked for is kept for it. Values are audible in the next slice: they are written into
    memory that the callback reads.
    """

    def __init__(self, client_name: str = "worktape") -> None:
        self.readers = EngineReaders()
        self.running_pass: PassRequest | None = None
        self._name = client_name
        self._song_folder = ""
        self._supervisor = Supervisor(client_name)
        self._engine: Engine | None = None
        self._lost: Engine | None = None  # the last one that was given up
        self.is_starting = False
        self._control = ControlBlock()  # values for the first engine; afterwards the engine's own
        self._mix = SentMix()
        self._loop = (False, 0, 0)
        self._device = EngineDevice()
        self._waiting: deque[EngineEvent] = deque()

    # process

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        """Join the engine that runs for this song, or start one (0.6 s; a minute when kernels must compile).

        Args:
            song_folder: The song that the engine is for; None for none.
            wait: Block until there is an engine. Otherwise return at once: what is asked for meanwhile is done as soon as
                there is one, and a device that was asked for tells how that went.

        Raises:
            EngineProblem: No engine could be started (with `wait` only).
        """
        self._song_folder = str(song_folder.resolve()) if song_folder else ""
        if wait:
            self._adopt(find_engine(self._song_folder, self._name) or start_engine(self._song_folder, self._name))
        else:
            self._start_another()

    def _start_another(self) -> None:
        self.is_starting = True
        self._supervisor.start(self._song_folder)

    def _adopt(self, engine: Engine) -> None:
        """From now on this is the engine; it gets the mix again; its device is not opened yet."""
        plan, timelines = self._mix.plan, self._mix.timelines
        if plan is not None:
            engine.control.copy_from(self._control)
        self._engine, self._control = engine, engine.control
        self.readers.read_from(engine.shared)
        welcome = engine.welcome
        self.running_pass = welcome.running_pass
        if welcome.device is not None:
            self._device.inherit(welcome.device)  # opened by the client before; this one brings it back after a loss
        self._show_device()
        self._waiting.extend(protocol.PassFinished(result) for result in welcome.finished)
        if plan is not None:
            engine.send(protocol.SetPlan(plan))
        if timelines:
            engine.send(protocol.SetTimelines(tuple(timelines.values())))

    def _send(self, message: protocol.ClientMessage) -> None:
        """Queue any message for the engine; lost if there is none. Never blocks."""
        if self._engine is not None:
            self._engine.send(message)

    def close(self, *, wait: bool = True) -> Callable[[], bool]:
        """End the engine; a pass that still runs is closed and kept.

        Args:
            wait: Block until it has ended, at most 4 s. Otherwise return at once; an engine that is started meanwhile waits
                for this one's end.

        Returns:
            Whether it has ended by now.
        """
        engine = self._leave()
        if engine is None:
            return lambda: True
        ending = end_engine(engine)
        if wait:
            ending.join()
        return lambda: not ending.is_alive()

    def detach(self) -> None:
        """Leave without ending anything: a running pass goes on."""
        engine = self._leave()
        if engine is not None:
            engine.process.release()
            engine.courier.close()

    def _leave(self) -> Engine | None:
        self._supervisor.watch(None)
        self._supervisor.close()
        while not self._supervisor.found.empty():  # it came up, and nobody polled
            found = self._supervisor.found.get()
            if isinstance(found, Engine):
                found.shut_down()
        engine, self._engine = self._engine, None
        return engine

    def _leave_to_another(self) -> None:
        """Another client has the engine: it goes on, and this one has no device."""
        engine, self._engine = self._engine, None
        if engine is not None:
            engine.process.release()
            engine.courier.close()
        self.running_pass = None
        self._device.forget()
        self._show_device()

    @property
    def lost_engine_is_dead(self) -> bool:
        """Whether an engine that was lost has certainly ended: only then may others read what it was writing."""
        return self._lost is None or self._lost.process.was_killed

    # device

    @property
    def device(self) -> DeviceState | None:
        """The open device; None for none."""
        return self._device.device

    @property
    def device_phase(self) -> DevicePhase:
        """Whether a device is open, is being opened, or is lost and being opened again."""
        return self._device.phase

    def open_device(self, request: DeviceRequest) -> None:
        """Open a device in place of the one before; answered by DeviceOpened or DeviceFailed.

        Without an engine, one is started first.
        """
        self._device.want(request)
        self._show_device()
        self._pursue_device(time.monotonic())

    def close_device(self) -> None:
        """Close the device, and do not bring it back."""
        self._device.forget()
        self._show_device()
        self._send(protocol.CloseDevice())

    def _pursue_device(self, now_s: float) -> None:
        """Ask the engine for the wanted device when it is time; without an engine, start one."""
        if not self._device.should_ask(now_s) or self.is_starting:
            return
        if self._engine is None:
            self._start_another()
        elif self._device.request is not None:
            self._engine.send(protocol.OpenDevice(self._device.request))
            self._device.asked(now_s)

    def _give_up_engine(self) -> None:
        """The engine is dead or stuck: end it, and stop reading from it."""
        if self._engine is not None:
            self._lost, self._engine = self._engine, None
            self._supervisor.kill(self._lost)
        self.running_pass = None
        self._show_device()

    def _show(self) -> None:
        running = self.running_pass
        self.readers.show(self.device, running is not None and running.rolls)

    def _show_device(self) -> None:
        """Let readers and supervisor know which device is open now, and that its clock runs."""
        self._show()
        request = self._device.request
        fast = request is not None and request.virtual_fast  # waits for the disk, however long
        watched = self._engine if self.device is not None and not fast else None
        self._supervisor.watch(watched, CLOCK_STILL_S, OPENING_S)

    # mix

    def set_plan(self, plan: MixPlan) -> None:
        """Send the structure of the mix and all its values."""
        self._mix.set_plan(plan)
        self._control.set_plan(plan)
        self._send(protocol.SetPlan(plan))

    def set_timelines(self, timelines: Sequence[TrackTimeline], loop: tuple[bool, int, int] | None = None) -> None:
        """Send what tracks play; only what changed needs to be sent. With `loop` they change together with it."""
        self._mix.set_timelines(timelines)
        if loop is not None:
            self._loop = loop
        if timelines or loop is not None:
            self._send(protocol.SetTimelines(tuple(timelines), loop))

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        """Set a track's strip, sends and headphone levels."""
        self._control.set_channel(ChannelPlan(slot, channels, values=values))
        self._mix.set_channel_values(slot, values)

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        """Set the strip and effect of the bus of that number; what is structure (outputs, curves) needs a plan."""
        self._control.set_bus(plan)
        self._mix.set_bus_values(number, plan)

    def set_monitor(self, monitor: MonitorPlan) -> None:
        """Set how the control room hears the master."""
        self._control.set_monitor(monitor)
        self._mix.set_monitor(monitor)

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        """While on, the value that is set wins over the curve of a parameter.

        Args:
            slot: First lane of a track or bus.
            channels: How many lanes it has.
            parameter: A row of a strip, or send_gain or send_pan, or a row of a bus (see BusPlan).
            index: Number of the send, or of the bus whose effect it is.
            on: Whether the value wins.
        """
        if is_of_bus(parameter):
            self._control.set_bus_override(index, bus_row(parameter), on)
        else:
            self._control.set_override(slot, channels, target_row(parameter, index), on)

    @property
    def mix_delay_frames(self) -> int:
        """How much later than the tape a performer hears the mix, inside Worktape: to be taken off what they record."""
        return self._mix.performer_delay_frames(self.device.output_channels if self.device else DEVICE_CHANNELS)

    def watch(self, lane: int = -1, input_channel: int | None = None) -> None:
        """Choose what `readers.scope` shows beside the master.

        Args:
            lane: Shown before and after its strip; -1: none.
            input_channel: A device input, counted from 0, shown as `before` in place of a lane.
        """
        self._control.monitor["watched_lane"] = lane if input_channel is None else -2 - input_channel

    # transport

    def _command(self, kind: int, *text: int) -> None:
        if self._engine is not None and self.device is not None:
            self._control.command(kind, *text)

    def play(self, count_in_frames: int = 0, stop_frame: int = -1) -> None:
        """Roll from where the transport stands, after a count-in; it stops by itself at `stop_frame`, -1: nowhere.

        While it rolls, only `stop_frame` changes.
        """
        self._command(at.COMMAND_ROLL, 0, count_in_frames, stop_frame, -1)

    def stop(self) -> None:
        """Stop the transport; a running pass ends."""
        self._command(at.COMMAND_STOP)

    def locate(self, frame: int) -> None:
        """Go to a timeline frame."""
        self._command(at.COMMAND_LOCATE, frame)

    def set_loop(self, on: bool, start: int, end: int) -> None:
        """Loop between two timeline frames, `end` exclusive; also for each device that is opened later."""
        self._loop = (on, start, end)
        self._command(at.COMMAND_LOOP, int(on), start, end)

    # events

    def poll(self) -> list[EngineEvent]:
        """Return everything since the last call; also replaces a lost engine and brings its device back."""
        self._take_found_engine()
        events = list(self._waiting)
        self._waiting.clear()
        engine = self._engine
        while engine is not None and engine is self._engine and not engine.arrived.empty():
            events += self._take(engine.arrived.get())
        while not self._supervisor.stopped.empty():
            if self._supervisor.stopped.get() is self._engine:
                events += self._take(protocol.EngineLost("The audio engine stopped answering and was started again."))
        now_s = time.monotonic()
        if self._device.is_overdue(now_s):
            _log.error("The engine does not answer for its device.")
            self._give_up_engine()
            events += self._take(protocol.DeviceFailed("The audio device did not answer."))
        self._pursue_device(now_s)
        return events

    def _take_found_engine(self) -> None:
        while not self._supervisor.found.empty():
            found, self.is_starting = self._supervisor.found.get(), False
            if isinstance(found, EngineProblem):
                if self._device.phase in ("opening", "reopening"):
                    self._waiting.extend(self._take(protocol.DeviceFailed(str(found))))
                continue
            was_closed = self._device.phase == "closed"
            self._adopt(found)
            if self.device is not None and was_closed:
                self._waiting.append(protocol.DeviceOpened(self.device))
            if self.running_pass is not None:
                self._waiting.append(protocol.PassStarted(self.running_pass))

    def _take(self, event: EngineEvent) -> list[EngineEvent]:
        """Note what this side has to know. Returns the event, or nothing if nobody waits for it."""
        if isinstance(event, protocol.DeviceOpened):
            if not self._device.opened(event.device):
                return []
            self._show_device()
            self.set_loop(*self._loop)
        elif isinstance(event, protocol.DeviceFailed):
            _log.warning("No device: %s", event.sentence)
            is_awaited = self._device.failed(time.monotonic())
            self._show_device()
            return [event] if is_awaited else []
        elif isinstance(event, protocol.PassStarted):
            self.running_pass = event.request
            self._show()
        elif isinstance(event, protocol.PassFinished):
            self.running_pass = None
            self._show()
        elif isinstance(event, protocol.DeviceLost | protocol.EngineLost):
            _log.error("%s", event.sentence)
            self._device.lost()
            self._give_up_engine()
        elif isinstance(event, protocol.Revoked):
            self._leave_to_another()
        return [event]
