"""Hazards: settings lost between mix and print, a take processed twice, a printed clip out of step, a print undone by half."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import channels, clips, comps, routing, strips, tracks, versions
from app.edits.edit import find_track
from app.edits.printing import PrintedAudio, add_printed, print_strip, stop_printing
from app.edits.song_time import delete_time, insert_time
from app.edits.takes import add_takes
from app.model.ids import TrackId, VersionId
from app.model.invariants import check
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.track import Track
from app.problems import EditRefused
from app.storage.song_json import decode_song, encode_song
from tests.helpers.songs import finished_pass, song_with

VOX, KICK = TrackId("Vox"), TrackId("Kick")
FOLDER = Path("/songs/Test.worktape")


def chain_on(song: Song) -> Song:
    for edit in (
        channels.set_parameter(VOX, "compressor/on", True),
        channels.set_parameter(VOX, "trim_db", 6.0),
        strips.set_fader_db(VOX, -3.0),
        strips.set_pan(VOX, 0.25),
    ):
        song = edit.apply(song)
    return song


def printing() -> Song:
    return print_strip(VOX).apply(chain_on(song_with("Vox")))


def vox(song: Song) -> Track:
    return find_track(song, VOX)


def recorded(song: Song, pass_id: str = "p1", start: int = 1000) -> Song:
    return add_takes(finished_pass(FOLDER, ["Vox"], pass_id=pass_id, start=start), FOLDER).apply(song)


def printed(song: Song, take: int = 0, file_start: int = 500) -> Song:
    audio = PrintedAudio(vox(song).takes[take].id, f"audio/printed-{take}.wav", file_start, -6.0)
    return add_printed([audio]).apply(song)


def test_what_lies_before_the_fader_moves_and_the_rest_stays() -> None:
    before = chain_on(song_with("Vox"))
    after = print_strip(VOX).apply(before)
    chain = vox(after).printed_strip
    assert chain is not None and chain.compressor.on and chain.trim_db == 6.0 and chain.fader_db == 0.0
    mix = vox(after).strip
    assert (mix.fader_db, mix.pan, mix.trim_db, mix.compressor.on) == (-3.0, 0.25, 0.0, False)
    assert stop_printing(VOX).apply(after) == before
    assert check(after) == [] and decode_song(encode_song(after), "song.json") == after


def test_a_plain_strip_has_nothing_to_print() -> None:
    song = strips.set_fader_db(VOX, -3.0).apply(song_with("Vox"))
    with pytest.raises(EditRefused, match="nothing to print"):
        print_strip(VOX).apply(song)


def test_printed_settings_wait_as_b_where_they_would_be_heard_twice() -> None:
    mixed = channels.set_parameter(VOX, "eq/on", True).apply(printing())
    for song in (mixed, printed(recorded(printing()))):
        after = vox(stop_printing(VOX).apply(song))
        assert after.strip == vox(song).strip, "the mix sounds as before"
        assert after.strip_b is not None and after.strip_b.compressor.on and after.strip_b.fader_db == -3.0
    taken = replace(vox(mixed), strip_b=StripSettings(trim_db=-1.0))
    with pytest.raises(EditRefused, match="both its strips are in use"):
        stop_printing(VOX).apply(replace(mixed, tracks=(taken,)))
    reset = replace(vox(mixed), strip_b=StripSettings(fader_db=-9.0))
    assert vox(stop_printing(VOX).apply(replace(mixed, tracks=(reset,)))).printed_strip is None


def test_a_take_of_a_track_that_prints_waits_to_be_printed() -> None:
    assert vox(recorded(printing())).takes[0].unprinted
    assert not vox(recorded(song_with("Vox"))).takes[0].unprinted


def test_the_printed_take_lies_beside_the_dry_one_and_plays_in_its_place() -> None:
    song = printed(recorded(printing()))
    dry, wet = vox(song).takes
    assert (dry.name, wet.name, wet.dry, dry.unprinted, wet.unprinted) == (
        "Vox 1",
        "Vox 1 printed",
        dry.id,
        False,
        False,
    )
    assert (wet.timeline_start_frame, wet.length_frames, wet.pass_id, wet.latency_frames) == (
        dry.timeline_start_frame, dry.length_frames, dry.pass_id, dry.latency_frames,
    )  # fmt: skip
    (clip,) = vox(song).clips
    assert (clip.take, clip.file, clip.timeline_start_frame, clip.file_start_frame) == (wet.id, wet.file, 1000, 500)
    assert check(song) == []
    assert [take.name for take in vox(recorded(song, "p2")).takes] == ["Vox 1", "Vox 1 printed", "Vox 2"]


def test_clips_that_were_edited_while_it_was_rendered_stay_edited() -> None:
    song = recorded(printing())
    song = clips.split_clip(vox(song).clips[0].id, 11000).apply(song)
    song = clips.move_clips([vox(song).clips[1].id], 30000).apply(song)
    before = vox(song).clips
    song = printed(song)
    for was, now in zip(before, vox(song).clips, strict=True):
        assert now.timeline_start_frame == was.timeline_start_frame and now.length_frames == was.length_frames
        assert now.file_start_frame == was.file_start_frame + 500 and now.file == "audio/printed-0.wav"


def test_a_clip_pulled_open_beyond_the_printed_file_stays_in_step() -> None:
    song = recorded(printing())
    pulled = replace(vox(song).clips[0], timeline_start_frame=200, length_frames=48800)
    take = replace(vox(song).takes[0], file_start_frame=800)
    song = replace(song, tracks=(replace(vox(song), clips=(pulled,), takes=(take,)),))
    (clip,) = vox(printed(song, file_start=500)).clips
    assert (clip.timeline_start_frame, clip.file_start_frame, clip.length_frames) == (500, 0, 48500)


def test_printing_again_takes_the_place_of_the_first_print() -> None:
    song = printed(printed(recorded(printing())), file_start=700)
    names = [take.name for take in vox(song).takes]
    assert names == ["Vox 1", "Vox 1 printed 2", "Vox 1 printed"]
    (clip,) = vox(song).clips
    assert clip.name == "Vox 1 printed 2" and clip.file_start_frame == 700


def test_a_take_that_was_undone_is_not_brought_back_by_its_print() -> None:
    song = recorded(printing())
    edit = add_printed([PrintedAudio(vox(song).takes[0].id, "audio/x.wav", 0, -6.0)])
    undone = printing()
    assert edit.apply(undone) is undone


def test_a_key_that_goes_leaves_the_printed_strip_too() -> None:
    song = routing.set_key(VOX, KICK).apply(chain_on(song_with("Vox", "Kick")))
    song = tracks.remove_track(KICK).apply(print_strip(VOX).apply(song))
    assert vox(song).printed_strip is not None and check(song) == []


def test_a_version_from_before_printing_does_not_process_a_printed_take_again() -> None:
    song = versions.save_version(version_id=VersionId("v")).apply(chain_on(song_with("Vox")))
    song = printed(recorded(print_strip(VOX).apply(song)))
    song = strips.set_fader_db(VOX, -20.0).apply(song)
    after = vox(versions.recall_version(VersionId("v")).apply(song))
    assert after.strip.fader_db == -3.0, "the mix is the version's"
    assert not after.strip.compressor.on and after.strip.trim_db == 0.0 and after.printed_strip is not None


def test_a_comp_put_aside_plays_the_print_too() -> None:
    song = printed(comps.new_comp(VOX).apply(recorded(printing())))
    (aside,) = vox(song).comps
    assert aside.clips and {clip.file for clip in (*aside.clips, *vox(song).clips)} == {"audio/printed-0.wav"}
    without = replace(song, tracks=(replace(vox(song), clips=()),))
    after = vox(stop_printing(VOX).apply(without))
    assert not after.strip.compressor.on, "its print would be processed again"


def test_a_kit_stays_together_where_only_some_of_its_tracks_print() -> None:
    song = channels.set_parameter(VOX, "compressor/on", True).apply(song_with("Vox", "Kick"))
    song = comps.set_comp_group((VOX, KICK), "Kit").apply(print_strip(VOX).apply(song))
    for pass_id in ("p1", "p2"):
        song = add_takes(finished_pass(FOLDER, ["Vox", "Kick"], pass_id=pass_id, start=1000), FOLDER).apply(song)
    song = printed(printed(song, 0), 2)  # the second take has moved by the first print
    wet = [take for take in vox(song).takes if take.dry is not None]
    first_kick = find_track(song, KICK).takes[0]
    for take in (wet[0], vox(song).takes[0]):
        after = comps.put_phrase(VOX, take.id, 1000, 1100).apply(song)
        assert first_kick.id in {clip.take for clip in find_track(after, KICK).clips}, take.name
    other_way = comps.put_phrase(KICK, first_kick.id, 1000, 1100).apply(song)
    assert wet[0].id in {clip.take for clip in vox(other_way).clips}, "the one that is heard there"


def test_halves_of_a_printed_take_are_joined_with_those_of_its_dry_one_or_not_at_all() -> None:
    before = printed(recorded(printing()))
    opened = insert_time(9000, 500).apply(before)
    assert len(vox(opened).takes) == 2 * len(vox(before).takes)
    assert delete_time(9000, 9500).apply(opened) == before
    again = add_printed([PrintedAudio(vox(opened).takes[1].id, "audio/again.wav", 0, -6.0)]).apply(opened)
    after = delete_time(9000, 9500).apply(again)
    dry = {take.dry for take in (*vox(after).takes, *vox(after).discarded)} - {None}
    assert check(after) == [] and dry <= {take.id for take in (*vox(after).takes, *vox(after).discarded)}
