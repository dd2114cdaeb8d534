"""Tempo and meter, and where in the song they change.

Clips, sections and curves stay where they are: they are anchored in frames.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.edit import Edit, clamp
from app.messages import steps
from app.messages.song import (
    BEAT_IS_A_NOTE,
    beats_per_bar,
    click_pattern,
    no_tempo_change,
    tempo_bar,
    tempo_change_there,
    tempo_out_of_range,
)
from app.model.ranges import BEAT_UNITS, BEATS_PER_BAR, CHANGE_BAR, TEMPO_BPM
from app.model.song import Song
from app.model.tempo import SILENT, STRONG, WEAK, Meter, TempoChange
from app.model.tempo_map import tempo_map
from app.problems import EditRefused


def set_tempo(tempo_bpm: float) -> Edit:
    """Set the tempo from bar 1 on, 20 to 400 quarter notes a minute."""

    def apply(song: Song) -> Song:
        tempo = _checked_tempo(tempo_bpm)
        return song if song.tempo_bpm == tempo else replace(song, tempo_bpm=tempo)

    return Edit(steps.SET_TEMPO, apply)


def set_meter(meter: Meter) -> Edit:
    """Set the meter from bar 1 on."""

    def apply(song: Song) -> Song:
        _check(meter)
        return song if song.meter == meter else replace(song, meter=meter)

    return Edit(steps.SET_METER, apply)


def set_beats_per_bar(beats: int) -> Edit:
    """Set the beats of a bar from bar 1 on, with the accents of the new meter."""
    chosen = int(clamp(beats, *BEATS_PER_BAR))

    def apply(song: Song) -> Song:
        same = song.meter.beats_per_bar == chosen
        return song if same else replace(song, meter=Meter(chosen, song.meter.beat_unit))

    return Edit(steps.SET_METER, apply)


def set_beat_unit(unit: int) -> Edit:
    """Set the beat unit from bar 1 on: 2, 4, 8 or 16."""
    return Edit(steps.SET_METER, lambda song: set_meter(replace(song.meter, beat_unit=unit)).apply(song))


def set_accents(accents: str) -> Edit:
    """Set the accents from bar 1 on: one character for each beat, or empty for the first beat only."""
    return Edit(
        steps.SET_CLICK_PATTERN, lambda song: set_meter(replace(song.meter, accents=accents.strip())).apply(song)
    )


def set_tempo_change(change: TempoChange) -> Edit:
    """Add a change, or replace the one at its bar. At bar 1 it sets the song's own tempo and meter."""

    def apply(song: Song) -> Song:
        _check(change.meter)
        tempo = _checked_tempo(change.tempo_bpm)
        if change.bar == 1:
            return replace(song, tempo_bpm=tempo, meter=change.meter)
        if not CHANGE_BAR[0] <= change.bar <= CHANGE_BAR[1]:
            raise EditRefused(tempo_bar(CHANGE_BAR[1]))
        remaining = [other for other in song.tempo_changes if other.bar != change.bar]
        made = replace(change, tempo_bpm=tempo)
        changes = tuple(sorted([*remaining, made], key=lambda other: other.bar))
        return song if changes == song.tempo_changes else replace(song, tempo_changes=changes)

    return Edit(steps.SET_TEMPO_CHANGE, apply)


def remove_tempo_change(bar: int) -> Edit:
    """Remove the change at a bar."""

    def apply(song: Song) -> Song:
        remaining = tuple(change for change in song.tempo_changes if change.bar != bar)
        if len(remaining) == len(song.tempo_changes):
            raise EditRefused(no_tempo_change(bar))
        return replace(song, tempo_changes=remaining)

    return Edit(steps.REMOVE_TEMPO_CHANGE, apply)


def move_tempo_change(bar: int, to_bar: int) -> Edit:
    """Move a change to another bar. Refused if there is one already."""

    def apply(song: Song) -> Song:
        change = next((existing for existing in song.tempo_changes if existing.bar == bar), None)
        if change is None:
            raise EditRefused(no_tempo_change(bar))
        if to_bar < CHANGE_BAR[0] or any(existing.bar == to_bar for existing in song.tempo_changes):
            raise EditRefused(tempo_change_there(to_bar))
        moved = set_tempo_change(replace(change, bar=to_bar))
        return moved.apply(remove_tempo_change(bar).apply(song))

    return Edit(steps.MOVE_TEMPO_CHANGE, apply)


def set_tempo_at(frame: int, tempo_bpm: float) -> Edit:
    """Set the tempo of the change in force at a frame, or of the song's beginning."""

    def apply(song: Song) -> Song:
        existing = change_at(song, frame)
        return set_tempo_change(replace(existing, tempo_bpm=tempo_bpm)).apply(song)

    return Edit(steps.SET_TEMPO, apply)


def change_at(song: Song, frame: int) -> TempoChange:
    """The change in force at a frame; the song's beginning is a change at bar 1."""
    bar = tempo_map(song).position(max(0, frame))[0]
    first = TempoChange(1, song.tempo_bpm, song.meter)
    return [change for change in (first, *song.tempo_changes) if change.bar <= bar][-1]


def _checked_tempo(tempo_bpm: float) -> float:
    if not TEMPO_BPM[0] <= tempo_bpm <= TEMPO_BPM[1]:
        raise EditRefused(tempo_out_of_range(*TEMPO_BPM))
    return float(tempo_bpm)


def _check(meter: Meter) -> None:
    if not BEATS_PER_BAR[0] <= meter.beats_per_bar <= BEATS_PER_BAR[1]:
        raise EditRefused(beats_per_bar(BEATS_PER_BAR[0], BEATS_PER_BAR[1]))
    if meter.beat_unit not in BEAT_UNITS:
        raise EditRefused(BEAT_IS_A_NOTE)
    if meter.accents and (len(meter.accents) != meter.beats_per_bar or set(meter.accents) - {STRONG, WEAK, SILENT}):
        raise EditRefused(click_pattern(meter.beats_per_bar))
