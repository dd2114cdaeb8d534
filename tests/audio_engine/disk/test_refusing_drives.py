"""Hazards: a drive that refuses late: takes noted as verified that never reached it, and a writer that ends with a pass."""

import errno
import os
from pathlib import Path

import pytest

from audio_engine.disk.journal import Journal, read_lines
from audio_engine.disk.recovery import read_back
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, take_request


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)), [TrackTimeline(0, 1)])


def refusing(number: int):  # type: ignore[no-untyped-def]
    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def journal_of(recorder: Recorder) -> list[str]:
    while recorder.writer._verifier.step():
        pass
    return [line["line"] for line in read_lines(Path(recorder.result.journal))]


@pytest.mark.parametrize("name", ["fdatasync", "fsync"])
def test_what_a_drive_would_not_keep_is_told_and_never_verified(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    recorder.record(take_request(tmp_path, end_frame=9000))
    recorder.hear([1000] * 3)
    monkeypatch.setattr(os, name, refusing(errno.EIO))
    recorder.writer._sync()
    recorder.hear([1000] * 8)
    assert "does not answer" in recorder.result.reason
    assert recorder.result.files[0].length_frames > 0
    assert "verified" not in journal_of(recorder)


def test_a_file_system_that_cannot_sync_records_all_the_same(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.record(take_request(tmp_path, end_frame=5000))
    recorder.hear([1000] * 3)
    monkeypatch.setattr(os, "fdatasync", refusing(errno.EINVAL))
    monkeypatch.setattr(os, "fsync", refusing(errno.EINVAL))
    recorder.writer._sync()
    recorder.hear([1000] * 4)
    assert (recorder.result.reason, recorder.result.files[0].length_frames) == ("", 5000)


def test_a_pass_is_told_though_closing_its_files_is_refused(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.record(take_request(tmp_path, end_frame=5000))
    recorder.hear([1000] * 3)
    close = os.close

    def quota(descriptor: int) -> None:
        close(descriptor)
        raise OSError(errno.EDQUOT, "Disk quota exceeded")

    monkeypatch.setattr(os, "close", quota)
    recorder.writer._sync()
    recorder.hear([1000] * 4)
    monkeypatch.undo()
    assert recorder.result.files[0].length_frames > 0 and "quota" in recorder.result.reason


def test_a_pass_without_a_take_is_told_though_nothing_can_be_removed(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the folder is made read-only during the count-in."""
    recorder.record(take_request(tmp_path, count_in_frames=96000))
    recorder.hear([1000] * 2)

    def unlink(_path: Path, missing_ok: bool = False) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(Path, "unlink", unlink)
    recorder.writer._stop_transport()
    recorder.hear([1000] * 4)
    assert recorder.result.files == () and recorder.writer.running is None


def test_a_round_that_fails_does_not_end_the_threads(recorder: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    def failing() -> bool:
        rounds.append(1)
        if len(rounds) > 2:
            recorder.writer._end.set()
        raise ValueError("anything")

    monkeypatch.setattr(recorder.writer, "work", failing)
    recorder.writer._run()
    assert len(rounds) == 3


@pytest.mark.parametrize("thread", ["_run", "_run_sync"])
def test_what_nobody_foresaw_ends_the_pass_with_a_word_and_is_logged_once(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], thread: str
) -> None:
    recorder.record(take_request(tmp_path, end_frame=9000))
    recorder.hear([1000] * 3)
    writer, rounds = recorder.writer, list[int]()

    def failing() -> bool:
        rounds.append(1)
        if len(rounds) > 2:
            writer._end.set()
        raise RuntimeError("anything")

    monkeypatch.setattr(writer, {"_run": "work", "_run_sync": "_sync"}[thread], failing)
    monkeypatch.setattr("audio_engine.disk.writer.SYNC_S", 0.0)
    getattr(writer, thread)()
    assert len(rounds) == 3 and capsys.readouterr().err.count("Traceback") == 1
    assert "Something unforeseen ended the recording (anything)" in recorder.result.reason
    assert recorder.result.files[0].length_frames > 0 and writer.running is None
    assert "verified" not in journal_of(recorder)


def test_a_pass_that_cannot_be_closed_is_read_back_from_its_bytes(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_gap: object) -> None:
        raise RuntimeError("anything")

    recorder.record(take_request(tmp_path, end_frame=5000))
    recorder.hear([1000] * 3)
    monkeypatch.setattr("audio_engine.disk.writer.with_round_peaks", fail)
    recorder.hear([1000] * 4)
    assert recorder.result.recovered and recorder.result.files[0].length_frames == 5000
    assert recorder.writer.running is None


def test_the_end_of_a_pass_is_told_though_nothing_of_it_can_be_read(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.record(take_request(tmp_path, end_frame=5000))
    recorder.hear([1000] * 3)
    monkeypatch.setattr("audio_engine.disk.writer.with_round_peaks", None)
    monkeypatch.setattr("audio_engine.disk.writer.read_back", None)
    recorder.hear([1000] * 4)
    assert recorder.result.files == () and "open the song again" in recorder.result.reason
    monkeypatch.undo()
    assert read_back(Path(recorder.result.journal)).files[0].length_frames == 5000


def test_a_line_that_a_full_disk_tore_swallows_none_after_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal, write = Journal(tmp_path / "p.jsonl"), os.write

    def full(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data[: len(data) // 2])

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        journal.write("wrapped", engine=1234567890, timeline=1234567890)
    monkeypatch.undo()
    journal.write("stopped", engine=7)
    journal.close()
    assert read_lines(tmp_path / "p.jsonl") == [{"line": "stopped", "engine": 7}]


def test_a_pass_that_finds_no_room_for_its_files_leaves_none(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, written = os.write, list[int]()

    def full(descriptor: int, data: bytes) -> int:
        written.append(descriptor)
        if len(written) == 2:  # the second file's header
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    with pytest.raises(OSError, match="No space"):
        recorder.writer.begin(take_request(tmp_path, (0, 1)))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_pass_records_though_no_peaks_can_be_written(recorder: Recorder, tmp_path: Path) -> None:
    (tmp_path / "peaks").write_text("a file where the folder should be")
    recorder.record(take_request(tmp_path, end_frame=5000))
    recorder.hear([1000] * 6)
    assert recorder.result.files[0].length_frames == 5000 and recorder.result.reason == ""
