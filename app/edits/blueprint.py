"""The blueprint: planned parts, where they play, and their tracks.

Lives: any thread (pure).
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.edits import records
from app.edits.edit import Edit, clean_name, one_of_names, text_for
from app.edits.stable_ids import StableIds
from app.edits.tracks import add_track, set_colour
from app.messages import steps
from app.messages.writing import TRACKS_THERE
from app.model.blueprint import Blueprint, PlannedCell, PlannedPart
from app.model.ids import PartId, SectionId, new_id
from app.model.ranges import PARTS_WITH_LEAD, TRACK_COLOURS
from app.model.song import Song
from app.problems import EditRefused


def add_part(name: str, part_id: PartId | None = None, **fields: Any) -> Edit:
    """Add a part.

    Args:
        name: Its name; a number is added if another part has it.
        part_id: Its id; None for a new one.
        fields: Further fields of `PlannedPart`; without a colour it gets the next one.
    """
    fixed_id = part_id or PartId(new_id())
    called = clean_name(name, "part")

    def apply(song: Song) -> Song:
        parts = song.blueprint.parts
        free = one_of_names(called, {part.name for part in parts})
        values = {"colour": len(parts) % TRACK_COLOURS, **records.fitting(PlannedPart, fields)}
        return _with_parts(song, (*parts, PlannedPart(fixed_id, free, **values)))

    return Edit(steps.ADD_PART, apply)


def parts_from_tracks() -> Edit:
    """Add a part for each track that has none, tied to it."""
    seed = new_id()

    def apply(song: Song) -> Song:
        ids = StableIds(seed)
        tied = {part.track for part in song.blueprint.parts}
        parts = song.blueprint.parts
        for track in song.tracks:
            if track.id not in tied:
                free = one_of_names(track.name, {part.name for part in parts})
                parts = (*parts, PlannedPart(ids.part(), free, track.colour, track=track.id))
        return song if parts == song.blueprint.parts else _with_parts(song, parts)

    return Edit(steps.PARTS_FROM_TRACKS, apply)


def change_part(part_id: PartId, **fields: Any) -> Edit:
    """Set fields of a part."""
    if "name" in fields:
        fields["name"] = clean_name(fields["name"], "part")

    def apply(song: Song) -> Song:
        return _with_parts(song, records.changed(song.blueprint.parts, part_id, "part", fields))

    return Edit(steps.CHANGE_PART, apply)


def remove_part(part_id: PartId) -> Edit:
    """Remove a part, also from sessions. Its track stays."""

    def apply(song: Song) -> Song:
        song = _with_parts(song, records.without(song.blueprint.parts, part_id, "part"))
        sessions = tuple(
            replace(session, parts=tuple(one for one in session.parts if one != part_id))
            for session in song.plan.sessions
        )
        return replace(song, plan=replace(song.plan, sessions=sessions))

    return Edit(steps.REMOVE_PART, apply)


def move_part(part_id: PartId, place: int) -> Edit:
    """Move a part to a place of the list, counted from 0."""
    return Edit(
        steps.MOVE_PART,
        lambda song: _with_parts(song, records.moved(song.blueprint.parts, part_id, place, "part")),
    )


def plan_cells(cells: Iterable[tuple[PartId, SectionId]], plays: bool) -> Edit:
    """Let parts play in sections, or be silent there."""
    chosen = frozenset(cells)

    def apply(song: Song) -> Song:
        for part_id, _section in chosen:
            records.find(song.blueprint.parts, part_id, "part")
        order = [section.id for section in song.sections]
        return _with_parts(song, (_planned(part, chosen, order, plays) for part in song.blueprint.parts))

    return Edit(steps.PLAN_PARTS if plays else steps.SILENCE_PARTS, apply)


def note_cell(part_id: PartId, section_id: SectionId, note: str) -> Edit:
    """Write a note on what a part plays in a section; it plays there then."""

    def apply(song: Song) -> Song:
        song = plan_cells([(part_id, section_id)], True).apply(song)
        part = records.find(song.blueprint.parts, part_id, "part")
        text = text_for(PlannedCell, "note", note)
        cells = tuple(replace(cell, note=text) if cell.section == section_id else cell for cell in part.cells)
        return _with_parts(song, records.changed(song.blueprint.parts, part_id, "part", {"cells": cells}))

    return Edit(steps.NOTE_PART, apply)


def set_most_with_lead(parts: int) -> Edit:
    """How many parts may play together with the lead."""
    most = min(max(parts, PARTS_WITH_LEAD[0]), PARTS_WITH_LEAD[1])

    def apply(song: Song) -> Song:
        new = replace(song.blueprint, most_with_lead=most)
        return song if new == song.blueprint else replace(song, blueprint=new)

    return Edit(steps.SET_MOST_WITH_LEAD, apply)


def make_tracks() -> Edit:
    """A track for each part that has none, with its name and colour. One that is named as a part becomes that part's."""
    seed = new_id()

    def apply(song: Song) -> Song:
        ids = StableIds(seed)
        there = {track.id for track in song.tracks}
        missing = [part for part in song.blueprint.parts if part.track not in there]
        if not missing:
            raise EditRefused(TRACKS_THERE)
        taken = {part.track for part in song.blueprint.parts if part.track in there}
        for part in missing:
            same = next(
                (t for t in song.tracks if t.name.casefold() == part.name.casefold() and t.id not in taken), None
            )
            if same is None:
                song = add_track(part.name, track_id=ids.track()).apply(song)
                song = set_colour(song.tracks[-1].id, part.colour).apply(song)
                same = song.tracks[-1]
            taken.add(same.id)
            parts = records.changed(song.blueprint.parts, part.id, "part", {"track": same.id})
            song = _with_parts(song, parts)
        return song

    return Edit(steps.MAKE_TRACKS, apply)


def _planned(
    part: PlannedPart, chosen: frozenset[tuple[PartId, SectionId]], order: list[SectionId], plays: bool
) -> PlannedPart:
    wanted = {section for part_id, section in chosen if part_id == part.id}
    if not plays:
        return replace(part, cells=tuple(cell for cell in part.cells if cell.section not in wanted))
    new = [PlannedCell(section) for section in order if section in wanted - part.sections]
    places = {section: number for number, section in enumerate(order)}
    cells = sorted((*part.cells, *new), key=lambda cell: places.get(cell.section, len(places)))
    return replace(part, cells=tuple(cells)) if new else part


def _with_parts(song: Song, parts: Iterable[PlannedPart]) -> Song:
    new: Blueprint = replace(song.blueprint, parts=tuple(parts))
    return song if new == song.blueprint else replace(song, blueprint=new)
