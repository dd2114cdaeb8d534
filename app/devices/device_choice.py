"""Which device was chosen, and why none is open: what a person knows of it, and no engine.

Whether a device is open, is being opened or was lost is the engine client's state machine
(`audio_engine/client/engine_device.py`); `Devices` reads it there.

Lives: window, main thread.
"""

import msgspec

from app.messages.devices import wait_for_device
from app.problems import Refused
from audio_engine.protocol import DeviceRequest, DeviceState

Names = frozenset[tuple[str, str]]  # system and name of devices


class DeviceChoice:
    """What was asked for and what went wrong. Every change comes through a method named after what happened.

    A sound card that failed is remembered as `awaited`: it is opened when it is there again, until another device is chosen
    or a sound card opens.
    """

    def __init__(self) -> None:
        self._requested: DeviceRequest | None = None
        self._inherited = False
        self._problem = ""
        self._lent_because = ""
        self._awaited: DeviceRequest | None = None
        self._refused: DeviceRequest | None = None
        self.tried_with: Names | None = None  # the devices that were there when `awaited` was tried last

    @property
    def requested(self) -> DeviceRequest | None:
        """What was asked for last, at the song's rate."""
        return self._requested

    @property
    def chosen(self) -> DeviceRequest | None:
        """What was asked for last in this window; None for what another window had opened."""
        return None if self._inherited else self._requested

    @property
    def is_lent(self) -> bool:
        """Whether another process has the device."""
        return bool(self._lent_because)

    @property
    def problem(self) -> str:
        """Why no device is open, in one sentence; empty if there is nothing to say."""
        return self._lent_because or self._problem

    @property
    def awaited(self) -> DeviceRequest | None:
        """A sound card that could not be opened and is tried again when it is there, or when other devices came or went."""
        return self._awaited

    @property
    def refused(self) -> DeviceRequest | None:
        """A sound card that cannot be opened as this song wants it; another song may have a rate that it can."""
        return self._refused

    def open(self, request: DeviceRequest, rate_hz: int, keep_seconds: float) -> DeviceRequest:
        """A device is asked for.

        Args:
            request: The device that is wanted.
            rate_hz: The song's rate, which the device gets.
            keep_seconds: How much of every input the engine remembers.

        Returns:
            The request for the engine.

        Raises:
            Refused: While another process has the device.
        """
        if self.is_lent:
            raise Refused(wait_for_device(self.problem))
        self._inherited = self._inherited and request is self._requested
        self._requested = msgspec.structs.replace(request, rate_hz=rate_hz, keep_seconds=keep_seconds)
        self._problem = ""
        return self._requested

    def opened(self, device: DeviceState) -> None:
        """The engine opened it. The clock that stands in for a sound card leaves the awaited one awaited."""
        self._problem = ""
        if device.backend == "portaudio":
            self.forget_awaited()

    def inherit(self, device: DeviceState | None) -> None:
        """The engine that was started or attached to has this device open; None for no device."""
        if device is not None and not self.is_lent:
            self._requested, self._inherited = device.request(), True

    def failed(self, sentence: str, *, alternative: bool) -> None:
        """It could not be opened; with an `alternative` that would work, nobody waits for it."""
        self.lost(sentence)
        requested = self._requested
        if requested is None or requested.backend != "portaudio":
            return
        if alternative:
            self._refused = requested
        else:
            self._awaited, self.tried_with = requested, None

    def lost(self, sentence: str) -> None:
        """What was asked for is not open, or something else in place of it; `sentence` says why."""
        self._problem = sentence

    def lend(self, sentence: str) -> None:
        """Another process gets the device; `sentence` says why."""
        self._lent_because = sentence

    def take_back(self) -> None:
        """The other process is done: a device may be opened again."""
        self._lent_because = ""

    def forget_awaited(self) -> None:
        """Another device was chosen."""
        self._awaited = self._refused = self.tried_with = None
