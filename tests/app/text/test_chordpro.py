"""ChordPro of this and of other programs, and what only looks like it: every byte is kept, and what is known is shown."""

from pathlib import Path

import pytest

from app.edits.lyrics import set_lyrics
from app.model.lyrics import Lyrics
from app.storage.song_json import decode_song, encode_song
from app.text.chordpro import BYTE_ORDER_MARK, is_section_name, parse
from app.text.encodings import decode_words, encode_words
from app.text.sheet import ChordView, sheet_of
from app.text.transposing import key_of, transposed
from tests.helpers.songs import song_with

AS_WRITTEN = ChordView()
FILES = sorted((Path(__file__).parent / "songs").iterdir())


def named(name: str) -> Lyrics:
    text, encoding = decode_words((Path(__file__).parent / "songs" / name).read_bytes())
    return Lyrics(text, encoding)


def shown(lyrics: Lyrics, view: ChordView = AS_WRITTEN) -> list[tuple[str, list[str]]]:
    """Of each block: its name, and its lines as `[chord]words`."""
    return [
        (
            block.name,
            ["".join(f"[{s.chord}]{s.words}" if s.chord else s.words for s in line.segments) for line in block.lines],
        )
        for block in sheet_of(lyrics, view)
        if block.name or block.lines
    ]


def test_there_are_files_of_several_programs() -> None:
    assert len(FILES) >= 40
    assert {file.name.split("-")[0] for file in FILES} >= {"chordpro", "onsong", "songbook", "opensong", "malformed"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_file_opens_shows_and_saves_without_losing_a_byte(file: Path) -> None:
    data = file.read_bytes()
    text, encoding = decode_words(data)
    song = set_lyrics(text, encoding).apply(song_with())
    saved = decode_song(encode_song(song), "song.json")
    sheet_of(saved.lyrics, ChordView(numbers=True))
    lines = parse(text).lines
    assert (BYTE_ORDER_MARK * text.startswith(BYTE_ORDER_MARK)) + "".join(n.text + n.ending for n in lines) == text
    assert encode_words(saved.lyrics.text, saved.lyrics.encoding) == data
    for semitones in range(1, 12):
        there = transposed(saved.lyrics, semitones)
        assert transposed(there, -semitones) == saved.lyrics
        assert transposed(there, 12 - semitones) == saved.lyrics


def test_a_text_that_is_changed_beyond_its_encoding_becomes_utf_8() -> None:
    assert encode_words("\u6c34", "cp1252") == "\u6c34".encode()


def test_sections_of_chordpro() -> None:
    assert shown(named("chordpro-02-verse-labels.cho")) == [
        ("Verse 1", ["[Am]Dust on the [F]stairs"]),
        ("Verse 2", ["[C]Rust on the [G]chairs"]),
    ]
    assert [(block.name, block.repeats) for block in sheet_of(named("chordpro-03-chorus-recall.cho")) if block.name] == [
        ("Chorus", False), ("Verse", False), ("Chorus", True), ("Final", True), ("Last time", True),
    ]  # fmt: skip
    assert [name for name, _lines in shown(named("chordpro-13-custom-environment.cho"))] == ["Intro", "Pre-chorus"]


def test_verses_without_names_are_counted() -> None:
    text = "{sov}\none\n{eov}\n{soc}\nla\n{eoc}\n{sov}\ntwo\n{eov}\n{soc}\nla\n{eoc}\n"
    assert [block.name for block in parse(text).blocks] == ["Verse 1", "Chorus", "Verse 2", "Chorus"]


def test_headings_of_other_programs() -> None:
    assert [name for name, _lines in shown(named("onsong-01-plain.onsong"))] == ["", "Verse 1", "Chorus"]
    assert [name for name, _lines in shown(named("songbookpro-01-comments.cho"))] == ["Verse 1", "Chorus"]
    assert [block.name for block in parse("[Verse 1]\n[C]one\n\n[Chorus]\nla\n[Guitar solo]\n[C] [F]\n").blocks] == [
        "Verse 1", "Chorus", "Guitar solo",
    ]  # fmt: skip
    assert [block.name for block in parse("{soc}\n{c: Chorus 2}\nla\n{eoc}").blocks] == ["Chorus 2"]
    assert [block.name for block in parse("Chorus: (2x)\nla\n").blocks] == ["Chorus"]


def test_a_chord_alone_is_no_heading_and_a_comment_no_section() -> None:
    assert [block.name for block in parse("[C]\n[N.C.]\n[*Coda]\n{c: slowly}\n[Am F]\n").blocks] == [""]
    assert is_section_name("Verse 12") and is_section_name("pre-chorus") and is_section_name("Middle 8")
    assert not is_section_name("Version of the band") and not is_section_name("slowly")


def test_values_of_a_song() -> None:
    assert parse(named("chordpro-05-meta.cho").text).values["title"] == "Nightbus"
    onsong = parse(named("onsong-06-moments.onsong").text).values
    assert (onsong["key"], onsong["capo"], onsong["duration"]) == ("C", "2", "3:30")
    assert [name for name, _ in shown(named("onsong-02-flow.onsong"))][0] == "Verse 1"  # a value is no line to sing


def test_remarks_markup_and_lines_that_go_on() -> None:
    assert shown(named("chordpro-06-annotations.cho"))[0][1] == [
        "[quietly][G]Hush, the [(stop)]rain has [C]gone [N.C.]to bed"
    ]
    assert shown(named("chordpro-11-continuation.cho"))[0][1] == [
        "[C]This line goes on and [G]on until it [C]ends.",
        "U\u00e9.",
    ]
    assert shown(named("songbook-01-highlight.cho"))[0][1] == ["(Louder)", "[Em]Still [G]water green [D]boats"]


def test_a_capo_shows_what_the_hand_plays_and_numbers_what_the_key_is() -> None:
    lyrics = Lyrics("[Bm]one [G]two [F#7]three [Bm]four")
    assert key_of(lyrics).name == "Bm"  # type: ignore[union-attr]
    assert shown(lyrics, ChordView(capo=2)) == [("", ["[Am]one [F]two [E7]three [Am]four"])]
    assert shown(lyrics, ChordView(numbers=True)) == [("", ["[1m]one [b6]two [5\u2077]three [1m]four"])]


def test_tabs_and_grids_are_no_words() -> None:
    kinds = [line.kind for block in sheet_of(named("chordpro-08-tab.cho")) for line in block.lines]
    assert kinds == ["fixed", "fixed", "words"]
