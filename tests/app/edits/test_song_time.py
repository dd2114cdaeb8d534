"""Time inserted into the song or removed from it. Hazards: something that stays behind, and so out of sync; a tempo change that
ends up at other music; a locked clip that moves; a take that is lost."""

from dataclasses import replace

import pytest

from app.edits import channels, comps, markers, sections, transport
from app.edits.clip_processing import ProcessedAudio, set_processed
from app.edits.clip_properties import lock_clips, set_clip_gain_db
from app.edits.clip_source import source_of
from app.edits.clips import split_clips
from app.edits.freezing import thaw_track
from app.edits.song_time import delete_time, insert_time
from app.edits.tempo import set_tempo, set_tempo_change
from app.model.automation import Breakpoint
from app.model.channel import find_channel
from app.model.curve import value_at
from app.model.ids import ClipId, MarkerId
from app.model.invariants import check
from app.model.parameters import parameter
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.tempo import Meter, TempoChange
from app.model.tempo_map import tempo_map
from app.problems import EditRefused
from tests.app.edits.busy_song import BAR, KEYS, VOX, applied, busy_song, clip_of, spans, track_of
from tests.helpers.songs import song_with, with_clip

LATER = 2 * BAR


def thawed() -> Song:
    """The busy song without its frozen track's protection."""
    return thaw_track(KEYS).apply(busy_song())


def section_spans(song: Song) -> list[tuple[int, int]]:
    return [section_frames(song, section) for section in song.sections]


def test_inserted_time_moves_everything_behind_it() -> None:
    before = thawed()
    after = insert_time(0, LATER).apply(before)
    assert check(after) == []
    for old, new in zip(before.tracks, after.tracks, strict=True):
        assert spans(new.clips) == [(start + LATER, end + LATER, at) for start, end, at in spans(old.clips)]
        assert [take.timeline_start_frame for take in new.takes] == [
            take.timeline_start_frame + LATER for take in old.takes
        ]
        assert [spans(comp.clips) for comp in new.comps] == [
            [(start + LATER, end + LATER, at) for start, end, at in spans(comp.clips)] for comp in old.comps
        ]
        assert [(k.start_frame, k.end_frame) for k in new.keepers] == [
            (k.start_frame + LATER, k.end_frame + LATER) for k in old.keepers
        ]
    for old_bus, new_bus in zip(before.buses, after.buses, strict=True):
        for old_curve, new_curve in zip(old_bus.curves, new_bus.curves, strict=True):
            assert [point.timeline_frame - LATER for point in new_curve.points][-2:] == [
                point.timeline_frame for point in old_curve.points
            ][-2:]
    assert section_spans(after) == [(start + LATER, end + LATER) for start, end in section_spans(before)]
    assert [marker.start_frame for marker in after.markers] == [m.start_frame + LATER for m in before.markers]
    assert (after.transport.loop_start_frame, after.transport.loop_end_frame) == (4 * BAR, 8 * BAR)
    assert (after.transport.punch_in_frame, after.transport.punch_out_frame) == (5 * BAR, 7 * BAR)
    assert [change.bar for change in after.tempo_changes] == [11, 15]
    saved = after.mix_versions[0].channels[0]
    assert saved.curves == track_of(after, "Vox").curves, "stored mixes are recalled to the moved music"


def test_what_lies_across_is_split_and_ranges_become_longer() -> None:
    before = thawed()
    after = insert_time(5 * BAR, BAR).apply(before)
    assert check(after) == []
    whole = clip_of(before, "bass-2")
    left, right = (clip for clip in track_of(after, "Bass").clips if clip.timeline_start_frame in (4 * BAR, 6 * BAR))
    assert (left.timeline_end_frame, right.file_start_frame) == (5 * BAR, whole.file_start_frame + BAR)
    solo = next(marker for marker in after.markers if marker.id == "solo")
    assert (solo.start_frame, solo.end_frame) == (4 * BAR, 8 * BAR)
    assert section_spans(after) == [(0, 4 * BAR), (4 * BAR, 9 * BAR)]
    vox = track_of(after, "Vox")
    assert [(k.start_frame, k.end_frame) for k in vox.keepers] == [(BAR, 2 * BAR), (6 * BAR, 8 * BAR)]


