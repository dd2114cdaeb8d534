"""Positions on the timeline as people type them: `33.8`, `1:02.5`, `bar 17`, `bar 17.3`.

Lives: any thread (pure).
"""

import re

from app.model.ranges import FRAMES
from app.model.song import Song
from app.model.tempo_map import nearest, tempo_map
from app.text.values import parse_number, parse_seconds, plain
from app.units import DAY_S, seconds_to_frames

_BAR = re.compile(r"bar (?P<bar>\d{1,6})(?:\.(?P<beat>\d{1,4}))?")


def parse_position(song: Song, typed: str) -> int | None:
    """The timeline frame that a position stands for.

    Args:
        song: Whose rate and tempo map count.
        typed: Seconds, `1:02.5` or `1:00:02.5`, `bar 17`, or `bar 17.3` for its third beat.

    Returns:
        A frame from 0 to the longest song; None where it is no position.
    """
    bar = _BAR.fullmatch(plain(typed))
    if bar:
        return _bar_frame(song, int(bar["bar"]), int(bar["beat"] or 1))
    *larger, rest = typed.split(":")
    seconds = parse_number(rest) if larger else parse_seconds(rest)
    if seconds is None or len(larger) > 2 or not all(part.strip().isdecimal() for part in larger):
        return None
    for times, part in zip((60, 3600), reversed(larger), strict=False):
        seconds += times * int(part)
    return seconds_to_frames(seconds, song.rate_hz) if 0.0 <= seconds <= DAY_S else None


def _bar_frame(song: Song, bar: int, beat: int) -> int | None:
    tempo = tempo_map(song)
    if bar < 1 or not 1 <= beat <= tempo.meter_of(bar).beats_per_bar:
        return None
    frame = nearest(tempo.frame_of(bar, beat - 1))
    return frame if frame <= FRAMES[1] else None
