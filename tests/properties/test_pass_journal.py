"""Hazards: a damaged journal ends the program, or what is recovered by it makes a song that does not open again."""

import json
from pathlib import Path

import pytest

from app.storage.folder import SongFolder
from app.storage.recovery import find_unclaimed_passes
from app.storage.song_store import read_song
from audio_engine.disk.journal import read_lines
from tests.properties.pass_mutations import Scene, lines
from tests.properties.song_mutations import Mutator


@pytest.mark.parametrize("finished", [False, True])
def test_what_a_changed_journal_brings_back_opens_again(tmp_path: Path, finished: bool) -> None:
    scene = Scene(tmp_path)
    mutator = Mutator(json.dumps(lines(scene.folder, finished)).encode(), 1)
    seen = [scene.verdict(mutator.mutated_lines()) for _ in range(30)]
    assert seen.count("recovered") > 8


@pytest.mark.parametrize(
    "line",
    [
        '{"line":"rolled","engine":-999,"timeline":0}',
        '{"line":"rolled","engine":1100,"timeline":10000000000000}',
        '{"line":"wrapped","engine":5,"timeline":[]}',
        '{"line":"hole","at":9007199254740993,"frames":1}',
        '{"line":' * 3000 + "1" + "}" * 3000,
        '{"line":"checksum","file":["Vox-1.wav"],"crc32":1,"bytes":2}',
        '{"line":"finished","result":{"files":[],"rounds":[[-5,-999,100]]}}',
    ],
)
def test_a_line_that_no_engine_wrote_counts_as_lost(tmp_path: Path, line: str) -> None:
    scene = Scene(tmp_path)
    whole = [json.dumps(one) for one in lines(scene.folder, False)]
    whole.insert(3, line)
    assert scene.verdict("\n".join(whole).encode()) == "recovered"
    takes = [take for track in read_song(SongFolder(scene.folder)).tracks for take in track.takes]
    assert all(take.file_start_frame >= 0 and take.timeline_start_frame < 48000 for take in takes)


def test_a_journal_that_names_a_take_of_another_pass_leaves_it_alone(tmp_path: Path) -> None:
    """Its header was once written anew, by what the damaged journal said of it."""
    scene = Scene(tmp_path)
    whole = lines(scene.folder, False)
    assert scene.verdict("\n".join(map(json.dumps, whole)).encode()) == "recovered"
    taken = scene.folder / "audio" / "Vox-1.wav"
    before = taken.read_bytes()
    whole[0]["request"]["files"][0]["inputs"] = [0, 1]
    other = scene.folder / "passes" / "p2.jsonl"
    other.write_text("\n".join(map(json.dumps, whole)))
    assert read_lines(other)
    song = read_song(SongFolder(scene.folder))
    assert find_unclaimed_passes(SongFolder(scene.folder), song)[0] == []
    assert taken.read_bytes() == before
