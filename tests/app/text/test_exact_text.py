"""What is typed into an editor changes nothing else of the exact text."""

import random

import pytest

from app.text.encodings import decode_words
from app.text.exact_text import Change, change_between, changed_text, edited_text, line_end, shown_text
from tests.app.text.test_chordpro import FILES


def test_line_ends_and_marks_stay() -> None:
    text = "\ufeffone\r\ntwo\rthree\n"
    assert shown_text(text) == "one\ntwo\nthree\n"
    assert changed_text(text, Change(4, 3, "2\n2")) == "\ufeffone\r\n2\r\n2\rthree\n"
    assert changed_text(text, Change(3, 1, "")) == "\ufeffonetwo\rthree\n"
    assert changed_text(text, Change(0, 0, "x")) == "\ufeffxone\r\ntwo\rthree\n"
    assert changed_text(text, Change(14, 0, "x")) == "\ufeffone\r\ntwo\rthree\nx"
    assert line_end("a\rb\rc\n") == "\r" and line_end("") == "\n"


def test_halves_of_line_ends_that_meet_stay_two() -> None:
    assert shown_text(edited_text("a\rX\nb", "a\n\nb")) == "a\n\nb"
    assert edited_text("\ufeffa\r\nb", "a\nbc") == "\ufeffa\r\nbc"


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_typing_anywhere_and_taking_it_back_is_the_same_text(file: object) -> None:
    text, _encoding = decode_words(file.read_bytes())  # type: ignore[attr-defined]
    chance, shown = random.Random(1), shown_text(text)
    for _ in range(20):
        at = chance.randint(0, len(shown))
        typed = chance.choice(["x", "[Am]", "\n", "two\nlines"])
        there = changed_text(text, Change(at, 0, typed))
        assert shown_text(there) == shown[:at] + typed + shown[at:]
        change = change_between(shown_text(there), shown)
        assert change is not None
        assert shown_text(changed_text(there, change)) == shown
        if "\n" not in typed:
            assert changed_text(there, Change(at, len(typed), "")) == text


def test_a_change_is_found_between_any_two_texts() -> None:
    chance = random.Random(2)
    for _ in range(200):
        before = "".join(chance.choice("ab\n") for _ in range(chance.randint(0, 12)))
        after = "".join(chance.choice("ab\n") for _ in range(chance.randint(0, 12)))
        change = change_between(before, after)
        if change is None:
            assert before == after
        else:
            assert before[: change.start] + change.inserted + before[change.start + change.removed :] == after
