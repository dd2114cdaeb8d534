"""Sections: the parts of the song, alone or with the music under them.

Lives: any thread (pure).
"""

from typing import Annotated, Any

from app.edits import section_order
from app.edits import sections as edits
from app.edits.edit import Edit
from app.edits.lyrics import set_section_chords
from app.edits.transport import set_loop
from app.messages.song import NO_SECTION_BEFORE, NO_SECTION_BEHIND
from app.model.ids import SectionId, new_id
from app.model.ranges import CHANGE_BAR, INTENSITY, LONGEST_NAME, LONGEST_NOTE
from app.model.section import Section
from app.model.section_frames import section_at, section_frames
from app.model.song import Song
from app.model.tempo_map import tempo_map
from app.model.value_spec import switch, text, whole
from app.problems import NothingToDo
from app.text.chord_lane import chords_of_bars, sections_with_chords_of_words
from app.verbs.target import Target
from app.verbs.verb import SECTIONS, ActsOn, Verb

USUAL_BARS = 8

NewName = Annotated[str | None, text("Name", LONGEST_NAME)]
Name = Annotated[str, text("Name", LONGEST_NAME)]
Notes = Annotated[str, text("Notes", LONGEST_NOTE)]
Bars = Annotated[int | None, whole("Bars", 1, CHANGE_BAR[1], "bars")]
Bar = Annotated[int | None, whole("Bar", 1, CHANGE_BAR[1])]
Place = Annotated[int, whole("Place among the sections", 1, CHANGE_BAR[1])]
Intensity = Annotated[int, whole("Intensity", *INTENSITY)]
Music = Annotated[bool | None, switch("The music goes along")]


def add(target: Target, name: NewName = None, bars: Bars = None) -> Edit:
    """Add a section at the bar of the playhead, up to the next one at most. Inside of a section it takes what is left of it."""
    return new_section(target.song, bar_near(target.song, target.frame), name, bars)


def new_section(
    song: Song, bar: int, name: str | None = None, bars: int | None = None, section_id: SectionId | None = None
) -> Edit:
    """Add a section at a bar, as long as there is room, 8 bars at most without another length."""
    number = len(song.sections) + 1
    inside = next((one for one in song.sections if one.start_bar < bar < one.end_bar), None)
    following = [section.start_bar for section in song.sections if section.start_bar > bar]
    room = min([*following, *([] if inside is None else [inside.end_bar])], default=bar + USUAL_BARS) - bar
    length = min(USUAL_BARS, room) if bars is None else bars
    return edits.add_section(name or f"Section {number}", bar, length, section_id=section_id)


def bar_near(song: Song, frame: int) -> int:
    """The bar whose beginning is nearest to a frame."""
    return max(1, round(tempo_map(song).bars_at(frame)) + 1)


def rename(target: Target, name: Name = "Section") -> Edit:
    """Rename the section."""
    return edits.rename_section(target.selected_section().id, name)


def split(target: Target) -> Edit:
    """Make two sections of the one at the playhead, from the nearest bar on. Its chords stay in their bars."""
    section = section_at(target.song, target.frame) or target.selected_section()
    bar, second_id = bar_near(target.song, target.frame), SectionId(new_id())
    steps = [edits.split_section(section.id, bar, second_id)]
    if section.id in sections_with_chords_of_words(target.song) and section.start_bar < bar < section.end_bar:
        first = round(bar - section.start_bar)
        bars = chords_of_bars(target.song, section.id)
        sounding = " ".join(bars[:first]).split()
        if first < len(bars) and not bars[first] and sounding:
            bars[first] = sounding[-1]  # it goes on
        steps += [set_section_chords(section.id, bars[:first]), set_section_chords(second_id, bars[first:])]
    return Edit.combine(steps[0].label, steps)


def join(target: Target) -> Edit:
    """Make one section of this one and the next."""
    return edits.join_sections(target.selected_section().id)


def duplicate(target: Target, music: Music = None) -> Edit:
    """Put a copy of the section behind it."""
    return section_order.duplicate_section(target.selected_section().id, _music(target, music))


def delete(target: Target, music: Music = None) -> Edit:
    """Delete the section, with its bars and what lies in them if the music goes along."""
    return section_order.delete_section(target.selected_section().id, _music(target, music))


def unname(target: Target) -> Edit:
    """Take the name of the section away; its bars and the music stay."""
    return edits.remove_section(target.selected_section().id)


def earlier(target: Target, music: Music = None) -> Edit:
    """Put the section before the one before it."""
    return _by(target, -1, music)


