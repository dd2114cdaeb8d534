"""Hazards: takes of a crash that are not offered because the disk is full or read-only, or a line of the journal damaged."""

import builtins
import errno
import os
from pathlib import Path
from typing import Any

import pytest

from audio_engine.disk.peaks import PeakWriter, peak_path
from audio_engine.disk.recovery import read_back
from audio_engine.plan import ChannelPlan, MixPlan, TrackTimeline
from audio_engine.protocol import Round
from tests.helpers.engine import MASTER, RATE
from tests.helpers.recorder import Recorder, take_request

FRAMES = 5000


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """Of a pass that a crash ended."""
    made = Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)), [TrackTimeline(0, 1)])
    request = take_request(tmp_path)
    made.record(request)
    made.hear([1000] * 5)
    running = made.writer._pass
    assert running is not None
    running.close()
    running.journal.close()
    return Path(request.journal)


def check(journal: Path) -> None:
    result = read_back(journal)
    assert result.recovered and result.rounds == (Round(0, 0, FRAMES),)
    assert [file.length_frames for file in result.files] == [FRAMES]


def full(*_words: Any) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("name", ["add", "close", "__init__"])
def test_a_take_is_read_back_though_there_is_no_room_for_its_peaks(
    journal: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real = getattr(PeakWriter, name)

    def after(*words: Any) -> None:
        real(*words)
        full()

    monkeypatch.setattr(PeakWriter, name, after if name == "close" else full)
    check(journal)
    assert not peak_path(journal.parent.parent / "audio" / "p1-0.wav").exists(), "the window makes them when there is"


def test_a_take_is_read_back_from_a_disk_that_cannot_be_written(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.open

    def reading(path: Any, mode: str = "r", *words: Any, **more: Any) -> Any:
        if set(mode) & set("wa+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, mode, *words, **more)

    monkeypatch.setattr(builtins, "open", reading)
    check(journal)


@pytest.mark.parametrize("line", ['{"line":"finished","result":{}}', '{"line":"finished"}', '{"line":"wrapped"}'])
def test_a_damaged_line_costs_no_take(journal: Path, line: str) -> None:
    with journal.open("a") as file:
        file.write(line + "\n")
    check(journal)
