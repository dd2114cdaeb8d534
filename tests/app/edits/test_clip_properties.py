"""What clips are besides their place. Hazards: a fade longer than its clip; an edit that reaches clips that were not chosen; an
old clip that sounds otherwise because nothing of it was changed."""

from dataclasses import replace

import pytest

from app.edits import clip_properties, slip
from app.edits.time_range import TimeRange
from app.model.ids import ClipId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.problems import EditRefused
from tests.app.edits.busy_song import clip_of, spans
from tests.helpers.songs import song_with, with_clip

C, D = ClipId("c"), ClipId("d")


def song() -> Song:
    return with_clip(with_clip(song_with("Vox"), "Vox", 1000, 500, "c", offset=200), "Vox", 2000, 300, "d", offset=50)


def test_only_the_chosen_clips_change() -> None:
    before = song()
    for edit in (
        clip_properties.set_clip_gain_db([C], -6.0),
        clip_properties.mute_clips([C], True),
        clip_properties.lock_clips([C], True),
        clip_properties.rename_clips([C], "Riff"),
        clip_properties.colour_clips([C], 4),
        clip_properties.set_follows_tempo([C], True),
        clip_properties.set_clip_fades([C], 20, 30, "slow", "fast"),
    ):
        after = edit.apply(before)
        assert clip_of(after, "c") != clip_of(before, "c") and clip_of(after, "d") == clip_of(before, "d")
        assert edit.apply(after) is after and check(after) == []


def test_fades_take_lengths_and_shapes_and_leave_what_is_not_given() -> None:
    faded = clip_properties.set_clip_fades([C], 400, 300, "s_curve", "equal_power").apply(song())
    clip = clip_of(faded, "c")
    assert (clip.fade_in_frames, clip.fade_out_frames) == (400, 100)
    assert (clip.fade_in_shape, clip.fade_out_shape) == ("s_curve", "equal_power")
    shaped = clip_of(clip_properties.set_clip_fades([C], out_shape="slow").apply(faded), "c")
    assert replace(shaped, fade_out_shape="equal_power") == clip
    with pytest.raises(EditRefused, match="linear, equal_power"):
        clip_properties.set_clip_fades([C], in_shape="wavy")  # type: ignore[arg-type]


def test_gain_is_added_to_each_clips_own() -> None:
    apart = clip_properties.set_clip_gain_db([D], 46.0).apply(song())
    louder = clip_properties.add_clip_gain_db([C, D], 3.0).apply(apart)
    assert (clip_of(louder, "c").gain_db, clip_of(louder, "d").gain_db) == (3.0, 48.0)


def test_a_range_is_muted_at_its_edges() -> None:
    muted = clip_properties.mute_clips(TimeRange(1200, 2100, (TrackId("Vox"),)), True).apply(song())
    assert spans(clip for clip in muted.tracks[0].clips if clip.muted) == [(1200, 1500, 400), (2000, 2100, 50)]
    assert spans(clip for clip in muted.tracks[0].clips if not clip.muted) == [(1000, 1200, 200), (2100, 2300, 150)]


def test_an_old_clip_keeps_its_edges_while_its_sound_is_not_edited() -> None:
    made = song()
    old = replace(made, tracks=(replace(made.tracks[0], clips=(replace(clip_of(made, "c"), auto_edges=False),)),))
    for edit in (clip_properties.rename_clips([C], "Riff"), clip_properties.set_clip_gain_db([C], 0.0)):
        assert not clip_of(edit.apply(old), "c").auto_edges
    assert clip_of(clip_properties.set_clip_gain_db([C], 1.0).apply(old), "c").auto_edges


def test_names_and_colours_are_checked() -> None:
    with pytest.raises(EditRefused, match="name"):
        clip_properties.rename_clips([C], "  ")
    assert clip_of(clip_properties.colour_clips([C], 13).apply(song()), "c").colour == 3
    assert clip_of(clip_properties.colour_clips([C], None).apply(song()), "c").colour is None


# --- slipping
FILE = {"audio/a.wav": 1000}


@pytest.mark.parametrize(("delta", "starts_at"), [(50, 150), (500, 0), (-100, 300), (-5000, 500), (0, 200)])
def test_slipping_moves_the_audio_as_far_as_the_file_reaches(delta: int, starts_at: int) -> None:
    after = slip.slip_clips([C], delta, FILE).apply(song())
    assert spans(after.tracks[0].clips)[0] == (1000, 1500, starts_at) and check(after) == []


def test_clips_that_slip_together_stay_together() -> None:
    after = slip.slip_clips([C, D], 150, FILE).apply(song())
    assert [at for _, _, at in spans(after.tracks[0].clips)] == [150, 0], "d has 50 frames before it"
    before = song()
    assert slip.slip_clips([C], -150, {}).apply(before) is before, "the file may end with the clip"
