"""Hazards: a part that counts as recorded and is not there; a warning where nothing is planned yet."""

from dataclasses import replace

import pytest

from app.analysis.blueprint import cell_state, planned_ranges, warnings
from app.analysis.coverage import covered_frames, merged
from app.edits import blueprint, sections
from app.model.ids import PartId, SectionId
from app.model.song import Song
from app.model.track import Keeper
from tests.helpers.songs import BAR, song_with, with_clip

BASS, VERSE, CHORUS = PartId("bass"), SectionId("verse"), SectionId("chorus")


def planned() -> Song:
    song = sections.add_section("Verse", 1, 4, section_id=VERSE).apply(song_with("Bass"))
    song = sections.add_section("Chorus", 5, 4, section_id=CHORUS).apply(song)
    song = blueprint.add_part("Bass", BASS).apply(song)
    return blueprint.make_tracks().apply(blueprint.plan_cells([(BASS, CHORUS)], True).apply(song))


def states(song: Song) -> list[str]:
    return [cell_state(song, song.blueprint.parts[0], section) for section in song.sections]


def test_a_part_is_recorded_where_clips_cover_half_of_the_section() -> None:
    song = planned()
    assert states(song) == ["silent", "planned"]
    assert states(with_clip(song, "Bass", BAR * 4, BAR * 2 - 1)) == ["silent", "planned"]
    recorded = with_clip(song, "Bass", BAR * 4, BAR * 2)
    assert states(recorded) == ["silent", "recorded"]
    track = replace(recorded.tracks[0], keepers=(Keeper(BAR * 4, BAR * 6),))
    assert states(replace(recorded, tracks=(track,))) == ["silent", "kept"]
    muted = replace(track, clips=tuple(replace(clip, muted=True) for clip in track.clips))
    assert states(replace(recorded, tracks=(muted,))) == ["silent", "planned"], "nobody hears it"


def test_the_ranges_of_a_track_are_those_of_its_part() -> None:
    song = planned()
    assert planned_ranges(song, song.tracks[0].id) == [(BAR * 4, BAR * 8)]


@pytest.mark.parametrize(
    ("ranges", "covered"),
    [([], 0), ([(0, 10)], 10), ([(5, 8), (0, 6)], 8), ([(-5, 2), (9, 20)], 3), ([(0, 4), (1, 2), (3, 5)], 5)],
)
def test_what_overlaps_counts_once(ranges: list[tuple[int, int]], covered: int) -> None:
    assert covered_frames(merged(ranges), 0, 10) == covered


def test_crowded_and_empty_sections_are_told_once_something_is_planned() -> None:
    song = planned()
    assert warnings(song) == ["Nothing plays in Verse yet."]
    assert warnings(blueprint.plan_cells([(BASS, CHORUS)], False).apply(song)) == []
    parts = [PartId(f"p{n}") for n in range(8)]
    for part in parts:
        song = blueprint.add_part(part, part).apply(song)
    song = blueprint.plan_cells([(part, CHORUS) for part in parts], True).apply(song)
    assert len(warnings(song)) == 2
    assert "crowded" in warnings(song)[1]
    song = blueprint.change_part(BASS, lead=True).apply(song)
    assert "Bass has little room in Chorus: 8 other parts" in warnings(song)[1]
    assert len(warnings(blueprint.set_most_with_lead(8).apply(song))) == 2, "crowded all the same"
