"""From the document to the engine: plans, timelines and values, sent as the song changes.

Lives: window, main thread.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import msgspec

from app.edits.values import with_value
from app.engine.curve_plans import engine_row
from app.engine.headphone_plans import comfort_plan
from app.engine.monitor_plans import ControlRoom, monitor_plan
from app.engine.plan_builder import build_plan, build_timelines, bus_plan, channel_values
from app.engine.plan_context import PlanContext
from app.engine.ports import MixPort
from app.engine.practice import Practice
from app.engine.printing_plans import live_input
from app.engine.slots import SlotAllocator
from app.model.bus import Bus
from app.model.channel import Channel, Value, kind_of
from app.model.ids import TrackId
from app.model.parameters import parameter
from app.model.song import Song
from app.model.track import Track
from app.song.changes import Changes
from app.song.monitoring import MonitoringMode
from audio_engine.plan import MixPlan, MonitorPlan, TrackTimeline


class Listening(Protocol):
    """What a mix has to know of this machine."""

    @property
    def monitoring_mode(self) -> MonitoringMode:
        """How performers hear themselves."""

    @property
    def talkback_channel(self) -> int:
        """The device input of the talkback microphone, from 1; 0 for none."""

    @property
    def talkback_db(self) -> float:
        """The level of talkback in the headphones."""


class EngineLink:
    """Owns the slots. Before there is an engine it sends nothing; `push_everything` makes up for that."""

    def __init__(self, port: Callable[[], MixPort | None], listening: Listening, practice: Practice) -> None:
        self._port, self._practice = port, practice
        self._listening = listening
        self.slots = SlotAllocator()
        self.room = ControlRoom()
        self.inputs_muted = False  # from the next plan on: see MutedInputs
        self._played_instead: dict[TrackId, Track] = {}  # tracks that play something else than the song says

    def begin_song(self, song: Song) -> None:
        """Another song: fresh slots, and a control room that hears the master."""
        self.room = ControlRoom()
        self.slots = SlotAllocator()
        self._played_instead = {}
        self.slots.allocate_for(song)

    def push_everything(self, song: Song, folder: Path) -> None:
        """Send the whole song: to an engine that is new, or after its media came back."""
        self.slots.allocate_for(song)
        port = self._port()
        if port is not None:
            port.set_plan(self._plan(song))
            port.set_timelines(self._timelines(self._as_played(song), folder))
            port.set_loop(*self._loop(song))

    def push_timelines(self, song: Song, folder: Path, only: Iterable[TrackId] | None = None) -> None:
        """Send what tracks play and the loop again: something beside the song changed, such as the practice speed."""
        port = self._port()
        if port is not None:
            port.set_timelines(self._timelines(self._as_played(song), folder, only), self._loop(song))

    def push_plan(self, song: Song) -> None:
        """Send the mix again: something beside the song changed, such as the monitoring mode."""
        port = self._port()
        if port is not None:
            port.set_plan(self._plan(song))

    def apply_changes(self, song: Song, changes: Changes, folder: Path) -> None:
        """Send what changed and nothing else: values as values, clips as timelines, structure as a plan.

        Args:
            song: The song as it is now.
            changes: What differs from the song as it was sent last.
            folder: The song's, where its media lies.
        """
        self.slots.allocate_for(song)
        self._played_instead = {key: track for key, track in self._played_instead.items() if key not in changes.clips}
        port = self._port()
        if port is None:
            return
        if changes.structure:
            port.set_plan(self._plan(song))
        else:
            self._push_values(port, song, changes)
        if changes.clips:
            port.set_timelines(self._timelines(song, folder, changes.clips))
        if changes.transport:
            port.set_loop(*self._loop(song))

    def play_instead(self, song: Song, track: Track, folder: Path) -> None:
        """Play `track`, which the song need not hold, in place of its namesake until the next edit of its clips."""
        self._played_instead[track.id] = track
        port = self._port()
        if port is not None:
            port.set_timelines(self._timelines(self._as_played(song), folder, (track.id,)))

    def mute_playback(self, song: Song) -> None:
        """Play nothing until the next clip edit: for recording without playback."""
        port = self._port()
        if port is not None:
            port.set_timelines(
                [
                    TrackTimeline(slot, track.channels, ())
                    for track in song.tracks
                    for slot in (self.slots.slot(track.id), self.slots.key_slot(track.id))
                    if slot is not None
                ]
            )

    def ignore_loop(self) -> None:
        """Play and record straight on, whatever the song's loop says."""
        port = self._port()
        if port is not None:
            port.set_loop(False, 0, 0)

    def set_room(self, song: Song, room: ControlRoom) -> None:
        """Change what the control room hears and says."""
        self.room = room
        port = self._port()
        if port is not None:
            port.set_monitor(self._monitor(song))

    # automation

    def override(self, channel: Channel, path: str, on: bool) -> None:
        """While on, the value at the path wins over its curve.

        Raises:
            KeyError: If the channel or the send is gone.
        """
        port = self._port()
        if port is None:
            return
        row, index = engine_row(channel, path, self.slots)
        if isinstance(channel, Bus) and parameter(kind_of(channel), path).owner not in ("strip", "send"):
            index = self.slots.number(channel.id)  # an effect's own value belongs to the bus, not to its lanes
        lanes = channel.channels if isinstance(channel, Track) else 2
        port.set_override(self.slots.lane(channel), lanes, row, index, on)
        slot = self.slots.input_slot(channel.id) if isinstance(channel, Track) else None
        if slot is not None:
            port.set_override(slot, lanes, row, index, on)

    def show_value(self, song: Song, channel: Channel, path: str, value: Value) -> None:
        """Send a value that the song does not hold, until the next one that it does."""
        port = self._port()
        if port is not None:
            _push_channel(port, self._context(song), with_value(song, channel, path, value))

    def _push_values(self, port: MixPort, song: Song, changes: Changes) -> None:
        if changes.solo or changes.strips or changes.buses:
            context = self._context(song)
            for track in song.tracks:
                if changes.solo or track.id in changes.strips:
                    _push_channel(port, context, track)
            for bus in song.buses:
                if bus.id in changes.buses or (changes.solo and bus.kind not in ("master", "headphones")):
                    _push_channel(port, context, bus)
        if changes.monitor:
            port.set_monitor(self._monitor(song))

    def _plan(self, song: Song) -> MixPlan:
        mode, practice = self._listening.monitoring_mode, self._practice.time
        return build_plan(
            song, self.slots, mode, self._monitor(song), inputs_muted=self.inputs_muted, practice=practice
        )

    def _context(self, song: Song) -> PlanContext:
        return PlanContext(song, self.slots, practice=self._practice.time)

    def _timelines(self, song: Song, folder: Path, only: Iterable[TrackId] | None = None) -> list[TrackTimeline]:
        """What the tracks play, in practice time, without the parts that are left out."""
        made = build_timelines(song, self.slots, folder, only)
        silent = {self.slots.slot(track.id) for track in song.tracks if track.id in self._practice.left_out}
        return [
            msgspec.structs.replace(
                timeline, practice=self._practice.time, spans=() if timeline.slot in silent else timeline.spans
            )
            for timeline in made
        ]

    def _loop(self, song: Song) -> tuple[bool, int, int]:
        transport, time = song.transport, self._practice.time
        return (
            transport.loop_on,
            time.engine_frame(transport.loop_start_frame),
            time.engine_frame(transport.loop_end_frame),
        )

    def _monitor(self, song: Song) -> MonitorPlan:
        listening = self._listening
        self.slots.allocate_for(song)
        return monitor_plan(song, self.slots, self.room, listening.talkback_channel, listening.talkback_db)

    def _as_played(self, song: Song) -> Song:
        def played(track: Track) -> Track:
            other = self._played_instead.get(track.id)
            return track if other is None else replace(track, clips=other.clips, frozen=other.frozen)

        return replace(song, tracks=tuple(played(track) for track in song.tracks))


def _push_channel(port: MixPort, context: PlanContext, channel: Channel) -> None:
    slots = context.slots
    if isinstance(channel, Track):
        port.set_channel_values(slots.slot(channel.id), channel.channels, channel_values(context, channel))
        live, slot = live_input(channel, slots), slots.input_slot(channel.id)
        if live is not None and slot is not None:
            port.set_channel_values(slot, live.channels, channel_values(context, live))
    else:
        port.set_bus_values(slots.number(channel.id), bus_plan(context, channel))
        comfort = comfort_plan(context, channel)
        if comfort is not None:
            port.set_bus_values(comfort.number, comfort)
