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


def crashed(folder: Path, frames: int = FRAMES, heard_before: int = 1000, **asked: int) -> Path:
    """The journal of a pass that a crash ended so many frames after it began."""
    made = Recorder(MixPlan(RATE, (ChannelPlan(0, 1, (0,), True),), (MASTER,)), [TrackTimeline(0, 1)])
    made.hear([1000] * (heard_before // 1000))
    request = take_request(folder, **asked)
    made.record(request)
    made.hear([1000] * (frames // 1000))
    running = made.writer._pass
    assert running is not None
    running.close()
    running.journal.close()
    return Path(request.journal)


def damage(journal: Path, *kinds: str) -> None:
    """Lines of these kinds become noise of the same length, as a bad block leaves them."""
    lines = journal.read_bytes().split(b"\n")
    struck = [any(f'"line":"{kind}"'.encode() in line for kind in kinds) for line in lines]
    assert sum(struck) == len(kinds)
    journal.write_bytes(
        b"\n".join(b"\xa5" * len(line) if hit else line for line, hit in zip(lines, struck, strict=True))
    )


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    return crashed(tmp_path)


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

    def after(*text: Any) -> None:
        real(*text)
        full()

    monkeypatch.setattr(PeakWriter, name, after if name == "close" else full)
    check(journal)
    assert not peak_path(journal.parent.parent / "audio" / "p1-0.wav").exists(), "the window makes them when there is"


def test_a_take_is_read_back_from_a_disk_that_cannot_be_written(journal: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.open

    def reading(path: Any, mode: str = "r", *text: Any, **more: Any) -> Any:
        if set(mode) & set("wa+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, mode, *text, **more)

    monkeypatch.setattr(builtins, "open", reading)
    check(journal)


@pytest.mark.parametrize("line", ['{"line":"finished","result":{}}', '{"line":"finished"}', '{"line":"wrapped"}'])
def test_a_damaged_line_costs_no_take(journal: Path, line: str) -> None:
    with journal.open("a") as file:
        file.write(line + "\n")
    check(journal)


@pytest.mark.parametrize(("kinds", "guessed"), [(("rolled",), False), (("began",), False), (("began", "rolled"), True)])
def test_a_take_keeps_its_place_though_the_lines_that_say_it_are_damaged(
    tmp_path: Path, kinds: tuple[str, ...], guessed: bool
) -> None:
    """Once it was noted as empty without a word, or moved by its whole count-in."""
    journal = crashed(tmp_path, 12000, heard_before=3000, start_frame=70000, count_in_frames=4000)
    (whole,) = read_back(journal).rounds
    assert (whole.timeline_start_frame, whole.file_start_frame) == (70000, 4000) and whole.length_frames > 5000
    damage(journal, *kinds)
    result = read_back(journal)
    assert result.rounds == (whole,)
    assert result.place_guessed == guessed


def test_one_that_was_counted_in_only_stays_empty_though_its_lines_are_damaged(tmp_path: Path) -> None:
    journal = crashed(tmp_path, 3000, start_frame=70000, count_in_frames=4000)
    damage(journal, "began")
    result = read_back(journal)
    assert result.rounds == () and result.files[0].length_frames > 1000


def test_rounds_after_one_whose_beginning_is_lost_stay_where_they_were(tmp_path: Path) -> None:
    journal = crashed(tmp_path, 6000, start_frame=70000)
    with journal.open("a") as file:
        file.write('{"line":"wrapped","engine":4000,"timeline":70000}\n')
    before = read_back(journal).rounds
    assert len(before) == 2
    damage(journal, "rolled")
    assert read_back(journal).rounds == before
