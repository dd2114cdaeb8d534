"""The printed chart: one page where it fits, and every chord over its syllable for whoever reads the PDF back."""

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QPageSize

from app.edits.lyrics import set_lyrics
from app.model.ids import SectionId
from app.model.section import Section
from app.model.song import Song
from app.text.chordpro import parse
from app.text.sheet import ChordView
from tests.helpers.pdf_text import Word, words_of
from tests.helpers.songs import song_with
from ui.printing.chart import chart_pdf

A4 = QPageSize.PageSizeId.A4
WORDS = """{sov: Verse 1}
[Am]The kettle and the [F]rain agree on
[C]nothing but the [G7sus4]hour
{eov}
{soc}
[F#m7b5]Leave the [G]tape run[Bbmaj7]n[C/E]ing, [Am]on
{eoc}
{chorus}
{c: Bridge}
[Dm]Quiet, [E7#9]only pi[A]ano
"""


def song_of(text: str) -> Song:
    return replace(set_lyrics(text).apply(song_with()), name="Kettle song", artist="The Kettles")


def over(words: list[Word], chord: Word) -> str:
    """What stands under a chord: the letters of the nearest row below, from its place on."""
    below = [letter for word in words for letter in word.letters if 0 < letter.y - chord.y < 16]
    row = min((letter.y for letter in below), default=0.0)
    at = [letter for letter in below if letter.y == row and abs(letter.x - chord.x) < 0.6]
    return at[0].text if at else ""


@pytest.mark.usefixtures("qapp")
def test_every_chord_stands_over_its_syllable() -> None:
    words = words_of(chart_pdf(song_of(WORDS), size=A4))
    expected = [
        (span.name, line.text[span.end])
        for line in parse(WORDS).lines for span in line.spans
    ]  # fmt: skip
    chords = [word for word in words if word.text in {name for name, _ in expected} and over(words, word)]
    assert [(word.text, over(words, word)) for word in chords if word.y > 120] == expected


@pytest.mark.usefixtures("qapp")
def test_the_head_says_title_artist_key_tempo_and_form() -> None:
    song = replace(
        song_of(WORDS), sections=(Section(SectionId("a"), "Verse 1", 1, 8), Section(SectionId("b"), "Chorus", 9, 4))
    )
    text = " ".join(word.text for word in words_of(chart_pdf(song, size=A4)))
    for part in (
        "Kettle song",
        "The Kettles",
        "A minor",
        "120 bpm",
        "4/4",
        "Verse 1\u00a08 \u00b7 Chorus\u00a04",
        "Chorus, as before",
    ):
        assert part.replace("\u00a0", " ") in text.replace("\u00a0", " "), part


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize(("times", "pages", "columns"), [(1, 1, 1), (4, 1, 2), (12, 3, 1)])
def test_a_long_song_gets_smaller_type_then_two_columns_then_pages(times: int, pages: int, columns: int) -> None:
    words = words_of(chart_pdf(song_of(WORDS * times), size=A4))
    assert max(word.page for word in words) + 1 >= pages
    if pages == 1:
        assert max(word.page for word in words) == 0
    starts = {round(word.x) for word in words if word.text == "nothing"}
    assert len(starts) == columns
    assert sum(word.text == "nothing" for word in words) == times
    assert all(0 < letter.x < 595 and 0 < letter.y < 842 for word in words for letter in word.letters)


@pytest.mark.usefixtures("qapp")
def test_capo_and_numbers_are_printed_as_they_are_shown() -> None:
    song = song_of("[Bm]one [G]two [F#7]three [Bm]four")
    shapes = [word.text for word in words_of(chart_pdf(song, ChordView(capo=2), A4))]
    assert "E7" in shapes and "F#7" not in shapes and "Capo" in shapes
    assert shapes[shapes.index("play") : shapes.index("play") + 3] == ["play", "Am", "shapes"]
    numbers = [word.text for word in words_of(chart_pdf(song, ChordView(numbers=True), A4))]
    assert "b6" in numbers


@pytest.mark.usefixtures("qapp")
def test_strange_words_and_none_at_all_are_printed() -> None:
    for text in ("", "[C]" * 300, "x" * 500, "[Am]word " * 400, "{sot}\n" + "-" * 200 + "\n{eot}", "\u6c34 [C]\u266b"):
        assert chart_pdf(song_of(text), size=A4).startswith(b"%PDF")


@pytest.mark.usefixtures("qapp")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_another_reader_finds_the_same_words_at_the_same_places(tmp_path: Path) -> None:
    pdf = chart_pdf(song_of(WORDS), size=A4)
    (tmp_path / "chart.pdf").write_bytes(pdf)
    read = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "chart.pdf", "-"], capture_output=True, text=True, check=True
    )
    found = {(text, round(float(x))) for x, text in re.findall(r'xMin="([\d.]+)".*?>(.*?)</word>', read.stdout)}
    mine = {(word.text, round(word.x)) for word in words_of(pdf) if "'" not in word.text and "\u00a0" not in word.text}
    assert len(mine - found) <= 2  # what is drawn close together is one word for one reader and two for another
    assert {"Bbmaj7", "C/E", "F#m7b5", "G7sus4", "E7#9"} <= {text for text, _x in found}
