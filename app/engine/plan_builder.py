"""From the document to the engine: song and folder become a mix plan and timelines. The only place that knows both.

Lives: window, main thread (pure; SlotAllocator remembers).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from app.edits.freezing import post_freeze_strip
from app.edits.joins import clip_span
from app.engine.curve_plans import curve_plans
from app.engine.headphone_plans import comfort_plans, comfort_sends, cue_values
from app.engine.monitor_plans import monitor_plan
from app.engine.plan_context import PlanContext
from app.engine.printing_plans import live_input, without_printing
from app.engine.rows import bus_values, strip_values
from app.engine.slots import SlotAllocator
from app.messages.song import not_in_folder
from app.model.bus import Bus
from app.model.channel import Channel, effect_buses
from app.model.ids import BusId, TrackId
from app.model.invariants import escapes_folder
from app.model.mix import MonitorSettings
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.problems import EditRefused
from app.song.monitoring import MonitoringMode, effective_monitoring
from app.song.side_chains import as_key, frozen_keys
from app.units import db_to_gain
from audio_engine.capacity import FIRST_EFFECT, MASTER_BUS, SENDS
from audio_engine.plan import (
    AS_WRITTEN,
    NO_KEY,
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClickPlan,
    ClickSegment,
    ClipSpan,
    MixPlan,
    MonitorPlan,
    PracticeTime,
    SendValues,
    StripValues,
    TrackTimeline,
)


def build_plan(
    song: Song,
    slots: SlotAllocator,
    monitoring: MonitoringMode = "tape",
    monitor: MonitorPlan | None = None,
    *,
    inputs_muted: bool = False,
    practice: PracticeTime = AS_WRITTEN,
) -> MixPlan:
    """The whole mix; gives slots to new channels.

    Args:
        song: The song.
        slots: The lanes and bus numbers of its channels.
        monitoring: How performers hear themselves on this machine.
        monitor: The control room; as the song says if left out.
        inputs_muted: No input is audible.
        practice: Where the engine plays each frame of the song.
    """
    context = PlanContext(song, slots, monitoring, inputs_muted, practice)
    return MixPlan(
        rate_hz=song.rate_hz,
        channels=tuple(plan for track in song.tracks for plan in _channel_plans(context, track)),
        buses=(*(bus_plan(context, bus) for bus in song.buses), *comfort_plans(context)),
        click=_click_plan(context),
        monitor=monitor or monitor_plan(song, slots),
    )


def without_listening(song: Song) -> Song:
    """The song as it leaves the program: nobody's monitor level and input, nothing listened to alone."""
    song = without_printing(song)
    return replace(
        song,
        tracks=tuple(
            replace(track, strip=replace(track.strip, listen="off")) if track.strip.listen != "off" else track
            for track in song.tracks
        ),
        buses=tuple(
            replace(bus, strip=replace(bus.strip, listen="off")) if bus.strip.listen != "off" else bus
            for bus in song.buses
        ),
        monitor=MonitorSettings(),
    )


def build_timelines(
    song: Song, slots: SlotAllocator, folder: Path, only: Iterable[TrackId] | None = None
) -> list[TrackTimeline]:
    """What the tracks play: all, or those in `only`; a removed track's slot gets an empty timeline.

    Raises:
        EditRefused: If a media file is outside the song's folder.
    """
    slots.allocate_for(song)
    requested = None if only is None else set(only)
    timelines, keys = [], frozen_keys(song)
    for track in song.tracks:
        if requested is None or track.id in requested:
            spans = _spans(track, folder)
            timelines.append(TrackTimeline(slots.slot(track.id), track.channels, spans, song.rate_hz))
            key_slot = slots.key_slot(track.id)
            if key_slot is not None:
                spans = _spans(as_key(track), folder) if track.id in keys else ()
                timelines.append(TrackTimeline(key_slot, track.channels, spans, song.rate_hz))
    gone = (requested or set()) - {track.id for track in song.tracks}
    in_use = {lane for track in song.tracks for lane in _lanes(slots, track.id)}
    for track_id in sorted(gone):
        if slots.holds(track_id) and in_use.isdisjoint(_lanes(slots, track_id)):
            timelines.append(TrackTimeline(slots.slot(track_id), slots.channels(track_id), ()))
    return timelines


def channel_values(context: PlanContext, channel: Channel) -> ChannelValues:
    """Targets of a track's or bus's strip, sends and headphone levels; mute, solo and VCA are resolved."""
    strip = audible_strip(channel)
    if isinstance(channel, Bus) and channel.kind == "headphones":
        on = 0.0 if strip.mute else 1.0
        return ChannelValues(StripValues(fader_gain=db_to_gain(strip.fader_db), pan=strip.pan, on=on))
    rows = strip_values(strip)
    values = rows._replace(
        fader_gain=rows.fader_gain * db_to_gain(context.audibility.vca_db(channel)),
        on=float(context.audibility.sounds(channel)),
        pfl=float(strip.listen == "pfl"),
        afl=float(strip.listen == "afl"),
        compressor_key_lane=_key_lane(context, strip.compressor.key),
    )
    return ChannelValues(values, _sends(context, channel), cue_values(context, channel))


