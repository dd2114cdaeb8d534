"""The clipboard. Hazards: a copy that slips against its original; two clips of one id; automation that stays behind or lands on
a value that the track does not have; a row that is lost because there are too few tracks."""

from dataclasses import replace
from functools import cache

import pytest

from app.edits import buses, channels, clipboard, clips
from app.edits.clip_properties import lock_clips
from app.edits.time_range import TimeRange
from app.model.automation import Breakpoint
from app.model.ids import BusId, ClipId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import KEYS, applied, busy_song, clip_of, spans, track_of
from tests.helpers.songs import song_with, with_clip

VOX, GUITAR, BASS = map(TrackId, ("Vox", "Guitar", "Bass"))


@cache
def song() -> Song:
    made = with_clip(song_with("Vox", "Guitar", "Bass"), "Vox", 1000, 500, "v", offset=200)
    made = with_clip(with_clip(made, "Vox", 1400, 300, "w", offset=50), "Bass", 1200, 400, "b", offset=70)
    points = [Breakpoint(frame, frame / 10000) for frame in (900, 1100, 1300, 1800, 2100, 2500)]
    return channels.set_curve(VOX, "pan", points).apply(made)


def pan(song: Song, track: str) -> list[tuple[int, float]]:
    return [(p.timeline_frame, p.value) for c in track_of(song, track).curves for p in c.points if c.path == "pan"]


def test_copies_keep_their_places_to_each_other_on_tracks_by_their_order() -> None:
    board = clipboard.copy_clips(song(), [ClipId("v"), ClipId("b")])
    assert (len(board.rows), board.length_frames, board.clip_count) == (3, 600, 2)
    after = clipboard.paste_clips(board, 5000, VOX).apply(song())
    assert spans(track_of(after, "Vox").clips)[-1] == (5000, 5500, 200)
    assert spans(track_of(after, "Bass").clips)[-1] == (5200, 5600, 70)
    assert not track_of(after, "Guitar").clips and check(after) == []


def test_rows_below_the_last_track_get_tracks_with_the_names_and_channels_of_theirs() -> None:
    stereo = replace(song(), tracks=tuple(replace(t, channels=2) if t.id == BASS else t for t in song().tracks))
    board = clipboard.copy_clips(stereo, [ClipId("v"), ClipId("b")])
    after = clipboard.paste_clips(board, 0, BASS).apply(stereo)
    assert [(t.name, t.channels) for t in after.tracks[3:]] == [("Bass 2", 2)]
    assert spans(after.tracks[3].clips) == [(200, 600, 70)] and check(after) == []
    fresh = clipboard.paste_clips(board, 0, None).apply(stereo)
    assert [t.name for t in fresh.tracks[3:]] == ["Vox 2", "Bass 2"]


def test_a_range_is_cut_at_its_edges_on_the_copy_alone() -> None:
    before = song()
    board = clipboard.copy_clips(before, TimeRange(1200, 1450, (VOX, BASS)))
    assert [spans(row.clips) for row in board.rows] == [[(0, 250, 400), (200, 250, 50)], [], [(0, 250, 70)]]
    assert board.length_frames == 250
    with pytest.raises(EditRefused, match="range"):
        clipboard.copy_clips(before, TimeRange(1200, 1200, (VOX,)))


def test_automation_goes_along_and_replaces_what_is_there() -> None:
    board = clipboard.copy_clips(song(), [ClipId("v")])
    after = clipboard.paste_clips(board, 2000, VOX).apply(song())
    assert pan(after, "Vox") == [
        (900, 0.09), (1100, 0.11), (1300, 0.13), (1800, 0.18), (2100, 0.11), (2300, 0.13), (2500, 0.25)
    ]  # fmt: skip
    other = clipboard.paste_clips(board, 0, GUITAR).apply(song())
    assert pan(other, "Guitar") == [(100, 0.11), (300, 0.13)]
    stays = channels.set_curves_follow_clips(False).apply(song())
    assert (
        pan(clipboard.paste_clips(clipboard.copy_clips(stays, [ClipId("v")]), 0, GUITAR).apply(stays), "Guitar") == []
    )


def test_automation_of_a_send_to_a_bus_that_is_gone_is_left_out() -> None:
    made = buses.add_bus("delay", "Echo", BusId("echo")).apply(song())
    made = channels.set_curve(VOX, "send/echo/level_db", [Breakpoint(1100, -6.0)]).apply(made)
    board = clipboard.copy_clips(made, [ClipId("v")])
    assert any(curve.path.startswith("send/") for curve in board.rows[0].curves)
    after = clipboard.paste_clips(board, 0, GUITAR).apply(buses.remove_bus(BusId("echo")).apply(made))
    assert check(after) == [] and [curve.path for curve in track_of(after, "Guitar").curves] == ["pan"]


