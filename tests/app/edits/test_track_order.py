"""Order, folders and copies of tracks. Hazards: a folder whose tracks lie apart or that holds none; two tracks, clips or takes of
one id; a copy that is armed on its original's inputs."""

import random

import pytest

from app.edits import duplicate_track, folders, track_order, tracks
from app.edits.clip_properties import lock_clips
from app.edits.edit import Edit
from app.model.ids import FolderId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import BASS, GUITAR, VOX, applied, busy_song, spans, track_of
from tests.helpers.songs import song_with

F, G = FolderId("f"), FolderId("g")


def song() -> Song:
    """A, then B and C in folder F, then D, then E in folder G."""
    made = song_with(*"ABCDE")
    return applied(made, folders.make_folder(ids("BC"), "Drums", F), folders.make_folder(ids("E"), "Keys", G))


def ids(names: str) -> list[TrackId]:
    return [TrackId(name) for name in names]


def order(song: Song) -> str:
    """`A (BC) D`: names, with folders as brackets."""
    written, inside = "", None
    for track in song.tracks:
        if track.folder != inside:
            written += (")" if inside else "") + ("(" if track.folder else "")
            inside = track.folder
        written += track.name
    return written + (")" if inside else "")


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (track_order.move_tracks([TrackId("A")], 1), "(BAC)D(E)"),
        (track_order.move_tracks([TrackId("A")], 2), "(BC)AD(E)"),
        (track_order.move_tracks([TrackId("B")], 2), "A(CB)D(E)"),
        (track_order.move_tracks([TrackId("B")], 3), "A(C)DB(E)"),
        (track_order.move_tracks([TrackId("B")], 0), "BA(C)D(E)"),
        (track_order.move_tracks([TrackId("E")], 0), "(E)A(BC)D"),
        (track_order.move_tracks(ids("AD"), 1), "(BADC)(E)"),
        (track_order.move_tracks(ids("DA"), 0), "AD(BC)(E)"),
        (track_order.move_tracks(ids("BC"), 9), "AD(E)(BC)"),
        (track_order.move_tracks(ids("A"), 1, None), "A(BC)D(E)"),
        (track_order.move_tracks(ids("A"), 9, F), "(BCA)D(E)"),
        (track_order.move_tracks(ids("D"), 0, F), "A(DBC)(E)"),
        (track_order.move_tracks(ids("B"), 2, None), "A(C)BD(E)"),
        (track_order.move_tracks(ids("E"), 2, F), "A(BEC)D"),
        (track_order.move_folder(F, 0), "(BC)AD(E)"),
        (track_order.move_folder(G, 2), "A(E)(BC)D"),
        (tracks.remove_track(TrackId("E")), "A(BC)D"),
        (folders.dissolve_folder(F), "ABCD(E)"),
        (folders.make_folder(ids("AC"), "New"), "(AC)(B)D(E)"),
        (folders.make_folder(ids("CD"), "New"), "A(B)(CD)(E)"),
        (folders.make_folder(ids("BE"), "New"), "A(BE)(C)D"),
    ],
)
def test_a_folders_tracks_stay_together_wherever_tracks_go(edit: Edit, expected: str) -> None:
    after = edit.apply(song())
    assert order(after) == expected and check(after) == []


def test_an_order_that_is_there_already_changes_nothing() -> None:
    before = song()
    for edit in (
        track_order.move_tracks(ids("BC"), 1),
        track_order.move_folder(F, 1),
        track_order.move_tracks([ids("A")[0]], -3),
    ):
        assert edit.apply(before) is before


def test_random_moves_keep_folders_whole() -> None:
    chance, made = random.Random(7), song()
    for _ in range(300):
        chosen = [track.id for track in chance.sample(made.tracks, chance.randint(1, 3))]
        into = chance.choice(("by place", None, *(folder.id for folder in made.folders)))
        made = track_order.move_tracks(chosen, chance.randint(-1, 6), into).apply(made)
        if len(made.folders) < 2:
            made = folders.make_folder(chosen).apply(made)
        assert check(made) == [], order(made)


def test_folders_are_named_coloured_and_folded() -> None:
    made = applied(song(), folders.rename_folder(F, "keys"), folders.colour_folder(F, 14), folders.fold(F, True))
    folder = made.folders[0]
    assert (folder.name, folder.colour, folder.folded) == ("keys 2", 4, True)
    missing = FolderId("x")
    for edit in (
        folders.fold(missing, True),
        folders.dissolve_folder(missing),
        track_order.move_tracks(ids("A"), 0, missing),
    ):
        with pytest.raises(EditRefused, match="folder is no longer"):
            edit.apply(song())
    with pytest.raises(EditRefused, match="track first"):
        folders.make_folder([]).apply(song())


# --- copies
def test_a_copy_plays_the_same_under_ids_and_a_name_of_its_own() -> None:
    before = tracks.set_armed(VOX, True).apply(busy_song())
    edit = duplicate_track.duplicate_tracks([VOX, BASS])
    after = edit.apply(before)
    assert after == edit.apply(before) and check(after) == [] and edit.label == "Duplicate 2 tracks"
    assert [track.name for track in after.tracks] == ["Vox", "Vox 2", "Guitar", "Bass", "Bass 2", "Keys"]
    vox, copy = after.tracks[:2]
    assert spans(copy.clips) == spans(vox.clips) and copy.strip == vox.strip and copy.curves == vox.curves
    assert not copy.armed and copy.comp_group == "" and len(copy.comps) == len(vox.comps)
    assert {take.id for take in copy.takes}.isdisjoint(take.id for take in vox.takes)
    assert {clip.take for clip in copy.clips} - {None} <= {take.id for take in copy.takes}
    assert after.tracks[4].folder == track_of(before, BASS).folder is not None


def test_copies_of_locked_clips_are_not_locked_and_limits_hold() -> None:
    clip = track_of(busy_song(), BASS).clips[0].id
    locked = lock_clips([clip], True).apply(busy_song())
    copy = duplicate_track.duplicate_tracks([BASS]).apply(locked).tracks[3]
    assert copy.name == "Bass 2" and not any(found.locked for found in copy.clips)
    made = song_with("A")
    for _ in range(8):
        made = duplicate_track.duplicate_tracks([track.id for track in made.tracks]).apply(made)
    with pytest.raises(EditRefused, match="channels at most"):
        duplicate_track.duplicate_tracks([made.tracks[0].id]).apply(made)


def test_heights_stay_within_their_range() -> None:
    made = tracks.set_lane_height([VOX, GUITAR], 5000).apply(busy_song())
    assert track_of(made, VOX).lane_height_px == track_of(made, GUITAR).lane_height_px == 600
    assert track_of(tracks.set_lane_height([VOX], -4).apply(made), VOX).lane_height_px == 0
