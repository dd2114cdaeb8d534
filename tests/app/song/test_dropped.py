"""Hazards: a song that is taken for a folder of audio, or audio for a song; a strange path that raises."""

from pathlib import Path

import pytest

from app.song.dropped import Dropped, is_song, sort_dropped
from app.song.foreign_files import PROJECTS, advice_for_foreign


@pytest.fixture
def song(tmp_path: Path) -> Path:
    folder = tmp_path / "Tape"
    folder.mkdir()
    (folder / "song.json").write_text("{}")
    return folder


def test_a_song_alone_is_opened(song: Path) -> None:
    assert sort_dropped([song]) == Dropped(song)
    assert sort_dropped([song / "song.json"]) == Dropped(song / "song.json")
    assert sort_dropped([song.with_name("Empty.worktape")]).song is None, "which is not there"
    song.with_name("Empty.worktape").mkdir()
    assert sort_dropped([song.with_name("Empty.worktape")]).song is not None, "opening it says what it lacks"


def test_a_song_between_files_stays_closed(song: Path, tmp_path: Path) -> None:
    other = tmp_path / "a.wav"
    assert sort_dropped([other, song]) == Dropped(None, (other,), (song,))


def test_no_path_is_too_strange(tmp_path: Path) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to(loop)
    for path in (loop, Path("/" + "x/" * 3000), Path("/" + "x" * 300), Path("a\0b"), Path("/dev/null"), Path("\udcff")):
        assert not is_song(path)
        assert sort_dropped([path]) == Dropped(None, (path,))


def test_what_other_programs_write_is_named_with_a_remedy() -> None:
    for suffix, program in PROJECTS.items():
        sentence = advice_for_foreign(Path(f"Blue{suffix.upper()}"))
        assert program in sentence and sentence.endswith("drop those.")
    assert "no sound" in advice_for_foreign(Path("a.mid")) and "Unpack" in advice_for_foreign(Path("a.zip"))
    assert advice_for_foreign(Path("a.wav")) == ""
