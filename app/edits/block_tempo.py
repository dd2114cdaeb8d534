"""Tempo and meter where bars are put into another order: they go along with their bars.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from app.edits.blocks import END_BAR, Block, starts
from app.messages.song import gradual_in_the_way
from app.model.song import Song
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.problems import EditRefused

_SAME_BPM = 1e-6


def with_block_tempo(song: Song, blocks: Sequence[Block]) -> Song:
    """The song with the tempo and meter of each block where it lies now.

    Args:
        song: As it was.
        blocks: In their new order, from bar 1 on.

    Raises:
        EditRefused: The tempo changes gradually over the end of a block, and does not go on where it would lie.
    """
    made: list[TempoChange] = []
    seams, goal = set[int](), None
    for block, bar in starts(blocks):
        first = _first(song, block, bar)
        if goal is not None:
            if abs(first.tempo_bpm - goal) > _SAME_BPM:
                raise EditRefused(gradual_in_the_way(bar))
            first = replace(first, gradual=True)
        inside = [change for change in song.tempo_changes if block.first_bar < change.bar < block.end_bar]
        made += [first, *(replace(change, bar=change.bar + bar - block.first_bar) for change in inside)]
        seams.add(bar)
        goal = _goal(song, block)
    changes = _needed(made, seams)
    own, others = changes[0], tuple(changes[1:])
    if (own.tempo_bpm, own.meter, others) == song.tempo:
        return song
    return replace(song, tempo_bpm=own.tempo_bpm, meter=own.meter, tempo_changes=others)


def _first(song: Song, block: Block, bar: int) -> TempoChange:
    tempo = tempo_map(song)
    return TempoChange(bar, tempo.tempo_of(block.first_bar), tempo.meter_of(block.first_bar))


def _goal(song: Song, block: Block) -> float | None:
    """The tempo to which it changes gradually at the end of a block; None if it does not."""
    following = next((change for change in song.tempo_changes if change.bar >= block.end_bar), None)
    if following is None or not following.gradual or block.end_bar >= END_BAR:
        return None
    return following.tempo_bpm if following.bar == block.end_bar else tempo_map(song).tempo_of(block.end_bar)


def _needed(changes: list[TempoChange], seams: set[int]) -> list[TempoChange]:
    """The changes without those at seams that change nothing."""
    kept = changes[:1]
    for change, following in pairwise((*changes[1:], None)):
        assert change is not None
        if change.bar not in seams or not _says_nothing(kept[-1], change, following):
            kept.append(change)
    return kept


def _says_nothing(before: TempoChange, change: TempoChange, following: TempoChange | None) -> bool:
    ramps = following is not None and following.gradual
    if before.meter != change.meter or change.gradual != ramps:
        return False
    if following is None or not ramps:
        return abs(before.tempo_bpm - change.tempo_bpm) < _SAME_BPM
    share = (change.bar - before.bar) / (following.bar - before.bar)
    on_the_way = before.tempo_bpm + share * (following.tempo_bpm - before.tempo_bpm)
    return abs(on_the_way - change.tempo_bpm) < _SAME_BPM
