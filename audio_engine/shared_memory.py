"""Shared memory between the engine and its clients.

Lives: engine (which owns it) and clients (which map it).
"""

import itertools
import os
from multiprocessing import resource_tracker, shared_memory
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_engine.rt import layout as at
from audio_engine.rt.effects import EFFECTS
from audio_engine.rt.rows import BusValues, StripValues

Array = npt.NDArray[Any]


def layout_hash() -> str:
    """Differs when two programs would disagree about shared memory."""
    import hashlib

    rows = StripValues._fields, BusValues._fields, [(effect.kind, effect.rows) for effect in EFFECTS]
    numbers = sorted((name, number) for name, number in vars(at).items() if isinstance(number, int))
    text = repr((at.SHARED, at.CONTROL_BLOCK, rows, numbers))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


_numbers = itertools.count()


def _new_memory(size: int) -> shared_memory.SharedMemory:
    """Under a name that nobody has: a killed engine may have had this process's id and left its blocks."""
    while True:
        try:
            return shared_memory.SharedMemory(f"worktape-{os.getpid()}-{next(_numbers)}", create=True, size=size)
        except FileExistsError:
            continue


class Block:
    """A named piece of shared memory that Python's resource tracker does not know (it would delete it with any client).

    The owner creates it with every page allocated, so that a full /dev/shm is an error here and not a SIGBUS later.
    """

    def __init__(self, size: int = 0, name: str | None = None) -> None:
        """Create (`size`) or attach (`name`). Raises OSError when memory is short or the name is gone."""
        self.owner = name is None
        self.memory = _new_memory(size) if name is None else shared_memory.SharedMemory(name=name)
        registered = getattr(self.memory, "_name", None)
        if registered is not None and os.name == "posix":
            resource_tracker.unregister(registered, "shared_memory")
        if self.owner and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(self.memory._fd, 0, size)  # type: ignore[attr-defined]
        self.memory.close = lambda: None  # type: ignore[method-assign]  # arrays name this memory: it goes with the process
        self.bytes = np.frombuffer(self.memory.buf or b"", np.uint8)[: size or None]
        if self.owner:
            self.bytes[:] = 0

    @property
    def name(self) -> str:
        """Name of the block, to attach to it."""
        return self.memory.name

    @property
    def address(self) -> int:
        """Address of the block."""
        return int(self.bytes.ctypes.data)

    def record(self, element: np.dtype[Any]) -> Any:
        """The block as one record of this dtype."""
        return self.bytes[: element.itemsize].view(element)[0]

    def unlink(self) -> None:
        """Remove the name; mappings stay until their processes end."""
        if os.name == "posix":
            try:
                os.unlink("/dev/shm/" + self.name.lstrip("/"))
            except OSError:
                try:
                    resource_tracker.register(self.memory._name, "shared_memory")  # type: ignore[attr-defined]
                    self.memory.unlink()
                except OSError:
                    pass


class SharedView:
    """A client's view of the engine block: clock and meters."""

    def __init__(self, name: str) -> None:
        self.block = Block(name=name)
        self.record = self.block.record(at.SHARED)

    def __getattr__(self, name: str) -> Array:
        if name not in (at.SHARED.names or ()):
            raise AttributeError(name)
        return self.__dict__["record"][name]  # type: ignore[no-any-return]


def read_sequenced(sequence: Array, words: Any) -> Any:
    """A copy of a record under a sequence lock.

    Args:
        sequence: Its first word is odd while the record is being written.
        words: The record, such as `EngineMemory.epoch`.
    """
    for _ in range(1000):
        before = int(sequence[0])
        copy = words.copy()
        if before % 2 == 0 and int(sequence[0]) == before:
            return copy
    return copy
