"""What every problem that a person may meet has in common: one sentence that can be shown as it is.

Lives: any thread (pure).
"""

import re

LONGEST_SENTENCE = 4000  # characters: some list every valid path
LONGEST_WORD = 120  # of a name or path without blanks
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


class Problem(Exception):
    """Its text is one sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(as_shown(sentence))


def as_shown(sentence: str) -> str:
    """On one line, without characters that a screen obeys or cannot show; what is overlong lacks its middle."""
    words = plain(" ".join(sentence.split()))
    return shortened(_OVERLONG.sub(lambda found: shortened(found[0], LONGEST_WORD), words), LONGEST_SENTENCE)


def plain(text: str) -> str:
    """The text with `?` for what a screen obeys or cannot show."""
    return _UNSHOWN.sub("?", text)


def shortened(text: str, longest: int) -> str:
    """The text, or its two ends: `/home/anna/Mus…mall change.wav`."""
    if len(text) <= longest:
        return text
    end = (longest - 1) // 2
    return f"{text[: longest - 1 - end]}…{text[-end:]}"