def test_a_take_that_lies_across_becomes_two_and_its_clips_name_the_half_that_they_play() -> None:
    before = thawed()
    take = track_of(before, "Vox").takes[0]
    after = insert_time(2 * BAR, BAR).apply(before)
    left, right = (
        t for t in track_of(after, "Vox").takes if t.pass_id == take.pass_id and t.file_start_frame < 3 * BAR
    )
    assert (left.id, left.timeline_start_frame, left.length_frames) == (take.id, BAR, BAR)
    assert (right.timeline_start_frame, right.file_start_frame, right.length_frames) == (3 * BAR, BAR, 2 * BAR)
    takes = {t.id: t for t in track_of(after, "Vox").takes}
    for clip in track_of(after, "Vox").clips:
        if clip.take is not None:
            its = takes[clip.take]
            assert clip.timeline_start_frame - clip.file_start_frame == its.timeline_start_frame - its.file_start_frame
    phrase = comps.put_phrase(VOX, right.id, 3 * BAR, 4 * BAR).apply(after)
    assert check(phrase) == []


@pytest.mark.parametrize("at", [BAR, 2 * BAR, 5 * BAR, 5 * BAR + 12345, 6 * BAR + 2400])
def test_time_that_is_inserted_and_deleted_again_leaves_every_take_comp_and_clip_as_it_was(at: int) -> None:
    before = applied(replace(thawed(), tempo_changes=()), split_clips([ClipId("bass-2")], [5 * BAR]))
    opened = applied(before, insert_time(at, BAR), insert_time(at + 3 * BAR, 1000))
    after = applied(opened, delete_time(at + 3 * BAR, at + 3 * BAR + 1000), delete_time(at, at + BAR))
    assert check(after) == []
    for old, new in zip(before.tracks, after.tracks, strict=True):
        assert (new.clips, new.takes, new.discarded) == (old.clips, old.takes, old.discarded)
        assert (new.comps, new.keepers) == (old.comps, old.keepers)
    assert (after.markers, after.sections, after.transport) == (before.markers, before.sections, before.transport)
    other = applied(opened, delete_time(at, at + BAR), delete_time(at + 2 * BAR, at + 2 * BAR + 1000))
    assert [track.clips for track in other.tracks] == [track.clips for track in before.tracks], "in any order"


def test_a_half_that_somebody_worked_on_stays_a_half() -> None:
    before = replace(thawed(), tempo_changes=())
    opened = insert_time(2 * BAR + 10, BAR).apply(before)
    second = next(take for take in track_of(opened, "Vox").takes if take.timeline_start_frame == 3 * BAR + 10)
    half = next(clip for clip in track_of(opened, "Bass").clips if clip.timeline_start_frame == 3 * BAR + 10)
    worked = applied(opened, comps.set_rating(VOX, second.id, 4), set_clip_gain_db([half.id], -3.0))
    after = delete_time(2 * BAR + 10, 3 * BAR + 10).apply(worked)
    assert second.id in {take.id for take in track_of(after, "Vox").takes} and check(after) == []
    assert clip_of(after, half.id).gain_db == -3.0


def test_a_processed_part_of_a_take_names_the_half_that_its_original_is_from() -> None:
    clip = next(clip for clip in track_of(thawed(), "Vox").clips if clip.take is not None)
    made = ProcessedAudio(source_of(clip), "audio/made.wav", 0, clip.length_frames, source_of(clip))
    after = insert_time(2 * BAR, BAR).apply(set_processed({clip.id: made}).apply(thawed()))
    takes = {take.id: take for take in track_of(after, "Vox").takes}
    parts = [part for part in track_of(after, "Vox").clips if part.file == "audio/made.wav"]
    assert len(parts) == 2 and check(after) == []
    for part in parts:
        assert part.take is not None and takes[part.take].file_start_frame == source_of(part).file_start_frame


