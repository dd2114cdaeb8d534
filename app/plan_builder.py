"""From the document to the engine: song and folder become a mix plan and timelines. The only place that knows both.

Lives: window, main thread (pure but for SlotAllocator, which remembers).
"""

from collections.abc import Iterable
from pathlib import Path

from app.edits.edit import EditRefused
from app.model.automation import Curve
from app.model.bus import Bus
from app.model.ids import BusId, TrackId
from app.model.invariants import escapes_folder
from app.model.song import Song
from app.model.strip import MINUS_INFINITY_DB
from app.model.track import Track
from app.units import beats_to_frames, db_to_gain, frames_per_beat
from audio_engine.plan import (
    LANES,
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClickPlan,
    ClipSpan,
    CurvePlan,
    MixPlan,
    TrackTimeline,
)

DEFAULT_MASTER_OUTPUTS = (0, 1)  # device channels from 0


class SlotAllocator:
    """Gives each track its slot for life; a track that undo brings back gets its old one.

    Slots of removed tracks are given away only when no unused lane is left.
    """

    def __init__(self, lanes: int = LANES) -> None:
        self._lanes = lanes
        self._slots: dict[TrackId, tuple[int, int]] = {}  # track -> (slot, channels)

    def follow(self, song: Song) -> None:
        """Makes sure that every track of the song has a slot."""
        living = {track.id for track in song.tracks}
        for track in song.tracks:
            held = self._slots.get(track.id)
            if held is None or held[1] != track.channels:
                self._slots.pop(track.id, None)
                self._slots[track.id] = (self._free_slot(track.channels, living), track.channels)

    def slot(self, track_id: TrackId) -> int:
        """The first lane of a track that `follow` has seen."""
        return self._slots[track_id][0]

    def channels(self, track_id: TrackId) -> int:
        return self._slots[track_id][1]

    def holds(self, track_id: TrackId) -> bool:
        return track_id in self._slots

    def _free_slot(self, channels: int, living: set[TrackId]) -> int:
        slot = self._find(channels)
        if slot is None:
            for track_id in [track_id for track_id in self._slots if track_id not in living]:
                del self._slots[track_id]
            slot = self._find(channels)
        if slot is None:
            raise EditRefused(f"A song holds at most {self._lanes} channels of tracks.")
        return slot

    def _find(self, channels: int) -> int | None:
        taken = {lane for slot, count in self._slots.values() for lane in range(slot, slot + count)}
        step = 2 if channels == 2 else 1
        for slot in range(0, self._lanes - channels + 1, step):
            if taken.isdisjoint(range(slot, slot + channels)):
                return slot
        return None


def effect_buses(song: Song) -> tuple[Bus, ...]:
    """In send order."""
    return tuple(bus for bus in song.buses if bus.kind in ("reverb", "delay"))


def headphone_buses(song: Song) -> tuple[Bus, ...]:
    """In cue order."""
    return tuple(bus for bus in song.buses if bus.kind == "headphones")


def buses_in_plan_order(song: Song) -> tuple[Bus, ...]:
    """Master, effects, headphone mixes: a bus's place here is its index in the plan and in the meters."""
    return (song.master, *effect_buses(song), *headphone_buses(song))


def bus_index(song: Song, bus_id: BusId) -> int:
    return next(index for index, bus in enumerate(buses_in_plan_order(song)) if bus.id == bus_id)


def build_plan(song: Song, slots: SlotAllocator) -> MixPlan:
    """The whole mix; gives slots to new tracks."""
    slots.follow(song)
    return MixPlan(
        rate_hz=song.rate_hz,
        channels=tuple(_channel(song, track, slots.slot(track.id)) for track in song.tracks),
        buses=tuple(bus_plan(song, bus) for bus in buses_in_plan_order(song)),
        click=ClickPlan(
            on=song.transport.click_on,
            beat_frames=frames_per_beat(song.rate_hz, song.tempo_bpm),
            beats_per_bar=song.beats_per_bar,
        ),
    )


def build_timelines(
    song: Song, slots: SlotAllocator, folder: Path, only: Iterable[TrackId] | None = None
) -> list[TrackTimeline]:
    """What the tapes play: of all tracks, or of those in `only`; a removed track's slot gets an empty tape."""
    slots.follow(song)
    wanted = None if only is None else set(only)
    timelines = [
        TrackTimeline(slots.slot(track.id), track.channels, _spans(track, folder))
        for track in song.tracks
        if wanted is None or track.id in wanted
    ]
    gone = (wanted or set()) - {track.id for track in song.tracks}
    in_use = {lane for track in song.tracks for lane in _lanes(slots, track.id)}
    for track_id in sorted(gone):
        if slots.holds(track_id) and in_use.isdisjoint(_lanes(slots, track_id)):
            timelines.append(TrackTimeline(slots.slot(track_id), slots.channels(track_id), ()))
    return timelines


