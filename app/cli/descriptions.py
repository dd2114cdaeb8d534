"""A song, its values and its new takes as lines of text.

Lives: command line, main thread.
"""

from collections.abc import Iterator
from typing import Any

from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.strip import StripSettings
from app.text.paths import Setting, format_value
from app.text.strips import describe_pre_fader, sections_on
from app.text.tempo import describe_tempo_change, format_meter
from app.text.values import (
    count,
    format_channels,
    format_clock,
    format_decibels,
    format_pan,
    format_tempo,
)
from app.units import MINUS_INFINITY_DB, frames_to_seconds


def describe(song: Song) -> Iterator[str]:
    """The song in a few lines for people."""
    length = format_clock(frames_to_seconds(song.length_frames, song.rate_hz))
    yield f"{song.name}: {length}, {song.rate_hz} Hz, {format_tempo(song.tempo_bpm)} bpm, {format_meter(song.meter)}"
    for change in song.tempo_changes:
        yield f"  {describe_tempo_change(change)}"
    if song.sections:
        yield "sections: " + ", ".join(
            f"{section.name} {format_clock(frames_to_seconds(section_frames(song, section)[0], song.rate_hz))}"
            for section in song.sections
        )
    names = {bus.id: bus.name for bus in song.buses}
    for track in song.tracks:
        strip = track.strip
        parts = [
            "stereo" if track.channels == 2 else "mono",
            format_decibels(strip.fader_db),
            f"pan {format_pan(strip.pan)}",
            count(len(track.clips), "clip"),
            count(len(track.takes), "take"),
        ]
        parts += [f"input {format_channels(track.inputs)}"] if track.inputs else []
        parts += [word for word, on in (("armed", track.armed), ("frozen", track.frozen is not None)) if on]
        parts += [f"prints {describe_pre_fader(track.printed_strip)}"] if track.printed_strip is not None else []
        parts += _describe_strip(strip)
        parts += [f"into {names[track.output]}"] if track.output is not None else []
        yield f"  {track.name}: {', '.join(parts)}"
    for bus in song.buses:
        parts = [format_decibels(bus.strip.fader_db), *_describe_strip(bus.strip)]
        parts += ["limiter"] if bus.kind == "master" and bus.limiter.on else []
        parts += [f"into {names[bus.output]}"] if bus.output is not None else []
        yield f"  {bus.name} ({bus.kind}): {', '.join(parts)}"
    for vca in song.vcas:
        yield f"  {vca.name} (VCA): {format_decibels(vca.fader_db)}"
    for version in song.mix_versions:
        loudness = "not measured" if version.loudness_lufs is None else format_decibels(version.loudness_lufs, "LUFS")
        yield f"  mix version {version.name}: {loudness}"


def describe_setting(setting: Setting) -> str:
    """`track/Vox/pan=0    (-1 to 1, ..., begins as 0)`."""
    default = f", begins as {format_value(setting.default)}" if setting.default != "" else ""
    return f"{setting.path}={format_value(setting.value)}    ({setting.valid}{default})"


def _describe_strip(strip: StripSettings) -> list[str]:
    """The sections that are on, and mute and solo."""
    return sections_on(strip) + [word for word, on in (("mute", strip.mute), ("solo", strip.solo)) if on]


def as_json_value(value: Any) -> Any:
    """JSON knows no infinities: -inf is written as the song file writes it."""
    if isinstance(value, tuple):
        return list(value)
    return "-inf" if value == MINUS_INFINITY_DB else value


def takes_since(before: Song, after: Song) -> list[str]:
    """Identities of takes that `after` holds and `before` does not."""
    known = {take.id for track in before.tracks for take in track.takes}
    return [take.id for track in after.tracks for take in track.takes if take.id not in known]


def describe_takes(before: Song, after: Song) -> list[str]:
    """A line for each take that is in `after` and not in `before`."""
    fresh = set(takes_since(before, after))
    lines = []
    for track in after.tracks:
        for take in track.takes:
            if take.id in fresh:
                length = format_clock(frames_to_seconds(take.length_frames, after.rate_hz))
                peak = format_decibels(take.peak_db, "dBFS", signed=True)
                lost = f", {count(len(take.dropouts), 'dropout')}" if take.dropouts else ""
                lines.append(f"{track.name}: {length}, peak {peak}{lost}, {take.file}")
    return lines
