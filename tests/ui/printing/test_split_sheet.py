"""Hazards: a split sheet without a name to sign over, a sum that is hidden, a contact that leaves the song."""

import pytest
from PySide6.QtGui import QPageSize

from app.edits import people, writers
from app.model.ids import PersonId
from app.model.song import Song
from tests.helpers.pdf_text import words_of
from tests.helpers.songs import song_with
from ui.printing.split_sheet import split_sheet_pdf


def written_by(count: int) -> Song:
    song = song_with()
    for number in range(count):
        person = PersonId(f"p{number}")
        song = people.add_person(f"Writer{number}", person, legal_name=f"Legal{number}", contact="secret").apply(song)
        song = writers.add_writer(person).apply(song)
    return writers.share_equally().apply(song)


def texts(song: Song) -> list[str]:
    return [word.text for word in words_of(split_sheet_pdf(song, QPageSize.PageSizeId.A4))]


@pytest.mark.usefixtures("qapp")
def test_everybody_stands_in_the_table_and_has_a_place_to_sign() -> None:
    found = texts(written_by(3))
    for number in range(3):
        assert found.count(f"Legal{number}") == 2, "in the table and under a line"
    assert found.count("33.33") == 2 and found.count("33.34") == 1
    assert "secret" not in found


@pytest.mark.usefixtures("qapp")
def test_shares_that_do_not_sum_say_so_on_the_sheet() -> None:
    song = writers.set_share(PersonId("p0"), 1000).apply(written_by(2))
    found = texts(song)
    assert found[found.index("missing.") - 3 : found.index("missing.")] == ["40", "%", "is"]


@pytest.mark.usefixtures("qapp")
def test_many_writers_go_on_on_further_pages() -> None:
    found = texts(written_by(30))
    assert all(found.count(f"Legal{number}") == 2 for number in range(30))


@pytest.mark.usefixtures("qapp")
def test_shares_that_are_not_the_whole_song_are_not_agreed() -> None:
    song = writers.agree([PersonId("p0"), PersonId("p1")], "2026-11-28").apply(written_by(2))
    assert "Not" not in texts(song) and texts(song).count("agreed") == 2
    found = texts(writers.remove_writer(PersonId("p1")).apply(song))
    assert " ".join(found).count("Not agreed.") == 1 and found.count("agreed") == 0
