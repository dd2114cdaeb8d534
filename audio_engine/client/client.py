"""The client's side of the engine: starts or attaches, writes values, reads clock and meters, restarts a stuck engine.

Lives: window (or command line), main thread; sender and receiver threads are its courier's.
"""

import math
import queue
import time
from collections import deque
from collections.abc import Sequence
from multiprocessing import AuthenticationError
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from audio_engine import connection, protocol
from audio_engine.capacity import DEVICE_CHANNELS
from audio_engine.client.process import Engine, Rescue, join_engine, kill_engine, start_engine
from audio_engine.client.process import EngineProblem as EngineProblem
from audio_engine.client.readings import ClockReading, LoudnessReading, MeterReading, Scope, Transport, silence
from audio_engine.clock_watch import ClockWatch
from audio_engine.leftovers import is_alive
from audio_engine.memory import ControlBlock, SharedView, performer_delay, read_sequenced
from audio_engine.plan import EFFECT_ROWS, BusPlan, ChannelPlan, ChannelValues, MixPlan, MonitorPlan, TrackTimeline
from audio_engine.plan_record import target_row
from audio_engine.protocol import DeviceRequest, DeviceState, EngineEvent, PassRequest
from audio_engine.rt import layout as at

CLOCK_STILL_S = 3.0  # the server says sooner; this is for a server that is stuck itself
START_UP_S = 1.0  # from the opening of a device until its load counts
RETRY_S = 0.7  # how often a lost device is tried again
DEVICE_ANSWERS_S = 10.0  # an engine that takes longer to open a device is stuck in its driver; some look for seconds
_STATES: dict[int, Transport] = {
    at.STOPPED: "stopped",
    at.COUNTING_IN: "counting_in",
    at.ROLLING: "rolling",
    at.FADING: "stopped",
    at.WAITING: "stopped",
}


