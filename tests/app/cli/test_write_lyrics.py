"""Hazards: words of another program lost to a command, a chart over a file that was there, chords that do not come back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli.main import app
from app.song.open_song import OpenSong
from app.storage.folder import SongFolder
from app.storage.song_store import read_song
from tests.helpers.pdf_text import words_of

TEXT = b"{sov: Verse 1}\r\n[Am]The [A#]kettle \r\n[E7]on [Am]\r\n{eov}\r\n"


class Lyrics:
    """`worktape write SONG lyrics ...` on one song."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file = folder / "Kettle.worktape", folder / "words.cho"
        opened = OpenSong.new(self.folder, "Kettle", 48000, "test")
        opened.close()
        self.file.write_bytes(TEXT)

    def __call__(self, *arguments: str, exit_code: int = 0, stdin: bytes = b"") -> str:
        result = CliRunner().invoke(app, ["write", str(self.folder), "lyrics", *arguments], input=stdin)
        assert result.exit_code == exit_code, result.output
        return result.stdout if exit_code == 0 else result.stderr

    @property
    def beside(self) -> bytes:
        return (self.folder / "Kettle.cho").read_bytes()


@pytest.fixture
def lyrics(tmp_path: Path) -> Lyrics:
    return Lyrics(tmp_path)


def test_words_are_set_and_shown_with_chords_over_them(lyrics: Lyrics) -> None:
    assert lyrics().strip() == "There are no words yet."
    assert "Make sections" not in lyrics("--set", str(lyrics.file))
    assert lyrics.beside == TEXT
    assert lyrics("--show") == "Key: A minor\n\nVerse 1\nAm  A#\nThe kettle\nE7 Am\non\n"
    assert "1m  b2" in lyrics("--numbers")
    lyrics("--set", "-", stdin=b"[G]la")
    assert lyrics.beside == b"[G]la"


def test_there_and_back_is_the_same_file(lyrics: Lyrics) -> None:
    lyrics("--set", str(lyrics.file))
    lyrics("--transpose", "3")
    assert b"[Cm]The [C#]kettle" in lyrics.beside
    lyrics("--transpose", "-3")
    assert lyrics.beside == TEXT


def test_key_and_capo(lyrics: Lyrics) -> None:
    lyrics("--set", str(lyrics.file), "--key", "Cm", "--capo", "3")
    assert lyrics("--show").startswith("Key: C minor, Capo 3\n")
    assert "F#m" in lyrics("--show")
    assert "no key" in lyrics("--key", "loud", exit_code=1)
    lyrics("--key", "auto")
    assert lyrics("--show").startswith("Key: A minor")


def test_sections_are_made_from_the_words(lyrics: Lyrics) -> None:
    assert "no sections yet" in lyrics("--set", str(lyrics.file))
    assert lyrics("--make-sections") == ""
    assert [section.name for section in read_song(SongFolder(lyrics.folder)).sections] == ["Verse 1"]


def test_chords_over_words_are_put_into_them_when_asked(lyrics: Lyrics) -> None:
    over = b"G     C\nSlow  train\n"
    assert "--into-words" in lyrics("--set", "-", stdin=over)
    assert lyrics.beside == over
    lyrics("--into-words")
    assert lyrics.beside == b"[G]Slow  [C]train\n"


def test_words_of_another_program_come_in_first(lyrics: Lyrics) -> None:
    lyrics("--set", str(lyrics.file))
    (lyrics.folder / "Kettle.cho").write_bytes(b"[Am]other [E]words")
    assert "Another program changed the words" in lyrics("--transpose", "2")
    assert lyrics.beside == b"[Bm]other [F#]words"


