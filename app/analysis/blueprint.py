"""What the blueprint tells: what is recorded of it, which sections are crowded, and which have nothing planned.

Lives: any thread (pure).
"""

from typing import Literal

from app.analysis.coverage import covered_frames, merged, sounding_ranges
from app.messages.writing import crowded, leaves_lead_no_room, nothing_planned
from app.model.blueprint import PlannedPart
from app.model.ids import SectionId, TrackId
from app.model.section import Section
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.track import Track

CellState = Literal["silent", "planned", "recorded", "kept"]
COVERED_FRACTION = 0.5  # of a section: below it, a part is not there yet
CROWDED_PARTS = 8  # in one section, whatever plays


def cell_state(song: Song, part: PlannedPart, section: Section) -> CellState:
    """How far a part is in a section.

    Returns:
        "kept" if marks of done takes cover at least half of the section, "recorded" if sounding clips do.
    """
    if section.id not in part.sections:
        return "silent"
    track = _track_of(song, part.track)
    if track is None:
        return "planned"
    start, end = section_frames(song, section)
    enough = COVERED_FRACTION * (end - start)
    if covered_frames(sounding_ranges(track), start, end) < enough:
        return "planned"
    kept = covered_frames(merged((keeper.start_frame, keeper.end_frame) for keeper in track.keepers), start, end)
    return "kept" if kept >= enough else "recorded"


def planned_ranges(song: Song, track_id: TrackId) -> list[tuple[int, int]]:
    """Ranges of the timeline in which parts of a track are to play, as (start, end) frames, in order of time."""
    planned: frozenset[SectionId] = frozenset()
    for part in song.blueprint.parts:
        if part.track == track_id:
            planned |= part.sections
    return [section_frames(song, section) for section in song.sections if section.id in planned]


def warnings(song: Song) -> list[str]:
    """One sentence for each section that is crowded, empty, or leaves the lead no room."""
    found = []
    parts = song.blueprint.parts
    if not any(part.cells for part in parts):
        return []
    for section in song.sections:
        playing = [part for part in parts if section.id in part.sections]
        leads = [part.name for part in playing if part.lead]
        if not playing:
            found.append(nothing_planned(section.name))
        elif leads and len(playing) - len(leads) > song.blueprint.most_with_lead:
            found.append(leaves_lead_no_room(section.name, leads[0], len(playing) - len(leads)))
        elif len(playing) > CROWDED_PARTS:
            found.append(crowded(section.name, len(playing)))
    return found


def _track_of(song: Song, track_id: TrackId | None) -> Track | None:
    return next((track for track in song.tracks if track.id == track_id), None)
