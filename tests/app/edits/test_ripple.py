"""Ripple. Hazards: a gap that stays open or closes twice; material that is cut away unasked; another track that moves along."""

from dataclasses import replace
from functools import cache

import pytest

from app.edits import clipboard, clips, trimming
from app.edits.clip_properties import lock_clips
from app.edits.markers import add_marker
from app.edits.time_range import TimeRange
from app.model.automation import Breakpoint, Curve
from app.model.ids import ClipId, MarkerId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import spans, track_of
from tests.helpers.songs import song_with, with_clip
from tests.helpers.trims import trim_clip

A, B, C = map(ClipId, "abc")


@cache
def song() -> Song:
    """a, b and c of 100 frames each, at 0, 200 and 300; on Other one at 250 and one at 500; a marker at 450."""
    made = song_with("Vox", "Other")
    for name, start in (("a", 0), ("b", 200), ("c", 300)):
        made = with_clip(made, "Vox", start, 100, name, offset=1000)
    made = with_clip(with_clip(made, "Other", 250, 100, "o", offset=1000), "Other", 500, 100, "p", offset=1000)
    return add_marker(450, marker_id=MarkerId("m")).apply(made)


def places(song: Song, track: str = "Vox") -> list[tuple[int, int]]:
    return [(start, end) for start, end, _ in spans(track_of(song, track).clips)]


def test_deleting_closes_the_gap_on_its_track_or_on_all_or_leaves_it() -> None:
    assert places(clips.delete_clips([B]).apply(song())) == [(0, 100), (300, 400)]
    own = clips.delete_clips([B], "track").apply(song())
    assert (places(own), places(own, "Other")) == ([(0, 100), (200, 300)], [(250, 350), (500, 600)])
    assert own.markers[0].start_frame == 450
    every = clips.delete_clips([B], "all").apply(song())
    assert (places(every), places(every, "Other")) == ([(0, 100), (200, 300)], [(250, 350), (400, 500)])
    assert every.markers[0].start_frame == 350


def test_a_gap_closes_only_as_far_as_nothing_else_lies_in_it() -> None:
    crossed = with_clip(song(), "Vox", 190, 20, "x", offset=1000)
    crossed = with_clip(crossed, "Vox", 280, 25, "y", offset=1000)
    after = clips.delete_clips([B], "track").apply(crossed)
    assert places(after) == [(0, 100), (190, 210), (210, 235), (230, 330)], "nothing is cut, and overlaps stay"


def test_clips_that_are_deleted_together_close_their_time_once() -> None:
    doubled = with_clip(song(), "Vox", 220, 60, "over", offset=1000)
    for ripple in ("track", "all"):
        after = clips.delete_clips([B, ClipId("over")], ripple).apply(doubled)
        assert places(after) == [(0, 100), (200, 300)]
    both = clips.delete_clips([A, B], "all").apply(song())
    assert places(both) == [(100, 200)] and check(both) == []


def test_a_range_closes_whole_and_clips_across_its_edges_are_cut() -> None:
    piece = TimeRange(50, 250, (TrackId("Vox"),))
    after = clips.delete_clips(piece, "track").apply(song())
    assert spans(track_of(after, "Vox").clips) == [(0, 50, 1000), (50, 100, 1050), (100, 200, 1000)]
    assert places(after, "Other") == [(250, 350), (500, 600)]
    assert spans(track_of(clips.delete_clips(piece).apply(song()), "Vox").clips) == [
        (0, 50, 1000), (250, 300, 1050), (300, 400, 1000)
    ]  # fmt: skip


def test_pasting_opens_the_time_that_it_needs() -> None:
    board = clipboard.copy_clips(song(), [A])
    own = clipboard.paste_clips(board, 250, TrackId("Vox"), "track").apply(song())
    assert places(own) == [(0, 100), (200, 250), (250, 350), (350, 400), (400, 500)]
    every = clipboard.paste_clips(board, 250, TrackId("Vox"), "all").apply(song())
    assert places(every) == places(own) and places(every, "Other") == [(350, 450), (600, 700)]
    assert every.markers[0].start_frame == 550


def test_pasting_with_ripple_on_all_tracks_cuts_no_other_track() -> None:
    """What lies across the place stays whole; what begins there or behind moves."""
    board, bed = clipboard.copy_clips(song(), [A]), with_clip(song(), "Other", 40, 500, "bed", offset=0)
    for made in (
        clipboard.paste_clips(board, 250, TrackId("Vox"), "all"),
        clipboard.copy_clips_by([A], 250, 0, "all"),
    ):
        after = made.apply(bed)
        assert places(after) == [(0, 100), (200, 250), (250, 350), (350, 400), (400, 500)] and check(after) == []
        assert places(after, "Other") == [(40, 540), (350, 450), (600, 700)]
        assert after.markers[0].start_frame == 550
    repeated = clipboard.repeat_clips([B], 1, "all").apply(bed)
    assert places(repeated, "Other") == [(40, 540), (250, 350), (600, 700)]
    both = clipboard.paste_clips(clipboard.copy_clips(bed, [A, ClipId("o")]), 260, TrackId("Vox"), "all").apply(bed)
    assert len(places(both, "Other")) == 6, "a track that is pasted into is cut there"


