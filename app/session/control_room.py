"""The control room: listening in to a headphone mix, talkback, and files that nobody else hears.

Lives: window, main thread.
"""

from dataclasses import replace

from app.devices.devices import Devices
from app.engine.audition import Audition
from app.engine.link import EngineLink
from app.engine.monitor_plans import ControlRoom
from app.engine.transport import Transport
from app.messages.devices import NO_HEADPHONE_OUTPUTS, NO_TALKBACK_INPUT, TALKBACK_NEEDS_CARD, TALKBACK_STOPPED_ONLY
from app.messages.song import gone
from app.model.channel import headphone_buses
from app.model.ids import BusId
from app.problems import Refused
from app.session.references import References
from app.song.document import Document
from app.song.monitoring import replaces_main_mix

TALKBACK_DB = (-40.0, 6.0)


class ControlRoomVerbs:
    """Verbs of the engineer, who may sit elsewhere than the performers."""

    def __init__(
        self,
        document: Document,
        transport: Transport,
        devices: Devices,
        link: EngineLink,
        audition: Audition,
        references: References,
    ) -> None:
        """`audition` plays a file to the control room alone; `references` plays references with it."""
        self.audition, self.references = audition, references
        self._document, self._transport, self._devices, self._link = document, transport, devices, link

    @property
    def state(self) -> ControlRoom:
        """What the control room hears and says."""
        return self._link.room

    def listen_in(self, bus_id: BusId | None) -> None:
        """Hear a headphone mix in place of the master; None: the master again.

        Raises:
            Refused: If the mix is no longer in the song.
        """
        song = self._document.song
        if bus_id is not None and all(bus.id != bus_id for bus in headphone_buses(song)):
            raise Refused(gone("headphone mix"))
        self._set(replace(self.state, listen_in=bus_id))

    def talk(self, on: bool) -> None:
        """Open or close the talkback microphone to all headphones, while the transport is stopped.

        Raises:
            Refused: With what is missing.
        """
        if on:
            self._check_talk()
        self._set(replace(self.state, talking=on))

    @property
    def talkback_input(self) -> int:
        """The device input of the talkback microphone, from 1; 0: none chosen, or this device has not so many."""
        device, chosen = self._devices.device, self._devices.talkback_channel
        return chosen if device is not None and chosen <= device.input_channels else 0

    @property
    def talkback_name(self) -> str:
        """The name of the talkback microphone's input; empty without one."""
        device, number = self._devices.device, self.talkback_input
        return self._devices.settings.input_name(device.input_device, number) if device is not None and number else ""

    def set_talkback_input(self, number: int) -> None:
        """Choose the talkback microphone among the inputs of the open device, from 1; 0: none.

        Raises:
            Refused: If no sound card is open.
        """
        device = self._devices.device
        if device is None or device.backend == "virtual":
            raise Refused(TALKBACK_NEEDS_CARD)
        self._devices.settings.talkback_inputs[device.input_device] = number
        self._devices.save_settings()
        self._set(self.state if number else replace(self.state, talking=False))

    def set_talkback_db(self, level_db: float) -> None:
        """Set the level of talkback in the headphones, -40 to +6 dB; it applies at once and `save_settings` keeps it."""
        self._devices.settings.talkback_db = min(max(level_db, TALKBACK_DB[0]), TALKBACK_DB[1])
        self._set(self.state)

    def poll(self) -> None:
        """Talkback ends when the transport starts and when its microphone goes, and does not come back by itself."""
        if self.state.talking and (self._transport.clock.state != "stopped" or not self.talkback_input):
            self._set(replace(self.state, talking=False))

    def _check_talk(self) -> None:
        if self._transport.clock.state != "stopped":
            raise Refused(TALKBACK_STOPPED_ONLY)
        if not self.talkback_input:
            raise Refused(NO_TALKBACK_INPUT)
        song = self._document.song
        phones = (bus for bus in headphone_buses(song) if bus.outputs and not bus.strip.mute)
        if all(replaces_main_mix(song, bus.outputs) for bus in phones):
            raise Refused(NO_HEADPHONE_OUTPUTS)

    def _set(self, control_room: ControlRoom) -> None:
        self._link.set_room(self._document.song, control_room)
