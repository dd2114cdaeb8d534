"""Chords over words become chords in the words, each before the letter that it stood over."""

import pytest

from app.text.chords_over_words import chords_into_words, has_chords_over_words


@pytest.mark.parametrize(
    ("text", "converted"),
    [
        ("G           C\nSlow train  leaving\n", "[G]Slow train  [C]leaving\n"),
        ("    D     G\nthe far platform", "the [D]far pl[G]atform"),
        ("C      G\none\n", "[C]one    [G]\n"),
        ("\tAm\none two three\n", "one two [Am]three\n"),
        ("Am  F\r\n\r\nwords\r\n", "[Am]  [F]\r\n\r\nwords\r\n"),
        (".A       D\n The lamp is low\n", "[A]The lamp[D] is low\n"),
        ("Verse 1:\nAm\nwords\n", "Verse 1:\n[Am]words\n"),
        ("[Verse 1]\nC\nF\nwords", "[Verse 1]\n[C]\n[F]words"),
    ],
)
def test_chords_are_put_where_they_stood(text: str, converted: str) -> None:
    assert has_chords_over_words(text) or "\r\n\r\n" in text
    assert chords_into_words(text) == converted


@pytest.mark.parametrize("text", ["", "A man in black\nwalked in\n", "{soc}\n[Am]words [F]here\n{eoc}\n", "Go\nhome\n"])
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert not has_chords_over_words(text)
    assert chords_into_words(text) == text
