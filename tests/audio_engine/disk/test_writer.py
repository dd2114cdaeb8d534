"""Hazards: a second that a power cut takes, a chunk that the disk took half of, a disk that gives back other bytes."""

import errno
import json
import os
import threading
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_engine.disk import wav
from audio_engine.disk.journal import Noted, append_line, read_checksums, read_lines
from audio_engine.disk.recovery import read_back
from audio_engine.disk.running_pass import RunningFile
from audio_engine.protocol import PassFinished, PassResult, TakeFile, decode_event, encode
from tests.faults.long import ROUND_FRAMES, Tape, wrong_samples

RATE = 48000


def record(tape: Tape, rounds: int = 1) -> None:
    for _ in tape.record(ROUND_FRAMES * rounds):
        pass


def lines_of(tape: Tape, kind: str) -> list[Any]:
    return [line for line in read_lines(Path(tape.result.journal)) if line.kind == kind]


def test_every_file_is_synced_at_least_once_a_second_on_a_slow_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = Tape(tmp_path, RATE, 8, "32f")
    ended: dict[str, list[float]] = {}
    real = os.fdatasync

    def slow(descriptor: int) -> None:
        begun = time.monotonic()
        time.sleep(0.03)
        real(descriptor)
        ended.setdefault(os.readlink(f"/proc/self/fd/{descriptor}"), []).append(begun)

    monkeypatch.setattr(os, "fdatasync", slow)
    syncing = threading.Thread(target=tape.writer._run_sync)
    syncing.start()
    time.sleep(3.5)
    tape.writer._end.set()
    syncing.join()
    tape.writer.close_pass("The test ends.")
    assert len(ended) == 9
    for times in ended.values():
        # what is lost is what came since the beginning of the last sync that ended: one pause and one sync
        assert max(b - a for a, b in zip(times, times[1:], strict=False)) < 0.9


def test_what_a_pass_wrote_is_read_back_and_noted(tmp_path: Path) -> None:
    tape = Tape(tmp_path, RATE, 2, "24")
    record(tape)
    noted = read_checksums(Path(tape.result.journal))
    while tape.writer.verify():
        pass
    verified = lines_of(tape, "verified")
    assert {line.file for line in verified} == set(noted) == {"in0.wav", "in1.wav"}
    assert all(line.crc32 == noted[line.file].crc32 for line in verified)
    assert noted["in0.wav"].bytes == ROUND_FRAMES * 3


def test_what_is_verified_comes_from_the_drive_and_not_from_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape, asked = Tape(tmp_path, RATE, 1, "32f"), []
    record(tape)
    real = os.read

    def forget(descriptor: int, *text: int) -> None:
        asked.append((os.readlink(f"/proc/self/fd/{descriptor}"), text))

    def read(descriptor: int, size: int) -> bytes:
        assert asked == [(tape.result.files[0].path, (0, 0, os.POSIX_FADV_DONTNEED))], "before the first byte"
        return real(descriptor, size)

    monkeypatch.setattr(os, "posix_fadvise", forget)
    monkeypatch.setattr(os, "read", read)
    while tape.writer.verify():
        pass
    assert asked and [line.file for line in lines_of(tape, "verified")] == ["in0.wav"]


def test_a_disk_that_gives_back_other_bytes_is_noted(tmp_path: Path) -> None:
    tape = Tape(tmp_path, RATE, 1, "32f")
    record(tape)
    with Path(tape.result.files[0].path).open("rb+") as file:
        file.seek(wav.HEADER_BYTES + 4000)
        file.write(b"\x55")
    while tape.writer.verify():
        pass
    assert [line.file for line in lines_of(tape, "differs")] == ["in0.wav"]


def test_a_pass_without_its_folder_is_not_verified_and_nothing_breaks(tmp_path: Path) -> None:
    tape = Tape(tmp_path, RATE, 1, "32f")
    record(tape)
    Path(tape.result.files[0].path).unlink()
    assert not tape.writer.verify()