def audible_strip(channel: Channel) -> StripSettings:
    """The strip that the engine runs: of a frozen track only what comes after the rendered part."""
    if isinstance(channel, Track) and channel.frozen is not None:
        return post_freeze_strip(channel.strip)
    return channel.strip


def bus_plan(context: PlanContext, bus: Bus) -> BusPlan:
    """A bus with its strip, its effect and its curves."""
    return BusPlan(
        number=context.slots.number(bus.id),
        kind=bus.kind,
        outputs=tuple(number - 1 for number in bus.resolved_outputs),
        output=_output(context, bus.output),
        values=channel_values(context, bus),
        effect=bus_values(bus, context.quarter_frames()),
        click_sound=bus.click_sound,
        curves=curve_plans(context, bus),
    )


@lru_cache(maxsize=8192)
def media_path(folder: Path, file: str) -> Path:
    """The absolute path of a media file of the song; one that leaves the folder is refused."""
    if escapes_folder(file):
        raise EditRefused(not_in_folder(file))
    return folder / file


def _channel_plans(context: PlanContext, track: Track) -> Iterator[ChannelPlan]:
    """One, another for the input of a track that prints it, and one for what side chains hear of a frozen track."""
    slots = context.slots
    live, slot = live_input(track, slots), slots.input_slot(track.id)
    if live is None or slot is None:
        yield _channel_plan(context, track, slots.slot(track.id), track.inputs)
    else:
        yield _channel_plan(context, track, slots.slot(track.id), ())
        yield _channel_plan(context, live, slot, live.inputs)
    key_slot = slots.key_slot(track.id)
    if key_slot is not None and track.id in context.frozen_keys:
        key = as_key(track)
        values = ChannelValues(strip_values(key.strip)._replace(on=0.0))
        yield ChannelPlan(key_slot, key.channels, monitoring="off", values=values, curves=curve_plans(context, key))


def _channel_plan(context: PlanContext, track: Track, slot: int, inputs: tuple[int, ...]) -> ChannelPlan:
    return ChannelPlan(
        slot=slot,
        channels=track.channels,
        inputs=tuple(number - 1 for number in inputs),
        armed=track.armed,
        monitoring=effective_monitoring(track, context.monitoring, muted=context.inputs_muted),
        output=_output(context, track.output),
        values=channel_values(context, track),
        curves=curve_plans(context, track),
    )


def _click_plan(context: PlanContext) -> ClickPlan:
    transport, practice = context.song.transport, context.practice
    return ClickPlan(
        on=transport.click_on,
        segments=tuple(
            ClickSegment(
                practice.exact_engine_frame(segment.start_frame),
                segment.beat_frames / practice.speed,
                segment.meter.click,
                segment.first_beat,
            )
            for segment in context.tempo.segments
        ),
        subdivision=transport.click_subdivision,
    )


def _output(context: PlanContext, output: BusId | None) -> int:
    return MASTER_BUS if output is None else context.slots.number(output)


def _key_lane(context: PlanContext, key: TrackId | None) -> float:
    slots = context.slots
    if key is None or not slots.holds(key):
        return NO_KEY
    key_slot = slots.key_slot(key) if key in context.frozen_keys else None
    return float(slots.slot(key) if key_slot is None else key_slot)


def _sends(context: PlanContext, channel: Channel) -> tuple[SendValues, ...]:
    """One for each number of an effect bus; silent where the strip sends nothing."""
    comfort = comfort_sends(context, channel)
    strip = audible_strip(channel)
    if not strip.sends and not comfort:
        return ()
    sends = [SendValues()] * SENDS
    effects = {bus.id for bus in effect_buses(context.song)}
    for send in strip.sends:
        if send.bus in effects:
            sends[context.slots.number(send.bus) - FIRST_EFFECT] = SendValues(
                gain=db_to_gain(send.level_db), pan=send.pan, own_pan=float(send.own_pan), pre=float(send.pre)
            )
    for number, values in comfort.items():
        sends[number - FIRST_EFFECT] = values
    return tuple(sends)


def _spans(track: Track, folder: Path) -> tuple[ClipSpan, ...]:
    frozen = track.frozen
    if frozen is not None:
        path = str(media_path(folder, frozen.file))
        return (ClipSpan(path, frozen.timeline_start_frame, 0, frozen.length_frames),)
    return tuple(clip_span(clip, str(media_path(folder, clip.file))) for clip in track.sounding_clips)


def _lanes(slots: SlotAllocator, track_id: TrackId) -> range:
    slot = slots.slot(track_id)
    return range(slot, slot + slots.channels(track_id))