def test_a_chart_is_printed_without_a_screen_and_never_over_another_file(lyrics: Lyrics, tmp_path: Path) -> None:
    lyrics("--set", str(lyrics.file))
    hidden = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    }
    arguments = [
        sys.executable,
        "-m",
        "app",
        "write",
        str(lyrics.folder),
        "lyrics",
        "--pdf",
        str(tmp_path / "chart.pdf"),
    ]
    ran = subprocess.run(arguments, env=hidden, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert {"Kettle", "A#", "kettle"} <= {word.text for word in words_of((tmp_path / "chart.pdf").read_bytes())}
    assert "is there already" in lyrics("--pdf", str(tmp_path / "chart.pdf"), exit_code=1)


def test_a_file_that_is_no_text_or_not_there_is_one_sentence(lyrics: Lyrics, tmp_path: Path) -> None:
    assert lyrics("--set", str(tmp_path / "none.cho"), exit_code=1).strip().endswith(".")
    (tmp_path / "large.cho").write_bytes(b"x" * 500_000)
    assert "100,000" in lyrics("--set", str(tmp_path / "large.cho"), exit_code=1)


@pytest.mark.parametrize("data", [b"RIFF    WAVEfmt ", b"la\0la", b"\x89PNG\r\n\x1a\n", b"\xff\xfb\x90\x02" * 9])
def test_sound_and_pictures_are_no_words(lyrics: Lyrics, tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "riff.wav"
    file.write_bytes(data)
    assert lyrics("--set", str(file), exit_code=1).count("is no text") == 1
    assert "is no text" in lyrics("--set", "-", stdin=data, exit_code=1)
    assert lyrics().strip() == "There are no words yet."


def test_tempo_and_title_of_the_words_are_told(lyrics: Lyrics) -> None:
    said = lyrics("--set", "-", stdin=b"{title: Rain}\n{tempo: 90}\n[G]la")
    assert "The file says 90 bpm. The file calls the song Rain." in said
    assert "The file" not in lyrics("--set", "-", stdin=b"{title: Kettle}\n{tempo: 120}\n[G]la")


@pytest.mark.parametrize("asks", [(), ("--pdf",)])
def test_words_that_another_program_wrote_are_shown_told_and_kept(lyrics: Lyrics, asks: tuple[str, ...]) -> None:
    lyrics("--set", str(lyrics.file))
    (lyrics.folder / "Kettle.cho").write_bytes(b"[C]New words\n")
    chart = lyrics.folder.parent / "chart.pdf"
    told = lyrics(*asks, *([str(chart)] if asks else []))
    assert "Another program changed the words in Kettle.cho" in told
    if asks:
        assert "words" in [word.text for word in words_of(chart.read_bytes())]
    else:
        assert told.endswith("C\nNew words\n")
    assert read_song(SongFolder(lyrics.folder)).lyrics.text == "[C]New words\n"
    assert "Another program" not in lyrics(), "it is told once"


def test_words_of_another_program_are_shown_also_while_a_window_has_the_song(lyrics: Lyrics) -> None:
    lyrics("--set", str(lyrics.file))
    (lyrics.folder / "Kettle.cho").write_bytes(b"[C]New words\n")
    window = OpenSong.existing(lyrics.folder, "a window")
    told = lyrics()
    window.close()
    assert "when it is next saved" in told and told.endswith("C\nNew words\n")


def test_the_capo_of_a_file_is_the_songs_where_it_has_none(lyrics: Lyrics) -> None:
    text = b"{key: A}\n{capo: 2}\n[A]one [E]two\n"
    told = lyrics("--set", "-", stdin=text)
    assert "capo 2" in told and lyrics.beside == text
    assert lyrics().startswith("Key: A major, Capo 2\n\nG   D\none two")
    chart = lyrics.folder.parent / "chart.pdf"
    lyrics("--pdf", str(chart))
    printed = [word.text for word in words_of(chart.read_bytes())]
    assert {"Capo", "G", "D"} <= set(printed) and "E" not in printed
    lyrics("--capo", "4")
    assert "capo" not in lyrics("--set", "-", stdin=text)
    assert read_song(SongFolder(lyrics.folder)).lyrics.capo == 4, "one that was chosen stays"
    lyrics("--capo", "0")
    lyrics("--pdf", str(chart.with_name("2.pdf")))
    assert "Capo" not in [word.text for word in words_of(chart.with_name("2.pdf").read_bytes())]
