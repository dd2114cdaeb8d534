"""A real full-duplex device without a sound card: jackd with the dummy driver, and loops by jack_connect."""

import functools
import itertools
import os
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from audio_engine.backend.listing import JACK_CLIENT

AVAILABLE = shutil.which("jackd") is not None and shutil.which("jack_connect") is not None
START_S = 15.0
ANSWER_S = 10.0
_numbers = itertools.count()
TRIES = 6


class Jack:
    """A server of its own name; `loop(n)` connects the engine's first n outputs to its inputs when they are there.

    Attributes:
        all_losses: How often any server of this process has said that it lost audio, counted when it ends.
    """

    all_losses = 0

    def __init__(self, rate_hz: int = 48000, block_frames: int = 64, channels: int = 8, patient: bool = False) -> None:
        """`patient`: the device waits for late clients instead of going on without them, so that a loaded machine slows
        its clock and loses nothing."""
        self.rate_hz, self.block_frames, self.channels = rate_hz, block_frames, channels
        self._patience = ["-S"] if patient else []
        self.name = f"worktape{os.getpid()}-{next(_numbers)}"  # a client of an earlier server never finds this one
        self._process: subprocess.Popen[bytes] | None = None
        self._killed = False
        self._log = tempfile.TemporaryFile()
        self._end = threading.Event()
        self._threads: list[threading.Thread] = []

    def __enter__(self) -> "Jack":
        self._old = os.environ.get("JACK_DEFAULT_SERVER")
        os.environ["JACK_DEFAULT_SERVER"] = self.name
        os.environ["JACK_NO_AUDIO_RESERVATION"] = "1"
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        for thread in self._threads:
            thread.join()
        if self._killed and self._process is None:
            self.start()  # so that it can be ended properly
        self.stop()
        Jack.all_losses += self.losses
        self._log.close()
        if self._old is None:
            os.environ.pop("JACK_DEFAULT_SERVER", None)
        else:
            os.environ["JACK_DEFAULT_SERVER"] = self._old

    def start(self) -> None:
        self._process = subprocess.Popen(
            ["jackd", "-n", self.name, *self._patience, "-d", "dummy", "-r", str(self.rate_hz), "-p", str(self.block_frames),
             "-C", str(self.channels), "-P", str(self.channels)],
            stdout=self._log, stderr=self._log,
        )  # fmt: skip
        until = time.monotonic() + START_S
        while not _asked("jack_lsp")[0]:
            assert time.monotonic() < until, "jackd did not start"
            time.sleep(0.05)

    @property
    def losses(self) -> int:
        """How often it has said that it was late itself or that a client was: the machine was too busy for the device."""
        self._log.seek(0)
        return self._log.read().count(b"XRun")

    def stop(self) -> None:
        """End it properly (a killed jackd leaves its name in a registry of eight)."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process, self._killed = None, False

    def kill(self) -> None:
        """Die like a crashed driver."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process, self._killed = None, True

    def loop(self, outputs: int = 2) -> None:
        """Keep output n connected to input n; ports live only while the engine's stream runs."""

        def connect() -> None:
            while not self._end.wait(0.2):
                for n in range(outputs):
                    _asked("jack_connect", f"{JACK_CLIENT}:out_{n}", f"{JACK_CLIENT}:in_{n}")

        thread = threading.Thread(target=connect, daemon=True)
        thread.start()
        self._threads.append(thread)

    def has_client(self, name: str = JACK_CLIENT) -> bool:
        return f"{name}:" in _asked("jack_lsp")[1]

    def connected(self, port: str = f"{JACK_CLIENT}:in_0") -> bool:
        return f"{JACK_CLIENT}:out_" in _asked("jack_lsp", "-c", port)[1]


def _asked(*command: str) -> tuple[bool, str]:
    """Whether a JACK tool succeeded, and what it printed; one that hangs, as with a server that ends meanwhile, failed."""
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=ANSWER_S)
    except subprocess.TimeoutExpired:
        return False, ""
    return answer.returncode == 0, answer.stdout


def repeated_where_the_device_loses_audio(test: Callable[..., None]) -> Callable[..., None]:
    """A test that begins again when it fails and its device has lost audio: on a busy machine that says nothing about us.

    What fails without a loss, or in each of `TRIES` tries, fails. Every try has a folder of its own.
    """

    @functools.wraps(test)
    def repeated(**arguments: object) -> None:
        folder = arguments.get("tmp_path")
        for number in range(1, TRIES + 1):
            before = Jack.all_losses
            if isinstance(folder, Path):
                arguments["tmp_path"] = folder / f"try-{number}"
                (folder / f"try-{number}").mkdir()
            try:
                return test(**arguments)
            except Exception as failure:
                if Jack.all_losses == before or number == TRIES:
                    raise
                print(f"The device lost audio in try {number}, which failed: {failure!r}")
        return None

    return repeated
