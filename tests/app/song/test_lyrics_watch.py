"""Words that another program changes come into the open song as one step, and never over words that were changed here."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.devices.settings import SettingsFile
from app.documents.notices import NoticeBoard
from app.edits.lyrics import set_lyrics
from app.model.ranges import LONGEST_LYRICS
from app.session.session import Session
from app.song.document import Document
from app.song.lyrics_watch import LyricsWatch
from app.song.open_song import OpenSong
from tests.helpers.fake_engine import FakeEngine


class Watched:
    """An open song with saved words, and a clock."""

    def __init__(self, folder: Path) -> None:
        self.board, self.now_s = NoticeBoard(), 0.0
        self.document = Document(self.board, lambda _folder: None, lambda: self.now_s)
        self.document.begin(OpenSong.new(folder / "Kettle.worktape", "Kettle", 48000, "test"))
        self.document.perform(set_lyrics("[C]words"))
        self.document.save()
        self.watch = LyricsWatch(self.document, self.board, lambda: self.now_s)
        self.file = self.document.opened.folder.path / "Kettle.cho"

    @property
    def text(self) -> str:
        return self.document.song.lyrics.text

    @property
    def sentences(self) -> list[str]:
        return [notice.sentence for notice in self.board.notices]

    def write(self, data: bytes) -> None:
        self.file.write_bytes(data)
        for _ in range(3):
            self.now_s += 1.0
            self.watch.poll()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(tmp_path)
    yield made
    made.document.let_go()


def test_changed_words_come_in_as_one_step_and_are_told(watched: Watched) -> None:
    watched.write(b"[G]other words\r\n")
    assert watched.text == "[G]other words\r\n"
    assert "Undo brings the earlier ones back" in watched.sentences[-1]
    watched.document.undo()
    assert watched.text == "[C]words"
    watched.document.save()
    assert watched.file.read_bytes() == b"[C]words"


def test_nothing_is_told_of_the_songs_own_words(watched: Watched) -> None:
    watched.document.perform(set_lyrics("more"))
    watched.document.save()
    watched.write(b"more")
    assert watched.sentences == []


def test_words_changed_on_both_sides_are_both_kept(watched: Watched) -> None:
    watched.document.perform(set_lyrics("mine"))
    watched.write(b"theirs")
    assert watched.text == "mine"
    aside = watched.file.with_name("Kettle (other words 1).cho")
    assert aside.read_bytes() == b"theirs" and aside.name in watched.sentences[-1]
    watched.document.save()
    assert watched.file.read_bytes() == b"mine" and len(watched.sentences) == 1
    action = watched.board.notices[-1].action
    assert callable(action)
    action()
    assert watched.text == "theirs"


def test_words_that_are_too_long_stay_outside_and_are_not_written_over(watched: Watched) -> None:
    watched.write(b"x" * (LONGEST_LYRICS + 1))
    assert watched.text == "[C]words" and "100,000" in watched.sentences[-1]


def test_other_encodings_come_in(watched: Watched) -> None:
    watched.write("caf\xe9".encode("latin-1"))
    assert watched.text == "caf\xe9"
    watched.document.save()
    assert watched.file.read_bytes() == b"caf\xe9"


def test_the_session_looks_at_the_open_song(tmp_path: Path) -> None:
    now_s = [0.0]
    settings = SettingsFile(tmp_path / "settings")
    session = Session(lambda: FakeEngine(), settings, now=lambda: now_s[0])  # type: ignore[arg-type, return-value]
    session.new_song(tmp_path / "Kettle.worktape", "Kettle")
    (tmp_path / "Kettle.worktape" / "Kettle.cho").write_bytes(b"[C]put there by hand")
    for _ in range(4):
        now_s[0] += 1.0
        session.poll()
    assert session.document.song.lyrics.text == "[C]put there by hand"
    session.close()