def test_deleted_time_closes_the_gap_and_discards_takes_of_which_nothing_is_left() -> None:
    before = applied(thawed(), transport.set_punch(True, BAR, 2 * BAR))
    after = delete_time(BAR, 5 * BAR).apply(before)
    assert check(after) == []
    assert {take.name for take in track_of(after, "Vox").discarded} == {"Vox 1", "Vox 2", "Vox 3", "Vox 4"}
    assert not after.transport.punch_on and after.transport.loop_on
    assert [section.name for section in after.sections] == ["Verse", "Chorus"]
    assert section_spans(after) == [(0, BAR), (BAR, 4 * BAR)]
    assert [(m.name, m.start_frame, m.end_frame) for m in after.markers] == [("Solo", BAR, 3 * BAR)]
    assert [change.bar for change in after.tempo_changes] == [5, 9]
    assert spans(track_of(after, "Bass").clips)[-1] == (
        4 * BAR, 5 * BAR + 80000, clip_of(before, "bass-4").file_start_frame
    )  # fmt: skip


def test_music_behind_a_tempo_change_keeps_its_bar() -> None:
    before = thawed()
    music = tempo_map(before).bar_frame(14)
    for edit in (insert_time(3 * BAR, 3 * BAR), delete_time(BAR, 2 * BAR)):
        after = edit.apply(before)
        moved = tempo_map(after).position(music + (3 * BAR if edit.label.startswith("Insert") else -BAR))
        assert moved[:2] == (17 if edit.label.startswith("Insert") else 13, 1)


@pytest.mark.parametrize("edit", [insert_time(3 * BAR, BAR + 1000), delete_time(BAR, BAR + 5000)])
def test_time_that_is_no_whole_bars_is_refused_before_a_tempo_change(edit: object) -> None:
    with pytest.raises(EditRefused, match="bar 9.*whole bars.*remove that change"):
        edit.apply(thawed())  # type: ignore[attr-defined]
    plain = replace(thawed(), tempo_changes=())
    assert check(edit.apply(plain)) == []  # type: ignore[attr-defined]


def test_bars_can_be_inserted_where_a_tempo_change_stands_and_have_its_tempo() -> None:
    before = thawed()
    places = tempo_map(before)
    at, length = places.bar_frame(9), places.bar_frame(11) - places.bar_frame(9)
    after = insert_time(at, length).apply(before)
    assert [(change.bar, change.tempo_bpm) for change in after.tempo_changes] == [(9, 90.0), (15, 140.0)]


def test_deleting_over_a_tempo_change_goes_on_in_the_later_tempo() -> None:
    before = thawed()
    places = tempo_map(before)
    after = delete_time(places.bar_frame(7), places.bar_frame(11)).apply(before)
    assert [(c.bar, c.tempo_bpm, c.meter) for c in after.tempo_changes] == [
        (7, 90.0, Meter(3, 4)), (9, 140.0, Meter(4, 4))
    ]  # fmt: skip
    from_start = delete_time(0, places.bar_frame(9)).apply(before)
    assert (from_start.tempo_bpm, from_start.meter, from_start.tempo_changes[0].bar) == (90.0, Meter(3, 4), 5)
    with pytest.raises(EditRefused, match="bar 9"):
        delete_time(places.bar_frame(7) + 999, places.bar_frame(11)).apply(before)


def test_a_gradual_change_is_not_stretched_unseen() -> None:
    before = set_tempo_change(TempoChange(9, 90.0, gradual=True)).apply(replace(thawed(), tempo_changes=()))
    with pytest.raises(EditRefused, match="bar 9"):
        insert_time(4 * BAR, 2 * BAR).apply(before)


def test_whole_bars_of_a_tempo_with_broken_frames_are_whole_bars() -> None:
    before = applied(replace(thawed(), tempo_changes=()), set_tempo(97.3), set_tempo_change(TempoChange(20, 111.0)))
    for first, bars in ((3, 1), (5, 7), (2, 13)):
        places = tempo_map(before)
        length = places.bar_frame(first + bars) - places.bar_frame(first)
        after = insert_time(places.bar_frame(first), length).apply(before)
        assert after.tempo_changes[0].bar == 20 + bars
        assert delete_time(places.bar_frame(first), places.bar_frame(first) + length).apply(after).tempo == before.tempo


