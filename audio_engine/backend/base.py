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
    def describe(self, request: DeviceRequest) -> DeviceState:
        """What opening would give: channels and rate decide the engine's memory. Raises DeviceProblem."""

    def start(self, memory: "EngineMemory") -> DeviceState:
        """Run the callback on `memory`; the state as it really is. Raises DeviceProblem."""

    def stop(self) -> None:
        """Stop and close. May hang when the driver is dead: never call it then."""
