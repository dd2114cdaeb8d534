"""Hazards: a song.json that no program wrote ends the program, or opens as something that does not come back from the disk."""

import pytest

from app.model.invariants import check
from app.storage.song_json import encode_song
from tests.properties.song_mutations import Mutator, rich_song, use, verdict


def test_the_song_that_is_changed_holds_something_of_everything() -> None:
    song = rich_song()
    assert check(song) == []
    use(song)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_changed_song_works_or_is_refused_in_a_sentence(seed: int) -> None:
    mutator = Mutator(encode_song(rich_song()), seed)
    seen = [verdict(mutator.mutated()) for _ in range(150)]
    assert seen.count("works") > 20 and seen.count("refused") > 50
