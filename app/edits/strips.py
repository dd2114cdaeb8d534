"""Channel strips: trim, fader, pan, mute, solo, sends and headphone levels.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, EditRefused, change_strip, clamp, clamp_db, find_bus, replace_strip
from app.edits.ranges import CUE_DB, FADER_DB, PAN, SEND_DB, TRIM_DB
from app.model.ids import BusId, TrackId
from app.model.song import Song
from app.model.strip import CueLevel, SendSettings, StripSettings


def set_trim_db(track_id: TrackId, trim_db: float) -> Edit:
    """-24 to +24 dB."""
    return Edit("Trim", lambda song: replace_strip(song, track_id, trim_db=clamp(trim_db, *TRIM_DB)))


def set_fader_db(track_id: TrackId, fader_db: float) -> Edit:
    """-inf to +6 dB."""
    return Edit("Fader", lambda song: replace_strip(song, track_id, fader_db=clamp_db(fader_db, *FADER_DB)))


def set_pan(track_id: TrackId, pan: float) -> Edit:
    """-1 left to +1 right."""
    return Edit("Pan", lambda song: replace_strip(song, track_id, pan=clamp(pan, *PAN)))


def set_mute(track_id: TrackId, mute: bool) -> Edit:
    return Edit("Mute" if mute else "Unmute", lambda song: replace_strip(song, track_id, mute=bool(mute)))


def set_solo(track_id: TrackId, solo: bool) -> Edit:
    return Edit("Solo" if solo else "Unsolo", lambda song: replace_strip(song, track_id, solo=bool(solo)))


def set_send_db(track_id: TrackId, bus_id: BusId, level_db: float) -> Edit:
    """-inf to +6 dB into a reverb or delay; a send at -inf is taken out."""

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        if bus.kind not in ("reverb", "delay"):
            raise EditRefused(f"{bus.name} is not an effect bus: sends go to reverbs and delays.")
        level = clamp_db(level_db, *SEND_DB)
        order = [candidate.id for candidate in song.buses]

        def change(strip: StripSettings) -> StripSettings:
            levels = {send.bus: send.level_db for send in strip.sends}
            levels[bus_id] = level
            kept = [SendSettings(key, db) for key, db in levels.items() if db != float("-inf")]
            kept.sort(key=lambda send: order.index(send.bus))
            return replace(strip, sends=tuple(kept))

        return change_strip(song, track_id, change)

    return Edit("Send", apply)


def set_cue_db(track_id: TrackId, bus_id: BusId, level_db: float) -> Edit:
    """-inf to +6 dB into a headphone mix, before fader, mute and solo."""

    def apply(song: Song) -> Song:
        bus = find_bus(song, bus_id)
        if bus.kind != "headphones":
            raise EditRefused(f"{bus.name} is not a headphone mix.")
        level = clamp_db(level_db, *CUE_DB)
        order = [candidate.id for candidate in song.buses]

        def change(strip: StripSettings) -> StripSettings:
            levels = {cue.bus: cue.level_db for cue in strip.cues}
            levels[bus_id] = level
            cues = sorted((CueLevel(key, db) for key, db in levels.items()), key=lambda cue: order.index(cue.bus))
            return replace(strip, cues=tuple(cues))

        return change_strip(song, track_id, change)

    return Edit("Headphone level", apply)
