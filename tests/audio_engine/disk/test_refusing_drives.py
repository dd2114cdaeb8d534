"""Hazards: a drive that refuses late: takes noted as verified that never reached it, and a writer that ends with a pass."""

import errno
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from audio_engine.disk import writer as disk_writer
from audio_engine.disk.journal import Journal, Stopped, Wrapped, read_lines
from audio_engine.disk.peaks import PeakWriter, peak_path
from audio_engine.disk.running_pass import RunningFile
from audio_engine.disk.verification import Verifier
from audio_engine.disk.wav import HEADER_BYTES
from audio_engine.log import NoRepeats
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.rt import layout as at
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, frames_in, take_request


@pytest.fixture
def recorder() -> Recorder:
    return Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)), [TrackTimeline(0, 1)])


def refusing(number: int):  # type: ignore[no-untyped-def]
    def refuse(_descriptor: int) -> None:
        raise OSError(number, os.strerror(number))

    return refuse


def journal_of(recorder: Recorder) -> list[str]:
    while recorder.writer.verify():
        pass
    return [line.kind for line in read_lines(Path(recorder.result.journal))]


@pytest.mark.parametrize("name", ["fdatasync", "fsync"])
def test_what_a_drive_would_not_keep_is_told_and_never_verified(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    recorder.record(take_request(tmp_path, end_frame=9000))
    recorder.hear([1000] * 3)
    monkeypatch.setattr(os, name, refusing(errno.EIO))
    recorder.writer.sync()
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
    recorder.writer.sync()
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
    recorder.writer.sync()
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


def fault(*_words: Any, **_more: Any) -> None:
    raise RuntimeError("anything")


@pytest.mark.parametrize(("where", "name"), [(RunningFile, "write"), (Journal, "write")])
def test_a_fault_that_stays_ends_the_pass_and_no_other(
    recorder: Recorder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    where: Any,
    name: str,
) -> None:
    recorder.record(take_request(tmp_path))
    recorder.hear([1000] * 3)
    monkeypatch.setattr(where, name, fault)
    recorder.command(at.COMMAND_LOCATE, 60000)  # has the journal told something, too
    recorder.hear([1000] * 20)
    (result,) = recorder.results
    assert result.reason == "An error in Worktape ended the recording (anything); everything before that is kept."
    (file,) = result.files
    assert np.array_equal(np.diff(frames_in(file.path)), np.ones(file.length_frames - 1))
    assert file.length_frames >= 3000
    assert recorder.word("state") == at.STOPPED and recorder.writer.running is None
    assert len(list(filter(NoRepeats().filter, caplog.records))) == 1, "told once in the log"
    monkeypatch.undo()
    recorder.record(take_request(tmp_path, pass_id="p2", start_frame=0, end_frame=2000))
    recorder.hear([64] * 4)
    recorder.prime()
    recorder.hear([1000] * 4)
    assert (recorder.result.reason, recorder.result.files[0].length_frames) == ("", 2000)


@pytest.mark.parametrize(
    ("where", "name"),
    [
        (disk_writer.wav, "write_sizes"), (Journal, "finish"), (Journal, "close"), (Verifier, "add"),
        (disk_writer, "with_round_peaks"), (Journal, "write"),
    ],
)  # fmt: skip
def test_the_end_of_a_pass_is_told_whatever_fails_in_it(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: Any, name: str
) -> None:
    recorder.record(take_request(tmp_path))
    recorder.hear([1000] * 5)
    monkeypatch.setattr(where, name, fault)
    recorder.writer.close_pass("The device was closed.")
    assert recorder.result.files[0].length_frames == 5000
    assert recorder.writer.running is None


def test_a_fault_in_the_sync_thread_ends_the_pass_and_not_the_thread(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    recorder.record(take_request(tmp_path))
    recorder.hear([1000] * 3)
    rounds: list[int] = []

    def failing() -> None:
        rounds.append(1)
        if len(rounds) > 3:
            recorder.writer._end.set()
        raise ValueError("anything")

    monkeypatch.setattr(recorder.writer, "sync", failing)
    monkeypatch.setattr(disk_writer, "SYNC_S", 0.0)
    recorder.writer._run_sync()
    assert len(rounds) == 4 and len(recorder.results) == 1
    assert "An error" in recorder.result.reason and recorder.result.files[0].length_frames == 3000
    assert len(list(filter(NoRepeats().filter, caplog.records))) == 1


def test_a_drive_that_refuses_after_the_pass_has_ended_leaves_nothing_verified(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sync thread waits for the drive while the pass ends, and it is the one that is told."""
    recorder.record(take_request(tmp_path))
    recorder.hear([1000] * 5)

    def late(_descriptor: int) -> None:
        recorder.writer.close_pass("")
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "fdatasync", late)
    recorder.writer.sync()
    assert recorder.result.files and "verified" not in journal_of(recorder)


def test_a_drive_that_is_gone_holds_up_reading_back_no_other_pass(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for pass_id in ("p1", "p2"):
        recorder.record(take_request(tmp_path, pass_id=pass_id, end_frame=2000))
        recorder.hear([64] * 4)
        recorder.prime()
        recorder.hear([1000] * 4)
    close, told = os.close, []

    def gone(descriptor: int) -> None:
        close(descriptor)
        if not told:
            told.append(1)
            raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patched:
        patched.setattr(os, "close", gone)
        for _ in range(10):
            recorder.writer.verify()
    assert "verified" in journal_of(recorder)


@pytest.mark.parametrize("name", ["fsync", "write"])
def test_a_pass_that_a_full_disk_does_not_let_begin_leaves_nothing_behind(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = os.write

    def write(descriptor: int, data: Any) -> int:
        if len(data) == HEADER_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(descriptor, data)

    monkeypatch.setattr(os, name, write if name == "write" else refusing(errno.ENOSPC))
    before = set(os.listdir("/proc/self/fd"))
    with pytest.raises(OSError, match="No space left"):
        recorder.writer.begin(take_request(tmp_path, (0, 1)))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert len(os.listdir("/proc/self/fd")) == len(before), "and nothing open"


def test_a_pass_begins_on_a_file_system_that_cannot_sync(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fdatasync", refusing(errno.EINVAL))
    monkeypatch.setattr(os, "fsync", refusing(errno.EINVAL))
    recorder.record(take_request(tmp_path, end_frame=2000))
    recorder.hear([1000] * 3)
    recorder.writer.sync()
    assert (recorder.result.reason, recorder.result.files[0].length_frames) == ("", 2000)
    assert "finished" in journal_of(recorder) and "verified" in journal_of(recorder)


def test_a_line_that_a_full_disk_tore_is_whole_once_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal, real, room = Journal(tmp_path / "p.jsonl"), os.write, [30]

    def write(descriptor: int, data: bytes) -> int:
        if not room[0]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = real(descriptor, data[: room[0]])
        room[0] -= taken
        return taken

    monkeypatch.setattr(os, "write", write)
    with pytest.raises(OSError, match="No space left"):
        journal.write(Wrapped(engine=123456789, timeline=0))
    room[0] = 1000
    journal.write(Stopped(engine=5))
    journal.close()
    assert [line.kind for line in read_lines(tmp_path / "p.jsonl")] == ["wrapped", "stopped"]


def test_a_journal_that_refuses_ends_the_pass_and_tells_though_its_audio_goes_on(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A quota on the song's drive while `audio/` is a link to another one: of a crash then, the take would be lost."""
    assert recorder.memory.server_control.command(at.COMMAND_LOOP, 1, 0, RATE // 10)
    recorder.record(take_request(tmp_path))
    recorder.hear([500] * 2)
    current, real = recorder.writer._pass, os.write
    assert current is not None
    journal, full = current.journal.descriptor, [True]

    def write(descriptor: int, data: bytes) -> int:
        if descriptor == journal and full[0]:
            raise OSError(errno.EDQUOT, "Disk quota exceeded")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", write)
    recorder.hear([500] * 8)
    full[0] = False
    recorder.hear([500] * 10)
    assert "quota" in recorder.result.reason
    first, second = recorder.result.rounds
    assert first.length_frames == RATE // 10 and 0 < second.length_frames < 2000
    assert journal_of(recorder) == ["pass", "began", "rolled", "wrapped", "stopped", "checksum", "finished"]


def test_peaks_that_could_not_be_written_are_left_for_the_window_to_make(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = take_request(tmp_path)
    recorder.record(request)
    recorder.hear([1000] * 3)
    monkeypatch.setattr(PeakWriter, "add", fault)
    recorder.hear([1000] * 3)
    monkeypatch.undo()
    recorder.hear([1000] * 3)
    recorder.writer.close_pass("")
    assert recorder.result.files[0].length_frames == 9000 and recorder.result.files[0].round_peaks == ()
    assert not peak_path(Path(request.files[0].path)).exists()


def test_a_drive_that_wakes_up_slowly_leaves_silence_and_never_other_sound(
    recorder: Recorder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It stood still until the callback had come round its ring, which overtakes the writer now."""
    recorder.record(take_request(tmp_path, (0, 1)))
    recorder.hear([1000])
    write, slow, work = RunningFile.write, [9], recorder.writer.work
    monkeypatch.setattr(recorder, "write", lambda: None)
    recorder.hear([16384] * (recorder.memory.capture.shape[1] // 16384))

    def slowly(file: RunningFile, samples: np.ndarray) -> None:
        if slow[0]:
            slow[0] -= 1
            recorder.hear([16384] * 3)
        write(file, samples)

    monkeypatch.setattr(RunningFile, "write", slowly)
    while work():
        pass
    recorder.writer.close_pass("")
    assert slow[0] == 0
    silent = np.zeros(recorder.result.files[0].length_frames, bool)
    for gap in recorder.result.gaps:
        silent[gap.file_frame : gap.file_frame + gap.length_frames] = True
    for channel, file in enumerate(recorder.result.files):
        held = frames_in(file.path, channel)
        assert np.array_equal(held, np.where(silent, 0, np.arange(len(held))))
    assert 0 < silent.sum() < 60 * RATE
