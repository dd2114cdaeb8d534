"""Sections in another order, copied or deleted, with the music under them or by themselves.

Bars between two sections stay in their place in the order, so that moving a section there and back restores everything.

Lives: any thread (pure).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

from app.edits.block_song import with_blocks, with_section_blocks
from app.edits.blocks import END_BAR, Block
from app.edits.edit import Edit
from app.edits.protection import protected_edit
from app.edits.sections import place_of_section
from app.edits.song_time import change_song_time
from app.edits.stable_ids import StableIds
from app.edits.time_change import TimeChange
from app.messages import steps
from app.messages.song import SECTION_WHOLE_BARS, section_between_bars
from app.model.ids import SectionId
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.problems import EditRefused


def reorder_section(section_id: SectionId, place: int, music: bool = True) -> Edit:
    """Put a section into another place among the sections.

    Args:
        section_id: The section.
        place: Its place in the new order, from 0; the last one for anything higher.
        music: All that lies under it and what makes way for it move too: clips, takes, curves, tempo, markers.

    Raises:
        EditRefused: When it is applied: a section does not begin or end with a bar, or a locked clip, a frozen track or a
            gradual change of tempo is in the way.
    """

    def blocks(song: Song) -> list[Block]:
        at = place_of_section(song, section_id)
        own = [_block(section) for section in song.sections]
        gaps = [
            Block(block.end_bar, following.first_bar)
            for block, following in zip(own, [*own[1:], Block(END_BAR, END_BAR)], strict=True)
        ]
        order = list(own)
        order.insert(min(max(place, 0), len(order) - 1), order.pop(at))
        return [Block(1, own[0].first_bar), *(part for pair in zip(order, gaps, strict=True) for part in pair)]

    return _edit(steps.MOVE_SECTION, blocks, music)


def duplicate_section(section_id: SectionId, music: bool = True) -> Edit:
    """Put a copy of a section right behind it; what follows moves later. See `reorder_section`."""

    def blocks(song: Song) -> list[Block]:
        its = _block(song.sections[place_of_section(song, section_id)])
        return [Block(1, its.first_bar), its, its, Block(its.end_bar, END_BAR)]

    return _edit(steps.DUPLICATE_SECTION, blocks, music)


def delete_section(section_id: SectionId, music: bool = True) -> Edit:
    """Delete a section with its bars; what follows moves earlier. See `reorder_section`.

    Takes of which nothing is left become discarded ones. `remove_section` takes its name away and moves nothing.
    """

    def blocks(song: Song) -> list[Block]:
        its = _block(song.sections[place_of_section(song, section_id)])
        return [Block(1, its.first_bar), Block(its.end_bar, END_BAR)]

    return _edit(steps.DELETE_SECTION, blocks, music)


def set_section_length(section_id: SectionId, bars: int, music: bool = True) -> Edit:
    """Make a section longer or shorter at its end; the sections behind it move.

    Args:
        section_id: The section.
        bars: Its new length.
        music: Silent bars are inserted into the whole song, or its last bars are deleted from it.
    """

    def apply(song: Song, ids: StableIds) -> Song:
        if bars < 1:
            raise EditRefused(SECTION_WHOLE_BARS)
        at = place_of_section(song, section_id)
        its = _block(song.sections[at])
        if bars < its.bars:
            order = [Block(1, its.first_bar + bars), Block(its.end_bar, END_BAR)]
            return with_blocks(song, order, ids) if music else _resized(song, at, bars - its.bars)
        if bars == its.bars:
            return song
        if not music:
            return _resized(song, at, bars - its.bars)
        _, end = section_frames(song, song.sections[at])
        added = tempo_map(song).moved(end, bars - its.bars) - end
        opened = change_song_time(song, TimeChange(end, inserted_frames=added), ids)
        sections = list(opened.sections)
        sections[at] = replace(sections[at], length_bars=float(bars))
        return replace(opened, sections=tuple(sections))

    return protected_edit(steps.RESIZE_SECTION, apply)


def _resized(song: Song, at: int, by_bars: int) -> Song:
    """The song with a section so many bars longer, and those behind it later."""
    made = [
        section
        if number < at
        else replace(section, length_bars=section.length_bars + by_bars)
        if number == at
        else replace(section, start_bar=section.start_bar + by_bars)
        for number, section in enumerate(song.sections)
    ]
    return replace(song, sections=tuple(made))


def _edit(label: str, blocks: Callable[[Song], Sequence[Block]], music: bool) -> Edit:
    change = with_blocks if music else with_section_blocks
    return protected_edit(label, lambda song, ids: change(song, blocks(song), ids))


def _block(section: Section) -> Block:
    """The bars of a section. Raises EditRefused if it begins or ends within a bar."""
    first, last = section.start_bar, section.end_bar
    if first != math.floor(first) or last != math.floor(last):
        raise EditRefused(section_between_bars(section.name))
    return Block(int(first), int(last))
