"""The engine process: owns the backend, the disk threads and the callback; outlives its window during a pass.

Lives: engine, main thread, but for the threads it starts. Messages arrive in one queue and are handled one at a time.
"""

import ctypes
import math
import os
import queue
import secrets
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from audio_engine import connection, kernel_cache, protocol
from audio_engine.backend.base import Backend, DeviceProblem
from audio_engine.clock_watch import ClockWatch
from audio_engine.disk.reader import DiskReader
from audio_engine.disk.song_lock import SongLock
from audio_engine.disk.writer import DiskWriter, keepable_frames
from audio_engine.memory import Block, ControlBlock, EngineMemory, layout_hash, read_sequenced
from audio_engine.plan import MixPlan, TrackTimeline
from audio_engine.program import program_name
from audio_engine.protocol import DeviceRequest, DeviceState, PassRequest, PassResult
from audio_engine.rt import layout as at
from audio_engine.server.loudness_thread import LoudnessThread

TURN_S = 0.02
CLOCK_STILL_S = 1.0
CLOCK_STILL_BLOCKS = 10
ALONE_S = 3.0  # without a client and without a pass the engine ends after this long
FADED_AFTER_S = 0.1  # a block, and the fade of a Stop
ALONE_IN_PASS_S = 30 * 60.0  # without a client it finishes its pass, at most this much longer


class _Client:
    """One client generation: its courier and its control block."""

    def __init__(self, courier: connection.Courier, control: ControlBlock) -> None:
        self.courier, self.control = courier, control

    def send(self, event: protocol.EngineEvent) -> None:
        self.courier.send(protocol.encode(event))


