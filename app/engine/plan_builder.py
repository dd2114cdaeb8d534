"""From the document to the engine: song and folder become a mix plan and timelines. The only place that knows both.

Lives: window, main thread (pure; SlotAllocator remembers).
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from app.edits.freezing import after_the_rendered
from app.edits.joins import clip_span
from app.engine.curve_plans import curve_plans
from app.engine.headphone_plans import comfort_plans, comfort_sends, cue_values
from app.engine.monitor_plans import monitor_plan
from app.engine.printing_plans import heard_input, without_printing
from app.engine.slots import SlotAllocator
from app.engine.strip_rows import strip_row_values
from app.model.audibility import Audibility, audibility
from app.model.bus import Bus
from app.model.channel import Channel, effect_buses
from app.model.ids import BusId, TrackId
from app.model.invariants import escapes_folder
from app.model.mix import MonitorSettings
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.tempo_map import tempo_map
from app.model.track import Track
from app.problems import EditRefused
from app.song.monitoring import MonitoringMode, effective_monitoring
from app.song.side_chains import as_key, frozen_keys
from app.units import db_to_gain
from audio_engine.capacity import FIRST_EFFECT, MASTER_BUS, SENDS
from audio_engine.plan import (
    NO_KEY,
    BusPlan,
    ChannelPlan,
    ChannelValues,
    ClickPlan,
    ClickStretch,
    ClipSpan,
    EffectValues,
    MixPlan,
    MonitorPlan,
    SendValues,
    StripValues,
    TrackTimeline,
)


def build_plan(
    song: Song,
    slots: SlotAllocator,
    mode: MonitoringMode = "tape",
    monitor: MonitorPlan | None = None,
    inputs_muted: bool = False,
) -> MixPlan:
    """The whole mix; gives slots to new channels.

    Args:
        mode: How performers hear themselves on this machine.
        monitor: The control room; as the song says if left out.
        inputs_muted: No input is audible.
    """
    slots.follow(song)
    heard, keys = audibility(song), frozen_keys(song)
    return MixPlan(
        rate_hz=song.rate_hz,
        channels=tuple(
            plan
            for track in song.tracks
            for plan in _channel_plans(song, track, slots, heard, (mode, inputs_muted), keys)
        ),
        buses=(*(bus_plan(song, bus, slots, heard) for bus in song.buses), *comfort_plans(song, slots)),
        click=_click_plan(song),
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
    """What the tapes play: of all tracks, or of those in `only`; a removed track's slot gets an empty tape."""
    slots.follow(song)
    wanted = None if only is None else set(only)
    timelines, keys = [], frozen_keys(song)
    for track in song.tracks:
        if wanted is None or track.id in wanted:
            spans = _spans(track, folder)
            timelines.append(TrackTimeline(slots.slot(track.id), track.channels, spans, song.rate_hz))
            seat = slots.key_slot(track.id)
            if seat is not None:
                spans = _spans(as_key(track), folder) if track.id in keys else ()
                timelines.append(TrackTimeline(seat, track.channels, spans, song.rate_hz))
    gone = (wanted or set()) - {track.id for track in song.tracks}
    in_use = {lane for track in song.tracks for lane in _lanes(slots, track.id)}
    for track_id in sorted(gone):
        if slots.holds(track_id) and in_use.isdisjoint(_lanes(slots, track_id)):
            timelines.append(TrackTimeline(slots.slot(track_id), slots.channels(track_id), ()))
    return timelines


def channel_values(song: Song, channel: Channel, slots: SlotAllocator, heard: Audibility) -> ChannelValues:
    """Targets of a track's or bus's strip, sends and headphone levels; mute, solo and VCA are resolved."""
    strip = audible_strip(channel)
    if isinstance(channel, Bus) and channel.kind == "headphones":
        on = 0.0 if strip.mute else 1.0
        return ChannelValues(StripValues(fader_gain=db_to_gain(strip.fader_db), pan=strip.pan, on=on))
    rows = strip_row_values(strip)
    rows["fader_gain"] *= db_to_gain(heard.vca_db(channel))
    values = StripValues(
        **rows,
        on=float(heard.sounds(channel)),
        pfl=float(strip.listen == "pfl"),
        afl=float(strip.listen == "afl"),
        compressor_key_lane=_key_lane(song, strip.compressor.key, slots),
    )
    return ChannelValues(values, _sends(song, channel, slots), cue_values(song, channel, slots))


def audible_strip(channel: Channel) -> StripSettings:
    """The strip that the engine runs: of a frozen track only what comes after the rendered part."""
    if isinstance(channel, Track) and channel.frozen is not None:
        return after_the_rendered(channel.strip)
    return channel.strip


def bus_plan(song: Song, bus: Bus, slots: SlotAllocator, heard: Audibility) -> BusPlan:
    return BusPlan(
        number=slots.number(bus.id),
        kind=bus.kind,
        outputs=tuple(number - 1 for number in bus.heard_at),
        output=_output(bus.output, slots),
        values=channel_values(song, bus, slots, heard),
        effect=_effect_values(song, bus),
        reverb_kind=bus.reverb.kind,
        ping_pong=bus.delay.ping_pong,
        click_sound=bus.click_sound,
        curves=curve_plans(song, bus, slots, heard),
    )


