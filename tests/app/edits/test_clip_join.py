"""Joining. Hazards: a join that changes the sound, or lifts a clip over what covered it; a gap that closes."""

from dataclasses import replace

import pytest

from app.edits import clip_join, clips
from app.edits.clip_properties import set_clip_fades, set_clip_gain_db
from app.model.ids import ClipId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import applied, spans
from tests.helpers.songs import song_with, with_clip

C = ClipId("c")


def split() -> tuple[Song, list[ClipId]]:
    made = with_clip(song_with("Vox", "Guitar"), "Vox", 1000, 900, "c", offset=200)
    made = set_clip_fades([C], 100, 50, "slow", "fast").apply(made)
    parts = clips.split_clips([C], [1300, 1600]).apply(made)
    return parts, [clip.id for clip in parts.tracks[0].clips]


def test_parts_of_one_recording_become_the_clip_that_they_were() -> None:
    song, ids = split()
    joined = clip_join.join_continuous(ids).apply(song)
    (clip,) = joined.tracks[0].clips
    assert (clip.id, spans([clip])) == ("c", [(1000, 1900, 200)])
    assert (clip.fade_in_frames, clip.fade_out_frames) == (100, 50)
    assert (clip.fade_in_shape, clip.fade_out_shape) == ("slow", "fast")
    assert not clip_join.needs_render(song, ids) and check(joined) == []


def test_a_gap_another_level_or_a_fade_needs_a_rendered_file() -> None:
    song, ids = split()
    for edit in (
        clips.move_clips([ids[1]], 10),
        clips.delete_clips([ids[1]]),
        set_clip_gain_db([ids[1]], -3.0),
        set_clip_fades([ids[1]], 10, 0),
    ):
        changed = edit.apply(song)
        remaining = [clip.id for clip in changed.tracks[0].clips]
        assert clip_join.needs_render(changed, remaining)
        with pytest.raises(EditRefused, match="Render them"):
            clip_join.join_continuous(remaining).apply(changed)


def test_what_lies_between_the_parts_in_the_stack_is_not_covered() -> None:
    song, ids = split()
    last = song.tracks[0].clips[-1]
    above = with_clip(song, "Vox", 1100, 50, "above", "audio/other.wav")
    lifted = replace(above.tracks[0], clips=(*(c for c in above.tracks[0].clips if c.id != last.id), last))
    assert clip_join.needs_render(replace(above, tracks=(lifted, above.tracks[1])), ids)


def test_a_rendered_file_takes_the_place_of_the_clips_and_nothing_moves() -> None:
    song, ids = split()
    gap = applied(with_clip(song, "Vox", 3000, 100, "later"), clips.delete_clips([ids[1]]))
    joined = clip_join.join_rendered([ids[0], ids[2]], "audio/joined.wav").apply(gap)
    made = next(clip for clip in joined.tracks[0].clips if clip.file == "audio/joined.wav")
    assert spans([made]) == [(1000, 1900, 0)] and not made.auto_edges
    assert spans(joined.tracks[0].clips)[1:] == [(3000, 3100, 0)] and check(joined) == []


def test_one_clip_or_none_is_nothing_to_join() -> None:
    song, ids = split()
    for chosen in ([], ids[:1]):
        with pytest.raises(EditRefused, match="two clips"):
            clip_join.join_continuous(chosen).apply(song)
    both = with_clip(with_clip(song, "Guitar", 0, 10, "g"), "Guitar", 20, 10, "h")
    with pytest.raises(EditRefused, match="one track at a time"):
        clip_join.join_rendered([*ids, ClipId("g"), ClipId("h")], "audio/j.wav").apply(both)