def test_a_locked_clip_and_a_frozen_track_refuse_to_be_moved_and_let_pass_what_lies_behind_them() -> None:
    locked = lock_clips([ClipId("bass-3")], True).apply(thawed())
    for edit in (insert_time(0, BAR), delete_time(0, BAR), insert_time(6 * BAR + 100, BAR)):
        with pytest.raises(EditRefused, match="clip is locked. Unlock"):
            edit.apply(locked)
    assert check(insert_time(9 * BAR, BAR).apply(replace(locked, tempo_changes=()))) == []
    with pytest.raises(EditRefused, match="Keys is frozen. Thaw"):
        insert_time(0, BAR).apply(busy_song())
    assert insert_time(4 * BAR, BAR).apply(busy_song()) != busy_song()


def test_curves_have_the_values_that_they_had_before_and_after_the_cut() -> None:
    points = [Breakpoint(0, -40.0, 0.6), Breakpoint(100000, 0.0), Breakpoint(100001, -12.0), Breakpoint(200000, -3.0)]
    before = channels.set_curve(VOX, "fader_db", points).apply(song_with("Vox"))
    entry = parameter("track", "fader_db")

    def level(song: Song, frame: int) -> float:
        return value_at(find_channel(song, VOX).curves[0].points, entry, frame)

    for at in (1, 50000, 100000, 100001, 150000, 250000):
        opened = insert_time(at, 30000).apply(before)
        assert check(opened) == []
        for frame in range(0, at, 7919):
            assert level(opened, frame) == pytest.approx(level(before, frame)), (at, frame)
        assert level(opened, at + 30000) == pytest.approx(level(before, at))
        for frame in range(max(at, 100001), 260000, 7919):
            assert level(opened, frame + 30000) == pytest.approx(level(before, frame)), (at, frame)
        closed = delete_time(at, at + 30000).apply(before)
        assert check(closed) == []
        for frame in range(0, at, 7919):
            assert level(closed, frame) == pytest.approx(level(before, frame)), (at, frame)
        for frame in range(max(at + 30000, 100001), 260000, 7919):
            assert level(closed, frame - 30000) == pytest.approx(level(before, frame)), (at, frame)


def test_a_switch_is_on_where_it_was_on() -> None:
    points = [Breakpoint(0, 0.0), Breakpoint(1000, 1.0), Breakpoint(2000, 0.0)]
    before = channels.set_curve(VOX, "mute", points).apply(song_with("Vox"))
    opened = insert_time(1500, 10000).apply(before).tracks[0].curves[0].points
    assert [(p.timeline_frame, p.value) for p in opened] == [(0, 0.0), (1000, 1.0), (12000, 0.0)]
    closed = delete_time(500, 1500).apply(before).tracks[0].curves[0].points
    assert [(p.timeline_frame, p.value) for p in closed] == [(0, 0.0), (500, 1.0), (1000, 0.0)]


def test_nothing_to_insert_is_refused_and_a_day_is_the_longest_song() -> None:
    song = with_clip(song_with("Vox"), "Vox", 0, 1000, "c")
    for edit in (insert_time(10, 0), insert_time(-1, 10), delete_time(10, 10), delete_time(20, 10)):
        with pytest.raises(EditRefused, match="range of time"):
            edit.apply(song)
    with pytest.raises(EditRefused, match="day"):
        insert_time(500, 10**12).apply(song)


def test_places_at_the_cut_go_with_the_music_behind_them() -> None:
    song = applied(
        song_with("Vox"),
        markers.add_marker(BAR // 2, marker_id=MarkerId("m")),
        sections.add_section("A", 1, 0.5),
        sections.add_section("B", 1.5, 1),
    )
    after = insert_time(BAR // 2, 500).apply(song)
    assert after.markers[0].start_frame == BAR // 2 + 500
    assert section_spans(after) == [(0, BAR // 2), (BAR // 2 + 500, 3 * BAR // 2 + 500)]
