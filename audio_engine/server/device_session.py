"""The device that an engine has open: backend, memory and disk threads, and the mix that plays on it.

Lives: engine, main thread, but for the callbacks of disk threads and backend.
"""

import logging
import math
import time
from collections.abc import Callable

import msgspec

from audio_engine.backend.base import Backend, DeviceProblem
from audio_engine.clock_watch import ClockWatch
from audio_engine.control_block import ControlBlock
from audio_engine.disk.reader import DiskReader
from audio_engine.disk.writer import DiskWriter, retrospective_frames
from audio_engine.memory import EngineMemory
from audio_engine.plan import MixPlan, TrackTimeline
from audio_engine.protocol import DeviceRequest, DeviceState, Gap, PassResult
from audio_engine.rt import layout as at
from audio_engine.server.audition import AuditionPlayer
from audio_engine.server.loss_log import LossLog
from audio_engine.server.loudness_thread import LoudnessThread
from audio_engine.shared_memory import Block

CLOCK_STILL_S = 1.0
CLOCK_STILL_BLOCKS = 10
OPENING_S = 1.0  # a device may take as much longer before its first block
_log = logging.getLogger(__name__)


class DeviceSession:
    """At most one open device. Plan and timelines outlive it: the next device plays them too.

    Args:
        block: The shared memory that clients read.
        on_audio_lost: Called on the writer's thread with each loss in a pass.
        on_pass_finished: Called on the writer's thread with the result of a pass.
    """

    def __init__(
        self, block: Block, on_audio_lost: Callable[[Gap], None], on_pass_finished: Callable[[PassResult], None]
    ) -> None:
        self.device: DeviceState | None = None
        self.memory: EngineMemory | None = None
        self.writer: DiskWriter | None = None
        self.audition: AuditionPlayer | None = None
        self._plan: MixPlan | None = None
        self._block = block
        self._on_audio_lost, self._on_pass_finished = on_audio_lost, on_pass_finished
        self._timelines: dict[int, TrackTimeline] = {}
        self._backend: Backend | None = None
        self._reader: DiskReader | None = None
        self._loudness: LoudnessThread | None = None
        self._clock = ClockWatch()
        self._losses = LossLog()
        self._cycles_hz = 0.0

    def measure_cycle_counter(self) -> None:
        """Measure how fast the processor's cycle counter runs; blocks 20 ms. Call once, before the first device."""
        from audio_engine.rt.meter import read_cycles

        clock, begin = time.perf_counter(), read_cycles()
        time.sleep(0.02)
        self._cycles_hz = float((read_cycles() - begin) / (time.perf_counter() - clock))

    # device

    def open(self, request: DeviceRequest, control: ControlBlock) -> DeviceState:
        """Open a device in place of the one before.

        Args:
            request: Which one, and how.
            control: What the callback reads values and commands from.

        Raises:
            DeviceProblem: It cannot be opened; then none is open.
        """
        self.close()
        _log.info("Opening %s", request)
        try:
            backend = self._backend_for(request)
            self._prepare(backend.describe(request), request.keep_seconds, control)
            assert self.memory is not None
            opened = backend.start(self.memory)
        except DeviceProblem as problem:
            _log.warning("Not opened: %s", problem.sentence)
            self._stop_disk()
            self.memory = None
            raise
        reach_s = retrospective_frames(self.memory.capture.shape[1]) / opened.rate_hz
        self.device = msgspec.structs.replace(opened, keep_seconds=min(request.keep_seconds, reach_s))
        self._backend = backend
        blocks_s = CLOCK_STILL_BLOCKS * (opened.block_frames or 1024) / opened.rate_hz
        patience_s = math.inf if request.virtual_fast else max(CLOCK_STILL_S, blocks_s)  # that one waits for the disk
        self._clock.expect(patience_s, grace_s=OPENING_S)
        self._losses.begin(self.memory.clock)
        _log.info("Opened %s", self.device)
        return self.device

    def _backend_for(self, request: DeviceRequest) -> Backend:
        if request.backend == "virtual":
            from audio_engine.backend.virtual import VirtualBackend

            return VirtualBackend(self._keeps_up)
        from audio_engine.backend.portaudio import PortAudioBackend

        return PortAudioBackend()

    def _prepare(self, device: DeviceState, remembered_s: float, control: ControlBlock) -> None:
        control.command_index[:] = 0
        self.memory = EngineMemory(
            device.rate_hz,
            device.input_channels,
            device.output_channels,
            block=self._block,
            control=control,
            remembered_s=remembered_s,
        )
        self.memory.set_cycle_rate(self._cycles_hz)
        self.memory.cycles_a_frame[0] = self._cycles_hz / device.rate_hz
        if self._plan is not None:
            self.memory.post(self._plan)
        self._reader = DiskReader(self.memory)
        self._reader.set_timelines(list(self._timelines.values()))
        self._reader.start()
        self.writer = DiskWriter(self.memory, self._on_audio_lost, self._on_pass_finished, self.stop_transport)
        self.writer.start()
        self._loudness = LoudnessThread(self.memory)
        self._loudness.start()
        self.audition = AuditionPlayer(self.memory)
        self.audition.start()

    def _keeps_up(self, frames: int) -> bool:
        """Virtual device's thread, running fast: whether the disk threads are ready for so many frames more."""
        memory, reader, writer = self.memory, self._reader, self.writer
        if memory is None or reader is None or writer is None:
            return True
        rolling = int(memory.transport["state"]) in (at.ROLLING, at.FADING)
        if rolling and reader.filled_until() < int(memory.transport["roll"]) + frames + at.SLICE_FRAMES:
            return False
        return writer.behind() < int(memory.capture.shape[1]) // 2

    def close(self) -> None:
        """Close the device; a running pass ends and is kept. Hangs if its driver is dead: see `lost_device`."""
        if self._backend is not None:
            _log.info("Closing the device.")
            self._backend.stop()
        self._backend, self.device = None, None
        self._stop_disk()

    def _stop_disk(self) -> None:
        if self.writer is not None:
            self.writer.close_pass("The device was closed; the take up to there is kept.")
            self.writer.stop()
        if self._reader is not None:
            self._reader.stop()
        if self._loudness is not None:
            self._loudness.stop()
        if self.audition is not None:
            self.audition.stop()
        self.writer = self._reader = self._loudness = self.audition = None

    def lost_device(self) -> str | None:
        """Check the clock, and log what it counted; to be called every few hundredths of a second.

        Returns:
            The name of a device whose clock stands: its driver is dead. Its pass has been closed and no device is
            open now; the backend stays as it is, because closing it would never return.
        """
        if self.memory is None or self.device is None:
            return None
        self._losses.look(self.memory.clock, time.monotonic())
        if not self._clock.stands(int(self.memory.clock["engine_frame"])):
            return None
        name = self.device.output_device or self.device.input_device
        _log.error("The device %s stopped answering.", name)
        self.close_pass(f"The device {name} stopped answering; the take up to there is kept.")
        self.device = None
        return name

    def use_control(self, control: ControlBlock) -> None:
        """From the next block on the callback reads another control block."""
        if self.memory is not None:
            self.memory.use_control(control)

    # mix

    def set_plan(self, plan: MixPlan) -> None:
        """Play another structure; one at another rate than the device's waits for a device of its rate."""
        self._plan = plan
        if self.memory is not None and plan.rate_hz == self.memory.rate_hz:
            self.memory.post(plan)

    def set_timelines(self, timelines: tuple[TrackTimeline, ...], loop: tuple[bool, int, int] | None = None) -> None:
        """Play other clips on the slots of these timelines, with `loop` from the moment at which that is set."""
        for timeline in timelines:
            self._timelines[timeline.slot] = timeline
        if self._reader is None or self.memory is None:
            return
        if loop is None:
            self._reader.set_timelines(timelines)
        else:
            self._reader.set_timelines(timelines, int(self.memory.transport["loop_serial"]) + 1)
            self.memory.server_control.command(at.COMMAND_LOOP, *(int(word) for word in loop))

    def new_drive_problem(self) -> str:
        """Return a sentence about a file whose drive has gone since the last call; else empty."""
        return self._reader.new_drive_problem() if self._reader is not None else ""

    def reset_loudness(self) -> None:
        """Begin integrated loudness, range and maxima again."""
        if self._loudness is not None:
            self._loudness.reset()

    # transport

    def stop_transport(self) -> None:
        """Stop, as by the user; also from the writer's thread."""
        if self.memory is not None:
            self.memory.server_control.command(at.COMMAND_STOP)

    def close_pass(self, reason: str) -> None:
        """End a running pass at what was captured, for this reason."""
        if self.writer is not None:
            self.writer.close_pass(reason)
