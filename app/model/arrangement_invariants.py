"""What must hold of the arrangements of every song.

Lives: any thread (pure).
"""

from collections.abc import Callable, Iterator
from dataclasses import replace

from app.model.arrangement import Arrangements
from app.model.arranging import with_arrangement
from app.model.song import Song
from app.model.unique import unique


def arrangement_problems(song: Song, problems: Callable[[Song], Iterator[str]]) -> Iterator[str]:
    """Problems of the arrangements, each with its place. One that is not worked on obeys the rules of a song.

    Args:
        song: With its arrangements.
        problems: Finds those of a song.
    """
    kept = song.arrangements
    ids = [kept.current, *(other.id for other in kept.others)]
    yield from unique("arrangements", ids, "id")
    if kept.main not in ids:
        yield f"arrangements: main names {kept.main!r}, which is none"
    if not all(name.strip() for name in (kept.name, *(other.name for other in kept.others))):
        yield "arrangements: a name is empty"
    alone = replace(song, arrangements=Arrangements(), mix_versions=())
    for index, other in enumerate(kept.others):
        for problem in problems(with_arrangement(alone, other)):
            yield f"arrangements.others[{index}] ({other.name}): {problem}"
