"""Chords written over words, line over line, put into the words as ChordPro.

Lives: any thread (pure).
"""

import re

from app.text.chords import is_chord_line

_PARTS = re.compile(r"\S+")
_TAB = 8


def has_chords_over_words(text: str) -> bool:
    """True if a line of chords stands over a line of words anywhere."""
    lines = text.splitlines()
    return any(is_chord_line(line) and _takes_chords(below) for line, below in zip(lines, lines[1:], strict=False))


def chords_into_words(text: str) -> str:
    """The text with each line of chords put into the line of words below it; alone, its chords get brackets.

    Each chord comes before the letter that it stands over. Lines that are no part of that stay as they are.
    """
    pieces = text.splitlines(keepends=True)
    made, at = [], 0
    while at < len(pieces):
        line, ending = _split(pieces[at])
        following = _split(pieces[at + 1]) if at + 1 < len(pieces) else ("", "")
        if not is_chord_line(line):
            made.append(pieces[at])
        elif _takes_chords(following[0]):
            made.append(_merged(line, following[0]) + following[1])
            at += 1
        else:
            made.append(_PARTS.sub(lambda found: f"[{found[0]}]", line.removeprefix(".")) + ending)
        at += 1
    return "".join(made)


def _split(piece: str) -> tuple[str, str]:
    line = piece.rstrip("\r\n")
    return line, piece[len(line) :]


def _takes_chords(line: str) -> bool:
    """True for words: no heading, directive, or line of chords."""
    bare = line.strip()
    return (
        bool(bare) and bare[0] not in "{[#." and "[" not in bare and not bare.endswith(":") and not is_chord_line(line)
    )


def _merged(chords: str, words: str) -> str:
    dotted = chords.startswith(".")  # the first column says what a line is
    chords, words = (line.expandtabs(_TAB)[dotted:] for line in (chords, words))
    made, at = [], 0
    for found in _PARTS.finditer(chords):
        column = found.start()
        if column > len(words):
            words = words.ljust(column)
        made += [words[at:column], f"[{found[0]}]"]
        at = column
    return "".join([*made, words[at:]])
