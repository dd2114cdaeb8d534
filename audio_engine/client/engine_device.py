"""The device that an engine has open, is opening, or lost: the one state machine of it, without a clock or an engine.

               want()                              opened()
    closed ──────────────────────────► opening ───────────────► open
      ▲                                 │   │                   │  ▲
      │ failed(): somebody is told      │   │ lost()            │  │
      └─────────────────────────────────┘   ▼          lost()   │  │ opened()
                                        reopening ◄─────────────┘  │
                                         ▲  │  └───────────────────┘
                                         └──┘ failed(): it is tried again, and nobody is told

    want() leads to opening and forget() to closed, from every state.

In opening and reopening the engine is asked as soon as there is one (`should_ask`), and has a limit to answer in. What a
person chose, and why nothing is open, is the window's affair: `app/devices/device_choice.py`.

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
DevicePhase = Literal["closed", "opening", "open", "reopening"]


class EngineDevice:
    """Which device is open, and the order that opens it. Times are seconds of one monotonic clock.

    After a loss the device is brought back quietly: only its success is reported.
    """

    def __init__(self) -> None:
        self._phase: DevicePhase = "closed"
        self._device: DeviceState | None = None
        self._request: DeviceRequest | None = None
        self._asked = False
        self._due_s = -math.inf  # until asked: when to ask; then: when the answer is overdue

    @property
    def phase(self) -> DevicePhase:
        """The state it is in."""
        return self._phase

    @property
    def device(self) -> DeviceState | None:
        """The open device; None in every other state."""
        return self._device

    @property
    def request(self) -> DeviceRequest | None:
        """The order for the engine, and for the engine after it; None while closed."""
        return self._request

    def want(self, request: DeviceRequest) -> None:
        """Somebody asks for a device and waits for the answer."""
        self._request = request
        self._enter("opening")

    def forget(self) -> None:
        """No device is wanted."""
        self._request = None
        self._enter("closed")

    def inherit(self, device: DeviceState) -> None:
        """The engine that was joined has this device open already; one that was asked for here is opened in its place."""
        if self._phase in ("closed", "open"):
            self._request = device.request()
            self._enter("open", device)

    def asked(self, now_s: float) -> None:
        """The engine was asked."""
        self._asked = True
        self._due_s = now_s + (QUIET_ANSWER_S if self._phase == "reopening" else ANSWER_S)

    def opened(self, device: DeviceState) -> bool:
        """The engine opened it. Returns False, and nothing changes, if nobody wants one by now.

        After a loss this very device is wanted, not whatever is the default then.
        """
        if self._request is None:
            return False
        if device.backend == "portaudio":
            self._request = msgspec.structs.replace(
                self._request,
                host_api=device.host_api,
                input_device=device.input_device,
                output_device=device.output_device,
            )
        self._enter("open", device)
        return True

    def lost(self) -> None:
        """Its engine or its driver is gone."""
        if self._phase != "closed":
            self._enter("reopening")

    def failed(self, now_s: float) -> bool:
        """It could not be opened. Returns whether somebody is to be told; otherwise it is tried again, or nobody wants it."""
        if self._phase == "reopening":
            self._asked, self._due_s = False, now_s + RETRY_S
            return False
        was_wanted = self._phase != "closed"
        self.forget()
        return was_wanted

    def should_ask(self, now_s: float) -> bool:
        """Whether it is time to ask the engine."""
        return self._phase in ("opening", "reopening") and not self._asked and now_s >= self._due_s

    def is_overdue(self, now_s: float) -> bool:
        """Whether the engine should have answered by now."""
        return self._asked and now_s >= self._due_s

    def _enter(self, phase: DevicePhase, device: DeviceState | None = None) -> None:
        self._phase, self._device = phase, device
        self._asked, self._due_s = False, -math.inf
