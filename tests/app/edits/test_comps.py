"""Comps. Hazards: a join that is not where it was asked for, a phrase that changes another, an edit that gives new
identities each time it is applied."""

import random
from dataclasses import replace

import numpy as np
import pytest

from app.edits.clip_properties import set_clip_fades
from app.edits.clip_stack import phrase_at, visible
from app.edits.comps import (
    FlatComp,
    choose_comp,
    flatten_comps,
    new_comp,
    next_take,
    put_phrase,
    remove_comp,
    rename_comp,
    set_comp_group,
    set_cross_fade,
    set_keeper,
    set_rating,
)
from app.edits.songs import fresh_song
from app.edits.tracks import set_armed, set_record_safe
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.take import Take
from app.model.track import Keeper, Track
from app.problems import EditRefused
from app.stages.record_evidence import keepers_marked

RATE = 48000
CROSS = 480
LENGTH = RATE * 10
VOX, KICK, SNARE = TrackId("vox"), TrackId("kick"), TrackId("snare")


def take(number: int, track: str = "vox", start: int = 0, length: int = LENGTH, passes: str = "pass") -> Take:
    return Take(
        TakeId(f"{track}-{number}"), PassId(f"{passes}-{number}"), f"{track} {number}", f"audio/{track}-{number}.wav",
        start, 100, length, "2026-11-22T20:00:00+00:00", 0, True, -6.0,
    )  # fmt: skip


def whole(taken: Take) -> Clip:
    return Clip(ClipId(f"clip-{taken.id}"), taken.name, taken.file, taken.timeline_start_frame, taken.file_start_frame,
                taken.length_frames, take=taken.id)  # fmt: skip


def song_with(*names: str, takes: int = 3) -> Song:
    tracks = []
    for name in names:
        held = tuple(take(n, name) for n in range(1, takes + 1))
        tracks.append(Track(TrackId(name), name, takes=held, clips=tuple(map(whole, held))))
    return replace(fresh_song("Comps", RATE), tracks=tuple(tracks))


def weights(clips: tuple[Clip, ...], frames: np.ndarray) -> dict[str, np.ndarray]:
    """How much of each file is heard at each frame, by stacking: the independent account of what a comp sounds like."""
    heard: dict[str, np.ndarray] = {}
    for clip in clips:
        at = frames - clip.timeline_start_frame
        inside = (at >= 0) & (at < clip.length_frames)
        share = np.ones(len(frames))
        if clip.cross_in_frames:
            share = np.where(at < clip.cross_in_frames, at / clip.cross_in_frames, share)
        if clip.cross_out_frames:
            left = clip.length_frames - at
            share = np.where(left < clip.cross_out_frames, left / clip.cross_out_frames, share)
        angle = np.where(inside, share, 0.0) * np.pi / 2
        for name in heard:
            heard[name] = heard[name] * np.cos(angle)
        heard[clip.file] = heard.get(clip.file, 0.0) + np.sin(angle)
    return heard


def test_a_phrase_is_heard_between_its_joins_and_nothing_else_changes() -> None:
    song = song_with("vox")
    start, end = 3 * RATE, 5 * RATE
    track = put_phrase(VOX, TakeId("vox-1"), start, end).apply(song).tracks[0]
    heard = weights(track.clips, np.arange(0, LENGTH, 7))
    at = np.arange(0, LENGTH, 7)
    inside = (at >= start + CROSS) & (at < end - CROSS)
    outside = (at < start - CROSS) | (at >= end + CROSS)
    assert np.all(heard["audio/vox-1.wav"][inside] == 1.0) and np.all(heard["audio/vox-3.wav"][outside] == 1.0)
    assert np.all(heard["audio/vox-1.wav"][outside] == 0.0) and np.allclose(heard["audio/vox-3.wav"][inside], 0.0)
    middle = weights(track.clips, np.array([start, end]))
    for name in ("audio/vox-1.wav", "audio/vox-3.wav"):
        assert np.allclose(middle[name], np.sqrt(0.5), atol=0.01), "the middle of the join is where it was asked for"
    for clip in track.clips:
        assert clip.file_start_frame - clip.timeline_start_frame == 100, "no phrase moves in time"


