"""Hazards: a clip before the song's start, audio that slips when an edge is trimmed, a split that drops a frame."""

from dataclasses import replace

import pytest

from app.edits import channels, clip_properties, clips
from app.edits.edit import Edit
from app.edits.time_range import TimeRange
from app.model.automation import Breakpoint
from app.model.clip import Clip
from app.model.ids import ClipId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.track import FrozenAudio
from app.problems import EditRefused
from tests.helpers.songs import song_with, with_clip
from tests.helpers.trims import trim_clip

C = ClipId("c")


def song() -> Song:
    return with_clip(song_with("A", "B"), "A", 1000, 500, "c", offset=200)


def clip(song: Song, clip_id: ClipId = C) -> Clip:
    return next(found for track in song.tracks for found in track.clips if found.id == clip_id)


def offset(found: Clip) -> int:
    """Which frame of the file sounds at timeline frame 0: moves only when audio slips."""
    return found.file_start_frame - found.timeline_start_frame


def test_clips_stop_at_the_songs_start_and_at_the_last_track_together() -> None:
    both = with_clip(song(), "B", 3000, 10, "d")
    moved = clips.move_clips({C, ClipId("d")}, -5000, 7).apply(both)
    assert moved is not both
    assert (clip(moved).timeline_start_frame, clip(moved, ClipId("d")).timeline_start_frame) == (0, 2000)
    assert [len(track.clips) for track in moved.tracks] == [1, 1], "one is on the last track already: neither goes down"
    down = clips.move_clips({C}, 0, 7).apply(both)
    assert [len(track.clips) for track in down.tracks] == [0, 2]


def test_a_moved_clip_lies_on_top() -> None:
    over = with_clip(song(), "A", 1200, 500, "d")
    moved = clips.move_clips({C}, 50).apply(over)
    assert [found.id for found in moved.tracks[0].clips] == ["d", "c"]


def test_trimming_moves_edges_and_never_audio() -> None:
    trimmed = clip(trim_clip(C, 1100, 1400).apply(song()))
    assert (trimmed.timeline_start_frame, trimmed.length_frames) == (1100, 300)
    assert offset(trimmed) == offset(clip(song()))
    longest = clip(trim_clip(C, 0, 1400).apply(song()))
    assert longest.file_start_frame == 0 and longest.timeline_start_frame == 800
    assert clip(trim_clip(C, 1400, 1400).apply(song())).length_frames == 1, "a frame is left"


def test_a_split_loses_no_frame_and_keeps_fades_at_the_outer_edges() -> None:
    faded = clip_properties.set_clip_fades([C], 100, 50).apply(song())
    left, right = clips.split_clip(C, 1200).apply(faded).tracks[0].clips
    assert left.timeline_end_frame == right.timeline_start_frame == 1200
    assert left.length_frames + right.length_frames == 500 and offset(left) == offset(right)
    assert (left.fade_in_frames, left.fade_out_frames) == (100, 0)
    assert (right.fade_in_frames, right.fade_out_frames) == (0, 50)
    for edge in (1000, 1500, 0):
        with pytest.raises(EditRefused):
            clips.split_clip(C, edge).apply(song())


def crossed() -> Song:
    """A phrase of a comp, joined on both sides."""
    made = song()
    phrase = replace(made.tracks[0].clips[0], cross_in_frames=100, cross_out_frames=60)
    return replace(made, tracks=(replace(made.tracks[0], clips=(phrase,)), *made.tracks[1:]))


def test_a_split_phrase_goes_on_at_full_level_at_the_cut() -> None:
    left, right = clips.split_clip(C, 1200).apply(crossed()).tracks[0].clips
    assert (left.cross_in_frames, left.cross_out_frames) == (100, 0)
    assert (right.cross_in_frames, right.cross_out_frames) == (0, 60)


