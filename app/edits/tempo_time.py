"""Tempo changes where time is inserted or removed. They stand on bars, so that only whole bars can move them.

Lives: any thread (pure).
"""

from dataclasses import replace

from app.edits.time_change import TimeChange
from app.messages.song import tempo_in_the_way
from app.model.ranges import CHANGE_BAR
from app.model.song import Song
from app.model.tempo import TempoChange
from app.model.tempo_map import TempoMap, tempo_map
from app.problems import EditRefused

_SAME_PLACE_FRAMES = 1  # lines of bars are rounded to frames at both ends


def change_tempo_time(song: Song, change: TimeChange) -> Song:
    """The song with the tempo changes behind the change as many bars later or earlier as it inserts or removes.

    The tempo at the end of a time that is removed goes on where it was cut. A change that stands where time is inserted
    stays: the time gets the new tempo.

    Raises:
        EditRefused: A tempo change would not lie at the music that it lies at now.
    """
    before = tempo_map(song)
    inside = [one for one in song.tempo_changes if change.at_frame < before.bar_frame(one.bar) <= change.resumes_frame]
    behind = [one for one in song.tempo_changes if before.bar_frame(one.bar) > change.resumes_frame]
    if not inside and not behind:
        return song
    bars = _bars(before, change)
    kept = [one for one in song.tempo_changes if one not in inside and one not in behind]
    changed = replace(song, tempo_changes=tuple(kept))
    if inside:
        changed = _going_on(changed, before, change, inside[0].bar)
    moved = [replace(one, bar=one.bar + bars) for one in behind]
    if any(not CHANGE_BAR[0] <= one.bar <= CHANGE_BAR[1] for one in moved):
        raise EditRefused(tempo_in_the_way(behind[0].bar))
    changed = replace(changed, tempo_changes=(*changed.tempo_changes, *moved))
    _require_same_places(before, tempo_map(changed), change, behind, bars, (inside or behind)[0].bar)
    return changed


def _bars(before: TempoMap, change: TimeChange) -> int:
    """The whole number of bars that is nearest to the length of the change."""
    if change.removed_frames:
        return round(before.bars_at(change.at_frame) - before.bars_at(change.resumes_frame))
    segment = before.at(change.at_frame)
    return round(change.inserted_frames / (segment.beat_frames * segment.meter.beats_per_bar))


def _going_on(song: Song, before: TempoMap, change: TimeChange, refused_bar: int) -> Song:
    """The song with the tempo and meter from behind the change in force from its beginning on."""
    bar, beat, _ = before.position(change.at_frame)
    if beat != 1 or before.bar_frame(bar) != change.at_frame:
        raise EditRefused(tempo_in_the_way(refused_bar))
    there = before.at(change.resumes_frame)
    if bar == 1:
        return replace(song, tempo_bpm=there.tempo_bpm, meter=there.meter)
    others = tuple(one for one in song.tempo_changes if one.bar != bar)
    return replace(song, tempo_changes=(*others, TempoChange(bar, there.tempo_bpm, there.meter)))


def _require_same_places(
    before: TempoMap, after: TempoMap, change: TimeChange, behind: list[TempoChange], bars: int, refused_bar: int
) -> None:
    """Bars before the change lie where they were, and changes behind it at the frames that their music moves to."""
    bar = before.position(change.at_frame)[0]
    places = [(before.bar_frame(bar), after.bar_frame(bar))]
    places += [(before.bar_frame(one.bar) + change.shift_frames, after.bar_frame(one.bar + bars)) for one in behind]
    if any(abs(wanted - now) > _SAME_PLACE_FRAMES for wanted, now in places):
        raise EditRefused(tempo_in_the_way(refused_bar))
