"""Side-chain signals of frozen tracks: clips, trim, filters and gate as before freezing, on a channel of their own.

The frozen file has been through the rest of the strip, and would duck differently. The channel is not part of the song.
If no lane is left for it, side chains get the frozen file.

Lives: any thread (pure).
"""

from collections.abc import Iterator
from dataclasses import replace

from app.model.channel import channels
from app.model.ids import TrackId
from app.model.song import Song
from app.model.strip import CompressorSettings, StripSettings
from app.model.track import Track

_HEARD = ("trim_db", "high_pass/", "low_pass/", "gate/")  # curves of these


def frozen_keys(song: Song) -> frozenset[TrackId]:
    """Frozen tracks that a compressor listens to."""
    frozen = {track.id for track in song.tracks if track.frozen is not None}
    if not frozen:
        return frozenset()
    return frozenset(settings.key for settings in _compressors(song) if settings.on and settings.key in frozen)


def as_key(track: Track) -> Track:
    """The track as side chains hear it."""
    strip = track.strip
    return replace(
        track,
        frozen=None,
        strip=StripSettings(
            trim_db=strip.trim_db,
            polarity=strip.polarity,
            high_pass=strip.high_pass,
            low_pass=strip.low_pass,
            gate=strip.gate,
        ),
        curves=tuple(curve for curve in track.curves if curve.path.startswith(_HEARD)),
    )


def _compressors(song: Song) -> Iterator[CompressorSettings]:
    """Of the strips that run."""
    for channel in channels(song):
        if not isinstance(channel, Track):
            yield channel.strip.compressor
            continue
        if channel.frozen is None:
            yield channel.strip.compressor
        if channel.printed_strip is not None and channel.monitors_printed:
            yield channel.printed_strip.compressor
