"""Hazards: a sentence that fills the screen, one that a terminal obeys, one that cannot be written at all."""

import pytest

from app.problems import LONGEST_SENTENCE, LONGEST_WORD, EditRefused, PathProblem, SongProblem, as_shown


@pytest.mark.parametrize("kind", [SongProblem, EditRefused, PathProblem])
def test_a_path_of_8_kb_lacks_its_middle_and_the_remedy_stays(kind: type[Exception]) -> None:
    told = str(kind(f"/home/{'x' * 8000}/song.json cannot be read; make room."))
    assert len(told) < LONGEST_WORD + 40 and told.startswith("/home/xx") and "…" in told
    assert told.endswith("xx/song.json cannot be read; make room.")


def test_what_a_terminal_obeys_or_cannot_show_is_a_question_mark() -> None:
    told = as_shown("\x1b[31mred\x07 and a\ud800b,\nnext\tline \x9b1m")
    assert told == "?[31mred? and a?b, next line ?1m" and told.encode()


def test_many_short_words_end_too() -> None:
    assert len(as_shown("a name " * 5000)) == LONGEST_SENTENCE