def channel_values(song: Song, track: Track) -> ChannelValues:
    """A strip's targets, with mute and solo resolved: any soloed track silences the others, never effect returns."""
    strip = track.strip
    sends = {send.bus: send.level_db for send in strip.sends}
    cues = {cue.bus: cue.level_db for cue in strip.cues}
    return ChannelValues(
        trim_gain=db_to_gain(strip.trim_db),
        fader_gain=db_to_gain(strip.fader_db),
        pan=strip.pan,
        on=1.0 if is_audible(song, track) else 0.0,
        send_gains=tuple(db_to_gain(sends.get(bus.id, MINUS_INFINITY_DB)) for bus in effect_buses(song)),
        cue_gains=tuple(db_to_gain(cues.get(bus.id, MINUS_INFINITY_DB)) for bus in headphone_buses(song)),
    )


def is_audible(song: Song, track: Track) -> bool:
    if track.strip.mute:
        return False
    return track.strip.solo or not any(other.strip.solo for other in song.tracks)


def bus_plan(song: Song, bus: Bus) -> BusPlan:
    """A bus; a soloed effect return silences the other returns only."""
    outputs = tuple(number - 1 for number in bus.outputs)
    if bus.kind == "master" and not outputs:
        outputs = DEFAULT_MASTER_OUTPUTS
    on = not bus.mute
    if bus.kind in ("reverb", "delay") and not bus.solo:
        on = on and not any(other.solo for other in effect_buses(song))
    return BusPlan(
        kind=bus.kind,
        outputs=outputs,
        fader_gain=db_to_gain(bus.fader_db),
        pan=bus.pan,
        on=1.0 if on else 0.0,
        click_gain=db_to_gain(bus.click_level_db) if bus.kind == "headphones" else 0.0,
        decay_s=bus.reverb.decay_s,
        pre_delay_ms=bus.reverb.pre_delay_ms,
        damping_hz=bus.delay.damping_hz if bus.kind == "delay" else bus.reverb.damping_hz,
        delay_frames=max(beats_to_frames(bus.delay.time_beats, song.rate_hz, song.tempo_bpm), 1),
        feedback=bus.delay.feedback,
    )


def media_path(folder: Path, file: str) -> Path:
    """The absolute path of a media file of the song; one that leaves the folder is refused."""
    if escapes_folder(file):
        raise EditRefused(f"{file!r} does not lie in the song's folder.")
    return folder / file


def _channel(song: Song, track: Track, slot: int) -> ChannelPlan:
    return ChannelPlan(
        slot=slot,
        channels=track.channels,
        inputs=tuple(number - 1 for number in track.inputs),
        armed=track.armed,
        monitoring=track.monitoring,
        values=channel_values(song, track),
        curves=tuple(plan for curve in track.curves if (plan := _curve(song, track, curve)) is not None),
    )


def _curve(song: Song, track: Track, curve: Curve) -> CurvePlan | None:
    """None for a curve without points, of an unknown value, or of `mute` where solo has silenced the track."""
    frames = tuple(point.timeline_frame for point in curve.points)
    values = tuple(point.value for point in curve.points)
    if not frames:
        return None
    if curve.path == "fader_db":
        return CurvePlan("fader_gain", 0, frames, tuple(db_to_gain(value) for value in values))
    if curve.path == "pan":
        return CurvePlan("pan", 0, frames, values)
    if curve.path == "mute":
        return CurvePlan("on", 0, frames, tuple(1.0 - value for value in values)) if is_audible(song, track) else None
    for index, bus in enumerate(effect_buses(song)):
        if curve.path == f"send/{bus.id}/level_db":
            return CurvePlan("send_gain", index, frames, tuple(db_to_gain(value) for value in values))
    return None


def _spans(track: Track, folder: Path) -> tuple[ClipSpan, ...]:
    return tuple(
        ClipSpan(
            path=str(media_path(folder, clip.file)),
            timeline_start_frame=clip.timeline_start_frame,
            file_start_frame=clip.file_start_frame,
            length_frames=clip.length_frames,
            gain=db_to_gain(clip.gain_db),
            fade_in_frames=clip.fade_in_frames,
            fade_out_frames=clip.fade_out_frames,
        )
        for clip in track.clips
    )


def _lanes(slots: SlotAllocator, track_id: TrackId) -> range:
    slot = slots.slot(track_id)
    return range(slot, slot + slots.channels(track_id))