def test_power_never_dips_at_a_join() -> None:
    song = put_phrase(VOX, TakeId("vox-1"), 3 * RATE, 5 * RATE).apply(song_with("vox"))
    song = put_phrase(VOX, TakeId("vox-2"), 5 * RATE, 7 * RATE).apply(song)
    heard = weights(song.tracks[0].clips, np.arange(LENGTH))
    assert np.allclose(sum(share**2 for share in heard.values()), 1.0)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_swiped_the_last_phrase_wins_and_the_song_stays_sound(seed: int) -> None:
    rng, song = random.Random(seed), song_with("vox", takes=5)
    owner = np.full(LENGTH // 100, 5)
    for _ in range(12):
        number = rng.randint(1, 5)
        start, end = sorted(rng.sample(range(0, LENGTH, 100), 2))
        song = put_phrase(VOX, TakeId(f"vox-{number}"), start, end).apply(song)
        owner[start // 100 : end // 100] = number
        assert check(song) == []
    heard = weights(song.tracks[0].clips, np.arange(50, LENGTH, 100))
    edges = np.flatnonzero(np.diff(owner)) + 1
    far = np.array([not len(edges) or np.abs(edges - n).min() > 6 for n in range(len(owner))])
    for number in range(1, 6):
        share = heard.get(f"audio/vox-{number}.wav", np.zeros(len(owner)))
        assert np.all(share[far & (owner == number)] > 0.999)
    phrases = {phrase_at(song.tracks[0].clips, int(n)).take for n in np.flatnonzero(far) * 100 + 50}  # type: ignore[union-attr]
    assert phrases == {TakeId(f"vox-{n}") for n in set(owner[far].tolist())}


def test_the_same_edit_gives_the_same_song_each_time() -> None:
    edit, song = put_phrase(VOX, TakeId("vox-2"), RATE, 2 * RATE), song_with("vox")
    assert edit.apply(song) == edit.apply(song)


def test_the_take_that_lies_there_already_makes_no_join() -> None:
    song = song_with("vox")
    track = put_phrase(VOX, TakeId("vox-3"), RATE, 2 * RATE).apply(song).tracks[0]
    assert len(track.clips) == 1 and track.clips[0].length_frames == LENGTH
    assert track.clips[0].cross_in_frames == track.clips[0].cross_out_frames == 0


def test_a_take_alone_keeps_its_first_and_last_sample() -> None:
    song = song_with("vox", takes=1)
    bare = replace(song, tracks=(replace(song.tracks[0], clips=()),))
    track = put_phrase(VOX, TakeId("vox-1"), 0, LENGTH).apply(bare).tracks[0]
    assert [(c.timeline_start_frame, c.length_frames, c.cross_in_frames, c.cross_out_frames) for c in track.clips] == [
        (0, LENGTH, 0, 0)
    ]


def test_drum_microphones_follow_each_other_where_the_pass_is_the_same() -> None:
    song = song_with("kick", "snare", "vox")
    song = set_comp_group([KICK, SNARE], "Drums").apply(song)
    comped = put_phrase(KICK, TakeId("kick-1"), RATE, 2 * RATE).apply(song)
    kick, snare, vox = comped.tracks
    assert [c.timeline_start_frame for c in kick.clips] == [c.timeline_start_frame for c in snare.clips]
    assert phrase_at(snare.clips, RATE + 5000).take == "snare-1"  # type: ignore[union-attr]
    assert vox is song.tracks[2]


def test_next_take_changes_the_phrase_under_the_playhead_and_comes_round() -> None:
    song = put_phrase(VOX, TakeId("vox-1"), 3 * RATE, 5 * RATE).apply(song_with("vox"))
    spans = []
    for expected in ("vox-2", "vox-3", "vox-1"):
        song = next_take(song, VOX, 4 * RATE, 1).apply(song)
        phrase = phrase_at(song.tracks[0].clips, 4 * RATE)
        assert phrase is not None and phrase.take == expected
        spans.append((phrase.start_frame, phrase.end_frame))
    assert spans == [(3 * RATE, 5 * RATE)] * 3, "also where it is what lies on both sides"
    power = weights(song.tracks[0].clips, np.arange(LENGTH))
    assert np.allclose(sum(share**2 for share in power.values()), 1.0)
    with pytest.raises(EditRefused, match="no take there"):
        next_take(song, VOX, LENGTH + 5, 1)


def test_comps_are_kept_apart_and_come_back_whole() -> None:
    first = put_phrase(VOX, TakeId("vox-1"), RATE, 2 * RATE).apply(song_with("vox"))
    second = put_phrase(VOX, TakeId("vox-2"), 4 * RATE, 6 * RATE).apply(new_comp(VOX).apply(first))
    assert second.tracks[0].comp_name == "Comp 2" and check(second) == []
    back = choose_comp(VOX, second.tracks[0].comps[0].id).apply(second)
    assert back.tracks[0].clips == first.tracks[0].clips and back.tracks[0].comp_name == "Comp 1"
    assert choose_comp(VOX, back.tracks[0].comps[0].id).apply(back).tracks[0].clips == second.tracks[0].clips


def test_a_join_can_be_made_longer_around_its_middle() -> None:
    song = put_phrase(VOX, TakeId("vox-1"), 3 * RATE, 5 * RATE).apply(song_with("vox"))
    joined = visible(song.tracks[0].clips)[1]
    longer = set_cross_fade(joined.id, 4800).apply(song)
    assert check(longer) == []
    heard = weights(longer.tracks[0].clips, np.array([3 * RATE - 2300, 3 * RATE, 3 * RATE + 2300]))
    assert heard["audio/vox-1.wav"][0] < 0.1 and heard["audio/vox-1.wav"][2] > 0.99
    assert heard["audio/vox-1.wav"][1] == pytest.approx(np.sqrt(0.5), abs=0.01)
    power = weights(longer.tracks[0].clips, np.arange(LENGTH))
    assert np.allclose(sum(share**2 for share in power.values()), 1.0)


def test_keepers_join_and_are_cut() -> None:
    song = set_keeper(VOX, 100, 200).apply(song_with("vox"))
    song = set_keeper(VOX, 150, 300).apply(song)
    assert song.tracks[0].keepers == (Keeper(100, 300),)
    assert set_keeper(VOX, 180, 190, on=False).apply(song).tracks[0].keepers == (Keeper(100, 180), Keeper(190, 300))


def test_stars_are_none_to_five() -> None:
    song = set_rating(VOX, TakeId("vox-1"), 9).apply(song_with("vox"))
    assert song.tracks[0].takes[0].rating == 5
    with pytest.raises(EditRefused, match="no longer has that take"):
        set_rating(VOX, TakeId("gone"), 3).apply(song)


def test_a_record_safe_track_is_disarmed_and_stays_so() -> None:
    song = set_armed(VOX, True).apply(song_with("vox"))
    safe = set_record_safe(VOX, True).apply(song)
    assert not safe.tracks[0].armed
    with pytest.raises(EditRefused, match="vox is locked"):
        set_armed(VOX, True).apply(safe)
    assert set_armed(VOX, True).apply(set_record_safe(VOX, False).apply(safe)).tracks[0].armed


def test_keepers_are_evidence_once_every_recorded_track_has_them() -> None:
    song = song_with("vox", "bass")
    assert not keepers_marked(song).done
    for track in song.tracks:
        song = set_keeper(track.id, 0, LENGTH).apply(song)
    assert keepers_marked(song).done
    assert not keepers_marked(set_keeper(VOX, 0, LENGTH - RATE, on=False).apply(song)).done


@pytest.mark.parametrize("seed", range(200))
def test_joins_of_any_length_between_phrases_of_any_length_leave_a_song_that_can_be_opened(seed: int) -> None:
    chance, song = random.Random(seed), song_with("vox")
    for _ in range(4):
        start = chance.randrange(40000)
        chosen = TakeId(f"vox-{chance.randint(1, 3)}")
        song = put_phrase(VOX, chosen, start, start + chance.randrange(500, 9000)).apply(song)
        clip = chance.choice(song.tracks[0].clips)
        if clip.cross_in_frames > 0:
            song = set_cross_fade(clip.id, chance.choice((96, 241, 480, 2400, 12000))).apply(song)
        assert check(song) == []


@pytest.mark.parametrize("seed", range(100))
def test_the_next_take_under_any_joins_and_fades_leaves_a_song_that_can_be_opened(seed: int) -> None:
    chance, song = random.Random(seed), song_with("vox")
    for _ in range(12):
        start = chance.randrange(20000)
        clip = chance.choice(song.tracks[0].clips)
        verb = chance.choice(("phrase", "next", "fade", "join"))
        if verb == "phrase":
            chosen = TakeId(f"vox-{chance.randint(1, 3)}")
            song = put_phrase(VOX, chosen, start, start + chance.randrange(500, 3000)).apply(song)
        elif verb == "next":
            song = next_take(song, VOX, start, chance.choice((-1, 1))).apply(song)
        elif verb == "fade":
            song = set_clip_fades([clip.id], chance.randrange(4000), chance.randrange(4000)).apply(song)
        elif clip.cross_in_frames > 0:
            song = set_cross_fade(clip.id, chance.choice((96, 241, 2400))).apply(song)
        assert check(song) == []


def test_the_middle_of_a_join_stays_where_it_is_when_its_length_has_no_room() -> None:
    song = put_phrase(VOX, TakeId("vox-1"), 48000, 52800).apply(song_with("vox"))
    later = next(clip for clip in song.tracks[0].clips if clip.timeline_start_frame > 50000)
    middle = later.timeline_start_frame + later.cross_in_frames // 2
    longer = next(c for c in set_cross_fade(later.id, 12000).apply(song).tracks[0].clips if c.id == later.id)
    assert longer.timeline_start_frame + longer.cross_in_frames // 2 == middle


def kit() -> Song:
    song = song_with("kick", "snare", "vox")
    return set_comp_group([KICK, SNARE], "Drums").apply(song)


def test_comps_of_a_kit_change_together_by_their_names() -> None:
    first = put_phrase(KICK, TakeId("kick-1"), RATE, 2 * RATE).apply(kit())
    new = new_comp(SNARE).apply(first)
    assert [track.comp_name for track in new.tracks] == ["Comp 2", "Comp 2", "Comp 1"] and check(new) == []
    second = put_phrase(KICK, TakeId("kick-2"), 4 * RATE, 6 * RATE).apply(new)
    back = choose_comp(KICK, second.tracks[0].comps[0].id).apply(second)
    assert [track.clips for track in back.tracks] == [track.clips for track in first.tracks]
    again = choose_comp(SNARE, back.tracks[1].comps[0].id).apply(back)
    assert [track.clips for track in again.tracks] == [track.clips for track in second.tracks]
    named = rename_comp(KICK, "Loud").apply(again)
    assert [track.comp_name for track in named.tracks] == ["Loud", "Loud", "Comp 1"]
    gone = remove_comp(KICK, named.tracks[0].comps[0].id).apply(named)
    assert [track.comps for track in gone.tracks] == [(), (), ()]


def test_a_new_comp_of_a_kit_gets_a_name_that_none_of_its_tracks_has() -> None:
    song = rename_comp(SNARE, "Comp 2").apply(song_with("kick", "snare"))
    new = new_comp(KICK).apply(set_comp_group([KICK, SNARE], "Drums").apply(song))
    assert new.tracks[0].comp_name == new.tracks[1].comp_name not in ("Comp 1", "Comp 2")


def test_joins_of_a_kit_are_of_one_length() -> None:
    song = put_phrase(KICK, TakeId("kick-1"), 3 * RATE, 5 * RATE).apply(kit())
    longer = set_cross_fade(visible(song.tracks[1].clips)[1].id, 4800).apply(song)
    kick, snare, _ = ([(c.timeline_start_frame, c.cross_in_frames) for c in t.clips] for t in longer.tracks)
    assert kick == snare and (3 * RATE - 2400, 4800) in kick


def test_the_comps_of_a_kit_are_flattened_in_one_step_and_go_on_together() -> None:
    flats = {KICK: FlatComp("audio/k.wav", 10, 500, -6.0), SNARE: FlatComp("audio/s.wav", 20, 490, -9.0)}
    song = flatten_comps(flats, "2026-11-23T10:00:00+00:00").apply(kit())
    assert check(song) == [] and [len(track.clips) for track in song.tracks] == [1, 1, 3]
    comped = put_phrase(KICK, TakeId("kick-1"), 100, 200).apply(song)
    flat = comped.tracks[0].takes[-1]
    back = put_phrase(KICK, flat.id, 100, 200).apply(comped)
    assert phrase_at(back.tracks[1].clips, 150).take == back.tracks[1].takes[-1].id  # type: ignore[union-attr]


def test_a_long_join_reaches_no_further_than_its_takes() -> None:
    short, long = take(1, length=2 * RATE), take(2, start=RATE)
    song = replace(fresh_song("S", RATE), tracks=(Track(VOX, "vox", takes=(short, long), clips=(whole(short),)),))
    song = put_phrase(VOX, long.id, 2 * RATE - 1000, 5 * RATE).apply(song)
    clip = song.tracks[0].clips[-1]
    longer = set_cross_fade(clip.id, RATE).apply(song)
    before, after = longer.tracks[0].clips
    assert before.timeline_end_frame <= short.timeline_end_frame, "the first take has nothing to sound there"
    assert after.timeline_start_frame + after.cross_in_frames // 2 == 2 * RATE - 1000 and after.cross_in_frames == 2000