def media_path(folder: Path, file: str) -> Path:
    """The absolute path of a media file of the song; one that leaves the folder is refused."""
    if escapes_folder(file):
        raise EditRefused(f"{file!r} is not in the song's folder.")
    return folder / file


def _channel_plans(
    song: Song,
    track: Track,
    slots: SlotAllocator,
    heard: Audibility,
    listening: tuple[MonitoringMode, bool],
    keys: frozenset[TrackId],
) -> Iterator[ChannelPlan]:
    """One, another for the input of a track that prints it, and one for what side chains hear of a frozen track."""
    apart, slot = heard_input(track, slots), slots.input_slot(track.id)
    if apart is None or slot is None:
        yield _channel_plan(song, track, slots.slot(track.id), track.inputs, slots, heard, listening)
    else:
        yield _channel_plan(song, track, slots.slot(track.id), (), slots, heard, listening)
        yield _channel_plan(song, apart, slot, apart.inputs, slots, heard, listening)
    seat = slots.key_slot(track.id)
    if seat is not None and track.id in keys:
        key = as_key(track)
        values = ChannelValues(StripValues(**strip_row_values(key.strip), on=0.0))
        curves = curve_plans(song, key, slots, heard)
        yield ChannelPlan(seat, key.channels, monitoring="off", values=values, curves=curves)


def _channel_plan(
    song: Song,
    track: Track,
    slot: int,
    inputs: tuple[int, ...],
    slots: SlotAllocator,
    heard: Audibility,
    listening: tuple[MonitoringMode, bool],
) -> ChannelPlan:
    return ChannelPlan(
        slot=slot,
        channels=track.channels,
        inputs=tuple(number - 1 for number in inputs),
        armed=track.armed,
        monitoring=effective_monitoring(track, listening[0], muted=listening[1]),
        output=_output(track.output, slots),
        values=channel_values(song, track, slots, heard),
        curves=curve_plans(song, track, slots, heard),
    )


def _click_plan(song: Song) -> ClickPlan:
    return ClickPlan(
        on=song.transport.click_on,
        stretches=tuple(
            ClickStretch(held.start_frame, held.beat_frames, held.meter.click, held.first_beat)
            for held in tempo_map(song).stretches
        ),
        subdivision=song.transport.click_subdivision,
    )


def _output(output: BusId | None, slots: SlotAllocator) -> int:
    return MASTER_BUS if output is None else slots.number(output)


def _key_lane(song: Song, key: TrackId | None, slots: SlotAllocator) -> float:
    if key is None or not slots.holds(key):
        return NO_KEY
    apart = slots.key_slot(key) if key in frozen_keys(song) else None
    return float(slots.slot(key) if apart is None else apart)


def _sends(song: Song, channel: Channel, slots: SlotAllocator) -> tuple[SendValues, ...]:
    """One for each number of an effect bus; silent where the strip sends nothing."""
    comfort = comfort_sends(song, channel, slots)
    strip = audible_strip(channel)
    if not strip.sends and not comfort:
        return ()
    sends = [SendValues()] * SENDS
    effects = {bus.id for bus in effect_buses(song)}
    for send in strip.sends:
        if send.bus in effects:
            sends[slots.number(send.bus) - FIRST_EFFECT] = SendValues(
                gain=db_to_gain(send.level_db), pan=send.pan, own_pan=float(send.own_pan), pre=float(send.pre)
            )
    for number, values in comfort.items():
        sends[number - FIRST_EFFECT] = values
    return tuple(sends)


def _effect_values(song: Song, bus: Bus) -> EffectValues:
    quarter_frames = tempo_map(song).quarter_frames()
    return EffectValues(
        decay_s=bus.reverb.decay_s,
        pre_delay_ms=bus.reverb.pre_delay_ms,
        damping_hz=bus.delay.damping_hz if bus.kind == "delay" else bus.reverb.damping_hz,
        delay_frames=max(round(bus.delay.time_beats * quarter_frames), 1),
        feedback=bus.delay.feedback,
        low_cut_hz=bus.delay.low_cut_hz,
        rate_hz=bus.chorus.rate_hz,
        depth_ms=bus.chorus.depth_ms,
        delay_ms=bus.chorus.delay_ms,
        limiter_on=float(bus.limiter.on),
        ceiling_db=bus.limiter.ceiling_db,
        limiter_release_ms=bus.limiter.release_ms,
        click_gain=db_to_gain(bus.click_level_db) if bus.kind in ("headphones", "master") else 0.0,
    )


def _spans(track: Track, folder: Path) -> tuple[ClipSpan, ...]:
    frozen = track.frozen
    if frozen is not None:
        path = str(media_path(folder, frozen.file))
        return (ClipSpan(path, frozen.timeline_start_frame, 0, frozen.length_frames),)
    return tuple(clip_span(clip, str(media_path(folder, clip.file))) for clip in track.clips)


def _lanes(slots: SlotAllocator, track_id: TrackId) -> range:
    slot = slots.slot(track_id)
    return range(slot, slot + slots.channels(track_id))
