"""The engine process: takes messages one at a time, and outlives its window during a pass.

Lives: engine, main thread. Everything that other threads have to say is run on it, in order, by `run_later`.
"""

import ctypes
import logging
import queue
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from audio_engine import kernel_cache, protocol
from audio_engine.backend.base import DeviceProblem
from audio_engine.control_block import ControlBlock
from audio_engine.disk.open_files import UNREADABLE
from audio_engine.disk.os_errors import printable
from audio_engine.launcher import ending_with_parent, loading
from audio_engine.protocol import Gap, PassResult
from audio_engine.rt import layout as at
from audio_engine.server.clients import Client, Clients
from audio_engine.server.device_session import DeviceSession
from audio_engine.server.passes import Passes, PassRefused
from audio_engine.shared_memory import Block, layout_hash

LOOP_TIMEOUT_S = 0.02
ALONE_S = 3.0  # without a client and without a pass the engine ends after this long
LOCK_RETRY_S = 0.5  # a command had the song for a moment when its window died
ALONE_IN_PASS_S = 30 * 60.0  # without a client it finishes its pass, at most this much longer
LAST_WORDS_S = 0.05  # for the senders to hand over the last events
_log = logging.getLogger(__name__)


class EngineServer:
    """One engine: its clients, its device, its passes, and the loop that serves them."""

    def __init__(self, song_folder: str) -> None:
        self._jobs: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._block = Block(at.SHARED.itemsize)
        self._control = ControlBlock.shared()  # while no client has the engine
        self._clients = Clients(song_folder, self.run_later, self._handle)
        self._session = DeviceSession(self._block, self._audio_lost, self._pass_finished)
        self._passes = Passes(self._session)
        self._is_ending = False
        self._lock_due_s = 0.0  # when it is tried again

    def run_later(self, job: Callable[[], None]) -> None:
        """Run a job on the main thread, after those that wait; from any thread."""
        self._jobs.put(job)

    def run(self) -> int:
        """Serve until there is nobody left to serve. Returns the process's exit code."""
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        with loading(), ending_with_parent():  # nobody can find it yet: SIGTERM ends it at once
            from audio_engine.rt import callback  # compiled, which may take minutes, or loaded

            assert callback.callback.address
        published = self._clients.listen()
        self._clients.note_activity()  # whoever started it gets its time to connect, however long that took
        signal.signal(signal.SIGTERM, lambda *_: self.run_later(self._end))
        self._session.measure_cycle_counter()
        print(published, flush=True)
        _log.info("The engine runs.")
        kernel_cache.remove_old()
        try:
            while not self._is_ending:
                self._serve()
        finally:
            self._close()
        return 0

    def _serve(self) -> None:
        try:
            job = self._jobs.get(timeout=LOOP_TIMEOUT_S)
        except queue.Empty:
            job = None
        if job is not None:
            self._run(job)
        self._watch_device()
        self._watch_company()
        if sentence := self._session.new_drive_problem():
            _log.warning("%s", sentence)
            self._clients.send(protocol.Unreadable(sentence))

    def _end(self) -> None:
        self._is_ending = True

    def _close(self) -> None:
        _log.info("The engine ends.")
        self._session.close_pass("Worktape was ended; the take up to there is kept.")
        self._run_waiting_jobs()
        time.sleep(LAST_WORDS_S)
        self._block.unlink()
        if self._control.block is not None:
            self._control.block.unlink()
        self._clients.close()

    def _run_waiting_jobs(self) -> None:
        while not self._jobs.empty():
            self._run(self._jobs.get())

    def _run(self, job: Callable[[], None]) -> None:
        try:
            job()
        except Exception:  # a fault in one message must not end a pass
            _log.exception("A message could not be handled.")
            self._clients.send(protocol.Problem("The audio engine could not do that; its log says why."))

    # watching

    def _watch_device(self) -> None:
        name = self._session.lost_device()
        if name is None:
            return
        self._run_waiting_jobs()  # the result of its pass goes out first
        self._clients.send(
            protocol.DeviceLost(f"The audio device {name} stopped answering. Nothing recorded was lost.")
        )
        if self._clients.current is None:
            self._end()

    def _watch_company(self) -> None:
        running = self._passes.running
        if self._clients.alone_s > (ALONE_S if running is None or running.ends_with_client else ALONE_IN_PASS_S):
            _log.info("Nobody is left to serve.")
            self._end()
        self._hold_lock()

    def _hold_lock(self) -> None:
        """Nobody else may write the song while it is recorded and its window is gone."""
        running = self._passes.running
        if running is not None and self._clients.current is None and time.monotonic() >= self._lock_due_s:
            self._lock_due_s = time.monotonic() + LOCK_RETRY_S
            self._clients.hold_lock(running.song_folder)

    def _audio_lost(self, gap: Gap) -> None:
        """Writer thread."""
        _log.warning("Audio was lost: %s", gap)
        self.run_later(lambda: self._clients.send(protocol.AudioLost(gap)))

    def _pass_finished(self, result: PassResult) -> None:
        """Writer thread: hand the result to the main thread."""

        def finish() -> None:
            self._passes.finish(result)
            self._clients.note_activity()
            self._clients.send(protocol.PassFinished(result))

        self.run_later(finish)

    # messages

    def _handle(self, client: Client, data: bytes) -> None:
        try:
            message = protocol.decode_client(data)
        except Exception as error:  # another version, or no client of ours
            _log.warning("A message of %d bytes cannot be read: %s. Hanging up.", len(data), error)
            client.hang_up()
            return
        if isinstance(message, protocol.Hello):
            self._welcome(client, message)
        elif isinstance(message, protocol.RequestRetrospective):
            self._clients.ask(client, message.tracks)
        elif client is self._clients.current:  # else it is revoked
            _HANDLERS[type(message)](self, message)

    def _welcome(self, client: Client, hello: protocol.Hello) -> None:
        if hello.layout != layout_hash():
            _log.warning("Refused %s: its memory layout is another one.", hello.program)
            client.send(protocol.Problem("Another version of Worktape is running; close it first."))
            client.hang_up()
            return
        memory = self._session.memory
        old = self._clients.hand_over(client, memory.control if memory is not None else None)
        self._session.use_control(client.control)
        assert client.control.block is not None
        client.send(
            protocol.Welcome(
                self._block.name, client.control.block.name, self._session.device,
                self._passes.running, self._passes.finished,
            )
        )  # fmt: skip
        _log.info("%s (%s) has the engine.", hello.program, hello.client_name)
        if old is not None:
            self._clients.revoke(old)

    def _open_device(self, message: protocol.OpenDevice) -> None:
        if self._passes.running is not None:
            self._clients.send(protocol.DeviceFailed("Stop recording before you change the device."))
            return
        client = self._clients.current
        try:
            device = self._session.open(message.request, client.control if client is not None else self._control)
        except DeviceProblem as problem:
            self._clients.send(protocol.DeviceFailed(problem.sentence, problem.nearest))
            return
        self._clients.send(protocol.DeviceOpened(device))

    def _start_pass(self, message: protocol.StartPass) -> None:
        try:
            self._passes.start(message.request)
        except PassRefused as refused:
            self._refuse(refused)
            return
        self._clients.send(protocol.PassStarted(message.request))

    def _audition(self, message: protocol.Audition) -> None:
        if self._session.audition is None:
            return  # the client knows that no device is open
        try:
            self._session.audition.play(message)
        except (OSError, *UNREADABLE) as error:
            name = printable(Path(message.path).name)
            _log.warning("%s cannot be auditioned: %s", message.path, error)
            reason = getattr(error, "strerror", None) or error
            self._clients.send(protocol.Unreadable(f"{name} cannot be played: {reason}."))

    def _end_audition(self) -> None:
        if self._session.audition is not None:
            self._session.audition.end()

    def _start_retrospective(self, message: protocol.StartRetrospectivePass) -> None:
        try:
            self._passes.start_retrospective(message.request, message.seconds)
        except PassRefused as refused:
            self._refuse(refused)

    def _refuse(self, refused: PassRefused) -> None:
        _log.warning("Refused: %s", refused)
        self._clients.send(protocol.Problem(str(refused)))


