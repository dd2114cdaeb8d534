"""A local connection with a key: where an engine listens, and the two threads that keep a slow peer from blocking anyone.

Lives: engine and clients. `send_bytes` blocks on a silent peer, so only the sender thread ever calls it.
"""

import contextlib
import logging
import os
import queue
import socket
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from audio_engine.leftovers import is_alive, sweep_blocks
from audio_engine.protocol_values import Text

HANDSHAKE_S = 1.0
CONNECT_S = 5.0  # an engine that takes longer has stopped or hangs
_log = logging.getLogger(__name__)


def runtime_folder() -> Path:
    """A private folder for addresses and keys of running engines (`WORKTAPE_RUNTIME` moves it, for tests)."""
    chosen = os.environ.get("WORKTAPE_RUNTIME")
    if chosen:
        folder = Path(chosen)
    elif sys.platform != "linux" or "XDG_RUNTIME_DIR" in os.environ:
        folder = Path(platformdirs.user_runtime_dir("worktape", appauthor=False))
    else:
        folder = Path(platformdirs.user_state_dir("worktape", appauthor=False)) / "run"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        folder = Path(tempfile.gettempdir()) / f"worktape-{os.getuid() if hasattr(os, 'getuid') else 'user'}"
        folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class EngineAddress(msgspec.Struct, frozen=True):
    """What a running engine leaves in the runtime folder for those who may talk to it; `key` in hexadecimal digits."""

    pid: Annotated[int, msgspec.Meta(ge=1, le=1 << 31)]
    address: Text
    key: Annotated[str, msgspec.Meta(pattern="^([0-9a-f]{2})+$", max_length=1024)]
    song_folder: Text
    program: Text


def publish(address: EngineAddress) -> Path:
    """Write the address file, readable by this user only."""
    path = runtime_folder() / f"engine-{address.pid}.json"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(msgspec.json.encode(address))
    return path


def read_address(path: Path) -> EngineAddress:
    """Read an address file. Raises OSError or ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=EngineAddress)


def running_engines() -> list[EngineAddress]:
    """Return the engines that are alive, and remove what dead ones left."""
    sweep_blocks()
    found = []
    for path in sorted(runtime_folder().glob("engine-*.json")):
        try:
            address = read_address(path)
            if not is_alive(address.pid):
                raise ProcessLookupError(address.pid)
        except PermissionError:
            continue
        except (OSError, ValueError, RecursionError):
            path.unlink(missing_ok=True)
            continue
        found.append(address)
    return found


def connect(address: EngineAddress) -> Connection:
    """Connect to an engine and authenticate each other; blocks at most CONNECT_S for each of the two.

    Raises:
        OSError: It cannot be reached; TimeoutError if it does not answer.
        EOFError: It hung up.
        AuthenticationError: It has another key.
    """
    connection, key = _reach(address.address), bytes.fromhex(address.key)
    with _hanging_up_after(connection, CONNECT_S) as overdue:
        try:
            answer_challenge(connection, key)
            deliver_challenge(connection, key)
        except (OSError, EOFError, AuthenticationError) as error:
            connection.close()
            if overdue.is_set():
                raise TimeoutError("The engine did not answer.") from error
            raise
    return connection


def _reach(address: str) -> Connection:
    if address.startswith("\\\\"):  # a named pipe of Windows, which has a limit of its own
        return Client(address)
    with socket.socket(socket.AF_UNIX) as end:
        end.settimeout(CONNECT_S)
        end.connect(address)
        end.setblocking(True)
        return Connection(end.detach())


@contextlib.contextmanager
def _hanging_up_after(connection: Connection, limit_s: float) -> Iterator[threading.Event]:
    """While the block runs longer than `limit_s`, whoever waits for the peer is woken with an end of file.

    Closing the descriptor would not wake a thread that reads from it, and its number could be another file's by then.
    """
    overdue = threading.Event()

    def hang_up() -> None:
        overdue.set()
        if hasattr(socket, "AF_UNIX"):
            with contextlib.suppress(OSError), socket.socket(fileno=os.dup(connection.fileno())) as end:
                end.shutdown(socket.SHUT_RDWR)
        else:
            connection.close()

    timer = threading.Timer(limit_s, hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield overdue
    finally:
        timer.cancel()


def shake_hands(connection: Connection, key: bytes, then: Callable[[Connection], None]) -> None:
    """Authenticate a new client within HANDSHAKE_S and pass it on, or hang up; on a thread of its own, which ends then."""

    def run() -> None:
        try:
            with _hanging_up_after(connection, HANDSHAKE_S):
                deliver_challenge(connection, key)
                answer_challenge(connection, key)
        except (OSError, EOFError, AuthenticationError, TypeError, ValueError) as error:
            _log.warning("Somebody connected and did not authenticate: %r", error)
            connection.close()
            return
        then(connection)

    threading.Thread(target=run, name="handshake", daemon=True).start()


class Courier:
    """Sends and receives on two threads of its own, so that a silent peer blocks nobody else.

    Args:
        connection: Authenticated.
        on_bytes: Called on the receiver's thread with each message.
        on_gone: Called once, on either thread, when the connection has ended.
    """

    def __init__(self, connection: Connection, on_bytes: Callable[[bytes], None], on_gone: Callable[[], None]) -> None:
        self._connection = connection
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._on_bytes, self._on_gone = on_bytes, on_gone
        self._gone = threading.Event()

    def start(self) -> None:
        """Begin to send and receive."""
        threading.Thread(target=self._send, name="sender", daemon=True).start()
        threading.Thread(target=self._receive, name="receiver", daemon=True).start()

    def send(self, data: bytes) -> None:
        """Queue a message; never blocks."""
        self._out.put(data)

    def close(self) -> None:
        """Hang up once what was queued has been sent; never blocks."""
        self._out.put(None)

    def _send(self) -> None:
        while (data := self._out.get()) is not None:
            try:
                self._connection.send_bytes(data)
            except (OSError, ValueError):
                break
        self._connection.close()
        self._lose()

    def _receive(self) -> None:
        try:
            while True:
                try:
                    data = self._connection.recv_bytes()
                except (OSError, EOFError, TypeError):  # TypeError: it was closed meanwhile
                    break
                self._on_bytes(data)
        except Exception:
            _log.exception("A message could not be read; the connection ends.")
        finally:
            self._lose()

    def _lose(self) -> None:
        if not self._gone.is_set():
            self._gone.set()
            self._on_gone()
