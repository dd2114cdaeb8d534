"""Sections: the named parts of the song.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from app.edits.edit import Edit, clamp, clean_name, on_timeline
from app.messages import steps
from app.messages.song import SECTION_EMPTY, SECTION_THERE, gone
from app.model.ids import SectionId, new_id
from app.model.ranges import FRAMES, INTENSITY
from app.model.song import Section, Song
from app.problems import EditRefused


def add_section(
    name: str, start_frame: int, length_frames: int, intensity: int = 5, section_id: SectionId | None = None
) -> Edit:
    """Add a section at a timeline frame; a neighbour that overlaps it is shortened."""
    fixed_id = section_id or SectionId(new_id())

    def apply(song: Song) -> Song:
        if length_frames <= 0:
            raise EditRefused(SECTION_EMPTY)
        if any(section.start_frame == on_timeline(start_frame) for section in song.sections):
            raise EditRefused(SECTION_THERE)
        section = Section(
            fixed_id,
            clean_name(name, "section"),
            on_timeline(start_frame),
            length_frames,
            int(clamp(intensity, *INTENSITY)),
        )
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


def resize_section(section_id: SectionId, start_frame: int, end_frame: int) -> Edit:
    """Set both edges of a section. A neighbour that it touches, or would cover, begins or ends there."""

    def apply(song: Song) -> Song:
        at = _place_of(song, section_id)
        before, after = _neighbours(song.sections, at)
        first, last = (
            (0 if before is None else before.start_frame + 1),
            (FRAMES[1] if after is None else _end(after) - 1),
        )
        start = min(max(start_frame, first), last - 1)
        return _with_edges(song, at, start, min(max(end_frame, start + 1), last))

    return Edit(steps.RESIZE_SECTION, apply)


def move_section(section_id: SectionId, start_frame: int) -> Edit:
    """Move a section between its neighbours, keeping its length; those that it touches, or would cover, give way."""

    def apply(song: Song) -> Song:
        at = _place_of(song, section_id)
        before, after = _neighbours(song.sections, at)
        length = song.sections[at].length_frames
        last = (FRAMES[1] if after is None else _end(after) - 1) - length
        start = min(max(start_frame, 0 if before is None else before.start_frame + 1), last)
        return _with_edges(song, at, start, start + length)

    return Edit(steps.MOVE_SECTION, apply)


def remove_section(section_id: SectionId) -> Edit:
    """Remove a section."""

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
    ordered = sorted(sections, key=lambda section: section.start_frame)
    cut = []
    for section, following in zip(ordered, [*ordered[1:], None], strict=True):
        space = max((FRAMES[1] if following is None else following.start_frame) - section.start_frame, 1)
        cut.append(section if section.length_frames <= space else replace(section, length_frames=space))
    return tuple(cut)


def _place_of(song: Song, section_id: SectionId) -> int:
    for number, section in enumerate(song.sections):
        if section.id == section_id:
            return number
    raise EditRefused(gone("section"))


def _neighbours(sections: Sequence[Section], at: int) -> tuple[Section | None, Section | None]:
    return (sections[at - 1] if at > 0 else None), (sections[at + 1] if at + 1 < len(sections) else None)


def _end(section: Section) -> int:
    return section.start_frame + section.length_frames


def _with_edges(song: Song, at: int, start: int, end: int) -> Song:
    """The song with both edges of a section set, and its neighbours out of its way."""
    old, sections = song.sections[at], list(song.sections)
    before, after = _neighbours(sections, at)
    sections[at] = replace(old, start_frame=start, length_frames=end - start)
    if before is not None and (_end(before) == old.start_frame or _end(before) > start):
        sections[at - 1] = replace(before, length_frames=start - before.start_frame)
    if after is not None and (after.start_frame == _end(old) or after.start_frame < end):
        sections[at + 1] = replace(after, start_frame=end, length_frames=_end(after) - end)
    return song if tuple(sections) == song.sections else replace(song, sections=tuple(sections))