@pytest.mark.parametrize(
    ("number", "text"),
    [(errno.ENOSPC, "No space left on device); everything before"), (errno.EIO, "plug it in again and open the song")],
)
def test_a_drive_that_refuses_keeps_every_frame_that_it_took(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, text: str
) -> None:
    tape = Tape(tmp_path, RATE, 2, "32f")
    real, left = os.write, [1_000_003]

    def write(descriptor: int, data: Any) -> int:
        if not os.readlink(f"/proc/self/fd/{descriptor}").endswith(".wav"):
            return real(descriptor, data)
        if left[0] == 0:
            raise OSError(number, os.strerror(number))
        part = memoryview(data)[: left[0]]
        left[0] -= len(part)
        return real(descriptor, part)

    monkeypatch.setattr(os, "write", write)
    record(tape)
    assert text in tape.result.reason
    sizes = [file.length_frames for file in tape.result.files]
    assert sum(sizes) * 4 >= 1_000_000 - 2 * 16384 * 4, "at most the chunk that was refused is missing"
    for file in tape.result.files:
        assert wrong_samples(Path(file.path), "32f") == (file.length_frames, 0)
        noted = read_checksums(Path(tape.result.journal))[Path(file.path).name]
        assert noted.bytes == file.length_frames * 4


def test_a_take_with_samples_that_are_no_numbers_reaches_the_window(tmp_path: Path) -> None:
    """Its peak was infinite, which no message may say: the take came only when the song was opened again."""
    file = RunningFile(TakeFile(key="k", name="Vox", path=str(tmp_path / "audio" / "a.wav"), inputs=(0,)), RATE)
    file.write(np.array([[0.5], [np.nan], [-0.75]], np.float32))
    assert file.finished().peak == 0.75
    file.write(np.array([[0.5], [-np.inf]], np.float32))
    assert file.close() is None
    result = PassResult(
        pass_id="p", journal="p.jsonl", rate_hz=RATE, started_at="", latency_frames=0, latency_measured=False,
        files=(file.finished(),), rounds=(), gaps=(),
    )  # fmt: skip
    there = decode_event(encode(PassFinished(result)))
    assert isinstance(there, PassFinished) and there.result.files[0].peak == 1e9


def test_a_torn_journal_swallows_no_line_that_is_added(tmp_path: Path) -> None:
    journal = tmp_path / "p.jsonl"
    journal.write_bytes(b'{"line":"settled"}' + b'\n{"line":"roll')
    append_line(journal, Noted(file="a.wav", crc32=1, bytes=2))
    assert [line.kind for line in read_lines(journal)] == ["settled", "checksum"]


def test_a_recovered_pass_notes_what_it_found(tmp_path: Path) -> None:
    tape = Tape(tmp_path, RATE, 1, "32f")
    record(tape)
    journal = Path(tape.result.journal)
    kept = [line for line in journal.read_text().splitlines() if json.loads(line)["line"] in ("pass", "rolled")]
    journal.write_text("\n".join(kept) + "\n")
    assert read_back(journal).recovered
    assert read_back(journal).files[0].length_frames == ROUND_FRAMES
    assert read_checksums(journal)["in0.wav"].bytes == ROUND_FRAMES * 4
    assert len([line for line in read_lines(journal) if line.kind == "checksum"]) == 1, "noted once"


def test_a_sync_that_is_overtaken_by_the_end_of_the_pass_leaves_the_sizes_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tape = Tape(tmp_path, RATE, 3, "32f")
    tape.run(ROUND_FRAMES)
    real = os.fdatasync

    def late(descriptor: int) -> None:
        """The pass goes on and ends while the first file is being synced."""
        monkeypatch.setattr(os, "fdatasync", real)
        tape.run(ROUND_FRAMES)
        tape.writer.close_pass("The test ends.")

    monkeypatch.setattr(os, "fdatasync", late)
    tape.writer.sync()
    for file in tape.result.files:
        assert wrong_samples(Path(file.path), "32f") == (2 * ROUND_FRAMES, 0), "the header says what the file holds"
