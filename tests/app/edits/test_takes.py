"""Hazards: a pass added twice, a take of a removed track lost, a loop's rounds in the wrong order."""

import math
from pathlib import Path

import msgspec
import pytest

from app.edits.takes import add_takes
from app.model.invariants import check
from app.problems import EditRefused
from app.storage.song_json import decode_song, encode_song
from audio_engine.protocol import Gap, Round
from tests.helpers.songs import finished_pass, song_with

FOLDER = Path("/songs/S.worktape")


def test_a_pass_is_added_once_however_often_it_is_offered() -> None:
    result = finished_pass(FOLDER, ["A", "B"])
    once = add_takes(result, FOLDER).apply(song_with("A", "B"))
    assert add_takes(result, FOLDER).apply(once) is once
    assert [take.file for track in once.tracks for take in track.takes] == ["audio/A-p1.wav", "audio/B-p1.wav"]


def test_another_pass_whose_file_has_the_name_of_one_that_was_missing_is_added() -> None:
    """Once passed over in silence: its audio lay in the folder and in no song."""
    first = finished_pass(FOLDER, ["A"])
    once = add_takes(first, FOLDER).apply(song_with("A"))
    again = add_takes(msgspec.structs.replace(first, pass_id="p2"), FOLDER).apply(once)
    assert [take.pass_id for take in again.tracks[0].takes] == ["p1", "p2"]


def test_a_take_never_gets_the_name_of_one_that_was_undone() -> None:
    """The file of the undone one still lies in the folder, and the take may come back."""
    first = finished_pass(FOLDER, ["A"])
    (file,) = first.files
    later = msgspec.structs.replace(file, path=str(FOLDER / "audio" / "A-3.wav"))
    song = add_takes(msgspec.structs.replace(first, files=(later,)), FOLDER).apply(song_with("A"))
    assert [take.name for take in song.tracks[0].takes] == ["A 3"]


@pytest.mark.parametrize("in_rounds", [False, True])
def test_a_level_beyond_all_numbers_leaves_a_song_that_can_be_saved(in_rounds: bool) -> None:
    result = finished_pass(FOLDER, ["A"])
    (file,) = result.files
    found = msgspec.structs.replace(file, peak=math.inf, round_peaks=(math.inf,) * len(result.rounds) * in_rounds)
    song = add_takes(msgspec.structs.replace(result, files=(found,)), FOLDER).apply(song_with("A"))
    assert check(song) == []
    (take,) = decode_song(encode_song(song), "song.json").tracks[0].takes
    assert 700.0 < take.peak_db < math.inf


def test_a_take_whose_track_is_gone_gets_a_track_of_its_name() -> None:
    result = finished_pass(FOLDER, ["Gone"])
    song = add_takes(result, FOLDER).apply(song_with("A"))
    assert [track.name for track in song.tracks] == ["A", "Gone"] and len(song.tracks[1].clips) == 1
    assert check(song) == []


def test_each_round_of_a_loop_is_a_take_and_the_last_lies_on_top() -> None:
    result = msgspec.structs.replace(
        finished_pass(FOLDER, ["A"], length=250), rounds=(Round(50, 0, 100), Round(0, 100, 150), Round(0, 250, 90))
    )
    track = add_takes(result, FOLDER).apply(song_with("A")).tracks[0]
    assert [take.length_frames for take in track.takes] == [100, 150], "the third round has no audio in the file"
    assert [clip.timeline_start_frame for clip in track.clips] == [50, 0]


def test_what_lies_before_the_songs_start_is_left_out_of_the_clip() -> None:
    result = finished_pass(FOLDER, ["A"], start=-100, length=500)
    clip = add_takes(result, FOLDER).apply(song_with("A")).tracks[0].clips[0]
    assert (clip.timeline_start_frame, clip.file_start_frame, clip.length_frames) == (0, 100, 400)


def test_dropouts_are_marked_on_their_take() -> None:
    result = msgspec.structs.replace(
        finished_pass(FOLDER, ["A"], length=500), gaps=(Gap(100, 64, False), Gap(9000, 64, True))
    )
    take = add_takes(result, FOLDER).apply(song_with("A")).tracks[0].takes[0]
    assert [(lost.timeline_frame, lost.length_frames) for lost in take.dropouts] == [(100, 64)]


def test_dropouts_and_peaks_belong_to_their_round() -> None:
    result = finished_pass(FOLDER, ["A"], length=200)
    (file,) = result.files
    result = msgspec.structs.replace(
        result,
        files=(msgspec.structs.replace(file, round_peaks=(0.5, 1.0)),),
        rounds=(Round(0, 0, 100), Round(0, 100, 100)),
        gaps=(Gap(30, 64, False, 130),),
    )
    first, second = add_takes(result, FOLDER).apply(song_with("A")).tracks[0].takes
    assert first.dropouts == () and [lost.timeline_frame for lost in second.dropouts] == [30]
    assert (round(first.peak_db), second.peak_db) == (-6, 0.0)


def test_a_file_outside_the_song_is_refused() -> None:
    with pytest.raises(EditRefused, match="is not in the song"):
        add_takes(finished_pass(Path("/elsewhere"), ["A"]), FOLDER).apply(song_with("A"))
