"""Processed clips, clips that follow the tempo, aligned microphones. Hazards: an original that cannot be found again; a clip that
plays the wrong part of it; a clip that leaves its beat; a clip before the song's start."""

from dataclasses import replace

import pytest

from app.edits import align, clip_processing, clips, follow_tempo
from app.edits.clip_properties import set_clip_fades, set_follows_tempo
from app.edits.clip_source import source_of
from app.edits.clip_stack import visible
from app.edits.ripple import Ripple
from app.edits.sections import add_section
from app.edits.tempo import set_tempo, set_tempo_change
from app.edits.transport import set_loop
from app.edits.trimming import trim_clips
from app.model.automation import Breakpoint, Curve
from app.model.clip import Processing
from app.model.ids import ClipId, SectionId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.tempo import TempoChange
from app.model.tempo_map import tempo_map
from app.problems import EditRefused
from tests.app.edits.busy_song import BAR, applied, clip_of, spans
from tests.helpers.songs import song_with, with_clip

C, D = ClipId("c"), ClipId("d")
VOX = TrackId("Vox")


def song() -> Song:
    made = with_clip(song_with("Vox", "Twin"), "Vox", BAR, BAR, "c", offset=5000)
    return with_clip(made, "Vox", 4 * BAR + 100, BAR // 2, "d", offset=100)


def processed(song: Song, length: int, **settings: object) -> Song:
    made = replace(source_of(clip_of(song, "c")), **settings)  # type: ignore[arg-type]
    return placed(song, C, length, made)


def placed(song: Song, clip_id: ClipId, length: int, made: Processing) -> Song:
    source = source_of(clip_of(song, clip_id))
    audio = clip_processing.ProcessedAudio(source, "audio/made.wav", 0, length, made)
    return clip_processing.set_processed({clip_id: audio}).apply(song)


def test_a_processed_clip_starts_where_it_did_and_the_original_comes_back() -> None:
    before = set_clip_fades([C], 60000, 30000).apply(song())
    slower = processed(before, 2 * BAR, stretch=2.0)
    clip = clip_of(slower, "c")
    assert (clip.timeline_start_frame, clip.length_frames, clip.file_start_frame) == (BAR, 2 * BAR, 0)
    assert clip.processing == Processing("audio/a.wav", 5000, BAR, stretch=2.0) and check(slower) == []
    back = clip_processing.restore_originals([C]).apply(slower)
    assert clip_of(back, "c") == clip_of(before, "c")
    short = processed(before, 1000, stretch=0.25)
    assert check(short) == [], "its fades fit"
    with pytest.raises(EditRefused, match="original already"):
        clip_processing.restore_originals([C]).apply(before)


def stretched(song: Song, length: int, ripple: Ripple) -> Song:
    """Clip c at another length."""
    part = source_of(clip_of(song, "c"))
    made = replace(part, stretch=length / part.length_frames)
    audio = clip_processing.ProcessedAudio(part, "audio/made.wav", 0, length, made)
    return clip_processing.set_processed({C: audio}, ripple=ripple).apply(song)


def places(song: Song, track: int) -> list[tuple[int, int]]:
    return [(clip.timeline_start_frame, clip.timeline_end_frame) for clip in song.tracks[track].clips]


@pytest.mark.parametrize("ripple", ["off", "track", "all"])
def test_a_stretch_moves_what_lies_behind_as_a_trim_does_and_back_again(ripple: Ripple) -> None:
    before = with_clip(with_clip(song(), "Twin", 0, 3 * BAR, "bed"), "Twin", 6 * BAR, BAR, "late")
    behind, late = before.tracks[0].clips[1].timeline_start_frame, 6 * BAR
    longer = stretched(before, 2 * BAR, ripple)
    by = 0 if ripple == "off" else BAR
    assert places(longer, 0) == [(BAR, 3 * BAR), (behind + by, behind + by + BAR // 2)] and check(longer) == []
    late += BAR if ripple == "all" else 0
    assert places(longer, 1) == [(0, 3 * BAR), (late, late + BAR)]
    trimmed = trim_clips([C], 0, BAR, ripple).apply(before)
    assert [places(longer, n) for n in (0, 1)] == [places(trimmed, n) for n in (0, 1)]
    back = clip_processing.restore_originals([C], ripple).apply(longer)
    assert [places(back, n) for n in (0, 1)] == [places(before, n) for n in (0, 1)]
    assert back.tracks[0].clips == before.tracks[0].clips


def test_what_a_longer_clip_covers_is_there_again_when_it_is_shortened() -> None:
    before = with_clip(with_clip(song_with("Vox"), "Vox", 2 * BAR, BAR, "d", "audio/d.wav"), "Vox", BAR, BAR, "c")
    assert [clip.id for clip in visible(before.tracks[0].clips)] == [C, D]
    longer = stretched(before, 2 * BAR, "off")
    assert [clip.id for clip in visible(longer.tracks[0].clips)] == [C]
    shorter = stretched(longer, BAR, "off")
    assert [clip.id for clip in visible(shorter.tracks[0].clips)] == [C, D]
    assert clip_of(shorter, "d") == clip_of(before, "d")


@pytest.mark.parametrize(("backwards", "first"), [(False, 5000 + BAR // 4), (True, 5000 + BAR // 2)])
def test_a_part_of_a_processed_clip_is_a_part_of_the_original(backwards: bool, first: int) -> None:
    slower = processed(song(), 2 * BAR, stretch=2.0, reversed=backwards)
    parts = clips.split_clips([C], [BAR + BAR // 2, 2 * BAR]).apply(slower)
    middle = next(clip for clip in parts.tracks[0].clips if clip.timeline_start_frame == BAR + BAR // 2)
    source = source_of(middle)
    assert (source.file, source.file_start_frame, source.length_frames) == ("audio/a.wav", first, BAR // 4)
    back = clip_processing.restore_originals([middle.id]).apply(parts)
    assert spans([clip_of(back, middle.id)]) == [(BAR + BAR // 2, BAR + 3 * BAR // 4, first)]


# --- the tempo
def test_clips_that_follow_the_tempo_stay_at_their_beats_and_others_at_their_frames() -> None:
    before = set_follows_tempo([D], True).apply(song())
    edit = follow_tempo.following(set_tempo(100.0))
    after = edit.apply(before)
    assert edit.label == set_tempo(100.0).label and check(after) == []
    assert clip_of(after, "c") == clip_of(before, "c")
    assert clip_of(after, "d").timeline_start_frame == round((4 * BAR + 100) * 1.2)
    (wanted,) = follow_tempo.wanted_stretches(before, after)
    assert (wanted.clip, wanted.start_frame) == (D, clip_of(after, "d").timeline_start_frame)
    assert abs(wanted.length_frames - BAR // 2 * 1.2) <= 1
    assert wanted.processing.stretch == pytest.approx(1.2, abs=1e-4)
    stretched = placed(after, D, wanted.length_frames, wanted.processing)
    old, new = tempo_map(before), tempo_map(stretched)
    for edge in ("timeline_start_frame", "timeline_end_frame"):
        beat = old.bars_at(getattr(clip_of(before, "d"), edge))
        assert abs(new.bars_at(getattr(clip_of(stretched, "d"), edge)) - beat) * BAR < 1.5
    again = follow_tempo.following(set_tempo(120.0)).apply(stretched)
    (back,) = follow_tempo.wanted_stretches(stretched, again)
    assert back.start_frame == 4 * BAR + 100 and abs(back.length_frames - BAR // 2) <= 1
    assert back.processing.stretch == pytest.approx(1.0, abs=1e-4), "always from the original"


def test_only_what_changes_its_length_is_rendered() -> None:
    before = set_follows_tempo([C, D], True).apply(song())
    after = follow_tempo.following(set_tempo_change(TempoChange(3, 60.0))).apply(before)
    assert [wanted.clip for wanted in follow_tempo.wanted_stretches(before, after)] == [D]
    assert clip_of(after, "c").timeline_start_frame == BAR
    assert follow_tempo.wanted_stretches(before, before) == ()


def test_no_clip_is_stretched_further_than_it_can_be() -> None:
    before = set_follows_tempo([C], True).apply(song())
    with pytest.raises(EditRefused, match="cannot be stretched"):
        follow_tempo.following(set_tempo(25.0)).apply(before)


# --- alignment
def test_aligning_moves_each_clip_by_its_own_frames_and_keeps_the_stack() -> None:
    over = with_clip(song(), "Vox", BAR + 1000, BAR, "over")
    after = align.align_clips({C: 37, D: -21}, {VOX: True}).apply(over)
    assert [clip.id for clip in after.tracks[0].clips] == ["c", "d", "over"]
    assert clip_of(after, "c").timeline_start_frame == BAR + 37
    assert clip_of(after, "d").timeline_start_frame == 4 * BAR + 79
    assert after.tracks[0].strip.polarity and not after.tracks[1].strip.polarity
    back = align.align_clips({C: -37, D: 21}, {VOX: False}).apply(after)
    assert spans(back.tracks[0].clips) == spans(over.tracks[0].clips) and not back.tracks[0].strip.polarity


def test_points_go_along_with_clips_that_move_by_different_frames() -> None:
    made = song()
    curve = Curve("pan", (Breakpoint(BAR + 10, 0.1), Breakpoint(3 * BAR, 0.2), Breakpoint(4 * BAR + 200, 0.3)))
    made = replace(made, tracks=(replace(made.tracks[0], curves=(curve,)), made.tracks[1]))
    after = align.align_clips({C: 5, D: -7}).apply(made)
    frames = [point.timeline_frame for point in after.tracks[0].curves[0].points]
    assert frames == [BAR + 15, 3 * BAR, 4 * BAR + 193]


def test_no_clip_is_aligned_to_before_the_song() -> None:
    with pytest.raises(EditRefused, match="before the song"):
        align.align_clips({C: -BAR - 1}).apply(song())
    assert applied(song(), align.align_clips({C: -BAR})).tracks[0].clips[0].timeline_start_frame == 0


def test_a_loop_stays_on_its_section_when_the_tempo_changes() -> None:
    chorus = SectionId("chorus")
    made = add_section("Chorus", 3, 4, section_id=chorus).apply(song())
    looped = set_loop(True, 2 * BAR, 6 * BAR).apply(made)
    slower = follow_tempo.following(set_tempo(60.0)).apply(looped)
    assert (slower.transport.loop_start_frame, slower.transport.loop_end_frame) == (4 * BAR, 12 * BAR)
    free = set_loop(True, 2 * BAR, 5 * BAR).apply(made)
    assert follow_tempo.following(set_tempo(60.0)).apply(free).transport == free.transport
