"""Hazards: a window that waits for a bounce's process; one that dies or says nonsense, and is waited for without end."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_engine import launcher
from audio_engine.bounce import encoder
from audio_engine.bounce.job import ENDED_EARLY, BounceJob
from audio_engine.bounce.request import BounceProblem, BounceRequest
from audio_engine.output_file import OutputFile, partial_path
from audio_engine.plan import MixPlan, TrackTimeline


@pytest.fixture
def job_runs(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], BounceJob]:
    """A job whose process runs this code, with a request larger than a pipe holds."""

    def run(code: str) -> BounceJob:
        def start(*_arguments: str, **_options: object) -> subprocess.Popen[bytes]:
            return subprocess.Popen(
                [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )

        monkeypatch.setattr(launcher, "start", start)
        timelines = tuple(TrackTimeline(slot % 256, 1) for slot in range(20000))
        return BounceJob(
            BounceRequest(
                plan=MixPlan(48000),
                timelines=timelines,
                start_frame=0,
                end_frame=1,
                files=(OutputFile(name="a", path="a"),),
            )
        )

    return run


def test_a_process_that_does_not_read_holds_nobody_up_and_can_be_cancelled(
    job_runs: Callable[[str], BounceJob],
) -> None:
    job = job_runs("import time; time.sleep(60)")  # returns, though the request does not fit into the pipe
    job.cancel()
    with pytest.raises(BounceProblem, match="cancelled"):
        job.wait()


def test_cancelling_does_not_block_and_a_result_that_came_first_stands(job_runs: Callable[[str], BounceJob]) -> None:
    """The files have their names by then: "nothing was written" was not true."""
    job = job_runs(
        "import signal, sys; signal.signal(signal.SIGTERM, signal.SIG_IGN); sys.stdin.buffer.read(); "
        "print('{\"progress\": 0.5}', flush=True); "
        'print(\'{"result": {"files": [], "rate_hz": 48000}}\')'
    )
    assert job.wait(lambda _share: job.cancel()).rate_hz == 48000


@pytest.mark.parametrize("code", ["import os; os._exit(3)", "print('Segmentation fault')", "print('{}')"])
def test_a_process_that_gives_no_result_is_a_problem(job_runs: Callable[[str], BounceJob], code: str) -> None:
    with pytest.raises(BounceProblem, match=ENDED_EARLY):
        job_runs(code).wait()


def test_progress_and_result_arrive(job_runs: Callable[[str], BounceJob], tmp_path: Path) -> None:
    seen: list[float] = []
    job = job_runs(
        "import sys; sys.stdin.buffer.read(); print('{\"progress\": 0.5}', flush=True); "
        'print(\'{"result": {"files": [], "rate_hz": 48000}}\')'
    )
    assert job.wait(seen.append).rate_hz == 48000
    assert seen == [0.5, 1.0]


@pytest.mark.parametrize(
    "error", [OSError(5, "Input/output error", "{}"), RuntimeError("Error opening '{}': System error.")]
)
def test_no_sentence_names_a_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    target = tmp_path / "Song.wav"
    temporary = str(partial_path(tmp_path, os.getpid(), 0))
    if isinstance(error, OSError):
        error.filename = temporary
    else:
        error.args = (str(error).format(temporary),)

    def refuse(*_words: object) -> None:
        raise error

    monkeypatch.setattr(encoder, "OutputWriter", refuse)
    files = (OutputFile(name="Song", path=str(target)),)
    request = BounceRequest(plan=MixPlan(48000), timelines=(), start_frame=0, end_frame=1, files=files)
    with pytest.raises(BounceProblem) as told:
        encoder.Encoder(request)
    assert str(target) in str(told.value) and ".partial" not in str(told.value)
