"""The engine as the session sees it: what goes to it when the song changes, and which device is open.

Lives: window, main thread.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from app.devices.settings import Settings
from app.edits.values import with_value
from app.engine.curve_plans import engine_row
from app.engine.headphone_plans import comfort_numbers, comfort_plan
from app.engine.input_meters import InputMeters
from app.engine.monitor_plans import ControlRoom, monitor_plan
from app.engine.plan_builder import build_plan, build_timelines, bus_plan, channel_values
from app.engine.printing_plans import heard_input
from app.engine.slots import SlotAllocator
from app.model.audibility import Audibility, audibility
from app.model.bus import Bus
from app.model.channel import Channel, Value, kind_of
from app.model.ids import TrackId
from app.model.parameters import parameter
from app.model.song import Song
from app.model.track import Track
from app.problems import Refused
from app.song.changes import Changes
from app.song.monitoring import MonitoringMode
from audio_engine.client.process import EngineProblem
from audio_engine.client.readings import ClockReading, MeterReading, Scope, silence
from audio_engine.plan import (
    BusPlan,
    ChannelValues,
    MixPlan,
    MonitorPlan,
    TrackTimeline,
)
from audio_engine.protocol import DeviceRequest, DeviceState, EngineEvent, PassRequest

_log = logging.getLogger(__name__)

KEPT_S = 60.0  # of every input, for a take made afterwards
IDLE_CLOCK = ClockReading("stopped", 0, 0, False, 0, 0, 0.0, 0.0)


class Readers(Protocol):
    """What can be read of an engine at any time."""

    def clock(self) -> ClockReading: ...
    def clear_load_peak(self) -> None: ...
    def meters(self) -> MeterReading: ...
    def scope(self, frames: int) -> Scope: ...


class Controller(Protocol):
    """What the session asks of an EngineClient; tests bring their own."""

    @property
    def readers(self) -> Readers: ...
    @property
    def running_pass(self) -> PassRequest | None: ...
    @property
    def device(self) -> DeviceState | None: ...
    @property
    def mix_delay_frames(self) -> int: ...
    @property
    def lost_engine_is_dead(self) -> bool: ...
    def start(self, song_folder: Path | None = None, *, wait: bool = True) -> None: ...
    def open_device(self, request: DeviceRequest) -> None: ...
    def close_device(self) -> None: ...
    def set_plan(self, plan: MixPlan) -> None: ...
    def set_timelines(self, timelines: list[TrackTimeline]) -> None: ...
    def set_channel_values(self, slot: int, channels: int, values: ChannelValues) -> None: ...
    def set_bus_values(self, number: int, plan: BusPlan) -> None: ...
    def set_monitor(self, plan: MonitorPlan) -> None: ...
    def set_override(self, slot: int, channels: int, parameter: str, index: int, on: bool) -> None: ...
    def watch(self, lane: int = -1, input_channel: int | None = None) -> None: ...
    def reset_loudness(self) -> None: ...
    def play(self) -> None: ...
    def stop(self) -> None: ...
    def locate(self, frame: int) -> None: ...
    def set_loop(self, on: bool, start: int, end: int) -> None: ...
    def start_pass(self, request: PassRequest) -> None: ...
    def start_retrospective_pass(self, request: PassRequest, seconds: float) -> None: ...
    def answer_retrospective(self, done: bool, sentence: str) -> None: ...
    def take_passes(self, ids: list[str]) -> None: ...
    def poll(self) -> list[EngineEvent]: ...
    def close(self) -> None: ...
    def detach(self) -> None: ...


class EngineLink:
    """Owns the controller and the seats. Before `start` it answers like a stopped engine."""

    def __init__(self, factory: Callable[[], Controller], settings: Settings) -> None:
        self._factory = factory
        self._settings = settings
        self.controller: Controller | None = None
        self.slots = SlotAllocator()
        self.requested: DeviceRequest | None = None
        self.inherited = False  # what another window had opened is requested, in exact words, and nobody chose it here
        self.device: DeviceState | None = None
        self.device_problem = ""
        self.opening = False
        self.lent = False  # another process measures with the device: see release_device
        self.room = ControlRoom()
        self.inputs_held = False  # armed inputs are not heard yet: see hold_inputs
        self._input_meters = InputMeters()
        self._watched = -1
        self._watched_input: int | None = None  # it goes before the lane
        self._shown: dict[TrackId, Track] = {}  # tapes that play something else than the song says

    # the process

    def start(self, folder: Path | None, *, wait: bool = True) -> None:
        """Starts an engine, or attaches to the one that records this song. Refused where neither works; without `wait` the
        device that is opened next says so."""
        if self.controller is not None:
            return
        controller = self._factory()
        _log.info("Starting an engine for %s.", folder or "no song")
        try:
            controller.start(folder, wait=wait)
        except (EngineProblem, TimeoutError) as problem:
            raise Refused(str(problem)) from None
        self.controller = controller
        self.device = controller.device
        if self.device is not None:  # of the engine attached to
            self.requested, self.inherited = self.device.request(), True

    def close(self) -> None:
        """Ends the engine; a running pass is closed and kept."""
        if self.controller is not None:
            self.controller.close()
        self.controller, self.device, self.opening = None, None, False

    def detach(self) -> None:
        """Leaves the engine running, with the pass that it records."""
        if self.controller is not None:
            self.controller.detach()
        self.controller, self.device, self.opening = None, None, False

    # the document

    def begin_song(self, song: Song) -> None:
        """Fresh seats for another song, and a room that hears the master."""
        self.room = ControlRoom()
        self.slots = SlotAllocator()
        self._watched = -1
        self._shown = {}
        self.slots.follow(song)

    def push_everything(self, song: Song, folder: Path) -> None:
        self.slots.follow(song)
        if self.controller is None:
            return
        self.controller.set_plan(self._plan(song))
        self.controller.set_timelines(build_timelines(self._as_shown(song), self.slots, folder))
        self._push_loop(song)
        self._push_watched()

    def follow(self, song: Song, changes: Changes, folder: Path) -> None:
        """Sends what changed and nothing else: values as values, clips as tapes, structure as a plan."""
        self.slots.follow(song)
        self._shown = {key: track for key, track in self._shown.items() if key not in changes.clips}
        controller = self.controller
        if controller is None:
            return
        if changes.structure:
            controller.set_plan(self._plan(song))
        else:
            self._push_values(controller, song, changes)
        if changes.clips:
            controller.set_timelines(build_timelines(song, self.slots, folder, changes.clips))
        if changes.transport:
            self._push_loop(song)

    def show_tape(self, song: Song, track: Track, folder: Path) -> None:
        """The track's tape plays `track`, which the song need not hold, until the next edit of its clips. A new engine
        is told again."""
        self._shown[track.id] = track
        if self.controller is not None:
            self.controller.set_timelines(build_timelines(self._as_shown(song), self.slots, folder, (track.id,)))

    def silence_tapes(self, song: Song) -> None:
        """Plays nothing until the next clip edit: for recording without playback."""
        if self.controller is not None:
            self.controller.set_timelines(
                [
                    TrackTimeline(slot, track.channels, ())
                    for track in song.tracks
                    for slot in (self.slots.slot(track.id), self.slots.key_slot(track.id))
                    if slot is not None
                ]
            )

    def ignore_loop(self) -> None:
        """Plays and records straight on, whatever the song's loop says."""
        if self.controller is not None:
            self.controller.set_loop(False, 0, 0)

    def watch(self, lane: int) -> None:
        """The lane whose samples `scope` brings; -1 for none. A new engine is told again."""
        self._watched = lane
        self._push_watched()

    def watch_input(self, channel: int | None) -> None:
        """A device input, counted from 0, as the sound that `scope` shows as `before`; None: the watched lane again."""
        self._watched_input = channel
        self._push_watched()

    def scope(self, frames: int) -> Scope | None:
        return None if self.controller is None else self.controller.readers.scope(frames)

    def reset_loudness(self) -> None:
        if self.controller is not None:
            self.controller.reset_loudness()

    def hold_inputs(self, on: bool) -> None:
        """While on, no input is heard, from the next plan on: of a song that was just opened, whose armed microphone may
        stand before the loudspeakers."""
        self.inputs_held = on

    # automation

    def override(self, channel: Channel, path: str, on: bool) -> None:
        """While on, the value at the path wins over its curve."""
        if self.controller is None:
            return
        row, index = engine_row(channel, path, self.slots)
        if isinstance(channel, Bus) and parameter(kind_of(channel), path).owner not in ("strip", "send"):
            index = self.slots.number(channel.id)  # an effect's own value belongs to the bus, not to its lanes
        lanes = channel.channels if isinstance(channel, Track) else 2
        self.controller.set_override(self.slots.lane(channel), lanes, row, index, on)
        slot = self.slots.input_slot(channel.id) if isinstance(channel, Track) else None
        if slot is not None:
            self.controller.set_override(slot, lanes, row, index, on)

    def show_value(self, song: Song, channel: Channel, path: str, value: Value) -> None:
        """Sends a value that the song does not hold, until the next one that it does."""
        if self.controller is not None:
            shown = with_value(song, channel, path, value)
            self._push_channel(self.controller, song, shown, audibility(song))

    # the device

    def open_device(self, request: DeviceRequest, rate_hz: int) -> None:
        """Asks for the device at the song's rate; the answer comes as an event. Refused while another process has it."""
        if self.lent:
            raise Refused(f"{self.device_problem} Wait until that is done.")
        kept_s = KEPT_S if self._settings.retrospective_on else 0.0
        self.inherited = self.inherited and request is self.requested
        self.requested = msgspec.structs.replace(request, rate_hz=rate_hz, keep_seconds=kept_s)
        self.device_problem = ""
        if self.controller is not None:
            self.device, self.opening = None, True
            _log.info("Opening %s.", self.requested)
            self.controller.open_device(self.requested)

    def release_device(self, sentence: str) -> None:
        """Lets another process have the device until `take_device_back`; `sentence` says why."""
        self.device, self.device_problem, self.lent = None, sentence, True
        if self.controller is not None:
            self.controller.close_device()

    def take_device_back(self) -> None:
        """The other process is done: a device may be opened again."""
        self.lent = False

    def set_room(self, song: Song, room: ControlRoom) -> None:
        """What the room hears and says from now on."""
        self.room = room
        if self.controller is not None:
            self.controller.set_monitor(self._monitor(song))

    def push_plan(self, song: Song) -> None:
        if self.controller is not None:
            self.controller.set_plan(self._plan(song))

    def device_opened(self, device: DeviceState) -> None:
        self.device, self.device_problem, self.opening = device, "", False
        self._push_watched()  # the engine may be another one than before

    def device_gone(self, sentence: str) -> None:
        self.device, self.device_problem, self.opening = None, sentence, False

    @property
    def awaits_device(self) -> bool:
        """None is open, none is being opened, and none is lent out."""
        return self.device is None and not self.opening and not self.lent

    @property
    def way(self) -> MonitoringMode:
        """How performers hear themselves with the open device; tape-style until somebody says otherwise."""
        return "tape" if self.device is None else self._settings.monitoring.get(self.device.input_device, "tape")

    @property
    def device_sentence(self) -> str:
        if self.device is None:
            if self.opening:
                return "The audio device is being opened."
            return self.device_problem or "No audio device is open."
        if self.device.backend == "virtual":
            return "No sound card: the virtual device keeps time and makes no sound."
        device = self.device
        same = device.input_device == device.output_device
        names = device.output_device if same else f"{device.input_device} and {device.output_device}"
        names = names or device.host_api
        return (
            f"{names} at {device.rate_hz / 1000:g} kHz in blocks of {device.block_frames} frames: "
            f"{device.input_channels} in, {device.output_channels} out."
        )

    @property
    def latency_measured(self) -> bool:
        return self.device is not None and self._settings.measured_latency(self.device) is not None

    @property
    def latency_frames(self) -> int:
        """The round trip: measured on this very device, rate and block, else what the driver reports."""
        if self.device is None:
            return 0
        measured = self._settings.measured_latency(self.device)
        return self.device.round_trip_frames if measured is None else measured.round_trip_frames

    @property
    def recording_offset_frames(self) -> int:
        """How much later than measured takes are placed with this device, as somebody set it by hand; negative: earlier."""
        return 0 if self.device is None else self._settings.recording_offset(self.device)

    @property
    def take_latency_frames(self) -> int:
        """What is taken off a take: the round trip, the delay of what its performer hears, and the offset set by hand."""
        return max(0, self.latency_frames + self.mix_delay_frames - self.recording_offset_frames)

    @property
    def mix_delay_frames(self) -> int:
        """How much later than the tape a performer hears the mix inside the engine (look-ahead, oversampling)."""
        return 0 if self.controller is None else self.controller.mix_delay_frames

    def meters(self, song: Song | None) -> MeterReading:
        """Silence before there is an engine; inputs show on their tracks."""
        if self.controller is None:
            return silence()
        reading = self.controller.readers.meters()
        return reading if song is None else self._input_meters.show(reading, song, self.slots)

    def clock(self) -> ClockReading:
        return IDLE_CLOCK if self.controller is None else self.controller.readers.clock()

    def clear_load_peak(self) -> None:
        if self.controller is not None:
            self.controller.readers.clear_load_peak()

    def _push_values(self, controller: Controller, song: Song, changes: Changes) -> None:
        heard = audibility(song) if changes.solo or changes.strips or changes.buses else None
        if heard is not None:
            for track in song.tracks:
                if changes.solo or track.id in changes.strips:
                    self._push_channel(controller, song, track, heard)
            for bus in song.buses:
                if bus.id in changes.buses or (changes.solo and bus.kind not in ("master", "headphones")):
                    self._push_channel(controller, song, bus, heard)
        if changes.monitor:
            controller.set_monitor(self._monitor(song))

    def _push_channel(self, controller: Controller, song: Song, channel: Channel, heard: Audibility) -> None:
        if isinstance(channel, Track):
            values = channel_values(song, channel, self.slots, heard)
            controller.set_channel_values(self.slots.slot(channel.id), channel.channels, values)
            apart, slot = heard_input(channel, self.slots), self.slots.input_slot(channel.id)
            if apart is not None and slot is not None:
                controller.set_channel_values(slot, apart.channels, channel_values(song, apart, self.slots, heard))
        else:
            controller.set_bus_values(self.slots.number(channel.id), bus_plan(song, channel, self.slots, heard))
            comfort = comfort_numbers(song, self.slots).get(channel.id)
            if comfort is not None:
                plan = comfort_plan(channel, comfort, self.slots.number(channel.id))
                controller.set_bus_values(comfort, plan)

    def _plan(self, song: Song) -> MixPlan:
        self.slots.follow(song)
        return build_plan(song, self.slots, self.way, self._monitor(song), self.inputs_held)

    def _monitor(self, song: Song) -> MonitorPlan:
        talkback = 0 if self.device is None else self._settings.talkback_inputs.get(self.device.input_device, 0)
        return monitor_plan(song, self.slots, self.room, talkback, self._settings.talkback_db)

    def _as_shown(self, song: Song) -> Song:
        def shown(track: Track) -> Track:
            other = self._shown.get(track.id)
            return track if other is None else replace(track, clips=other.clips, frozen=other.frozen)

        return replace(song, tracks=tuple(shown(track) for track in song.tracks))

    def _push_watched(self) -> None:
        if self.controller is not None:
            self.controller.watch(self._watched, self._watched_input)

    def _push_loop(self, song: Song) -> None:
        if self.controller is not None:
            loop = song.transport
            self.controller.set_loop(loop.loop_on, loop.loop_start_frame, loop.loop_end_frame)