@pytest.mark.parametrize(
    "edit",
    [
        clips.split_clip(C, 1050),
        clips.split_clip(C, 1480),
        trim_clip(C, 1000, 1080),
        clip_properties.set_clip_fades([C], 500, 0),
        clip_properties.set_clip_fades([C], 0, 500),
        clip_properties.set_clip_fades([C], 450, 450),
    ],
)
def test_no_edit_of_a_joined_phrase_leaves_a_song_that_cannot_be_opened(edit: Edit) -> None:
    assert check(edit.apply(crossed())) == []


def test_a_clip_that_is_gone_is_told() -> None:
    for edit in (
        clips.delete_clips({ClipId("x")}),
        clips.move_clips({ClipId("x")}, 1),
    ):
        with pytest.raises(EditRefused, match="no longer"):
            edit.apply(song())


def automated(*frames: int) -> Song:
    """Tracks A and B with a clip from 100 to 200 on A, and a point of A's pan at each frame."""
    song = with_clip(song_with("A", "B"), "A", 100, 100, "c")
    points = [Breakpoint(frame, frame / 1000) for frame in frames]
    return channels.set_curve(TrackId("A"), "pan", points).apply(song)


def pan_points(song: Song, index: int) -> list[tuple[int, float]]:
    curves = [curve for curve in song.tracks[index].curves if curve.path == "pan"]
    return [(point.timeline_frame, point.value) for curve in curves for point in curve.points]


def test_points_under_a_clip_go_along_and_replace_those_where_it_lands() -> None:
    song = automated(50, 100, 199, 200, 350, 420)
    moved = clips.move_clips({ClipId("c")}, 220).apply(song)
    assert pan_points(moved, 0) == [(50, 0.05), (200, 0.2), (320, 0.1), (419, 0.199), (420, 0.42)]
    assert check(moved) == []
    down = clips.move_clips({ClipId("c")}, 0, 1).apply(song)
    assert pan_points(down, 0) == [(50, 0.05), (200, 0.2), (350, 0.35), (420, 0.42)]
    assert pan_points(down, 1) == [(100, 0.1), (199, 0.199)]


def test_points_stay_where_they_are_by_choice() -> None:
    song = channels.set_curves_follow_clips(False).apply(automated(150))
    assert pan_points(clips.move_clips({ClipId("c")}, 220).apply(song), 0) == [(150, 0.15)]


def test_a_curve_that_moves_whole_leaves_none_behind() -> None:
    moved = clips.move_clips({ClipId("c")}, 0, 1).apply(automated(150))
    assert moved.tracks[0].curves == () and check(moved) == []


def test_clips_of_a_frozen_track_stand_still() -> None:
    song = automated()
    frozen = replace(song.tracks[0], frozen=FrozenAudio("audio/f.wav", 0, 1, 1))
    song = replace(song, tracks=(frozen, *song.tracks[1:]))
    for edit in (
        clips.move_clips({ClipId("c")}, 10),
        clips.delete_clips({ClipId("c")}),
        trim_clip(ClipId("c"), 100, 150),
        clips.split_clip(ClipId("c"), 150),
    ):
        with pytest.raises(EditRefused, match="frozen"):
            edit.apply(song)


def test_a_moved_range_takes_all_its_points_along_also_where_no_clip_is() -> None:
    """Hazard: a fader that was drawn between two clips stays where the song has moved on."""
    points = [Breakpoint(frame, -float(number)) for number, frame in enumerate((500, 1500, 2500, 3500, 9500))]
    song = with_clip(song_with("a", "b"), "a", 1000, 800)
    song = channels.set_curve(TrackId("a"), "fader_db", points).apply(song)
    moved = clips.move_clips(TimeRange(1000, 3000, (TrackId("a"),)), 8000).apply(song)
    (curve,) = moved.tracks[0].curves
    assert [(point.timeline_frame, point.value) for point in curve.points] == [
        (500, 0.0), (3500, -3.0), (9500, -1.0), (10500, -2.0),
    ]  # fmt: skip
    lower = clips.move_clips(TimeRange(2000, 3000, (TrackId("a"),)), 0, 1).apply(song)
    assert [point.timeline_frame for point in lower.tracks[1].curves[0].points] == [2500], "a range without clips too"
