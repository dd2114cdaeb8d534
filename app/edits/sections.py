"""Sections: the named parts of the song.

Lives: any thread (pure).
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.edits.edit import Edit, clamp, clean_name, one_of_names, text_for
from app.edits.section_plans import with_copied_plans
from app.messages import steps
from app.messages.song import SECTION_EMPTY, SECTION_THERE, gone, nothing_to_join, split_inside
from app.model.ids import SectionId, new_id
from app.model.ranges import INTENSITY, SECTION_LENGTH_BARS, SECTION_START_BAR
from app.model.section import Section
from app.model.song import Song
from app.problems import EditRefused


def add_section(
    name: str, start_bar: float, length_bars: float, intensity: int = 5, section_id: SectionId | None = None
) -> Edit:
    """Add a section at a bar, counted from 1; a neighbour that overlaps it is shortened."""
    fixed_id, start = section_id or SectionId(new_id()), clamp(start_bar, *SECTION_START_BAR)
    length = clamp(length_bars, *SECTION_LENGTH_BARS)

    def apply(song: Song) -> Song:
        if length <= 0:
            raise EditRefused(SECTION_EMPTY)
        if any(section.start_bar == start for section in song.sections):
            raise EditRefused(SECTION_THERE)
        section = Section(fixed_id, clean_name(name, "section"), start, length, int(clamp(intensity, *INTENSITY)))
        return replace(song, sections=_laid_out([*song.sections, section]))

    return Edit(steps.ADD_SECTION, apply)


def rename_section(section_id: SectionId, name: str) -> Edit:
    """Rename a section."""
    return Edit(
        steps.RENAME_SECTION,
        lambda song: _change(song, section_id, lambda old: replace(old, name=clean_name(name, "section"))),
    )


def set_section_intensity(section_id: SectionId, intensity: int) -> Edit:
    """Set a section's intensity, 0 to 10."""
    value = int(clamp(intensity, *INTENSITY))
    return Edit(steps.SET_INTENSITY, lambda song: _change(song, section_id, lambda old: replace(old, intensity=value)))


def resize_section(section_id: SectionId, start_bar: float, end_bar: float) -> Edit:
    """Set both edges of a section. A neighbour that it touches, or would cover, begins or ends there.

    No section becomes shorter than a bar, unless it is already.
    """

    def apply(song: Song) -> Song:
        at = place_of_section(song, section_id)
        first, last = _limits(song.sections, at)
        least = _least(song.sections[at])
        start = min(max(start_bar, first), last - least)
        return _with_edges(song, at, start, min(max(end_bar, start + least), last))

    return Edit(steps.RESIZE_SECTION, apply)


def move_section(section_id: SectionId, start_bar: float) -> Edit:
    """Move a section between its neighbours, keeping its length; those that it touches, or would cover, give way."""

    def apply(song: Song) -> Song:
        at = place_of_section(song, section_id)
        first, last = _limits(song.sections, at)
        length = song.sections[at].length_bars
        start = min(max(start_bar, first), last - length)
        return _with_edges(song, at, start, start + length)

    return Edit(steps.MOVE_SECTION, apply)


def set_section_notes(section_id: SectionId, notes: str) -> Edit:
    """Write down what is to know of a section."""
    text = text_for(Section, "notes", notes)
    return Edit(steps.NOTE_SECTION, lambda song: _change(song, section_id, lambda old: replace(old, notes=text)))


def split_section(section_id: SectionId, bar: int, second_id: SectionId | None = None) -> Edit:
    """Make two sections of one; both have its plans. No music moves.

    Args:
        section_id: The section, whose first part keeps its name.
        bar: Where the second one begins.
        second_id: Its id; a new one if left out.
    """
    fixed_id = second_id or SectionId(new_id())

    def apply(song: Song) -> Song:
        at = place_of_section(song, section_id)
        old = song.sections[at]
        if not old.start_bar < bar < old.end_bar:
            raise EditRefused(split_inside(old.name))
        name = one_of_names(old.name, {section.name for section in song.sections})
        first = replace(old, length_bars=bar - old.start_bar)
        second = replace(old, id=fixed_id, name=name, start_bar=float(bar), length_bars=old.end_bar - bar)
        sections = (*song.sections[:at], first, second, *song.sections[at + 1 :])
        copied = with_copied_plans(replace(song, sections=sections), [(old.id, fixed_id)])
        return _without_first_chords(copied, fixed_id, round(first.length_bars))

    return Edit(steps.SPLIT_SECTION, apply)