class EngineServer:
    def __init__(self, song_folder: str) -> None:
        self._song_folder = song_folder
        self._queue: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._block = Block(at.SHARED.itemsize)
        self._control = ControlBlock.shared()
        self._client: _Client | None = None
        self._asker: _Client | None = None  # waits for the client's answer
        self._memory: EngineMemory | None = None
        self._backend: Backend | None = None
        self._device: DeviceState | None = None
        self._reader: DiskReader | None = None
        self._writer: DiskWriter | None = None
        self._loudness: LoudnessThread | None = None
        self._plan: MixPlan | None = None
        self._timelines: dict[int, TrackTimeline] = {}
        self._pass: PassRequest | None = None
        self._finished: dict[str, PassResult] = {}
        self._ending = False
        self._alone_since = time.monotonic()
        self._clock = ClockWatch()
        self._key = secrets.token_bytes(24)
        self._lock: SongLock | None = None
        self._cycles_hz = 0.0

    # starting and ending

    def run(self) -> int:
        """Listen until there is nobody left to serve."""
        folder = Path(tempfile.mkdtemp(prefix="worktape-")) if os.name == "posix" else None
        address = str(folder / "engine") if folder else rf"\\.\pipe\worktape-{os.getpid()}"
        listener = Listener(address)
        if folder:
            os.chmod(address, 0o600)
        published = connection.publish(
            connection.EngineAddress(os.getpid(), address, self._key.hex(), self._song_folder, program_name())
        )
        import threading

        threading.Thread(target=self._accept, args=(listener,), name="accept", daemon=True).start()
        signal.signal(signal.SIGTERM, lambda *_: self._queue.put(self._end))
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        from audio_engine.rt import callback  # compiled or loaded before anybody connects

        assert callback.callback.address
        self._cycles_hz = measure_cycles_hz()
        print(published, flush=True)
        kernel_cache.remove_old()
        try:
            while not self._ending:
                self._turn()
        finally:
            self._close_everything()
            published.unlink(missing_ok=True)
            if folder:
                shutil.rmtree(folder, ignore_errors=True)
        return 0

    def _turn(self) -> None:
        try:
            job = self._queue.get(timeout=TURN_S)
        except queue.Empty:
            job = None
        if job is not None:
            try:
                job()
            except Exception:  # a fault in one message must not end a pass
                traceback.print_exc()
                self._send(protocol.Problem("The audio engine could not do that; its log says why."))
        self._watch_clock()
        self._watch_company()
        if self._reader is not None and (words := self._reader.new_drive_problem()):
            self._send(protocol.Unreadable(words))

    def _end(self) -> None:
        self._ending = True

    def _close_everything(self) -> None:
        if self._writer is not None:
            self._writer.close_pass("Worktape was ended; the take up to there is kept.")
        while not self._queue.empty():
            self._queue.get()()
        time.sleep(0.05)  # let the sender hand over the last events
        for name in (self._block, self._control.block):
            if name is not None:
                name.unlink()
        if self._client is not None and self._client.control.block is not None:
            self._client.control.block.unlink()

    def _accept(self, listener: Listener) -> None:
        while True:
            try:
                accepted = listener.accept()
            except OSError:
                return
            connection.shake_hands(accepted, self._key, self._admit)

    def _admit(self, accepted: Connection) -> None:
        """Handshake thread: give the client its courier; its first message must be a Hello."""
        holder: list[_Client] = []

        def receive(data: bytes) -> None:
            self._queue.put(lambda: self._handle(holder[0], data))

        def gone() -> None:
            self._queue.put(lambda: self._lose(holder[0]))

        control = ControlBlock.shared()
        courier = connection.Courier(accepted, receive, gone)
        holder.append(_Client(courier, control))
        courier.start()

    def _lose(self, client: _Client) -> None:
        if client.control.block is not None:
            client.control.block.unlink()
        if client is self._asker:
            self._asker = None
        if client is self._client:
            self._client = None
            self._answer(False, "The program that has the song open has just ended.")
            self._alone_since = time.monotonic()
            if self._pass is not None:
                self._lock = SongLock.take_over(Path(self._pass.song_folder))

    def _watch_company(self) -> None:
        if self._client is not None:
            return
        alone = time.monotonic() - self._alone_since
        if self._pass is None and alone > ALONE_S or self._pass is not None and alone > ALONE_IN_PASS_S:
            self._ending = True

    # messages

    def _handle(self, client: _Client, data: bytes) -> None:
        try:
            message = protocol.decode_client(data)
        except Exception:
            client.courier.close()
            return
        if isinstance(message, protocol.Hello):
            self._welcome(client, message)
        elif isinstance(message, protocol.RequestRetrospective):
            self._request_retrospective(client, message)
        elif client is not self._client:
            return  # revoked
        elif isinstance(message, protocol.OpenDevice):
            self._open(message.request)
        elif isinstance(message, protocol.CloseDevice):
            self._close_device()
        elif isinstance(message, protocol.SetPlan):
            self._set_plan(message.plan)
        elif isinstance(message, protocol.SetTimelines):
            self._set_timelines(message.timelines)
        elif isinstance(message, protocol.StartPass):
            self._start_pass(message.request)
        elif isinstance(message, protocol.StartRetrospectivePass):
            self._keep_recent(message.request, message.seconds)
        elif isinstance(message, protocol.AnswerRetrospective):
            self._answer(message.done, message.sentence)
        elif isinstance(message, protocol.TakePasses):
            for pass_id in message.pass_ids:
                self._finished.pop(pass_id, None)
        elif isinstance(message, protocol.ResetLoudness):
            if self._loudness is not None:
                self._loudness.reset()
        elif isinstance(message, protocol.Shutdown):
            self._ending = True
        elif isinstance(message, protocol.HoldGil):
            self._hold_gil(message)

    def _welcome(self, client: _Client, hello: protocol.Hello) -> None:
        if hello.layout != layout_hash():
            client.send(protocol.Problem("Another version of Worktape is running; close it first."))
            client.courier.close()
            return
        old = self._client
        if old is not None:
            client.control.copy_from(old.control)
        elif self._memory is not None:
            client.control.copy_from(self._memory.control)
        self._client = client
        if self._memory is not None:
            self._memory.use_control(client.control)
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        assert client.control.block is not None
        client.send(
            protocol.Welcome(
                self._block.name, client.control.block.name, self._device, self._plan, self._pass,
                tuple(self._finished.values()),
            )
        )  # fmt: skip
        if old is not None:
            old.send(protocol.Revoked())
            old.courier.close()

    def _send(self, event: protocol.EngineEvent) -> None:
        if self._client is not None:
            self._client.send(event)

    # device

    def _open(self, request: DeviceRequest) -> None:
        if self._pass is not None:
            self._send(protocol.DeviceFailed("Stop recording before you change the device."))
            return
        self._close_device()
        try:
            backend: Backend
            if request.backend == "virtual":
                from audio_engine.backend.virtual import VirtualBackend

                backend = VirtualBackend(self._keeping_up)
            else:
                from audio_engine.backend.portaudio import PortAudioBackend

                backend = PortAudioBackend()
            described = backend.describe(request)
            self._prepare(described, request.keep_seconds)
            assert self._memory is not None
            reach = keepable_frames(self._memory.capture.shape[1]) / described.rate_hz
            opened = backend.start(self._memory)
            self._device = msgspec.structs.replace(opened, keep_seconds=min(request.keep_seconds, reach))
            self._backend = backend
        except DeviceProblem as problem:
            self._stop_disk()
            self._memory, self._device = None, None
            self._send(protocol.DeviceFailed(problem.sentence, problem.nearest))
            return
        blocks_s = CLOCK_STILL_BLOCKS * (self._device.block_frames or 1024) / self._device.rate_hz
        patience_s = math.inf if request.virtual_fast else max(CLOCK_STILL_S, blocks_s)  # that one waits for the disk
        self._clock.expect(patience_s, grace_s=1.0)  # a device may take its time to begin
        self._send(protocol.DeviceOpened(self._device))

    def _prepare(self, device: DeviceState, keep_s: float) -> None:
        """Memory and disk threads for this device; plan and timelines go on as they are."""
        control = self._client.control if self._client else self._control
        control.command_index[:] = 0
        self._memory = EngineMemory(
            device.rate_hz,
            device.input_channels,
            device.output_channels,
            block=self._block,
            control=control,
            keep_s=keep_s,
        )
        self._memory.floats[at.CYCLES_A_FRAME] = self._cycles_hz / device.rate_hz
        self._memory.cycles_a_frame[0] = self._cycles_hz / device.rate_hz
        if self._plan is not None:
            self._memory.post(self._plan)
        self._reader = DiskReader(self._memory)
        self._reader.set_timelines(list(self._timelines.values()))
        self._reader.start()
        self._writer = DiskWriter(self._memory, self._tell_lost, self._pass_finished, self._stop_transport)
        self._writer.start()
        self._loudness = LoudnessThread(self._memory)
        self._loudness.start()

    def _tell_lost(self, gap: protocol.Gap) -> None:
        """Writer thread."""
        self._queue.put(lambda: self._send(protocol.AudioLost(gap)))

    def _keeping_up(self, frames: int) -> bool:
        """The virtual device, running fast, asks whether disk threads are ready for so many frames."""
        memory, reader, writer = self._memory, self._reader, self._writer
        if memory is None or reader is None or writer is None:
            return True
        rolling = int(memory.transport[at.STATE]) in (at.ROLLING, at.FADING)
        if rolling and reader.filled_until() < int(memory.transport[at.ROLL]) + frames + at.SLICE_FRAMES:
            return False
        return writer.behind() < int(memory.capture.shape[1]) // 2

    def _close_device(self) -> None:
        if self._backend is not None:
            self._backend.stop()
        self._backend, self._device = None, None
        self._stop_disk()

    def _stop_disk(self) -> None:
        if self._writer is not None:
            self._writer.close_pass("The device was closed; the take up to there is kept.")
            self._writer.stop()
        if self._reader is not None:
            self._reader.stop()
        if self._loudness is not None:
            self._loudness.stop()
        self._writer = self._reader = self._loudness = None

    def _watch_clock(self) -> None:
        """A clock that stands still means a dead driver: save the pass, say so, never touch the stream again."""
        if self._memory is None or self._device is None:
            return
        if not self._clock.stands(int(self._memory.clock[at.CLOCK_ENGINE])):
            return
        name = self._device.output_device or self._device.input_device
        if self._writer is not None:
            self._writer.close_pass(f"The device {name} stopped answering; the take up to there is kept.")
        self._drain_queue()
        self._send(protocol.DeviceLost(f"The audio device {name} stopped answering. Nothing recorded was lost."))
        self._device = None  # the backend stays as it is: closing it would hang for ever
        if self._client is None:
            self._ending = True

    def _drain_queue(self) -> None:
        while not self._queue.empty():
            self._queue.get()()

    # song

    def _set_plan(self, plan: MixPlan) -> None:
        self._plan = plan
        if self._memory is not None and plan.rate_hz == self._memory.rate_hz:
            self._memory.post(plan)

    def _set_timelines(self, timelines: tuple[TrackTimeline, ...]) -> None:
        for timeline in timelines:
            self._timelines[timeline.slot] = timeline
        if self._reader is not None:
            self._reader.set_timelines(timelines)

    # recording

    def _start_pass(self, request: PassRequest) -> None:
        if self._memory is None or self._writer is None or self._device is None:
            self._send(protocol.Problem("No audio device is open, so nothing can be recorded; choose one first."))
            return
        if self._pass is not None:
            self._send(protocol.Problem("A recording is running already."))
            return
        try:
            self._writer.begin(request)
        except OSError as error:
            self._refuse_pass("Recording cannot begin", request, error)
            return
        self._pass = request
        self._roll(self._memory, request)
        self._send(protocol.PassStarted(request))

    @staticmethod
    def _roll(memory: EngineMemory, request: PassRequest) -> None:
        """A tape that has rolled past the punch is stopped first, and goes back once it has faded out."""
        clock, due = read_sequenced(memory.clock), -1
        punched = request.punch_out_frame > request.punch_in_frame >= 0
        rolling = int(clock[at.CLOCK_STATE]) == at.ROLLING
        if punched and rolling and int(clock[at.CLOCK_TIMELINE]) >= request.punch_in_frame:
            memory.server_control.command(at.COMMAND_STOP)
            due = int(clock[at.CLOCK_ENGINE]) + int(FADED_AFTER_S * memory.rate_hz)
        memory.server_control.command(
            at.COMMAND_ROLL, 1, request.count_in_frames, request.end_frame, request.start_frame,
            request.punch_in_frame, request.punch_out_frame, engine_frame=due,
        )  # fmt: skip

    def _keep_recent(self, request: PassRequest, seconds: float) -> None:
        if self._writer is None or self._device is None:
            self._send(protocol.Problem("No audio device is open, so nothing was heard that could be kept."))
        elif self._pass is not None:
            self._send(protocol.Problem("A recording is running, and it keeps what is played; stop it first."))
        elif self._device.keep_seconds <= 0:
            self._send(protocol.Problem("Keeping what was just played is off, so there is nothing to keep."))
        else:
            try:
                self._writer.keep_recent(request, min(seconds, self._device.keep_seconds))
            except OSError as error:
                self._refuse_pass("What was played cannot be kept", request, error)
                return
            self._pass = request

    def _request_retrospective(self, asker: _Client, message: protocol.RequestRetrospective) -> None:
        """The song is the client's: it keeps, and whoever asked hears what came of it."""
        busy = self._asker is not None
        if busy or self._client is None:
            words = "Somebody else has just asked for the same." if busy else "No program has the song open any more."
            asker.send(protocol.RetrospectiveAnswered(False, words))
            asker.courier.close()
            return
        self._asker = asker
        self._send(protocol.RetrospectiveRequested(message.tracks))

    def _answer(self, done: bool, sentence: str) -> None:
        asker, self._asker = self._asker, None
        if asker is not None:
            asker.send(protocol.RetrospectiveAnswered(done, sentence))
            asker.courier.close()

    def _refuse_pass(self, what: str, request: PassRequest, error: OSError) -> None:
        place = Path(error.filename or request.song_folder).name
        self._send(protocol.Problem(f"{what}: {place}: {error.strerror}. Nothing was changed."))

    def _stop_transport(self) -> None:
        if self._memory is not None:
            self._memory.server_control.command(at.COMMAND_STOP)

    def _pass_finished(self, result: PassResult) -> None:
        """Writer thread: hand the result to the main thread."""

        def tell() -> None:
            self._finished[result.pass_id] = result
            self._pass = None
            self._alone_since = time.monotonic()
            self._send(protocol.PassFinished(result))

        self._queue.put(tell)

    def _hold_gil(self, message: protocol.HoldGil) -> None:
        """Tests only: prove that the callback does not need the GIL."""
        hold: Any = ctypes.PyDLL(None).usleep
        for _ in range(message.times):
            hold(int(message.seconds * 1e6))
            time.sleep(message.seconds)


def measure_cycles_hz() -> float:
    """How fast the cycle counter runs."""
    from audio_engine.rt.meter import read_cycles

    clock, begin = time.perf_counter(), read_cycles()
    time.sleep(0.02)
    return float((read_cycles() - begin) / (time.perf_counter() - clock))


def main(arguments: list[str]) -> int:
    """In the engine process. `arguments`: the song folder, or nothing."""
    np.seterr(all="ignore")
    sys.setswitchinterval(0.001)  # the writer must not wait long behind another Python thread
    return EngineServer(arguments[0] if arguments else "").run()