def later(target: Target, music: Music = None) -> Edit:
    """Put the section behind the next one."""
    return _by(target, 1, music)


def move(target: Target, place: Place = 1, music: Music = None) -> Edit:
    """Put the section into a place among the sections, counted from 1."""
    return section_order.reorder_section(target.selected_section().id, place - 1, _music(target, music))


def set_length(target: Target, bars: Bars = None, music: Music = None) -> Edit:
    """Make the section longer or shorter; what follows moves."""
    section = target.selected_section()
    length = max(1, round(section.length_bars)) if bars is None else bars
    return section_order.set_section_length(section.id, length, _music(target, music))


def set_edges(target: Target, first: Bar = None, last: Bar = None) -> Edit:
    """Set the first and the last bar of the section; neighbours give way, and no music moves."""
    section = target.selected_section()
    start, end = (section.start_bar if first is None else first), (section.end_bar if last is None else last + 1)
    return edits.resize_section(section.id, start, end)


def set_intensity(target: Target, intensity: Intensity = 5) -> Edit:
    """Set how much happens in the section, 0 to 10."""
    return edits.set_section_intensity(target.selected_section().id, intensity)


def note(target: Target, notes: Notes = "") -> Edit:
    """Write down what is to know of the section."""
    return edits.set_section_notes(target.selected_section().id, notes)


def loop(target: Target) -> Edit:
    """Loop the section; end the loop where it is looped already."""
    span = section_frames(target.song, target.selected_section())
    looped = target.song.transport
    there = looped.loop_on and (looped.loop_start_frame, looped.loop_end_frame) == span
    return set_loop(not there, *span)


def why_no_section(target: Target) -> str:
    """What is missing for a verb of a section, in a few words; empty if nothing is."""
    return "" if target.section_or_none() is not None else "no section at the playhead"


def _by(target: Target, direction: int, music: bool | None) -> Edit:
    section = target.selected_section()
    place = edits.place_of_section(target.song, section.id) + direction
    if place < 0:
        raise NothingToDo(NO_SECTION_BEFORE)
    if place == len(target.song.sections):
        raise NothingToDo(NO_SECTION_BEHIND)
    return section_order.reorder_section(section.id, place, _music(target, music))


def _music(target: Target, asked: bool | None) -> bool:
    return target.sections_take_music if asked is None else asked


def _present(target: Target) -> dict[str, Any]:
    section: Section | None = target.section_or_none()
    if section is None:
        return {}
    return {
        "name": section.name,
        "notes": section.notes,
        "intensity": section.intensity,
        "bars": max(1, round(section.length_bars)),
        "first": round(section.start_bar),
        "last": round(section.end_bar) - 1,
        "music": target.sections_take_music,
        "place": edits.place_of_section(target.song, section.id) + 1,
    }


_ONE: tuple[ActsOn, ...] = ("section",)

VERBS = (
    Verb("sections.add", "Add a section", SECTIONS, add, ("playhead",)),
    Verb("sections.rename", "Rename the section", SECTIONS, rename, _ONE, why_no_section, present=_present),
    Verb("sections.loop", "Loop the section", SECTIONS, loop, _ONE, why_no_section),
    Verb("sections.earlier", "Move the section earlier", SECTIONS, earlier, _ONE, why_no_section),
    Verb("sections.later", "Move the section later", SECTIONS, later, _ONE, why_no_section),
    Verb("sections.move", "Place of the section", SECTIONS, move, _ONE, why_no_section, present=_present),
    Verb("sections.duplicate", "Duplicate the section", SECTIONS, duplicate, _ONE, why_no_section),
    Verb("sections.split", "Split the section", SECTIONS, split, ("section", "playhead"), why_no_section),
    Verb("sections.join", "Join with the next section", SECTIONS, join, _ONE, why_no_section),
    Verb("sections.length", "Length of the section", SECTIONS, set_length, _ONE, why_no_section, present=_present),
    Verb(
        "sections.edges",
        "First and last bar of the section",
        SECTIONS,
        set_edges,
        _ONE,
        why_no_section,
        present=_present,
    ),
    Verb(
        "sections.intensity",
        "Intensity of the section",
        SECTIONS,
        set_intensity,
        _ONE,
        why_no_section,
        present=_present,
    ),
    Verb("sections.note", "Notes on the section", SECTIONS, note, _ONE, why_no_section, present=_present),
    Verb("sections.delete", "Delete the section", SECTIONS, delete, _ONE, why_no_section),
    Verb("sections.unname", "Remove the section, keep its bars", SECTIONS, unname, _ONE, why_no_section),
)