def test_pasting_twice_makes_other_clips_and_one_edit_always_the_same() -> None:
    board = clipboard.copy_clips(song(), [ClipId("v")])
    first, second = clipboard.paste_clips(board, 5000, VOX), clipboard.paste_clips(board, 6000, VOX)
    assert first.apply(song()) == first.apply(song())
    assert check(applied(song(), first, second)) == []


def test_cutting_takes_the_clips_away_and_keeps_them_in_the_clipboard() -> None:
    board, edit = clipboard.cut_clips(song(), [ClipId("v"), ClipId("w")])
    after = edit.apply(song())
    assert edit.label == "Cut 2 clips" and track_of(after, "Vox").clips == () and board.clip_count == 2
    back = clipboard.paste_clips(board, 1000, VOX).apply(after)
    assert spans(track_of(back, "Vox").clips) == spans(track_of(song(), "Vox").clips)
    assert pan(after, "Vox") == [(900, 0.09), (1800, 0.18), (2100, 0.21), (2500, 0.25)]
    assert pan(back, "Vox") == pan(song(), "Vox"), "automation is cut and pasted with them"
    assert clipboard.cut_clips(song(), TimeRange(0, 9, (VOX,)))[1].label == "Cut range"


def test_cutting_and_pasting_elsewhere_is_moving() -> None:
    board, edit = clipboard.cut_clips(song(), [ClipId("v")])
    pasted = clipboard.paste_clips(board, 3000, GUITAR).apply(edit.apply(song()))
    moved = clips.move_clips([ClipId("v")], 2000, 1).apply(song())
    for track in ("Vox", "Guitar"):
        assert spans(track_of(pasted, track).clips) == spans(track_of(moved, track).clips)
        assert pan(pasted, track) == pan(moved, track)


def test_copies_of_a_locked_clip_can_be_moved() -> None:
    locked = lock_clips([ClipId("v")], True).apply(song())
    after = clipboard.copy_clips_by([ClipId("v")], 4000).apply(locked)
    made = next(clip for clip in track_of(after, "Vox").clips if clip.timeline_start_frame == 5000)
    assert not made.locked and clip_of(after, "v").locked
    with pytest.raises(EditRefused, match="locked"):
        clipboard.cut_clips(locked, [ClipId("v")])[1].apply(locked)


def test_a_dragged_copy_stops_at_the_songs_start_and_its_last_track() -> None:
    after = clipboard.copy_clips_by([ClipId("v")], -5000, 9).apply(song())
    assert spans(track_of(after, "Bass").clips)[0] == (0, 500, 200)
    assert spans(track_of(after, "Vox").clips) == spans(track_of(song(), "Vox").clips)
    for delta, down in ((3000, 1), (0, 2), (-200, 0)):
        assert check(clipboard.copy_clips_by([ClipId("v"), ClipId("w")], delta, down).apply(song())) == []


def test_duplicates_lie_right_behind_and_ranges_keep_their_silence() -> None:
    after = clipboard.duplicate_clips([ClipId("v"), ClipId("b")]).apply(song())
    assert spans(track_of(after, "Vox").clips)[-1][0] == 1600 and spans(track_of(after, "Bass").clips)[-1][0] == 1800
    ranged = clipboard.repeat_clips(TimeRange(900, 2000, (VOX,)), 2).apply(song())
    assert [start for start, _, _ in spans(track_of(ranged, "Vox").clips)] == [1000, 1400, 2100, 2500, 3200, 3600]
    with pytest.raises(EditRefused, match="at least once"):
        clipboard.repeat_clips([ClipId("v")], 0).apply(song())


def test_nothing_can_be_pasted_onto_a_frozen_track() -> None:
    board = clipboard.copy_clips(busy_song(), [ClipId("bass-0")])
    with pytest.raises(EditRefused, match="Keys is frozen. Thaw"):
        clipboard.paste_clips(board, 0, KEYS).apply(busy_song())
    with pytest.raises(EditRefused, match="no longer"):
        clipboard.paste_clips(board, 0, TrackId("gone")).apply(busy_song())


def test_curves_come_back_as_they_were_when_a_drag_returns() -> None:
    """A gesture begins at the song before it each time, so that what a clip passed over is not lost."""
    before = song()
    assert clips.move_clips([ClipId("v")], 900).apply(before) != before
    assert clips.move_clips([ClipId("v")], 0).apply(before) is before
