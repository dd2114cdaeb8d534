"""Hazards: shares that do not add up, and an agreement that stays on shares which nobody agreed to."""

import pytest

from app.edits import people, writers
from app.model.ids import PersonId
from app.model.invariants import check
from app.model.song import Song
from app.model.writers import WHOLE_SONG, shares_sum
from app.problems import EditRefused
from tests.helpers.songs import song_with

THREE = tuple(PersonId(name) for name in ("anna", "ben", "cleo"))


def written(*people_ids: PersonId) -> Song:
    song = song_with()
    for person in THREE:
        song = people.add_person(person, person).apply(song)
    for person in people_ids:
        song = writers.add_writer(person).apply(song)
    return song


def shares(song: Song) -> list[int]:
    return [writer.share for writer in song.credits.writers]


def test_the_first_writer_gets_the_song_and_the_next_what_is_left() -> None:
    song = written(THREE[0])
    assert shares(song) == [WHOLE_SONG]
    song = writers.set_share(THREE[0], 6000).apply(song)
    assert shares(writers.add_writer(THREE[1]).apply(song)) == [6000, 4000]


def test_equal_shares_of_three_sum_to_the_whole_song() -> None:
    song = writers.share_equally().apply(written(*THREE))
    assert shares(song) == [3334, 3333, 3333]
    assert shares_sum(song.credits.writers) == WHOLE_SONG
    with pytest.raises(EditRefused):
        writers.share_equally().apply(song_with())


def test_a_changed_share_opens_the_agreement_of_all() -> None:
    song = writers.agree(THREE[:2], "2026-11-28", "signed split sheet").apply(written(*THREE[:2]))
    assert all(writer.agreed_on for writer in song.credits.writers)
    assert writers.set_share(THREE[0], song.credits.writers[0].share).apply(song) is song, (
        "the same share changes nothing"
    )
    for edit in (writers.set_share(THREE[0], 1), writers.set_writer_role(THREE[1], "words"), writers.share_equally()):
        assert not any(writer.agreed_on or writer.agreed_by for writer in edit.apply(song).credits.writers)
    taken_back = writers.agree(THREE[:1], "").apply(song)
    assert [bool(writer.agreed_on) for writer in taken_back.credits.writers] == [False, True]


def test_nobody_agrees_to_shares_that_are_not_the_whole_song() -> None:
    song = writers.set_share(THREE[0], 1).apply(written(*THREE[:2]))
    with pytest.raises(EditRefused, match="do not sum to 100 %"):
        writers.agree(THREE[:1], "2026-11-28").apply(song)
    assert writers.agree(THREE[:1], "").apply(song) == song, "an agreement can be taken back at any time"


def test_a_writer_is_there_once_and_is_somebody() -> None:
    song = written(THREE[0])
    for edit in (writers.add_writer(THREE[0]), writers.add_writer(PersonId("nobody")), writers.remove_writer(THREE[1])):
        with pytest.raises(EditRefused):
            edit.apply(song)
    assert check(song) == []


@pytest.mark.parametrize(("asked", "given"), [(-5, 0), (20_000, 10_000), (3333, 3333)])
def test_a_share_lies_between_nothing_and_everything(asked: int, given: int) -> None:
    assert shares(writers.set_share(THREE[0], asked).apply(written(THREE[0]))) == [given]
