"""Whether two states of a song sound alike: a hash of everything that affects a bounce, and of nothing else.

It is stored in song.json, so it must stay what it was through changes of the program. It is made of plain values: a class
that is renamed changes nothing, nor does a field that is added, until it is set.

Lives: any thread (pure).
"""

import hashlib
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from typing import Any

from app.model.automation import Breakpoint, Curve
from app.model.bus import Bus
from app.model.bus_types import ChorusSettings, DelaySettings, LimiterSettings, ReverbSettings
from app.model.channel import Channel
from app.model.clip import Clip
from app.model.song import Song
from app.model.strip import (
    BandSettings,
    CompressorSettings,
    DeEsserSettings,
    EqSettings,
    FilterSettings,
    GateSettings,
    SaturationSettings,
    SendSettings,
    StripSettings,
)
from app.model.tempo import TempoChange
from app.model.track import FrozenAudio, Track

# What version 6 of the song format had of each class, and what the class was called then: the hashes in its songs are of
# texts with these names. Nothing is ever changed or added here.
_VERSION_6: dict[type, tuple[str, str]] = {
    Clip: (
        "Clip",
        "id name file timeline_start_frame file_start_frame length_frames gain_db fade_in_frames fade_out_frames take "
        "cross_in_frames cross_out_frames auto_edges",
    ),
    FrozenAudio: ("FrozenAudio", "file timeline_start_frame length_frames channels"),
    Curve: ("Curve", "path points"),
    Breakpoint: ("Breakpoint", "timeline_frame value bend"),
    StripSettings: (
        "StripSettings",
        "trim_db polarity high_pass low_pass gate eq compressor de_esser saturation width fader_db pan mute solo solo_safe "
        "listen sends cues",
    ),
    FilterSettings: ("FilterSettings", "on frequency_hz slope"),
    GateSettings: ("GateSettings", "on threshold_db range_db attack_ms hold_ms release_ms hysteresis_db"),
    EqSettings: ("EqSettings", "on low low_mid high_mid high"),
    BandSettings: ("BandSettings", "frequency_hz gain_db q shape"),
    CompressorSettings: (
        "CompressorSettings",
        "on threshold_db ratio knee_db attack_ms release_ms makeup_db mix key_filter_hz key before_eq",
    ),
    DeEsserSettings: ("DeEsserSettings", "on frequency_hz threshold_db range_db"),
    SaturationSettings: ("SaturationSettings", "on drive_db mix"),
    SendSettings: ("SendSettings", "bus level_db pre own_pan pan"),
    ReverbSettings: ("ReverbSettings", "kind decay_s pre_delay_ms damping_hz"),
    DelaySettings: ("DelaySettings", "time_beats feedback damping_hz low_cut_hz ping_pong"),
    ChorusSettings: ("ChorusSettings", "rate_hz depth_ms delay_ms"),
    LimiterSettings: ("LimiterSettings", "on ceiling_db release_ms"),
}
# Later fields that affect no bounce.
_INAUDIBLE: dict[type, tuple[str, ...]] = {Clip: ("locked", "colour", "processing", "follows_tempo")}

_PLAIN = frozenset((float, int, bool, str, type(None)))  # most of what there is: looked at first
_MOST_TEXTS = 1000
_last_texts: dict[str, tuple[Channel, str]] = {}
_last_hash: list[tuple[Song, str]] = []  # the last song hashed: the bar asks again and again for the same one


def mix_hash(song: Song) -> str:
    """Hash of everything that affects a bounce, and of nothing else: 12 hex digits."""
    cached = _last_hash
    if cached and cached[0][0] is song:
        return cached[0][1]
    audible = (
        song.rate_hz,
        song.tempo_bpm if not song.tempo_changes else _sounding(song),
        [_text_of_channel(track) for track in song.tracks],
        [_text_of_channel(bus) for bus in song.buses if bus.kind != "headphones"],
        [(vca.id, vca.fader_db, vca.mute, vca.solo) for vca in song.vcas],
    )
    digest = hashlib.sha256(repr(audible).encode()).hexdigest()[:12]
    _last_hash[:] = [(song, digest)]  # one assignment: readers on other threads see the old pair or the new one
    return digest


def _sounding(song: Song) -> list[tuple[object, ...]]:
    """What synced delays depend on in tempo and meter; accents only affect the click."""
    changes = (TempoChange(1, song.tempo_bpm, song.meter), *song.tempo_changes)
    return [(c.bar, c.tempo_bpm, c.gradual, c.meter.beats_per_bar, c.meter.beat_unit) for c in changes]


def _text_of_channel(channel: Channel) -> str:
    """Audible settings of a channel as text; cached by identity, as most channels stay the same during a drag."""
    cached = _last_texts.get(channel.id)
    if cached is not None and cached[0] is channel:
        return cached[1]
    text = _text(_settings_of_track(channel) if isinstance(channel, Track) else _settings_of_bus(channel))
    if len(_last_texts) >= _MOST_TEXTS:
        _last_texts.clear()
    _last_texts[channel.id] = (channel, text)
    return text


def _settings_of_track(track: Track) -> tuple[object, ...]:
    audio = track.clips if track.frozen is None else track.frozen
    return track.channels, audio, _strip(track), _curves(track), track.output, track.vca


def _settings_of_bus(bus: Bus) -> tuple[object, ...]:
    own = getattr(bus, bus.type.settings) if bus.type.settings else None
    return bus.id, bus.kind, _strip(bus), _curves(bus), bus.output, bus.vca, own


def _strip(channel: Channel) -> StripSettings:
    """The strip without what only headphones and monitors get."""
    return replace(channel.strip, cues=(), listen="off")


def _curves(channel: Channel) -> tuple[Curve, ...]:
    return () if channel.automation == "off" else channel.curves


def _text(value: Any) -> str:
    """A value as the program of version 6 wrote it; of what it did not have, only what is set."""
    kind = type(value)
    if kind is tuple:
        return f"({', '.join(map(_text, value))}{',' if len(value) == 1 else ''})"
    if kind in _PLAIN or not is_dataclass(value):
        return repr(value)
    name, first, later = _fields(kind)  # type: ignore[arg-type]  # a class is hashable
    parts = [f"{field}={_text(getattr(value, field))}" for field in first]
    for field, default in later:
        if (found := getattr(value, field)) != default:
            parts.append(f"{field}={_text(found)}")
    return f"{name}({', '.join(parts)})"


@cache
def _fields(kind: type[Any]) -> tuple[str, tuple[str, ...], tuple[tuple[str, object], ...]]:
    """Name of a class in texts, the fields that it always gives, and later ones that it gives where they are not as usual."""
    name, known = _VERSION_6.get(kind, ("", ""))
    first = tuple(known.split())
    unheard = _INAUDIBLE.get(kind, ())
    later = []
    for field in fields(kind):
        if field.name not in first and field.name not in unheard:
            usual = field.default_factory() if field.default_factory is not MISSING else field.default
            later.append((field.name, usual))
    return name, first, tuple(later)
