"""Opening a device, and opening it again after a loss: a state machine without a clock or an engine.

                 want                  ask                   opened
    none ------------------> waiting ----------> asked ----------------> open
     ^                        ^  ^                 |                      |
     |  failed, and somebody  |  |  failed quietly |                      |
     |  waits for the answer  |  +-----------------+     engine or        |
     +------------------------|--------------------+     device lost      |
                              +-------------------------------------------+

Lives: client's thread (pure).
"""

import math
from typing import Literal

import msgspec

from audio_engine.protocol import DeviceRequest, DeviceState

RETRY_S = 0.7  # how often a lost device is tried again
QUIET_ANSWER_S = (
    10.0  # an engine that takes longer to open a device again is stuck in its driver; some look for seconds
)
ANSWER_S = 60.0  # the first time the system may ask somebody for permission
State = Literal["none", "waiting", "asked", "open"]


class DeviceReopening:
    """Which device is wanted and how far that has come. Times are seconds of one monotonic clock.

    After a loss the device is brought back quietly: only its success is reported.
    """

    def __init__(self) -> None:
        self.state: State = "none"
        self.request: DeviceRequest | None = None
        self._quiet = False
        self._due_s = -math.inf  # while waiting: when to ask; while asked: when the answer is overdue

    def want(self, request: DeviceRequest) -> None:
        """Somebody asks for a device and waits for the answer."""
        self.request, self.state, self._quiet, self._due_s = request, "waiting", False, -math.inf

    def forget(self) -> None:
        """No device is wanted."""
        self.request, self.state = None, "none"

    def inherit(self, device: DeviceState) -> None:
        """The engine has this device open already."""
        self.request, self.state = device.request(), "open"

    def asked(self, now_s: float) -> None:
        """The engine was asked."""
        self.state = "asked"
        self._due_s = now_s + (QUIET_ANSWER_S if self._quiet else ANSWER_S)

    def opened(self, device: DeviceState) -> None:
        """It is open. After a loss this very device is wanted, not whatever is the default then."""
        self.state = "open"
        if self.request is not None and device.backend == "portaudio":
            self.request = msgspec.structs.replace(
                self.request,
                host_api=device.host_api,
                input_device=device.input_device,
                output_device=device.output_device,
            )

    def lost(self) -> None:
        """Its engine or its driver is gone."""
        if self.state != "none":
            self.state, self._quiet, self._due_s = "waiting", True, -math.inf

    def failed(self, now_s: float) -> bool:
        """It could not be opened. Returns whether somebody waits for the answer; otherwise it is tried again."""
        if self.state in ("waiting", "asked") and self._quiet:
            self.state, self._due_s = "waiting", now_s + RETRY_S
            return False
        self.state = "none"
        return True

    def should_ask(self, now_s: float) -> bool:
        """Whether it is time to ask the engine."""
        return self.state == "waiting" and now_s >= self._due_s

    def is_overdue(self, now_s: float) -> bool:
        """Whether the engine should have answered by now."""
        return self.state == "asked" and now_s >= self._due_s
