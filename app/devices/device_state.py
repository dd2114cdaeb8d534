"""The audio device that the user wants, and whether it is open: one state machine, and what the window goes by.

                    open()                    opened()
    CLOSED ───────────────────► OPENING ───────────────────► OPEN
     ▲  ▲                         │  ▲                        │ │
     │  │  failed(), closed()     │  └──────── open() ────────┘ │
     │  └─────────────────────────┘                             │
     ├───────────────────── closed() ◄──────────────────────────┘
     │
     │ take_back()          lend(), from every state
    CLOSED ◄───────── LENT ◄──────────────────────────

CLOSED carries the `problem` that says why. `failed()` remembers a sound card as `awaited`: it is opened when it is there
again, until another device is chosen or opened. LENT: another process measures with the device.

How a lost device is opened again is the engine client's affair (`audio_engine/client/reopening.py`).

Lives: window, main thread.
"""

from typing import Literal

import msgspec

from app.messages.devices import wait_for_device
from app.problems import Refused
from audio_engine.protocol import DeviceRequest, DeviceState

Phase = Literal["closed", "opening", "open", "lent"]
Names = frozenset[tuple[str, str]]  # system and name of devices


class WantedDevice:
    """What is wanted, what is open and what went wrong. Every change comes through a method named after what happened."""

    def __init__(self) -> None:
        self._phase: Phase = "closed"
        self._requested: DeviceRequest | None = None
        self._inherited = False
        self._device: DeviceState | None = None
        self._problem = ""
        self._awaited: DeviceRequest | None = None
        self.tried_with: Names | None = None  # the devices that were there when `awaited` was tried last

    @property
    def phase(self) -> Phase:
        """The state it is in."""
        return self._phase

    @property
    def requested(self) -> DeviceRequest | None:
        """What was asked for last, at the song's rate."""
        return self._requested

    @property
    def chosen(self) -> DeviceRequest | None:
        """What was asked for last in this window; None for what another window had opened."""
        return None if self._inherited else self._requested

    @property
    def device(self) -> DeviceState | None:
        """The open device."""
        return self._device

    @property
    def problem(self) -> str:
        """Why no device is open, in one sentence; empty if there is nothing to say."""
        return self._problem

    @property
    def awaited(self) -> DeviceRequest | None:
        """A sound card that could not be opened and is tried again when it is there, or when other devices came or went."""
        return self._awaited

    def open(self, request: DeviceRequest, rate_hz: int, keep_seconds: float, *, engine_runs: bool) -> DeviceRequest:
        """A device is asked for.

        Args:
            request: The device that is wanted.
            rate_hz: The song's rate, which the device gets.
            keep_seconds: How much of every input the engine remembers.
            engine_runs: False before the engine starts: the request waits for it.

        Returns:
            The request for the engine.

        Raises:
            Refused: While another process has the device.
        """
        if self._phase == "lent":
            raise Refused(wait_for_device(self._problem))
        self._inherited = self._inherited and request is self._requested
        self._requested = msgspec.structs.replace(request, rate_hz=rate_hz, keep_seconds=keep_seconds)
        self._problem = ""
        if engine_runs:
            self._phase, self._device = "opening", None
        return self._requested

    def opened(self, device: DeviceState) -> None:
        """The engine opened it.

        The clock that stands in for a sound card leaves the awaited one awaited; a device that was lent meanwhile stays
        lent.
        """
        if self._phase == "lent":
            return
        self._phase, self._device, self._problem = "open", device, ""
        if device.backend == "portaudio":
            self.forget_awaited()

    def inherit(self, device: DeviceState | None) -> None:
        """The engine that was started or attached to has this device open; None for no device."""
        if device is not None and self._phase != "lent":
            self._phase, self._device = "open", device
            self._requested, self._inherited = device.request(), True

    def failed(self, sentence: str, *, alternative: bool) -> None:
        """It could not be opened; with an `alternative` that would work, nobody waits for it."""
        self.closed(sentence)
        requested = self._requested
        if not alternative and requested is not None and requested.backend == "portaudio":
            self._awaited, self.tried_with = requested, None

    def closed(self, sentence: str | None = None) -> None:
        """The device is closed, and why; without a sentence the last one stays."""
        self._device = None
        if sentence is not None:
            self._problem = sentence
        if self._phase != "lent":
            self._phase = "closed"

    def substituted(self, sentence: str) -> None:
        """Another device is being opened in place of the one that failed with `sentence`."""
        self._problem = sentence

    def lend(self, sentence: str) -> None:
        """Another process gets the device; `sentence` says why."""
        self._phase, self._device, self._problem = "lent", None, sentence

    def take_back(self) -> None:
        """The other process is done: a device may be opened again."""
        if self._phase == "lent":
            self._phase = "closed"

    def forget_awaited(self) -> None:
        """Another device was chosen."""
        self._awaited = self.tried_with = None
