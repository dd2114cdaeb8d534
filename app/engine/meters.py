"""Levels, spectra and loudness of the open song.

Lives: window, main thread.
"""

from collections.abc import Callable

from app.edits.edit import find_channel
from app.engine.input_meters import InputMeters
from app.engine.ports import MeterPort
from app.engine.slots import SlotAllocator
from app.model.channel import ChannelId
from app.model.ids import BusId
from app.song.document import Document
from audio_engine.client.readings import MeterReading, Scope, silence

SCOPE_FRAMES = 8192


class Meters:
    """Before there is an engine everything is silent."""

    def __init__(
        self, port: Callable[[], MeterPort | None], slots: Callable[[], SlotAllocator], document: Document
    ) -> None:
        self._port, self._slots, self._document = port, slots, document
        self._inputs = InputMeters()
        self._watched_lane = -1
        self._watched_input: int | None = None  # shown in place of the lane

    def begin_song(self) -> None:
        """Nothing of another song is watched."""
        self._watched_lane = -1

    @property
    def reading(self) -> MeterReading:
        """All levels. Reading clears the peaks: once a frame, in one place. Inputs show on their tracks."""
        port, document = self._port(), self._document
        if port is None:
            return silence()
        reading = port.readers.meters()
        return self._inputs.show(reading, document.song, self._slots()) if document.has_song else reading

    def lane_of(self, channel_id: ChannelId) -> int:
        """The first lane of a channel's strip; -1 for a headphone mix, which has none."""
        return self._slots().lane(find_channel(self._document.song, channel_id))

    def bus_number(self, bus_id: BusId) -> int:
        """The row of a bus in the `bus_` arrays of a reading."""
        return self._slots().number(bus_id)

    def watch(self, channel_id: ChannelId | None) -> None:
        """Choose the channel whose sound `scope` brings, before and after its strip; None for nobody's."""
        self._watched_lane = -1 if channel_id is None else self.lane_of(channel_id)
        self.push_watched()

    def watch_input(self, number: int | None) -> None:
        """A device input, counted from 0, as the sound that `scope` shows as `before`; None: the watched channel again."""
        self._watched_input = number
        self.push_watched()

    def push_watched(self) -> None:
        """Send again what is watched: the engine may be another one than before."""
        port = self._port()
        if port is not None:
            port.watch(self._watched_lane, self._watched_input)

    def scope(self, frames: int = SCOPE_FRAMES) -> Scope | None:
        """The newest frames of the master and of the watched channel; None without an engine."""
        port = self._port()
        return None if port is None else port.readers.scope(frames)

    def reset_loudness(self) -> None:
        """Restart integrated loudness, range and maxima."""
        port = self._port()
        if port is not None:
            port.reset_loudness()