def test_repeats_push_what_follows_back() -> None:
    after = clipboard.repeat_clips([B], 3, "track").apply(song())
    assert places(after) == [(0, 100), (200, 300), (300, 400), (400, 500), (500, 600), (600, 700)]


def test_moving_takes_what_follows_along_and_stops_where_something_lies() -> None:
    later = clips.move_clips([B], 30, 0, "track").apply(song())
    assert places(later) == [(0, 100), (230, 330), (330, 430)] and places(later, "Other")[0] == (250, 350)
    earlier = clips.move_clips([B], -500, 0, "track").apply(song())
    assert places(earlier) == [(0, 100), (100, 200), (200, 300)], "no further than to the end of a"
    every = clips.move_clips([ClipId("p")], -500, 0, "all").apply(song())
    assert places(every, "Other") == [(250, 350), (400, 500)], "c ends at 400"


def test_trimming_an_end_brings_what_follows_closer_or_makes_room() -> None:
    shorter = trim_clip(B, 200, 260, "track").apply(song())
    assert places(shorter) == [(0, 100), (200, 260), (260, 360)]
    longer = trim_clip(B, 200, 340, "track").apply(song())
    assert places(longer) == [(0, 100), (200, 340), (340, 440)]
    start = trim_clip(B, 230, 300, "track").apply(song())
    assert spans(track_of(start, "Vox").clips)[1:] == [(200, 270, 1030), (270, 370, 1000)], "its start stays"
    more = trim_clip(B, 180, 300, "track").apply(song())
    assert spans(track_of(more, "Vox").clips)[1:] == [(200, 320, 980), (320, 420, 1000)]
    first = trim_clip(A, -50, 100, "track").apply(song())
    assert spans(track_of(first, "Vox").clips)[0] == (0, 150, 950), "also at the song's start"


def test_ripple_on_all_tracks_moves_what_begins_behind_the_edge_and_cuts_nothing() -> None:
    bed = with_clip(song(), "Other", 0, 240, "bed", offset=0)
    bed = add_marker(280, marker_id=MarkerId("inside")).apply(bed)
    own = {clip.id: clip for clip in track_of(bed, "Other").clips}
    for by, later in ((-40, 460), (40, 540)):
        after = trimming.trim_clips([B], 0, by, "all").apply(bed)
        assert places(after)[1:] == [(200, 300 + by), (300 + by, 400 + by)] and check(after) == []
        others = {clip.id: clip for clip in track_of(after, "Other").clips}
        assert others.pop(ClipId("p")).timeline_start_frame == later
        assert all(others[clip_id] == own[clip_id] for clip_id in others) and len(others) == 2
        assert [(m.id, m.start_frame) for m in after.markers] == [("inside", 260 if by < 0 else 280), ("m", 450 + by)]
    moved = clips.move_clips([C], 30, 0, "all").apply(with_clip(song(), "Other", 0, 1000, "long"))
    assert (0, 1000) in places(moved, "Other") and (530, 630) in places(moved, "Other")
    gone = clips.delete_clips([B], "all").apply(bed)
    assert [clip for clip in track_of(gone, "Other").clips if clip.id != "p"] == [own[ClipId("o")], own[ClipId("bed")]]


def test_a_clip_that_fades_into_the_next_takes_it_along_when_it_becomes_longer() -> None:
    crossed = with_clip(song(), "Vox", 390, 60, "d", offset=1000)
    after = trimming.trim_clips([C], 0, 25, "track").apply(crossed)
    assert places(after)[2:] == [(300, 425), (415, 475)], "they overlap as before"


def test_curves_beside_a_clip_that_stays_whole_keep_what_is_over_it() -> None:
    long = with_clip(song(), "Other", 0, 400, "long")
    curve = Curve("pan", (Breakpoint(100, -0.6), Breakpoint(360, -0.9), Breakpoint(450, -0.3)))
    long = replace(long, tracks=(long.tracks[0], replace(long.tracks[1], curves=(curve,))))
    after = trimming.trim_clips([B], 0, 40, "all").apply(long)
    frames = [(p.timeline_frame, p.value) for p in track_of(after, "Other").curves[0].points]
    assert frames[:2] == [(100, -0.6), (360, -0.9)] and frames[-1] == (490, -0.3)


def test_microphones_that_are_trimmed_together_move_the_rest_once() -> None:
    twins = with_clip(song(), "Other", 200, 50, "q", offset=1000)
    twins = trim_clip(ClipId("q"), 200, 300).apply(twins)
    after = trimming.trim_clips([B, ClipId("q")], 0, -40, "all").apply(twins)
    assert places(after)[1:] == [(200, 260), (260, 360)]
    assert (200, 260) in places(after, "Other") and (460, 560) in places(after, "Other")


def test_ripple_moves_no_locked_clip_unseen() -> None:
    locked = lock_clips([C], True).apply(song())
    for edit in (
        clips.delete_clips([B], "track"),
        clips.move_clips([B], 30, 0, "all"),
        trim_clip(B, 200, 260, "track"),
        clipboard.paste_clips(clipboard.copy_clips(song(), [A]), 0, TrackId("Other"), "all"),
    ):
        with pytest.raises(EditRefused, match="locked"):
            edit.apply(locked)
    assert places(clips.delete_clips([B]).apply(locked)) == [(0, 100), (300, 400)]
