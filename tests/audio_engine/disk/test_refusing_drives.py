"""Hazards: a drive that refuses late: takes noted as verified that never reached it, and a writer that ends with a pass."""

import errno
import os
from pathlib import Path

import pytest

from audio_engine.disk.journal import read_lines
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
