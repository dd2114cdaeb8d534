"""Who talks to an engine: how they are let in, which one of them has it, and who holds the song's lock.

Lives: engine, main thread, but for `_accept` and `_admit` (a thread each).
"""

import logging
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, Listener
from pathlib import Path

from audio_engine import connection, protocol
from audio_engine.control_block import ControlBlock
from audio_engine.disk.song_lock import SongLock
from audio_engine.program import program_name
from audio_engine.protocol import EngineEvent

_log = logging.getLogger(__name__)


class Client:
    """One client generation: its courier, and its control block, which the callback reads while it has the engine."""

    def __init__(self, courier: connection.Courier, control: ControlBlock) -> None:
        self.courier, self.control = courier, control

    def send(self, event: EngineEvent) -> None:
        """Queue an event for it; never blocks."""
        self.courier.send(protocol.encode(event))

    def hang_up(self) -> None:
        """End the connection after what was sent."""
        self.courier.close()

    def unlink(self) -> None:
        """Remove the name of its control block."""
        if self.control.block is not None:
            self.control.block.unlink()


class Clients:
    """At most one client has the engine; a newer one revokes it. Another program may ask it for a retrospective recording.

    Args:
        song_folder: Absolute path of the engine's song, or "".
        run_later: Runs something on the engine's main thread.
        on_message: Called there with each message of a client.
    """

    def __init__(
        self,
        song_folder: str,
        run_later: Callable[[Callable[[], None]], None],
        on_message: Callable[[Client, bytes], None],
    ) -> None:
        self.current: Client | None = None
        self._song_folder = song_folder
        self._run_later, self._on_message = run_later, on_message
        self._asking: Client | None = None  # waits for the current client's answer
        self._lock: SongLock | None = None
        self._alone_since_s = time.monotonic()
        self._key = secrets.token_bytes(24)
        self._folder: Path | None = None
        self._published: Path | None = None

    # letting in

    def listen(self) -> Path:
        """Listen for clients. Returns the file that tells them where (see connection.publish)."""
        self._folder = Path(tempfile.mkdtemp(prefix="worktape-")) if os.name == "posix" else None
        address = str(self._folder / "engine") if self._folder else rf"\\.\pipe\worktape-{os.getpid()}"
        listener = Listener(address)
        if self._folder:
            os.chmod(address, 0o600)
        self._published = connection.publish(
            connection.EngineAddress(os.getpid(), address, self._key.hex(), self._song_folder, program_name())
        )
        threading.Thread(target=self._accept, args=(listener,), name="accept", daemon=True).start()
        return self._published

    def close(self) -> None:
        """Remove what clients find this engine by."""
        if self.current is not None:
            self.current.unlink()
        if self._published is not None:
            self._published.unlink(missing_ok=True)
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _accept(self, listener: Listener) -> None:
        while True:
            try:
                accepted = listener.accept()
            except OSError:
                return
            connection.shake_hands(accepted, self._key, self._admit)

    def _admit(self, accepted: Connection) -> None:
        """Handshake thread: give the client its courier; until its Hello it has nothing."""
        clients: list[Client] = []
        courier = connection.Courier(
            accepted,
            lambda data: self._run_later(lambda: self._on_message(clients[0], data)),
            lambda: self._run_later(lambda: self._lose(clients[0])),
        )
        clients.append(Client(courier, ControlBlock.shared()))
        courier.start()

    # who has the engine

    def hand_over(self, client: Client, unowned: ControlBlock | None) -> Client | None:
        """Give the engine to a client, with all values that were set, and with the song's lock.

        Args:
            client: Who gets it.
            unowned: The control block that the callback reads while no client has the engine, if it runs.

        Returns:
            The client before, to be revoked with `revoke` once the new one was welcomed.
        """
        old, self.current = self.current, client
        before = old.control if old is not None else unowned
        if before is not None:
            client.control.copy_from(before)
        if self._lock is not None:
            self._lock.release()
            self._lock = None
        return old

    @staticmethod
    def revoke(client: Client) -> None:
        """Tell a client that another has the engine, and hang up."""
        client.send(protocol.Revoked())
        client.hang_up()

    def send(self, event: EngineEvent) -> None:
        """Send to the client that has the engine, if one does."""
        if self.current is not None:
            self.current.send(event)

    def hold_lock(self, song_folder: str) -> None:
        """Hold the song's lock for the client that is gone, until another one comes; nothing where another program has it."""
        if self._lock is None:
            self._lock = SongLock.take_over(Path(song_folder))

    def note_activity(self) -> None:
        """From now on the engine counts as left alone, if it is."""
        self._alone_since_s = time.monotonic()

    @property
    def alone_s(self) -> float:
        """For how long nobody has had the engine, in seconds."""
        return 0.0 if self.current is not None else time.monotonic() - self._alone_since_s

    def _lose(self, client: Client) -> None:
        client.unlink()
        if client is self._asking:
            self._asking = None
        if client is self.current:
            _log.info("The client is gone.")
            self.current = None
            self.answer(False, "The program that had the song open has just ended.")
            self.note_activity()

    # a retrospective recording for another program

    def ask(self, asking: Client, tracks: tuple[str, ...]) -> None:
        """Ask the client for a retrospective recording; `answer` is then for whoever asks."""
        if self._asking is not None or self.current is None:
            busy = self._asking is not None
            sentence = (
                "Another program is asking for the same. Try again in a moment."
                if busy
                else "No program has the song open now. Open it in Worktape first."
            )
            asking.send(protocol.RetrospectiveAnswered(False, sentence))
            asking.hang_up()
            return
        self._asking = asking
        self.send(protocol.RetrospectiveRequested(tracks))

    def answer(self, done: bool, sentence: str) -> None:
        """Answer whoever asked, if anybody did."""
        asking, self._asking = self._asking, None
        if asking is not None:
            asking.send(protocol.RetrospectiveAnswered(done, sentence))
            asking.hang_up()