class EngineController:
    def __init__(self, client_name: str = "worktape") -> None:
        self._name = client_name
        self._engine: Engine | None = None
        self._pid = 0
        self._arrived: queue.SimpleQueue[EngineEvent] = queue.SimpleQueue()
        self._waiting: deque[EngineEvent] = deque()
        self._shared: SharedView | None = None
        self._control: ControlBlock | None = None
        self._song_folder: Path | None = None
        self._plan: MixPlan | None = None
        self._timelines: dict[int, TrackTimeline] = {}
        self._request: DeviceRequest | None = None
        self._lost: DeviceRequest | None = None
        self._ended = False  # and not started again: nobody wanted a device
        self._asked = False  # for the device that is brought back: who asked waits for how it goes
        self._rescue: Rescue | None = None  # another engine is being started
        self._stuck = False  # the engine must be replaced before a device can be opened
        self._retry_at = 0.0
        self._answer_by = math.inf  # when the engine must have said how it went with the lost device
        self._load_base = (0, 0)
        self._clock = ClockWatch()
        self._loop = (False, 0, 0)
        self.attached = False
        self.device: DeviceState | None = None
        self.running_pass: PassRequest | None = None

    # process

    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None:
        """Attach to the engine that runs a pass for this song, or start one (0.6 s; a minute when kernels must compile).

        Without `wait` it returns at once, and what is asked for meanwhile is done as soon as there is an engine; a device
        that was asked for tells how that went. Raises EngineProblem.
        """
        self._song_folder = song_folder
        for address in connection.running_engines():
            if song_folder is not None and address.song_folder == str(song_folder.resolve()):
                try:
                    self._adopt(join_engine(address, self._name))
                    self.attached = self.running_pass is not None
                    return
                except (OSError, EOFError, AuthenticationError, TimeoutError):
                    continue
        if wait:
            self._adopt(self._start())
        else:
            self._rescue = Rescue(lambda: None, self._start)

    def _start(self) -> Engine:
        return start_engine(str(self._song_folder.resolve()) if self._song_folder else "", self._name)

    def _adopt(self, engine: Engine) -> None:
        """From now on this is the engine; plan, timelines and loop are sent to it again, the device is not opened yet."""
        self._engine, self._pid, self._arrived = engine, engine.pid, engine.arrived
        self._shared, self._control = engine.shared, engine.control
        self._ended = self._stuck = False
        welcome = engine.welcome
        self.device, self.running_pass = welcome.device, welcome.running_pass
        if self.device is not None:  # opened by the window before: from now on this one brings it back after a loss
            self._request = self.device.request()
        for result in welcome.finished:
            self._waiting.append(protocol.PassFinished(result))
        self._watch_device()
        if self._plan is not None:
            self.set_plan(self._plan)
        if self._timelines:
            self.set_timelines(list(self._timelines.values()))

    def _send(self, message: protocol.ClientMessage) -> None:
        if self._engine is not None:
            self._engine.send(message)

    def close(self) -> None:
        """End the engine and wait for it; a pass that still runs is closed and kept."""
        if self._engine is not None:
            self._send(protocol.Shutdown())
            self._wait_for_end(2.0)
        self._leave()

    def detach(self) -> None:
        """Leave without ending anything: a running pass goes on."""
        if self._engine is not None and (process := self._engine.process) is not None:
            process.returncode = process.poll() or 0  # not ours to wait for any more
        self._leave()

    def _leave(self) -> None:
        if self._engine is not None:
            self._engine.courier.close()
        if self._rescue is not None:
            self._rescue.abandon()
        self._engine = self._rescue = None

    def _wait_for_end(self, timeout_s: float) -> None:
        until = time.monotonic() + timeout_s
        process = self._engine.process if self._engine is not None else None
        while time.monotonic() < until:
            if process is not None:
                if process.poll() is not None:
                    return
            elif not self._pid:
                return
            else:
                try:
                    if not is_alive(self._pid):
                        return
                except PermissionError:
                    return
            time.sleep(0.01)
        self._kill()

    def _kill(self) -> None:
        pid, self._pid = self._pid, 0  # never twice: by then the number may be another program's
        kill_engine(pid, self._engine.process if self._engine is not None else None)

    @property
    def lost_engine_is_dead(self) -> bool:
        """Whether an engine that was lost has certainly ended: only then may others read what it was writing."""
        return self._rescue is None or self._rescue.killed

    # device

    def open_device(self, request: DeviceRequest) -> None:
        """Answered by DeviceOpened or DeviceFailed."""
        away = (
            self._engine is None or self._ended or self._stuck or self._rescue is not None
        )  # this one is opened as soon as there is an engine
        self._request, self._lost, self._asked = request, request if away else None, away
        self._answer_by = math.inf
        if not away:
            self._send(protocol.OpenDevice(request))

    def close_device(self) -> None:
        self._request, self._lost, self.device, self._answer_by = None, None, None, math.inf
        self._send(protocol.CloseDevice())

    # song

    def set_plan(self, plan: MixPlan) -> None:
        self._plan = plan
        if self._control is not None:
            self._control.set_plan(plan)
        self._send(protocol.SetPlan(plan))

    def set_timelines(self, timelines: Sequence[TrackTimeline]) -> None:
        """Only what changed needs to be sent."""
        for timeline in timelines:
            self._timelines[timeline.slot] = timeline
        if timelines:
            self._send(protocol.SetTimelines(tuple(timelines)))

    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None:
        """Heard in the next slice: a write into shared memory."""
        if self._control is not None:
            self._control.set_channel(ChannelPlan(slot, channels, values=values))
        if self._plan is not None:
            changed = tuple(
                msgspec.structs.replace(c, values=values) if c.slot == slot else c for c in self._plan.channels
            )
            self._plan = msgspec.structs.replace(self._plan, channels=changed)

    def set_bus_values(self, number: int, plan: BusPlan) -> None:
        """The strip and effect of the bus of that number; what is structure (outputs, curves) needs a plan."""
        if self._control is not None and self._plan is not None:
            self._control.set_bus(plan)
            buses = tuple(plan if bus.number == number else bus for bus in self._plan.buses)
            self._plan = msgspec.structs.replace(self._plan, buses=buses)

    def set_monitor(self, monitor: MonitorPlan) -> None:
        """How the room hears the master."""
        if self._control is not None:
            self._control.set_monitor(monitor)
        if self._plan is not None:
            self._plan = msgspec.structs.replace(self._plan, monitor=monitor)

    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None:
        """While on, the value that is set wins over the curve of `parameter`: a field of StripValues, or send_gain or
        send_pan of send `index`, in the lanes of a track or bus; or a field of EffectValues of bus `index`."""
        if self._control is None:
            return
        if parameter in EFFECT_ROWS:
            self._control.set_bus_override(index, EFFECT_ROWS.index(parameter), on)
        else:
            self._control.set_override(slot, channels, target_row(parameter, index), on)

    @property
    def mix_delay_frames(self) -> int:
        """How much later than the tape a performer hears the mix, inside Worktape: to be taken off what they record."""
        if self._plan is None:
            return 0
        return performer_delay(self._plan, self.device.output_channels if self.device is not None else DEVICE_CHANNELS)

    def watch_lane(self, lane: int) -> None:
        """The lane whose sound `scope` shows before and after its strip; -1: none."""
        if self._control is not None:
            self._control.monitor[at.WATCHED_LANE] = lane

    def watch_input(self, channel: int) -> None:
        """A device input, counted from 0, in place of a lane: `scope` has it as `before`."""
        self.watch_lane(-2 - channel)

    def reset_loudness(self) -> None:
        """Integrated loudness, range and maxima begin anew."""
        self._send(protocol.ResetLoudness())

    # transport

    def _command(self, kind: int, *words: int) -> None:
        if self._control is not None and self.device is not None:
            self._control.command(kind, *words)

    def play(self) -> None:
        self._command(at.COMMAND_ROLL, 0, 0, -1, -1)

    def stop(self) -> None:
        self._command(at.COMMAND_STOP)

    def locate(self, frame: int) -> None:
        self._command(at.COMMAND_LOCATE, frame)

    def set_loop(self, on: bool, start: int, end: int) -> None:
        self._loop = (on, start, end)
        self._command(at.COMMAND_LOOP, int(on), start, end)

    def start_pass(self, request: PassRequest) -> None:
        """Answered by PassStarted or Problem; ends with PassFinished."""
        self._send(protocol.StartPass(request))

    def keep_recent(self, request: PassRequest, seconds: float) -> None:
        """A pass of what was captured before this call; answered by PassFinished or Problem."""
        self._send(protocol.KeepRecent(request, seconds))

    def answer_keep(self, done: bool, sentence: str) -> None:
        """To whoever asked (KeepAsked)."""
        self._send(protocol.AnswerKeep(done, sentence))

    def take_passes(self, ids: Sequence[str]) -> None:
        """These passes are in the song now: the engine may forget them."""
        self._send(protocol.TakePasses(tuple(ids)))

    def hold_gil(self, seconds: float, times: int = 1) -> None:
        """Tests only."""
        self._send(protocol.HoldGil(seconds, times))

    # reading

    def clock(self) -> ClockReading:
        if self._shared is None:
            return ClockReading("stopped", 0, 0, False, 0, 0, 0.0, 0.0)
        words = read_sequenced(self._shared.clock)
        cycles, frames = int(words[at.CLOCK_CYCLES]), int(words[at.CLOCK_FRAMES])
        base_cycles, base_frames = self._load_base
        if frames - base_frames > 24000 or frames < base_frames:
            self._load_base = (cycles, frames)
            rate = self._cycles_a_frame()
            self._load = (
                (cycles - base_cycles) / ((frames - base_frames) * rate) if frames > base_frames and rate else 0.0
            )
        self._forget_start(int(words[at.CLOCK_ENGINE]))
        histogram = (
            self._shared.load_histogram.copy()
        )  # the engine counts on meanwhile, which flatnonzero does not bear
        used = np.flatnonzero(histogram - self._load_before)
        return ClockReading(
            _STATES.get(int(words[at.CLOCK_STATE]), "stopped") if self.device is not None else "stopped",
            int(words[at.CLOCK_TIMELINE]),
            int(words[at.CLOCK_ENGINE]),
            self.running_pass is not None,
            int(words[at.CLOCK_DROPOUTS]),
            int(words[at.CLOCK_DROPPED_FRAMES]),
            self._load,
            float(used[-1]) / 100 if len(used) else 0.0,
        )

    def clear_load_peak(self) -> None:
        """The highest load is that from now on."""
        if self._shared is not None:
            self._load_before = self._shared.load_histogram.copy()

    def _forget_start(self, engine_frame: int) -> None:
        """While a device starts its callbacks take long, and nobody has to hear of it."""
        rate_hz = self.device.rate_hz if self.device is not None else 48000
        if engine_frame < self._load_seen_at or engine_frame < START_UP_S * rate_hz:
            self.clear_load_peak()
        self._load_seen_at = engine_frame

    _load = 0.0
    _load_before: npt.NDArray[np.int64] | int = 0
    _load_seen_at = 0

    def _cycles_a_frame(self) -> float:
        """From the engine's own histogram scale: cycles that one frame may take."""
        return float(self._shared.cycles_a_frame[0]) if self._shared is not None else 0.0

    def meters(self) -> MeterReading:
        from audio_engine.rt.meter import take_peaks

        if self._shared is None or self.device is None:  # what a dead engine heard last says nothing
            return silence()
        s = self._shared
        peaks = []
        for name in ("input_peak", "lane_peak", "bus_peak", "output_peak", "pre_peak"):
            shared = getattr(s, name)
            out = np.empty(len(shared), np.float32)
            take_peaks(shared, out)
            peaks.append(out)
        rms = [np.sqrt(np.maximum(getattr(s, n), 0)) for n in ("input_square", "lane_square", "bus_square")]
        return MeterReading(
            peaks[0], rms[0], peaks[1], rms[1], peaks[2].reshape(-1, 2), rms[2].reshape(-1, 2), peaks[3],
            s.input_clips.copy(), s.lane_clips.copy(), s.bus_clips.copy().reshape(-1, 2),
            peaks[4], s.reduction_db.copy(), float(s.limiter_db[0]), s.faults.copy(),
            LoudnessReading(*(float(v) for v in s.loudness[: len(LoudnessReading._fields)])),
        )  # fmt: skip

    def scope(self, frames: int) -> Scope:
        """The newest `frames` (at most SCOPE_FRAMES / 2) of master and watched lane."""
        frames = min(frames, at.SCOPE_FRAMES // 2)
        if self._shared is None:
            return Scope(np.zeros((frames, 2), np.float32), np.zeros(frames, np.float32), np.zeros(frames, np.float32))
        end = int(self._shared.scope_written[0])
        ring = self._shared.scope.take(np.arange(end - frames, end) % at.SCOPE_FRAMES, axis=1)
        return Scope(np.ascontiguousarray(ring[:2].T), ring[2], ring[3])

    def poll(self) -> list[EngineEvent]:
        """Everything since the last call; also watches the clock and brings a lost device back."""
        events = list(self._waiting)
        self._waiting.clear()
        arrived = self._arrived
        while not arrived.empty():
            event = arrived.get()
            if not self._is_one_of_many_tries(event):
                events.append(self._take(event))
        events += self._watch()
        return events

    def wait_for(self, kind: type | tuple[type, ...], timeout_s: float) -> EngineEvent:
        """The next event of a kind; others stay queued for `poll`. Raises TimeoutError."""
        for index, event in enumerate(self._waiting):
            if isinstance(event, kind):
                del self._waiting[index]
                return event
        return self._expect(kind, timeout_s)

    def _expect(self, kind: type | tuple[type, ...], timeout_s: float) -> EngineEvent:
        until = time.monotonic() + timeout_s
        while True:
            try:
                event = self._take(self._arrived.get(timeout=max(0.0, until - time.monotonic())))
            except queue.Empty:
                raise TimeoutError("The audio engine did not answer.") from None
            if isinstance(event, kind):
                return event
            self._waiting.append(event)

    def _take(self, event: EngineEvent) -> EngineEvent:
        """Keep what this side has to know."""
        if isinstance(event, protocol.DeviceOpened):
            self.device = event.device
            self._lost, self._answer_by = None, math.inf
            self._watch_device(grace_s=2.0)
            self._load_base = (0, 0)
            if self._request is not None:  # the same device after a loss, not whatever is the default then
                self._request = msgspec.structs.replace(
                    self._request,
                    host_api=event.device.host_api,
                    input_device=event.device.input_device,
                    output_device=event.device.output_device,
                ) if event.device.backend == "portaudio" else self._request  # fmt: skip
            self.set_loop(*self._loop)
        elif isinstance(event, protocol.DeviceFailed):
            self.device = None
        elif isinstance(event, protocol.PassStarted):
            self.running_pass = event.request
        elif isinstance(event, protocol.PassFinished):
            self.running_pass = None
        elif isinstance(event, protocol.DeviceLost | protocol.EngineLost):
            self._lost, self._asked = self._request, False
            self._ended = self._ended or isinstance(event, protocol.EngineLost)
            self.device, self.running_pass = None, None
            self._stuck, self._retry_at, self._answer_by = True, 0.0, math.inf
        return event

    def _watch_device(self, grace_s: float = 0.0) -> None:
        waits = self._request is not None and self._request.virtual_fast  # for the disk, as long as that takes
        self._clock.expect(math.inf if waits else CLOCK_STILL_S, grace_s)

    def _watch(self) -> list[EngineEvent]:
        if self._lost is not None or self._rescue is not None:
            return self._bring_back(time.monotonic())
        if self.device is None or self._shared is None:
            return []
        if self._clock.stands(int(self._shared.clock[at.CLOCK_ENGINE])):
            lost = protocol.EngineLost("The audio engine stopped answering and was started again.")
            return [self._take(lost)]
        return []

    def _bring_back(self, now: float) -> list[EngineEvent]:
        """After a loss: a new engine at once, then the same device as soon as it answers. Nothing here waits."""
        if self._rescue is not None:
            return self._end_rescue(now) if self._rescue.done else []
        if now >= self._answer_by:
            self._stuck, self._answer_by = True, math.inf
            return self._fail(protocol.DeviceFailed("The audio device did not answer."), now)
        if self._lost is None or self._answer_by < math.inf or now < self._retry_at:
            return []
        if self._stuck or self._engine is None:
            if self._engine is not None:
                self._engine.courier.close()
            self._arrived = queue.SimpleQueue()  # nobody waits for the end of the old one
            self._rescue = Rescue(self._kill, self._start)
        else:
            self._ask_for_lost_device(now)
        return []

    def _end_rescue(self, now: float) -> list[EngineEvent]:
        rescue, self._rescue = self._rescue, None
        assert rescue is not None
        if rescue.engine is None:
            return self._fail(protocol.DeviceFailed(rescue.problem), now)
        self._adopt(rescue.engine)
        self._ask_for_lost_device(now)
        return []

    def _ask_for_lost_device(self, now: float) -> None:
        if self._lost is not None:
            self._answer_by = now + DEVICE_ANSWERS_S
            self._send(protocol.OpenDevice(self._lost))

    def _fail(self, answer: protocol.DeviceFailed, now: float) -> list[EngineEvent]:
        """Told to whoever asked; else it is tried again, and nobody wants to hear of each try."""
        self._retry_at, self._answer_by = now + RETRY_S, math.inf
        if not self._asked:
            return []
        self._lost = None
        return [self._take(answer)]

    def _is_one_of_many_tries(self, event: EngineEvent) -> bool:
        """Whether this answers a try to bring the lost device back that failed, and of which nobody is told."""
        if self._answer_by == math.inf:
            return False
        return isinstance(event, protocol.DeviceFailed) and not self._fail(event, time.monotonic())
