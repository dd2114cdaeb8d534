"""Whether values that name something name one thing each.

Lives: any thread (pure).
"""

from collections.abc import Iterable, Iterator


def unique(place: str, values: Iterable[str], what: str) -> Iterator[str]:
    """A sentence for every value that occurs again."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"{place}: the {what} {value!r} is there twice"
        seen.add(value)