def _hold_gil(message: protocol.HoldGil) -> None:
    """Tests only: prove that the callback does not need the GIL."""
    hold: Any = ctypes.PyDLL(None).usleep
    for _ in range(message.times):
        hold(int(message.seconds * 1e6))
        time.sleep(message.seconds)


_HANDLERS: dict[type, Callable[[EngineServer, Any], None]] = {
    protocol.OpenDevice: EngineServer._open_device,
    protocol.CloseDevice: lambda server, _: server._session.close(),
    protocol.SetPlan: lambda server, message: server._session.set_plan(message.plan),
    protocol.SetTimelines: lambda server, message: server._session.set_timelines(message.timelines, message.loop),
    protocol.StartPass: EngineServer._start_pass,
    protocol.StartRetrospectivePass: EngineServer._start_retrospective,
    protocol.EndPass: lambda server, _: server._passes.end(),
    protocol.Audition: EngineServer._audition,
    protocol.EndAudition: lambda server, _: server._end_audition(),
    protocol.AnswerRetrospective: lambda server, message: server._clients.answer(message.done, message.sentence),
    protocol.TakePasses: lambda server, message: server._passes.forget(message.pass_ids),
    protocol.ResetLoudness: lambda server, _: server._session.reset_loudness(),
    protocol.Shutdown: lambda server, _: server._end(),
    protocol.HoldGil: lambda _, message: _hold_gil(message),
}


def main(arguments: list[str]) -> int:
    """In the engine process. `arguments`: the song folder, or nothing."""
    np.seterr(all="ignore")
    sys.setswitchinterval(0.001)  # the writer must not wait long behind another Python thread
    return EngineServer(arguments[0] if arguments else "").run()
