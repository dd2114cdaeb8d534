"""Hazards: frames counted twice where clips overlap; a range before the first one that is missed; clips of another song."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.coverage import covered_frames, merged, sounding_ranges
from tests.helpers.songs import song_with, with_clip

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda s: (s[0], s[0] + s[1])), max_size=8)


@settings(max_examples=60, deadline=None)
@given(SPANS, st.integers(0, 70), st.integers(0, 30))
def test_frames_are_counted_as_one_by_one(spans: list[tuple[int, int]], start: int, length: int) -> None:
    inside = {frame for left, right in spans for frame in range(left, right)}
    expected = len(inside & set(range(start, start + length)))
    assert covered_frames(merged(spans), start, start + length) == expected


def test_only_clips_that_sound_count_and_another_state_is_looked_at_anew() -> None:
    song = with_clip(with_clip(song_with("A"), "A", 0, 100), "A", 50, 100)
    track = song.tracks[0]
    assert list(sounding_ranges(track)) == [(0, 150)]
    muted = replace(track, clips=(track.clips[0], replace(track.clips[1], muted=True)))
    assert list(sounding_ranges(muted)) == [(0, 100)] and list(sounding_ranges(track)) == [(0, 150)]
