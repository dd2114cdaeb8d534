"""Hazards: silence that does not survive JSON, a damaged file that opens, a message that names no field."""

import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.edits import strips
from app.edits.clip_properties import set_clip_fades, set_clip_gain_db
from app.edits.clips import move_clips, split_clip
from app.edits.songs import fresh_song
from app.model.automation import Breakpoint, Curve
from app.model.ids import ClipId, CompId, TrackId
from app.model.section_frames import section_frames
from app.model.song import Song
from app.model.strip import StripSettings
from app.model.tempo import Meter
from app.model.track import Comp
from app.problems import SongDamaged, SongProblem, SongTooNew
from app.storage.folder import SongFolder, create_song_folder
from app.storage.migrations import CURRENT_VERSION, migrate
from app.storage.rescue import earlier_versions, restore_version
from app.storage.song_json import SongEncoder, decode_song, encode_song
from app.storage.song_store import read_autosave, read_song, write_autosave, write_song
from tests.helpers.songs import recorded, song_with, with_clip
from tests.helpers.trims import trim_clip

HERE = Path(__file__).parent


def full_song() -> Song:
    song = recorded(song_with("Vox", "Bass"), Path("/s"), ["Vox"], peak=0.0)
    song = strips.set_fader_db(TrackId("Bass"), float("-inf")).apply(song)
    curve = Curve("fader_db", (Breakpoint(0, float("-inf")), Breakpoint(100, -3.0)))
    return replace(song, tracks=(replace(song.tracks[0], curves=(curve,), name="-inf"), song.tracks[1]))


def test_a_song_comes_back_equal_with_its_silences() -> None:
    song = full_song()
    data = encode_song(song)
    assert decode_song(data, "song.json") == song
    json.loads(data, parse_constant=lambda text: pytest.fail(f"{text} is not JSON"))


def test_the_encoders_cache_never_writes_a_stale_track() -> None:
    encoder, song = SongEncoder(), full_song()
    encoder.encode(song)
    changed = strips.set_pan(TrackId("Vox"), 0.25).apply(song)
    assert encoder.encode(changed) == encode_song(changed)


def edited(change: Any) -> bytes:
    document = json.loads(encode_song(full_song()))
    change(document)
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (b"", "damaged"),
        (b"\xff\xfe", "damaged"),
        (b'{"program": "worktape"', "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"[]", "program"),
        (b'{"name": "another program"}', "program"),
        (edited(lambda d: d.pop("program")), "program"),
        (edited(lambda d: d.update(schema_version=99)), "newer"),
        (edited(lambda d: d.update(schema_version="1")), "schema_version"),
        (edited(lambda d: d.pop("song")), "damaged"),
        (edited(lambda d: d["song"].update(tempo_bpm="fast")), "tempo_bpm"),
        (edited(lambda d: d["song"].update(tempo_bpm=-1)), "tempo_bpm"),
        (edited(lambda d: d["song"]["tracks"][0].pop("id")), "id"),
        (edited(lambda d: d["song"]["tracks"][0].update(channels=2.5)), "channels"),
        (edited(lambda d: d["song"]["tracks"][0]["strip"].update(pan=None)), "pan"),
        (edited(lambda d: d["song"]["tracks"][0]["strip"].update(pan="-inf")), "pan"),
        (edited(lambda d: d["song"]["tracks"][0]["clips"][0].update(file="../../etc/passwd")), "clips[0].file"),
        (edited(lambda d: d["song"]["tracks"][0]["clips"][0].update(file="/etc/passwd")), "clips[0].file"),
        (edited(lambda d: d["song"]["tracks"][0]["takes"][0].update(file="C:\\x.wav")), "takes[0].file"),
        (edited(lambda d: d["song"]["tracks"][1].update(monitoring="loud")), "monitoring"),
        (edited(lambda d: d["song"].update(buses=[])), "buses"),
        (b"\0" * 400, "is empty"),
        (encode_song(full_song())[:-300], "cut off before its end"),
        (b'{"program": ' * 40 + b"1" + b"}" * 40, "nested deeper"),
        (edited(lambda d: d.update(schema_version=[[[]]] * 2000)), "schema_version"),
        (edited(lambda d: d["song"].update(rate_hz=10**400)), "too large"),
        (
            edited(lambda d: d["song"]["tracks"][0]["clips"][0].update(timeline_start_frame=10**13)),
            "timeline_start_frame",
        ),
        (edited(lambda d: d["song"]["tracks"][0]["takes"][0].update(latency_frames=2**62)), "latency_frames"),
        (edited(lambda d: d["song"]["tracks"][0]["takes"][0].update(pass_id="../p")), "pass_id"),
        (edited(lambda d: d["song"]["buses"][1].update(id="a/b")), "buses[1].id"),
        (edited(lambda d: d["song"]["tracks"][0].update(colour=2**70)), "too large"),
        (edited(lambda d: d["song"]["tracks"][0].update(name="x\udfff")), "corrupted"),
        (edited(lambda d: d["song"]["tracks"][0].update(name="x" * 8000)), "8000 characters"),
        (edited(lambda d: d["song"]["tracks"][0]["clips"][0].update(file="audio/" + "é" * 130)), "too long for a file"),
        (edited(lambda d: d["song"]["tracks"][0]["strip"]["cues"][0].update(pan=7)), "cues pan is 7"),
        (edited(lambda d: d["song"]["buses"][0]["reverb"].update(decay_s=1e300)), "decay_s"),
        (
            edited(lambda d: d["song"].update(vcas=[{"id": f"v{n}", "name": f"V{n}"} for n in range(17)])),
            "vcas holds 17",
        ),
        (encode_song(full_song()).replace(b"120.0", b"NaN"), "corrupted"),
    ],
)
def test_what_is_wrong_is_told_in_one_sentence_naming_the_field(data: bytes, named: str) -> None:
    with pytest.raises(SongProblem) as caught:
        decode_song(data, "song.json")
    told = str(caught.value)
    assert named in told and "song.json" in told and "\n" not in told and told.endswith(".") and len(told) < 600
    assert "$" not in told and "char " not in told and "JSON" not in told


