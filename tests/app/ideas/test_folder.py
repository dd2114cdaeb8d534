"""The folder of ideas. Hazards: a sound that is not listed, one that is gone for good, a damaged text that hides its sound, a
recording that is still written and taken for one that a crash left."""

import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest

from app.ideas import folder as ideas_folder
from app.ideas.folder import IdeasFolder
from app.problems import Refused
from audio_engine.disk.journal import Journal, Pass
from audio_engine.disk.peaks import peak_path
from audio_engine.protocol import PassRequest
from tests.helpers.coded import RATE, coded
from tests.helpers.engine import write_wav

WHEN = datetime(2026, 11, 28, 8, 15, tzinfo=UTC)


@pytest.fixture
def ideas(tmp_path: Path) -> IdeasFolder:
    return IdeasFolder(tmp_path / "Ideas")


def memo(folder: Path, name: str = "memo.m4a", when_s: float = 1.8e9) -> Path:
    folder.mkdir(exist_ok=True)
    path = coded(folder / name, np.full((RATE, 2), 0.1, np.float32))
    os.utime(path, (when_s, when_s))
    return path


def test_a_memo_is_dated_when_it_was_recorded_and_the_newest_comes_first(ideas: IdeasFolder, tmp_path: Path) -> None:
    older, notes = ideas.add_file(memo(tmp_path / "phone", when_s=1.7e9))
    newer, _ = ideas.add_file(memo(tmp_path / "phone", "memo.opus"), place="train")
    assert [idea.id for idea in ideas.all()] == [newer.id, older.id] and not notes
    assert older.when.timestamp() == 1.7e9 and older.source == "memo.m4a"
    assert (newer.place, newer.channels, newer.length_frames, newer.name) == ("train", 2, RATE, "memo")
    assert peak_path(ideas.audio_path(newer.id)).is_file(), "for its waveform"


def test_what_is_written_about_it_is_there_again(ideas: IdeasFolder, tmp_path: Path) -> None:
    idea, _ = ideas.add_file(memo(tmp_path / "phone"))
    wanted = msgspec.structs.replace(idea, name="Riff in open G", rating=4, note="capo 2")
    ideas.save(wanted)
    assert IdeasFolder(ideas.path).all() == [wanted]


def test_thrown_away_is_never_gone_at_once(ideas: IdeasFolder, tmp_path: Path) -> None:
    idea, _ = ideas.add_file(memo(tmp_path / "phone"))
    ideas.throw_away(idea.id)
    assert ideas.all() == [] and (ideas.path / "Trash" / "audio" / f"{idea.id}.wav").is_file()
    with pytest.raises(Refused, match="no idea called"):
        ideas.idea(idea.id)
    again, _ = ideas.add_file(memo(tmp_path / "phone"))
    assert again.id != idea.id, "what comes later does not overwrite it"
    ideas.restore(idea.id)
    assert {one.id for one in ideas.all()} == {idea.id, again.id}


@pytest.mark.parametrize("text", [b"", b"{", b'{"rating": 9}', b'{"name": 5}', b"[" * 5000, None])
def test_without_a_sound_description_it_is_still_listed(ideas: IdeasFolder, tmp_path: Path, text: bytes | None) -> None:
    idea, _ = ideas.add_file(memo(tmp_path / "phone"))
    described = ideas.path / f"{idea.id}.json"
    described.unlink() if text is None else described.write_bytes(text)
    (found,) = ideas.all()
    assert (found.id, found.length_frames, found.channels) == (idea.id, RATE, 2)


def left_by_a_crash(ideas: IdeasFolder, frames: int) -> PassRequest:
    request = ideas.new_pass((1,), WHEN, "kitchen")
    write_wav(Path(request.files[0].path), np.full((frames, 1), 0.2, np.float32))
    journal = Journal(Path(request.journal))
    journal.write(Pass(request=request, rate_hz=RATE, started_at=WHEN.isoformat()))
    journal.close()
    return request


def test_what_a_crash_left_comes_back_once(ideas: IdeasFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    request = left_by_a_crash(ideas, 4800)
    assert ideas.all() == [] and ideas.recover() == [], "somebody may still write it"
    monkeypatch.setattr(ideas_folder, "STILL_WRITTEN_S", 0.0)
    assert ideas.recover(running=request.pass_id) == []
    (back,) = ideas.recover()
    assert back.length_frames == 4800 and back.when == WHEN and back.name.endswith("kitchen")
    assert ideas.recover() == [] and ideas.all() == [back]


def test_a_folder_that_takes_nothing_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "Ideas").write_text("a file")
    with pytest.raises(Refused, match="ideas folder .* cannot be used"):
        IdeasFolder(tmp_path / "Ideas").new_pass((1,), WHEN, "")
