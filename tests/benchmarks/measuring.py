"""Seconds and memory of a whole process, and whether what it rendered is a mix at all."""

import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile

from tests.benchmarks.session import RATE_HZ, Session

OVER_FRAMES = 65536  # a peer may end with a full buffer
QUIETEST, LOUDEST = 0.003, 0.5  # RMS of a plausible mix, each side
POLL_S = 0.05


class NotRendered(Exception):
    """One sentence: what was wrong with a program's output."""


class Cost(NamedTuple):
    """Wall time and the largest proportional set size (0: not measured)."""

    seconds: float
    memory_bytes: int = 0


def timed(command: list[str], crash_allowed: bool = False, environment: dict[str, str] | None = None) -> Cost:
    """Run to the end. Raises NotRendered with what the program said last."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        done = subprocess.run(command, stdout=said, stderr=said, stdin=subprocess.DEVNULL, env=environment)
        seconds = time.perf_counter() - began
        if done.returncode and not crash_allowed:
            said.seek(0)
            last = said.read().decode(errors="replace").strip().splitlines()[-1:] or ["nothing"]
            raise NotRendered(f"{Path(command[0]).name} ended with {done.returncode}, saying: {last[0]}")
    return Cost(seconds)


def proportional_bytes(pid: int) -> int:
    """Proportional set size of a process (Linux), else 0."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


class MemoryWatch:
    """The largest proportional set size of a process while `running()` says so, in bytes."""

    def __init__(self, pid: int, running: Callable[[], bool]) -> None:
        self.largest_bytes = 0
        self._pid, self._running = pid, running
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while self._running():
            self.largest_bytes = max(self.largest_bytes, proportional_bytes(self._pid))
            time.sleep(POLL_S)

    def join(self) -> int:
        self._thread.join()
        return self.largest_bytes


def check_rendered(path: Path, session: Session) -> float:
    """The RMS of a mix (linear, both sides together). Raises NotRendered where length or level cannot be right."""
    try:
        samples, rate_hz = soundfile.read(path, dtype="float32", always_2d=True)
    except (soundfile.LibsndfileError, OSError) as error:
        raise NotRendered(f"no file that can be read ({error})") from error
    if rate_hz != RATE_HZ or samples.shape[1] != 2:
        raise NotRendered(f"{samples.shape[1]} channels at {rate_hz} Hz")
    if not session.frames <= len(samples) <= session.frames + OVER_FRAMES:
        raise NotRendered(f"{len(samples)} frames instead of {session.frames}")
    thirds = np.array_split(samples, 3)
    levels = np.sqrt([np.mean(np.square(third, dtype=np.float64), axis=0) for third in thirds])
    if levels.min() < QUIETEST or levels.max() > LOUDEST:
        raise NotRendered(f"an RMS between {levels.min():.4f} and {levels.max():.4f} is no mix of this session")
    return float(np.sqrt(np.mean(levels**2)))
