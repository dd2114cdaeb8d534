"""The journal of a pass changed by a hand that knows what belongs where: what is recovered opens again, or a sentence says why
nothing is.

`python -m tests.properties.pass_mutations 5000` tries that many; the suite tries a few dozen.
"""

import contextlib
import json
import shutil
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from app.cli.recovery import recover
from app.problems import SongProblem
from app.song.open_song import OpenSong
from app.storage.clean_up import unused_media
from app.storage.folder import SongFolder
from app.storage.media_check import take_files
from app.storage.song_store import read_song
from audio_engine.disk import wav
from tests.helpers.songs import finished_pass
from tests.properties.song_mutations import Mutator

KIND = wav.WavFormat(48000, 1, 4)
FRAMES = 3000


def lines(folder: Path, finished: bool) -> list[dict[str, Any]]:
    """A looped pass that lost audio, as the engine writes it."""
    file = {"key": "vox", "name": "Vox", "path": str(folder / "audio" / "Vox-1.wav"), "inputs": [0], "format": "32f"}
    request = {
        "pass_id": "p1", "song_folder": str(folder), "journal": str(folder / "passes" / "p1.jsonl"), "start_frame": 0,
        "end_frame": -1, "punch_in_frame": -1, "punch_out_frame": -1, "count_in_frames": 100, "latency_frames": 128,
        "latency_measured": True, "files": [file],
    }  # fmt: skip
    written: list[dict[str, Any]] = [
        {"line": "pass", "request": request, "rate_hz": 48000, "started_at": "2026-01-01T00:00:00+00:00"},
        {"line": "began", "engine": 1000, "rolls": 1100, "timeline": 0},
        {"line": "rolled", "engine": 1100, "timeline": 0, "began": 1000},
        {"line": "suspected", "engine": 1500, "frames": 64},
        {"line": "lost", "engine": 1500, "timeline": 400, "frames": 64},
        {"line": "wrapped", "engine": 2100, "timeline": 0},
        {"line": "left", "engine": 2600},
        {"line": "wrapped", "engine": 2700, "timeline": 9000},
        {"line": "hole", "at": 1700, "frames": 10},
        {"line": "stopped", "engine": 3900, "timeline": 9900},
        {"line": "checksum", "file": "Vox-1.wav", "crc32": 123, "bytes": FRAMES * 4},
    ]
    if finished:
        result = finished_pass(folder, ["vox"], length=FRAMES)
        written.append({"line": "finished", "result": msgspec.to_builtins(result)})
        written.append({"line": "verified", "file": "Vox-1.wav", "crc32": 123, "bytes": FRAMES * 4})
    return written


class Scene:
    """A song with one take of its own and an unclaimed pass beside it."""

    def __init__(self, place: Path) -> None:
        self._whole = place / "whole.worktape"
        OpenSong.new(self._whole, "Song", 48000, "test").close()
        self.folder = place / "song.worktape"

    def begin(self, journal: bytes) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self._whole, self.folder)
        samples = np.full((FRAMES, 1), 0.25, np.float32)
        for name in ("Vox-1.wav", "vox-p1.wav"):
            (self.folder / "audio" / name).write_bytes(wav.header(KIND, FRAMES) + bytes(wav.to_bytes(samples, 4)))
        (self.folder / "passes" / "p1.jsonl").write_bytes(journal)

    def verdict(self, journal: bytes) -> str:
        """`recovered`, `told` or `nothing`; whatever else is raised is a fault."""
        self.begin(journal)
        folder, told = SongFolder(self.folder), list[str]()
        recover(self.folder, told.append)
        assert told and all(line.endswith(".") and "\n" not in line and line.encode() for line in told), told
        song = read_song(folder)
        for found in take_files(song):
            found.health(folder)
        with contextlib.suppress(SongProblem):  # a journal that says nothing keeps everything
            unused_media(song, folder)
        if any(track.takes for track in song.tracks):
            return "recovered"
        return "nothing" if told == ["There is nothing to recover."] else "told"


def main(count: int, seed: int) -> int:
    told, faults = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as place:
        scene = Scene(Path(place))
        mutators = [
            Mutator(json.dumps(lines(scene.folder, done)).encode(), seed + number)
            for number, done in enumerate((False, True))
        ]
        for number in range(count):
            journal = mutators[number % 2].mutated_lines()
            try:
                told[scene.verdict(journal)] += 1
            except Exception as fault:
                kind = f"{type(fault).__name__}: {str(fault)[:160]}"
                faults[kind] += 1
                if faults[kind] == 1:
                    Path(f"fault-{seed}-{number}.jsonl").write_bytes(journal)
                    print(kind, f"fault-{seed}-{number}.jsonl", flush=True)
    print(dict(told), dict(faults))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000, int(sys.argv[2]) if len(sys.argv) > 2 else 1))
