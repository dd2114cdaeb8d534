"""What every device backend offers the engine server.

Lives: engine, main thread.
"""

from typing import TYPE_CHECKING, Protocol

from audio_engine.protocol import DeviceRequest, DeviceState

if TYPE_CHECKING:
    from audio_engine.memory import EngineMemory


class DeviceProblem(Exception):
    """The device cannot be opened: one sentence with the reason, and the nearest request that works, if any."""

    def __init__(self, sentence: str, nearest: DeviceRequest | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.nearest = sentence, nearest


class Backend(Protocol):
    """One device: `describe`, then `start`, then `stop`."""

    def describe(self, request: DeviceRequest) -> DeviceState:
        """Return what opening would give; its channels and rate decide the size of the engine's memory.

        Raises:
            DeviceProblem: The device cannot be opened like that.
        """

    def start(self, memory: "EngineMemory") -> DeviceState:
        """Run the callback on `memory`, which must outlive it. Returns the device as it really is.

        Raises:
            DeviceProblem: The device refuses to open.
        """

    def stop(self) -> None:
        """Stop and close. May hang when the driver is dead: never call it then."""
