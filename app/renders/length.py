"""How long a bounce is: the audible part of the song, and the tail of filters and effects.

Lives: any thread (pure).
"""

import math
from dataclasses import dataclass
from functools import partial

from app.model.audibility import Audibility, audibility
from app.model.bus import Bus
from app.model.channel import Channel, ChannelId, channels, effect_buses, value_of
from app.model.parameters import BANDS
from app.model.routing import groups, route_to_master
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.units import MINUS_INFINITY_DB, seconds_to_frames

DOWN_DB = 90.0  # below the peak: here a tail has ended
TAIL_LIMIT_S = 60.0  # unless another limit is asked for
TAIL_LIMITS_S = (0.0, 600.0)
BUTTERWORTH_Q = {"12": 0.7071, "24": 1.3066}  # of the sharpest pole pair
FADE_S = 5.0  # at the end of a tail that the limit cuts
EDGE_S = 0.005  # where a file begins or ends in sound
RING_DOWN_DB = 120.0  # what a filter rings on: a frozen track holds that too
LIMITER_HOLDS_BACK_DB = 12.0  # more than that no limiter takes off a mix


@dataclass(frozen=True, slots=True)
class Span:
    """A range of the song to render.

    Attributes:
        start_frame: First frame.
        end_frame: Frame after the last.
        fade_in_frames: Length of the fade from silence at its start.
        fade_out_frames: Length of the fade to silence at its end.
        full_tail_s: How long effects would ring without a limit.
    """

    start_frame: int
    end_frame: int
    fade_out_frames: int = 0
    full_tail_s: float = 0.0
    fade_in_frames: int = 0

    @property
    def frames(self) -> int:
        """Length in frames."""
        return self.end_frame - self.start_frame


def whole(song: Song, tail_limit_s: float = TAIL_LIMIT_S) -> Span:
    """From the song's first frame to the end of the audible part, with its tail; empty if nothing is audible."""
    end, tail = audible_end_frame(song), tail_s(song)
    if end == 0:
        return Span(0, 0)
    cut = min(tail, tail_limit_s)
    fade_s = max(min(FADE_S, cut), EDGE_S) if cut < tail else 0.0
    return Span(
        0,
        end + seconds_to_frames(cut, song.rate_hz),
        fade_out_frames=seconds_to_frames(fade_s, song.rate_hz),
        full_tail_s=tail,
    )


def part(song: Song, first: int, last: int | None, tail_limit_s: float, seamless: bool = False) -> Span:
    """From `first` to `last`, or to the end of the whole for None.

    Edges that cut sound off fade over a few ms, unless `seamless`: the parts are going to be joined.
    """
    full = whole(song, tail_limit_s)
    edge = 0 if seamless else seconds_to_frames(EDGE_S, song.rate_hz)
    end = full.end_frame if last is None else last
    return Span(
        first,
        end,
        fade_in_frames=edge if first > 0 else 0,
        fade_out_frames=full.fade_out_frames if last is None else edge if last < full.end_frame else 0,
        full_tail_s=full.full_tail_s if last is None else 0.0,
    )


def audible_end_frame(song: Song) -> int:
    """End of the last audible track, including the ringing of its filters; 0 if none is audible."""
    audible = audibility(song)
    ends = [
        track_end_frame(song, track)
        for track in song.tracks
        if track.sounding_clips and is_audible(song, track, audible)
    ]
    after_s = max((ring_s(group) for group in groups(song).values()), default=0.0) + ring_s(song.master)
    return max(ends) + seconds_to_frames(after_s, song.rate_hz) if ends else 0


def track_end_frame(song: Song, track: Track) -> int:
    """End of a track's clips that sound, including the ringing of its filters. There has to be one."""
    last = max(clip.timeline_end_frame for clip in track.sounding_clips)
    return last + seconds_to_frames(ring_s(track), song.rate_hz)


