"""Hazards: tracks that land elsewhere than the line shows, in another folder than the row under it, or tear a folder apart."""

from dataclasses import replace

import pytest

from app.edits import folders
from app.model.ids import FolderId, TrackId
from app.model.invariants import check
from app.model.song import Song
from tests.helpers.songs import song_with
from ui.arrange.rows import FOLDER_PX, rows_of
from ui.arrange.track_drop import Dragged, drop_edit, drop_place

F, G = FolderId("f"), FolderId("g")
LANE, UNFOLDED = 58, (0, 0, 40, 0, 0, 0)


def song(folded: bool) -> Song:
    """A, then B and C in F, then D, then E and F in G, of which F may be folded."""
    made = song_with(*"ABCDEF")
    for edit in (
        folders.make_folder([TrackId("B"), TrackId("C")], "First", F),
        folders.make_folder([TrackId("E"), TrackId("F")], "Last", G),
        folders.fold(F, folded),
    ):
        made = edit.apply(made)
    return made


def rows_above(before: Song, gone: frozenset[TrackId], line_px: int) -> int:
    """How many rows of tracks that stay lie above a line; folded ones lie in their folder's row."""
    rows = rows_of(before, LANE, UNFOLDED)
    folded = {folder.id for folder in before.folders if folder.folded}
    count = 0
    for lane, track in enumerate(before.tracks):
        if track.id not in gone:
            height = FOLDER_PX if track.folder in folded else LANE
            count += rows.top_px(lane) + height <= line_px
    return count


@pytest.mark.parametrize("folded", [False, True])
@pytest.mark.parametrize("names", ["A", "B", "D", "F", "AD", "BE", "BC"])
def test_tracks_land_at_the_line_whatever_the_height(names: str, folded: bool) -> None:
    before, chosen = song(folded), frozenset(map(TrackId, names))
    rows = rows_of(before, LANE, UNFOLDED)
    for y in range(-5, rows.end_px + 30):
        place = drop_place(before, rows, Dragged(chosen), y)
        after = drop_edit(before, Dragged(chosen), place).apply(before)
        check(after)
        assert all(track.folder == place.folder for track in after.tracks if track.id in chosen), y
        first = next(n for n, track in enumerate(after.tracks) if track.id in chosen)
        assert first == rows_above(before, chosen, place.line_px), y
        assert [t.id for t in after.tracks if t.id not in chosen] == [t.id for t in before.tracks if t.id not in chosen]


@pytest.mark.parametrize("folded", [False, True])
def test_a_folder_lands_whole_and_outside_of_others(folded: bool) -> None:
    before = song(folded)
    rows, dragged = rows_of(before, LANE, UNFOLDED), Dragged(frozenset(map(TrackId, "EF")), G)
    for y in range(-5, rows.end_px + 30):
        place = drop_place(before, rows, dragged, y)
        after = drop_edit(before, dragged, place).apply(before)
        check(after)
        assert place.folder is None and [track.folder for track in after.tracks].count(G) == 2
        names = "".join(track.name for track in after.tracks)
        assert names in {"EFABCD", "AEFBCD", "ABCEFD", "ABCDEF"}, y


def test_halves_of_rows_mean_before_and_behind() -> None:
    before = song(False)
    rows, dragged = rows_of(before, LANE, UNFOLDED), Dragged(frozenset([TrackId("D")]))
    folder_top = rows.folders[0].top_px
    places = {
        (folder_top + 3): (1, None),
        (folder_top + FOLDER_PX - 3): (1, F),
        (rows.top_px(1) + 3): (1, F),
        (rows.top_px(2) + LANE + 30): (3, F),
        (rows.top_px(3) + 3): (3, None),
        (rows.end_px - 3): (6, G),
        (rows.end_px + 3): (6, None),
    }
    found = {y: drop_place(before, rows, dragged, y) for y in places}
    assert {y: (place.lane, place.folder) for y, place in found.items()} == places


def test_a_song_without_tracks_has_a_place_too() -> None:
    empty = replace(song_with("A"), tracks=())
    assert drop_place(empty, rows_of(empty, LANE), Dragged(frozenset()), 10).lane == 0
