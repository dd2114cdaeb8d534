"""Hazards: a discarded take that is still heard, comes back by itself, or can no longer be brought back."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.edits import discarding, tracks
from app.edits.edit import find_track
from app.edits.songs import fresh_song
from app.edits.takes import add_takes
from app.model.clip import Clip
from app.model.ids import ClipId, PassId, TakeId, TrackId
from app.model.invariants import check
from app.model.song import Song
from app.model.take import Take
from app.model.track import Comp
from app.problems import EditRefused
from app.storage.recovery import claimed_passes
from app.storage.song_json import decode_song, encode_song
from audio_engine.protocol import FinishedFile, PassResult, Round

VOX, BASS = TrackId("Vox"), TrackId("Bass")
LENGTH = 48000


def take_of(track: str, number: int) -> Take:
    return Take(
        TakeId(f"{track}{number}"), PassId(f"p{number}"), f"{track} {number}", f"audio/{track}-{number}.wav", 0, 0, LENGTH,
        f"2026-11-22T20:0{number}:00+00:00", 0, True, -6.0,
    )  # fmt: skip


@pytest.fixture
def song() -> Song:
    """Two takes on each of two tracks, the second on top; a comp of the first put aside."""
    made = fresh_song("Song")
    for name in (VOX, BASS):
        made = tracks.add_track(name, track_id=name).apply(made)
        takes = tuple(take_of(name, number) for number in (1, 2))
        clips = tuple(Clip(ClipId(f"c{t.id}"), t.name, t.file, 0, 0, LENGTH, take=t.id) for t in takes)
        aside = (Comp(f"comp{name}", "Comp 1", (replace(clips[1], id=ClipId(f"aside{name}")),)),)  # type: ignore[arg-type]
        made = replace(
            made,
            tracks=tuple(replace(t, takes=takes, clips=clips, comps=aside) if t.id == name else t for t in made.tracks),
        )
    assert not check(made)
    return made


def test_a_discarded_take_leaves_lanes_and_comps_and_is_restored(song: Song) -> None:
    after = discarding.discard_take(VOX, TakeId("Vox2")).apply(song)
    vox = find_track(after, VOX)
    assert [take.id for take in vox.takes] == ["Vox1"] and [take.id for take in vox.discarded] == ["Vox2"]
    assert [clip.take for clip in vox.clips] == ["Vox1"] and vox.comps[0].clips == ()
    assert find_track(after, BASS) is find_track(song, BASS)
    assert not check(after) and decode_song(encode_song(after), "song.json") == after
    back = find_track(discarding.restore_take(VOX, TakeId("Vox2")).apply(after), VOX)
    assert {take.id for take in back.takes} == {"Vox1", "Vox2"} and back.discarded == ()
    assert back.clips == vox.clips, "what lies there now stays in front"


def test_a_track_that_lies_empty_gets_the_restored_take_back_on_its_timeline(song: Song) -> None:
    for number in (1, 2):
        song = discarding.discard_take(VOX, TakeId(f"Vox{number}")).apply(song)
    assert find_track(song, VOX).clips == ()
    back = find_track(discarding.restore_take(VOX, TakeId("Vox1")).apply(song), VOX)
    assert [(clip.take, clip.length_frames) for clip in back.clips] == [("Vox1", LENGTH)]


def test_the_last_recording_goes_from_every_track(song: Song) -> None:
    latest = discarding.latest_pass(song)
    assert latest == "p2"
    after = discarding.discard_pass(latest).apply(song)
    assert [[take.id for take in track.takes] for track in after.tracks] == [["Vox1"], ["Bass1"]]
    assert discarding.latest_pass(fresh_song("Empty")) is None


def test_a_comp_group_is_discarded_together(song: Song) -> None:
    song = replace(song, tracks=tuple(replace(track, comp_group="Kit") for track in song.tracks))
    after = discarding.discard_take(VOX, TakeId("Vox1")).apply(song)
    assert [[take.id for take in track.takes] for track in after.tracks] == [["Vox2"], ["Bass2"]]


def test_a_printed_take_and_its_dry_one_go_together(song: Song) -> None:
    printed = replace(take_of(VOX, 3), dry=TakeId("Vox2"))
    song = replace(song, tracks=tuple(replace(t, takes=(*t.takes, printed)) if t.id == VOX else t for t in song.tracks))
    for take_id in ("Vox2", "Vox3"):
        after = discarding.discard_take(VOX, TakeId(take_id)).apply(song)
        assert [take.id for take in find_track(after, VOX).takes] == ["Vox1"]


def test_a_discarded_pass_is_not_offered_as_lost_nor_taken_in_again(song: Song, tmp_path: Path) -> None:
    after = discarding.discard_pass(PassId("p2")).apply(song)
    assert "p2" in claimed_passes(after)
    file = FinishedFile(
        key=VOX, name="Vox", path=str(tmp_path / "audio/Vox-2.wav"), channels=1, length_frames=LENGTH, peak=0.5
    )
    result = PassResult(
        pass_id="p2", journal="", rate_hz=48000, started_at="", latency_frames=0, latency_measured=True, files=(file,),
        rounds=(Round(0, 0, LENGTH),), gaps=(),
    )  # fmt: skip
    assert add_takes(result, tmp_path).apply(after) == after
    later = add_takes(
        PassResult(
            pass_id="p3", journal="", rate_hz=48000, started_at="", latency_frames=0, latency_measured=True,
            files=(FinishedFile(key=VOX, name="Vox", path=str(tmp_path / "audio/Vox-3.wav"), channels=1,
                                length_frames=LENGTH, peak=0.5),),
            rounds=(Round(0, 0, LENGTH),), gaps=(),
        ), tmp_path,
    ).apply(after)  # fmt: skip
    assert find_track(later, VOX).takes[-1].name == "Vox 3", "no two takes are called the same"


def test_what_is_not_discarded_cannot_be_restored(song: Song) -> None:
    with pytest.raises(EditRefused):
        discarding.restore_take(VOX, TakeId("Vox1")).apply(song)