def _without_first_chords(song: Song, section_id: SectionId, bars: int) -> Song:
    """The song with the chords of a section that were entered by hand moved to the left by some bars."""
    chords = tuple(
        replace(one, bars=one.bars[bars:]) if one.section == section_id else one for one in song.lyrics.chords
    )
    return song if chords == song.lyrics.chords else replace(song, lyrics=replace(song.lyrics, chords=chords))


def join_sections(section_id: SectionId) -> Edit:
    """Make one section of a section and the next one, with what is planned of the first. No music moves."""

    def apply(song: Song) -> Song:
        at = place_of_section(song, section_id)
        if at + 1 == len(song.sections):
            raise EditRefused(nothing_to_join(song.sections[at].name))
        first, second = song.sections[at : at + 2]
        notes = "\n".join(note for note in (first.notes, second.notes) if note)
        whole = replace(first, length_bars=second.end_bar - first.start_bar, notes=text_for(Section, "notes", notes))
        return replace(song, sections=(*song.sections[:at], whole, *song.sections[at + 2 :]))

    return Edit(steps.JOIN_SECTIONS, apply)


def remove_section(section_id: SectionId) -> Edit:
    """Take the name of a section away; its bars and their music stay."""

    def apply(song: Song) -> Song:
        remaining = tuple(section for section in song.sections if section.id != section_id)
        if len(remaining) == len(song.sections):
            raise EditRefused(gone("section"))
        return replace(song, sections=remaining)

    return Edit(steps.REMOVE_SECTION, apply)


def _change(song: Song, section_id: SectionId, change: Callable[[Section], Section]) -> Song:
    if all(section.id != section_id for section in song.sections):
        raise EditRefused(gone("section"))
    new = _laid_out(change(section) if section.id == section_id else section for section in song.sections)
    return song if new == song.sections else replace(song, sections=new)


def _laid_out(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Sections in order of time, each ending where the next one starts."""
    ordered = sorted(sections, key=lambda section: section.start_bar)
    cut = []
    for section, following in zip(ordered, [*ordered[1:], None], strict=True):
        space = math.inf if following is None else following.start_bar - section.start_bar
        cut.append(section if section.length_bars <= space else replace(section, length_bars=space))
    return tuple(cut)


def place_of_section(song: Song, section_id: SectionId) -> int:
    """The place of a section among those of the song, from 0. Raises EditRefused."""
    for number, section in enumerate(song.sections):
        if section.id == section_id:
            return number
    raise EditRefused(gone("section"))


def _neighbours(sections: Sequence[Section], at: int) -> tuple[Section | None, Section | None]:
    return (sections[at - 1] if at > 0 else None), (sections[at + 1] if at + 1 < len(sections) else None)


def _least(section: Section) -> float:
    return min(1.0, section.length_bars)


def _limits(sections: Sequence[Section], at: int) -> tuple[float, float]:
    """How far the edges of a section may go, so that something is left of its neighbours."""
    before, after = _neighbours(sections, at)
    first = SECTION_START_BAR[0] if before is None else before.start_bar + _least(before)
    return first, (SECTION_START_BAR[1] if after is None else after.end_bar - _least(after))


def _with_edges(song: Song, at: int, start: float, end: float) -> Song:
    """The song with both edges of a section set, and its neighbours out of its way."""
    old, sections = song.sections[at], list(song.sections)
    before, after = _neighbours(sections, at)
    sections[at] = replace(old, start_bar=start, length_bars=end - start)
    if before is not None and (before.end_bar == old.start_bar or before.end_bar > start):
        sections[at - 1] = replace(before, length_bars=start - before.start_bar)
    if after is not None and (after.start_bar == old.end_bar or after.start_bar < end):
        sections[at + 1] = replace(after, start_bar=end, length_bars=after.end_bar - end)
    return song if tuple(sections) == song.sections else replace(song, sections=tuple(sections))
