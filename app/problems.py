"""Every refusal that a person may meet. The text of each is one sentence that can be shown as it is.

Lives: any thread (pure).
"""

import re
from dataclasses import dataclass
from pathlib import Path

LONGEST_SENTENCE = 4000  # characters: some list every valid path
LONGEST_WORD = 120  # of a name or path without blanks
_UNSHOWN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_OVERLONG = re.compile(rf"\S{{{LONGEST_WORD + 1},}}")


class Problem(Exception):
    """Its text is one sentence for the user."""

    def __init__(self, sentence: str) -> None:
        super().__init__(as_shown(sentence))


class Refused(Problem):
    """A request that cannot be carried out now."""


class NothingToDo(Refused):
    """A request that applies to nothing here, such as a split without a clip: a hint, not a warning."""


class EditRefused(Refused):
    """An edit that cannot be applied to this song."""


class GestureEnded(EditRefused):
    """A gesture was updated after its commit or cancel."""


class PathProblem(Problem):
    """A wrong path or value; the text lists the valid ones."""


class SongProblem(Problem):
    """A fault of a song folder. The text names file and field; nothing was changed."""


class SongDamaged(SongProblem):
    """`song.json` cannot be read; `folder` may hold an earlier version."""

    def __init__(self, sentence: str, folder: Path) -> None:
        super().__init__(sentence)
        self.folder = folder


class SongTooNew(SongProblem):
    """A later version of the program wrote the song. It is not damaged, and nothing may replace it."""


class SongUnwritable(SongProblem):
    """The song's folder takes no writes: it can only be read, or copied elsewhere."""


@dataclass(frozen=True, slots=True)
class LockHolder:
    """The program that has a song open. `started_at` is ISO 8601 in UTC; `pid` is 0 if the lock does not name it."""

    pid: int
    program: str
    host: str = ""
    started_at: str = ""


class SongLocked(SongProblem):
    """Another program has the song open."""

    def __init__(self, sentence: str, holder: LockHolder) -> None:
        super().__init__(sentence)
        self.holder = holder


class SongBeingRecorded(SongLocked):
    """An engine goes on recording the song for a program that is gone: join it, and open the song with it."""


REFUSALS = (Refused, SongProblem)  # all that a verb of the session may raise


def as_shown(sentence: str) -> str:
    """On one line, without characters that a screen obeys or cannot show; what is overlong lacks its middle."""
    text = plain(" ".join(sentence.split()))
    return shortened(_OVERLONG.sub(lambda found: shortened(found[0], LONGEST_WORD), text), LONGEST_SENTENCE)


def plain(text: str) -> str:
    """The text with `?` for what a screen obeys or cannot show."""
    return _UNSHOWN.sub("?", text)


def shortened(text: str, longest: int) -> str:
    """The text, or its two ends: `/home/anna/Mus…mall change.wav`."""
    if len(text) <= longest:
        return text
    end = (longest - 1) // 2
    return f"{text[: longest - 1 - end]}…{text[-end:]}"


def encodable(text: str) -> str:
    """The text with `?` for lone surrogates: names of files may hold bytes that are no text, and JSON may not."""
    return text.encode("utf-8", "replace").decode()
