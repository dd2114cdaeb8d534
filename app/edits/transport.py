"""Tempo, meter, loop, click and count-in.

Lives: any thread (pure).
"""

from dataclasses import replace
from typing import Any

from app.edits.edit import Edit, EditRefused, clamp
from app.edits.ranges import BEATS_PER_BAR, COUNT_IN_BARS, TEMPO_BPM
from app.model.song import Song


def set_tempo(tempo_bpm: float) -> Edit:
    """20 to 400 beats a minute. Clips stay where they are: they are anchored in frames."""
    tempo = clamp(tempo_bpm, *TEMPO_BPM)
    return Edit("Tempo", lambda song: song if song.tempo_bpm == tempo else replace(song, tempo_bpm=tempo))


def set_beats_per_bar(beats: int) -> Edit:
    chosen = int(clamp(beats, *BEATS_PER_BAR))
    return Edit("Meter", lambda song: song if song.beats_per_bar == chosen else replace(song, beats_per_bar=chosen))


def set_loop(on: bool, start_frame: int, end_frame: int) -> Edit:
    """The loop's bounds in timeline frames; turning it on needs an end after the start."""

    def apply(song: Song) -> Song:
        start, end = max(start_frame, 0), max(end_frame, 0)
        if end < start:
            start, end = end, start
        if on and end == start:
            raise EditRefused("A loop needs an end after its start.")
        return _set(song, loop_on=bool(on), loop_start_frame=start, loop_end_frame=end)

    return Edit("Loop", apply)


def set_click(on: bool) -> Edit:
    return Edit("Click on" if on else "Click off", lambda song: _set(song, click_on=bool(on)))


def set_count_in(bars: int) -> Edit:
    """0 or 1 bar."""
    return Edit("Count-in", lambda song: _set(song, count_in_bars=int(clamp(bars, *COUNT_IN_BARS))))


def _set(song: Song, **fields: Any) -> Song:
    new = replace(song.transport, **fields)
    return song if new == song.transport else replace(song, transport=new)