def test_opening_a_bad_song_leaves_every_byte_as_it_was(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    folder.song_file.write_bytes(edited(lambda d: d.update(schema_version=CURRENT_VERSION + 1)))
    before = sorted((path, path.stat().st_mtime_ns) for path in folder.path.rglob("*"))
    with pytest.raises(SongProblem):
        read_song(folder)
    assert sorted((path, path.stat().st_mtime_ns) for path in folder.path.rglob("*")) == before


def test_a_failed_save_keeps_the_old_song(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = create_song_folder(tmp_path / "S")
    song = full_song()
    write_song(folder, song)

    def full_disk(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full_disk)
    with pytest.raises(SongProblem, match="No space left"):
        write_song(folder, replace(song, name="New"))
    monkeypatch.undo()
    assert read_song(folder) == song
    assert [path.name for path in folder.path.iterdir() if path.name.endswith(".part")] == []


def test_the_autosave_is_offered_only_where_it_differs(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    song = full_song()
    write_song(folder, song)
    assert read_autosave(folder, song) is None
    write_autosave(folder, song)
    assert read_autosave(folder, song) is None
    newer = replace(song, name="Newer")
    write_autosave(folder, newer)
    assert read_autosave(folder, song) == newer and read_song(folder) == song
    folder.autosave_file.write_bytes(b"torn")
    with pytest.raises(SongProblem, match="autosave.json is damaged"):
        read_autosave(folder, song)


def test_a_song_of_a_newer_version_is_not_called_damaged(tmp_path: Path) -> None:
    """A damaged one is offered to be replaced by what was saved before it."""
    folder = create_song_folder(tmp_path / "S")
    folder.song_file.write_bytes(edited(lambda d: d.update(schema_version=99)))
    with pytest.raises(SongTooNew):
        read_song(folder)
    folder.song_file.write_bytes(edited(lambda d: d.pop("song")))
    with pytest.raises(SongDamaged):
        read_song(folder)


def test_the_version_before_the_last_save_takes_the_place_of_a_damaged_song(tmp_path: Path) -> None:
    folder, song = create_song_folder(tmp_path / "S"), full_song()
    write_song(folder, song)
    assert [version.path.name for version in earlier_versions(folder)] == [], "of the first save there is none before"
    write_song(folder, replace(song, name="Later"))
    folder.song_file.write_bytes(b"torn")
    (earlier,) = earlier_versions(folder)
    restore_version(folder, earlier)
    assert read_song(folder) == song
    assert [path.read_bytes() for path in folder.path.rglob("trash/**/song.json")] == [b"torn"], (
        "nothing is thrown away"
    )


def test_a_moved_folder_opens_as_it_is(tmp_path: Path) -> None:
    folder = create_song_folder(tmp_path / "S")
    write_song(folder, full_song())
    moved = tmp_path / "elsewhere" / "T.worktape"
    moved.parent.mkdir()
    folder.path.rename(moved)
    song = read_song(SongFolder(moved))
    assert song.length_frames == full_song().length_frames
    assert str(tmp_path) not in SongFolder(moved).song_file.read_text()


@pytest.mark.parametrize("version", range(1, CURRENT_VERSION))
def test_a_song_of_every_earlier_version_opens_with_what_it_had(version: int) -> None:
    """`version_N.json` was written by the program that had version N."""
    data = (HERE / f"version_{version}.json").read_bytes()
    document, song = json.loads(data), decode_song(data, "song.json")
    assert document["schema_version"] == version
    before = document["song"]
    assert (song.name, song.tempo_bpm) == (before["name"], before["tempo_bpm"])
    assert song.meter.beats_per_bar == before.get("meter", before)["beats_per_bar"]
    assert [bus.name for bus in song.buses] == [bus["name"] for bus in before["buses"]]
    for track, old in zip(song.tracks, before["tracks"], strict=True):
        assert (track.name, track.strip.pan, track.notes) == (old["name"], old["strip"]["pan"], old["notes"])
        assert [clip.file for clip in track.clips] == [clip["file"] for clip in old["clips"]]
        kept = [clip.get("auto_edges", False) for clip in old["clips"]]
        assert [clip.auto_edges for clip in track.clips] == kept, "they sound as they did"
    assert json.loads(encode_song(song))["schema_version"] == CURRENT_VERSION
    assert decode_song(encode_song(song), "song.json") == song


def test_sections_of_version_7_stay_where_they_were_and_follow_the_tempo_from_then_on() -> None:
    """Three lie on bars, across a change of tempo; one begins and ends between them."""
    data = (HERE / "version_7.json").read_bytes()
    before, song = json.loads(data)["song"]["sections"], decode_song(data, "song.json")
    for old, section in zip(before, song.sections, strict=True):
        start, end = section_frames(song, section)
        assert abs(start - old["start_frame"]) <= 1
        assert abs(end - old["start_frame"] - old["length_frames"]) <= 1
    assert [(section.start_bar, section.length_bars) for section in song.sections[:3]] == [(1, 2), (3, 5), (8, 4)]
    slower = replace(song, tempo_bpm=48.0)
    assert section_frames(slower, song.sections[1])[0] == 2 * before[1]["start_frame"]


def damaged(document: Any) -> Iterator[Any]:
    """The document with each of its values in turn replaced by one of another type."""
    junk = itertools.cycle((None, 7, "x", [7, None], {"clips": 7, "gate": [7]}, True))
    places = [(document, key) for key in document]
    while places:
        holder, key = places.pop()
        value = holder[key]
        inner = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
        places += [(value, name) for name in inner]
        holder[key] = next(junk)
        yield document
        holder[key] = value


@pytest.mark.parametrize("version", range(1, CURRENT_VERSION))
def test_a_damaged_song_of_an_earlier_version_passes_every_migration(version: int) -> None:
    """Steps of the undo history do too. The reader says what is wrong."""
    for document in damaged(json.loads((HERE / f"version_{version}.json").read_bytes())):
        migrate(document, version)


def test_a_song_of_schema_version_3_keeps_its_meter() -> None:
    document = json.loads(encode_song(fresh_song("Waltz")))
    document["schema_version"] = 3
    del document["song"]["meter"]
    document["song"]["beats_per_bar"] = 3
    assert decode_song(json.dumps(document).encode(), "song.json").meter == Meter(3, 4)


def test_gates_and_shelves_of_schema_version_5_show_what_is_heard() -> None:
    document = json.loads(encode_song(with_clip(song_with("A"), "A", 0, 100)))
    document["schema_version"] = 5
    track = document["song"]["tracks"][0]
    track["strip"] = {
        "gate": {"hold_ms": 3.0},
        "eq": {
            "low": {"frequency_hz": 90.0, "q": 7.0, "shape": "shelf"},
            "high": {"frequency_hz": 9000.0, "q": 7.0, "shape": "bell"},
        },
    }
    track["strip_b"] = {"gate": {"hold_ms": 300.0}}
    track["curves"] = [{"path": "gate/hold_ms", "points": [{"timeline_frame": 0, "value": 1.0}]}]
    opened = decode_song(json.dumps(document).encode(), "song.json").tracks[0]
    assert (opened.strip.gate.hold_ms, opened.strip.eq.low.q, opened.strip.eq.high.q) == (25.0, 2.0, 7.0)
    assert opened.strip_b is not None and opened.strip_b.gate.hold_ms == 300.0
    assert opened.curves[0].points[0].value == 25.0


def test_a_song_of_schema_version_1_opens_with_all_that_its_buses_had() -> None:
    song = decode_song((HERE / "version_1.json").read_bytes(), "song.json")
    buses = {bus.name: bus for bus in song.buses}
    assert buses["Master"].strip == StripSettings(fader_db=-1.5)
    assert buses["Reverb"].strip == StripSettings(pan=0.25, solo=True) and buses["Reverb"].reverb.decay_s == 2.5
    assert buses["Delay"].strip.mute and buses["Phones 1"].strip.fader_db == float("-inf")
    vox, bass = song.tracks
    assert [(send.bus, send.level_db, send.pre) for send in vox.strip.sends] == [("Reverb", -9.0, False)]
    assert vox.curves[0].points[0].value == float("-inf") and vox.clips[0].take == "take"
    assert (bass.strip.trim_db, bass.strip.fader_db) == (3.0, float("-inf"))
    assert json.loads(encode_song(song))["schema_version"] == CURRENT_VERSION


def test_a_song_with_fades_longer_than_their_clip_is_mended_and_not_refused() -> None:
    """Edits of joins once saved such songs."""
    song = with_clip(song_with("A"), "A", 1000, 240, "c")
    track = song.tracks[0]
    wrong = (replace(track.clips[0], cross_in_frames=480), replace(track.clips[0], id=ClipId("d"), length_frames=-960))
    read = decode_song(encode_song(replace(song, tracks=(replace(track, clips=wrong),))), "song.json")
    assert [(clip.id, clip.cross_in_frames) for clip in read.tracks[0].clips] == [("c", 240)]


def test_a_number_that_json_cannot_hold_is_refused_before_it_is_written() -> None:
    song = song_with("A")
    loud = replace(song.tracks[0], strip=replace(song.tracks[0].strip, fader_db=float("inf")))
    with pytest.raises(SongProblem, match="fader_db is inf"):
        encode_song(replace(song, tracks=(loud,)))


def test_letters_that_are_no_text_do_not_keep_a_song_from_being_saved() -> None:
    song = replace(song_with("Vox"), name="caf\udce9")
    assert decode_song(encode_song(song), "song.json").name == "caf?"


def test_the_artist_is_kept_and_a_song_of_an_older_version_has_none() -> None:
    song = replace(fresh_song("Rain"), artist="Ana and the Tapes")
    document = json.loads(encode_song(song))
    assert decode_song(json.dumps(document).encode(), "song.json").artist == "Ana and the Tapes"
    del document["song"]["artist"]
    document["schema_version"] = 4
    assert decode_song(json.dumps(document).encode(), "song.json").artist == ""


def test_clips_of_an_earlier_version_keep_their_edges_until_they_are_edited() -> None:
    """Also in comps put aside."""
    song = with_clip(with_clip(song_with("A"), "A", 0, 1000, "c"), "A", 1000, 1000, "d")
    track = replace(song.tracks[0], comps=(Comp(CompId("other"), "Comp 2", song.tracks[0].clips),))
    document = json.loads(encode_song(replace(song, tracks=(track,))))
    assert document["song"]["tracks"][0]["clips"][0].pop("auto_edges") is True
    document["schema_version"] = 4
    old = decode_song(json.dumps(document).encode(), "song.json")
    read = old.tracks[0]
    assert [clip.auto_edges for clip in (*read.clips, *read.comps[0].clips)] == [False] * 4
    assert decode_song(encode_song(old), "song.json") == old, "saved again, they are still the old ones"
    for edit in (move_clips([ClipId("c")], 10), trim_clip(ClipId("c"), 0, 900), set_clip_gain_db([ClipId("c")], -1.0),
                 set_clip_fades([ClipId("c")], 10, 0), split_clip(ClipId("c"), 500)):  # fmt: skip
        edited = edit.apply(old).tracks[0].clips
        assert not next(clip for clip in edited if clip.id == "d").auto_edges
        assert all(clip.auto_edges for clip in edited if clip.id != "d"), edit.label
    assert trim_clip(ClipId("c"), 0, 1000).apply(old) is old
