"""A local connection with a key: where an engine listens, and the two threads that keep a slow peer from blocking anyone.

Lives: engine and clients. `send_bytes` blocks on a silent peer, so only the sender thread ever calls it.
"""

import os
import queue
import sys
import tempfile
import threading
from collections.abc import Callable
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client, Connection, answer_challenge, deliver_challenge
from pathlib import Path
from typing import Annotated

import msgspec
import platformdirs

from audio_engine.leftovers import is_alive, sweep_blocks
from audio_engine.protocol import Text

HANDSHAKE_S = 1.0
CONNECT_S = 5.0  # an engine that takes longer has stopped or hangs


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
    """Raises OSError or ValueError."""
    return msgspec.json.decode(path.read_bytes(), type=EngineAddress)


def running_engines() -> list[EngineAddress]:
    """Engines that are alive; what dead ones left is swept away."""
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
    """Connect and shake hands. Raises OSError (TimeoutError after CONNECT_S), EOFError or AuthenticationError."""
    made: queue.SimpleQueue[Connection | Exception] = queue.SimpleQueue()

    def run() -> None:
        try:
            made.put(Client(address.address, authkey=bytes.fromhex(address.key)))
        except Exception as error:
            made.put(error)

    threading.Thread(target=run, name="connect", daemon=True).start()  # neither step of it has a limit of its own
    try:
        result = made.get(timeout=CONNECT_S)
    except queue.Empty:
        raise TimeoutError("The engine did not answer.") from None
    if isinstance(result, Exception):
        raise result
    return result


def shake_hands(connection: Connection, key: bytes, then: Callable[[Connection], None]) -> None:
    """On a thread of its own: authenticate a new client within HANDSHAKE_S and pass it on, or hang up."""

    def run() -> None:
        timer = threading.Timer(HANDSHAKE_S, connection.close)
        timer.daemon = True
        timer.start()
        try:
            deliver_challenge(connection, key)
            answer_challenge(connection, key)
        except (OSError, EOFError, AuthenticationError, TypeError, ValueError):
            connection.close()
            return
        finally:
            timer.cancel()
        then(connection)

    threading.Thread(target=run, name="handshake", daemon=True).start()


class Courier:
    """Sends and receives on threads of its own. `on_bytes` runs on the receiver thread, `on_gone` once at the end."""

    def __init__(self, connection: Connection, on_bytes: Callable[[bytes], None], on_gone: Callable[[], None]) -> None:
        self._connection = connection
        self._out: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._on_bytes, self._on_gone = on_bytes, on_gone
        self._gone = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._send, name="sender", daemon=True).start()
        threading.Thread(target=self._receive, name="receiver", daemon=True).start()

    def send(self, data: bytes) -> None:
        self._out.put(data)

    def close(self) -> None:
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
                except (OSError, EOFError, TypeError):
                    break
                self._on_bytes(data)
        finally:  # also where bytes came that are no message: nobody would read the next ones
            self._lose()

    def _lose(self) -> None:
        if not self._gone.is_set():
            self._gone.set()
            self._on_gone()
