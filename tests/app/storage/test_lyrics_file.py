"""The words as a file beside the song: written with it, never over another program's words, and gone along with its name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.edits.lyrics import set_lyrics
from app.edits.songs import rename_song
from app.problems import SongProblem
from app.song.open_song import OpenSong

TEXT = "\ufeff{title: A}\r\n[Am]One \t\r\n"


class Songs:
    """Songs that were opened, to be closed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._all: list[OpenSong] = []

    def new(self, name: str = "Kettle", text: str = TEXT) -> OpenSong:
        made = OpenSong.new(self.folder / f"{name}.worktape", name, 48000, "test")
        made.history.perform(set_lyrics(text))
        self._all.append(made)
        return made

    def again(self, opened: OpenSong) -> OpenSong:
        """Saved, closed and opened."""
        opened.save()
        opened.close()
        return self.open(opened.folder.path)

    def open(self, path: Path) -> OpenSong:
        made = OpenSong.existing(path, "test")
        self._all.append(made)
        return made

    def close(self) -> None:
        for opened in self._all:
            opened.close()


@pytest.fixture
def songs(tmp_path: Path) -> Iterator[Songs]:
    made = Songs(tmp_path)
    yield made
    made.close()


@pytest.fixture
def opened(songs: Songs) -> OpenSong:
    return songs.new()


def file(opened: OpenSong, name: str = "Kettle") -> Path:
    return opened.folder.path / f"{name}.cho"


def test_it_is_written_with_the_song_byte_for_byte(opened: OpenSong) -> None:
    opened.save()
    assert file(opened).read_bytes() == TEXT.encode()
    assert opened.lyrics_file.changed_outside(at_once=True) is None


def test_a_song_without_words_has_none(songs: Songs) -> None:
    opened = songs.new("Empty", "")
    opened.save()
    assert list(opened.folder.path.glob("*.cho")) == []


def test_what_another_program_wrote_is_seen_once_and_only_when_it_lies_still(songs: Songs, opened: OpenSong) -> None:
    again = songs.again(opened)
    file(again).write_bytes(b"other words")
    assert again.lyrics_file.changed_outside() is None
    file(again).write_bytes(b"other words, whole")
    assert again.lyrics_file.changed_outside() is None
    assert again.lyrics_file.changed_outside() == b"other words, whole"
    assert again.lyrics_file.changed_outside() is None


def test_saving_something_else_leaves_words_of_another_program_for_the_next_look(
    songs: Songs, opened: OpenSong
) -> None:
    again = songs.again(opened)
    file(again).write_bytes(b"other words")
    again.history.perform(rename_song("Kettle"))
    again.save()
    assert file(again).read_bytes() == b"other words"
    assert again.lyrics_file.problems == []


def test_words_of_both_are_kept_when_nobody_looked(songs: Songs, opened: OpenSong) -> None:
    again = songs.again(opened)
    file(again).write_bytes(b"other words")
    again.history.perform(set_lyrics("my words"))
    again.save()
    assert file(again).read_bytes() == b"my words"
    assert file(again, "Kettle (other words 1)").read_bytes() == b"other words"
    assert "Kettle (other words 1).cho" in again.lyrics_file.problems[0]


def test_words_cleared_here_are_cleared_in_the_file(opened: OpenSong) -> None:
    opened.save()
    opened.history.perform(set_lyrics(""))
    opened.save()
    assert file(opened).read_bytes() == b""


def test_a_file_of_words_that_was_put_into_the_folder_comes_in(songs: Songs) -> None:
    opened = songs.again(songs.new("New", ""))
    file(opened, "New").write_bytes(b"[C]words")
    assert opened.lyrics_file.changed_outside(at_once=True) == b"[C]words"


def test_a_renamed_song_takes_its_words_along(opened: OpenSong) -> None:
    opened.save()
    opened.rename("Lid", opened.history.perform)
    assert [path.name for path in opened.folder.path.glob("*.cho")] == ["Lid.cho"]
    opened.history.perform(set_lyrics("more"))
    opened.save()
    assert (opened.folder.path / "Lid.cho").read_bytes() == b"more"


def test_a_new_name_writes_over_no_other_file(opened: OpenSong) -> None:
    opened.save()
    file(opened, "Lid").write_bytes(b"somebody else's")
    opened.rename("Lid", opened.history.perform)
    assert (opened.folder.path / "Lid.cho").read_bytes() == TEXT.encode()
    assert (opened.folder.path / "Lid (other words 1).cho").read_bytes() == b"somebody else's"


def test_words_of_another_program_go_along_with_a_new_name_too(songs: Songs, opened: OpenSong) -> None:
    again = songs.again(opened)
    file(again).write_bytes(b"other words")
    again.rename("Lid", again.history.perform)
    renamed = songs.again(again)
    assert [path.name for path in renamed.folder.path.glob("*.cho")] == ["Lid.cho"]
    assert renamed.lyrics_file.changed_outside(at_once=True) == b"other words"


def test_a_file_that_cannot_be_written_costs_no_song(songs: Songs, opened: OpenSong) -> None:
    file(opened).mkdir()
    opened.save()
    assert "words are saved in the song" in opened.lyrics_file.problems[0]
    assert songs.again(opened).song.lyrics.text == TEXT


def test_a_copy_has_the_words_that_it_was_made_with(songs: Songs, opened: OpenSong, tmp_path: Path) -> None:
    opened.save()
    opened.history.perform(set_lyrics("not yet saved"))
    made = opened.copy_to(tmp_path / "Copy").run()
    copy = songs.open(made)
    assert copy.song.lyrics.text == "not yet saved"
    assert copy.lyrics_file.changed_outside(at_once=True) is None


def test_a_song_that_cannot_be_written_leaves_the_words_known(
    opened: OpenSong, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise SongProblem("No room.")

    monkeypatch.setattr("app.song.open_song.write_song", fail)
    with pytest.raises(SongProblem):
        opened.save()
    assert file(opened).read_bytes() == TEXT.encode()
    assert opened.lyrics_file.changed_outside(at_once=True) is None