def ring_s(channel: Channel) -> float:
    """Ringing time of a strip's filters: a pole pair falls by 60 dB in ln(1000) Q / (pi f) seconds."""
    strip, falling = channel.strip, 0.0
    for name, cut in (("high_pass", strip.high_pass), ("low_pass", strip.low_pass)):
        if cut.on:
            falling += BUTTERWORTH_Q[cut.slope] / _least(channel, f"{name}/frequency_hz", cut.frequency_hz)
    for name in BANDS if strip.eq.on else ():
        band = getattr(strip.eq, name)
        gain_db = max(abs(_most(channel, f"eq/{name}/gain_db", band.gain_db)),
                      abs(_least(channel, f"eq/{name}/gain_db", band.gain_db)))  # fmt: skip
        if gain_db:
            q = _most(channel, f"eq/{name}/q", band.q) * 10.0 ** (gain_db / 40.0)
            falling += q / _least(channel, f"eq/{name}/frequency_hz", band.frequency_hz)
    return falling * math.log(10.0 ** (RING_DOWN_DB / 20.0)) / math.pi


def is_audible(song: Song, channel: Channel, audible: Audibility) -> bool:
    """True if anything of a track or group reaches the mix at any time, given mutes and solos."""
    if not _opens(channel, audible):
        return False
    known = groups(song)
    open_route = all(_opens(known[group], audible) for group in route_to_master(song, getattr(channel, "output", None)))
    return open_route or any(_sends_to(channel, bus) for bus in effect_buses(song))


def feeds(song: Song, bus: Bus, audible: Audibility) -> bool:
    """True if an effect return is audible and receives anything."""
    playing = [track for track in song.tracks if track.sounding_clips and _opens(track, audible)]
    reached: set[ChannelId] = {track.id for track in playing}
    reached |= {group for track in playing for group in route_to_master(song, track.output)}
    return _opens(bus, audible) and any(
        channel.id in reached and _opens(channel, audible) and _sends_to(channel, bus) for channel in channels(song)
    )


def tail_s(song: Song) -> float:
    """Time that effects ring after the last clip, until they are DOWN_DB below the peak."""
    audible = audibility(song)
    master = song.master
    lift_db = _lift_db(master.strip) + (LIMITER_HOLDS_BACK_DB if master.limiter.on else 0.0)
    return max(
        (_ringing_s(song, bus, DOWN_DB + lift_db) for bus in effect_buses(song) if feeds(song, bus, audible)),
        default=0.0,
    )


def _opens(channel: Channel, audible: Audibility) -> bool:
    """True if the channel is audible, or its mute may open by automation."""
    automated = channel.automation != "off" and any(curve.path == "mute" for curve in channel.curves)
    return audible.sounds(channel) or (automated and audible.follows_mute(channel))


def _sends_to(channel: Channel, bus: Bus) -> bool:
    automated = any(curve.path.startswith(f"send/{bus.id}/") for curve in channel.curves)
    return automated or any(send.bus == bus.id and send.level_db != MINUS_INFINITY_DB for send in channel.strip.sends)


def _ringing_s(song: Song, bus: Bus, down_db: float) -> float:
    """Time until one effect has fallen by `down_db`."""
    down_db += _lift_db(bus.strip)
    slowest_bpm = min(song.tempo_bpm, *(change.tempo_bpm for change in song.tempo_changes), math.inf)
    rings_s = bus.type.ring_out
    return 0.0 if rings_s is None else rings_s(partial(_most_at, bus), down_db, slowest_bpm)


def _most_at(bus: Bus, path: str) -> float:
    return _most(bus, path, float(value_of(bus, path)))


def _most(channel: Channel, path: str, value: float) -> float:
    """Largest value on a curve."""
    return max(_on_its_way(channel, path, value))


def _least(channel: Channel, path: str, value: float) -> float:
    return min(_on_its_way(channel, path, value))


def _on_its_way(channel: Channel, path: str, value: float) -> list[float]:
    if channel.automation == "off":
        return [value]
    return [value, *(point.value for curve in channel.curves if curve.path == path for point in curve.points)]


def _lift_db(strip: StripSettings) -> float:
    """Gain that a compressor takes from the loud parts and gives back to the tail."""
    compressor = strip.compressor
    return -min(compressor.threshold_db, 0.0) * (1.0 - 1.0 / compressor.ratio) if compressor.on else 0.0
