"""A quiet look, now and then, at which devices there are: a new one is offered, one that was wanted is opened.

What costs nothing is looked at every second; only where that changed, and seldom besides, a process lists the devices. It
never looks while anything rolls or records, nor while the window is not in use.

Lives: window, main thread; the list is asked for on a worker.
"""

import queue
import sys
import time
from collections.abc import Callable, Collection
from pathlib import Path

from app.devices.devices import Devices
from app.devices.probing import probed_devices
from app.documents.notices import NoticeBoard
from app.messages.devices import JACK_RUNNING, device_back, devices_connected
from app.tasks import Task
from audio_engine.probe import DeviceInfo
from audio_engine.protocol import DeviceRequest, is_jack

GLANCE_S = 1.0
SETTLE_S = 1.0  # from the first sign of a device until its driver is there
JACK_SERVER = "jack_sem*_system"
CLOSE_LOOK_S = 4.0  # while somebody looks at a list of devices
LOOK_S = 60.0 if sys.platform == "linux" else 10.0  # where no sign is given: Bluetooth, other systems

ListDevices = Callable[[], list[DeviceInfo]]


def sign_of_change() -> object:
    """What changes when a device comes or goes, as far as a glance can tell; None if this system gives no sign.

    Linux names its sound cards in files, and a JACK server leaves one in shared memory. Files of JACK's clients do not
    count: a look is such a client itself.
    """
    if sys.platform != "linux":
        return None
    return _names("/dev/snd", "*"), _text("/proc/asound/cards"), _names("/dev/shm", JACK_SERVER)


class DeviceWatch:
    """Off until somebody sets `active`: the window, while it is in use.

    Attributes:
        active: Whether it looks for its own sake.
        on_found: Called with the devices that are there, after each look, which is taken more often then: lists that
            somebody reads.
    """

    def __init__(
        self,
        devices: Devices,
        board: NoticeBoard,
        is_idle: Callable[[], bool],
        list_devices: ListDevices = lambda: probed_devices(gently=True),
        sign: Callable[[], object] = sign_of_change,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """`is_idle`: nothing rolls, records or is written."""
        self.active = False
        self.on_found: list[Callable[[list[DeviceInfo]], object]] = []
        self._devices, self._board, self._is_idle = devices, board, is_idle
        self._list_devices, self._sign, self._now = list_devices, sign, now
        self._found: queue.SimpleQueue[list[DeviceInfo] | None] = queue.SimpleQueue()
        self._looking = False
        self._known: set[tuple[str, str]] | None = None  # system and name; None before the first look
        self._seen: object = None
        self._glance_at = self._look_at = 0.0

    def poll(self) -> None:
        """Call as often as the session is polled."""
        if not self._found.empty():
            self._looking = False
            found = self._found.get()
            if found is not None and self._idle:
                self._take(found)
            elif found is not None:  # something began meanwhile: look again after it
                self._look_at = 0.0
        if not (self.active or self.on_found) or self._looking or not self._idle:
            return
        now = self._now()
        if self.on_found:
            self._look_at = min(self._look_at, now + CLOSE_LOOK_S)
        if now >= self._glance_at:
            self._glance_at = now + GLANCE_S
            seen = self._sign()
            if self._known is not None and seen != self._seen:
                self._look_at = min(self._look_at, now + SETTLE_S)
            self._seen = seen
        if now >= self._look_at:
            self._look_at = now + LOOK_S
            self._looking = True
            look = Task(self._list_devices)  # if a driver raises, the next look may tell
            look.start(self._found.put, lambda _problem: self._found.put(None), lambda call: call())

    @property
    def _idle(self) -> bool:
        return self._devices.phase in ("closed", "open", "reopening") and self._is_idle()

    def _take(self, found: list[DeviceInfo]) -> None:
        for listener in self.on_found:
            listener(found)
        there = {(device.host_api, device.name) for device in found}
        in_use = self._in_use()  # a driver may hide a device from others while it is open
        known = there if self._known is None else self._known | in_use  # one that came back and is open is not new
        fresh = [device for device in found if (device.host_api, device.name) not in known]
        self._known = there | in_use
        choice = self._devices.choice
        awaited = choice.awaited
        is_there = awaited is not None and _holds(found, awaited)
        before, choice.tried_with = choice.tried_with, frozenset(there) if is_there else frozenset()
        if awaited is not None and is_there:
            if before not in (None, choice.tried_with):  # at the first look it is what just failed
                self._bring_back(awaited)
        elif offered := [device for device in fresh if _is_hardware(device)]:
            self._offer(offered)

    def _in_use(self) -> set[tuple[str, str]]:
        device = self._devices.device
        return set() if device is None else {
            (device.host_api, device.input_device), (device.host_api, device.output_device),
        }  # fmt: skip

    def _bring_back(self, awaited: DeviceRequest) -> None:
        name = awaited.output_device or awaited.input_device or "The audio device"
        self._board.post("info", device_back(name))
        self._devices.reopen(awaited)

    def _offer(self, fresh: list[DeviceInfo]) -> None:
        """The first new one, of the system that is in use where it is there too."""
        device = self._devices.device
        system = device.host_api if device is not None else self._devices.settings.device.host_api
        new = next((one for one in fresh if one.host_api == system), fresh[0])
        where = "" if new.host_api == system or not system else f" ({new.host_api})"
        text = JACK_RUNNING if is_jack(new.host_api) else devices_connected([f"{new.name}{where}"])
        request = self._request_for(new)
        self._board.post("info", text, "Use it", lambda: self._devices.open(request))

    def _request_for(self, new: DeviceInfo) -> DeviceRequest:
        """Both ways where it has both; a microphone beside the outputs in use, headphones beside the inputs."""
        device = self._devices.device
        same = device is not None and device.host_api == new.host_api
        return DeviceRequest(
            host_api=new.host_api,
            input_device=new.name if new.inputs else device.input_device if same and device is not None else "",
            output_device=new.name if new.outputs else device.output_device if same and device is not None else "",
        )


def _is_hardware(device: DeviceInfo) -> bool:
    """Under JACK every program is a device; a card is what the server itself offers first."""
    return not is_jack(device.host_api) or device.default_input or device.default_output


def _holds(found: Collection[DeviceInfo], requested: DeviceRequest) -> bool:
    """Whether all is there that the request names; an unnamed device is any."""
    there = [device for device in found if requested.host_api in ("", device.host_api)]
    asked = [name for name in (requested.input_device, requested.output_device) if name]
    return bool(there) and all(any(device.name == name for device in there) for name in asked)


def _names(folder: str, pattern: str) -> tuple[str, ...]:
    try:
        return tuple(sorted(entry.name for entry in Path(folder).glob(pattern)))
    except OSError:
        return ()


def _text(path: str) -> str:
    try:
        return Path(path).read_text(errors="replace")
    except OSError:
        return ""
