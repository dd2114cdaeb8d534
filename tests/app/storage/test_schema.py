"""Hazard: songs hold something new, and a program of an earlier version drops it without a word.

`schema.txt` is what a song of the current version may hold. To write it anew: `python -m tests.app.storage.test_schema`.
"""

import dataclasses
import typing
from pathlib import Path
from typing import Any

from app.model.bus_types import BUS_TYPES
from app.model.parameters import parameters
from app.model.song import Song
from app.storage.migrations import CURRENT_VERSION

STORED = Path(__file__).with_name("schema.txt")
WHAT_TO_DO = """Songs differ from those of schema version {version}:
{changes}
Programs of that version would drop what is new without saying so. Raise CURRENT_VERSION in app/storage/migrations.py and add a
step there (docs/adding.md, "A field of a track, with a migration"), with a song that the program saved before as
tests/app/storage/version_{version}.json. Then: python -m tests.app.storage.test_schema"""


def fields_of(kind: Any, found: dict[str, set[str]]) -> None:
    """Add every field of a dataclass and of those that its fields hold, as "Track.name", with the texts that it may be."""
    for part in typing.get_args(kind):
        fields_of(part, found)
    if not isinstance(kind, type) or not dataclasses.is_dataclass(kind):
        return
    for name, hint in typing.get_type_hints(kind).items():
        field = f"{kind.__name__}.{name}"
        if field not in found:
            found[field] = {str(choice) for choice in typing.get_args(hint) if isinstance(choice, str)}
            fields_of(hint, found)


def schema() -> list[str]:
    """One line for each field of the document, bus kind and parameter path."""
    found: dict[str, set[str]] = {}
    fields_of(Song, found)
    lines = [" ".join(["field", name, *sorted(choices)]) for name, choices in found.items()]
    lines += [f"bus {kind}" for kind in BUS_TYPES]
    lines += [f"value {entry.path}" for kind in ("track", *BUS_TYPES) for entry in parameters(kind)]
    return sorted(set(lines))


def test_a_song_holds_what_its_schema_version_says() -> None:
    first, *stored = STORED.read_text().splitlines()
    now = schema()
    version = int(first.removeprefix("version "))
    changes = [f"+ {line}" for line in now if line not in stored] + [f"- {line}" for line in stored if line not in now]
    assert not changes or version != CURRENT_VERSION, WHAT_TO_DO.format(version=version, changes="\n".join(changes))
    assert version == CURRENT_VERSION, f"{STORED.name} is of version {version}: python -m tests.app.storage.test_schema"


if __name__ == "__main__":
    STORED.write_text("\n".join([f"version {CURRENT_VERSION}", *schema()]) + "\n")
