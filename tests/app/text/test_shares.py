"""Hazards: a third of a song that is read as 3 %, an amount with a comma, a share that is nobody's."""

import pytest

from app.model.ids import PersonId
from app.model.writers import Writer
from app.problems import EditRefused
from app.text.money import format_money, parse_money
from app.text.shares import format_share, parse_share, shares_sentence


@pytest.mark.parametrize(
    ("text", "share"),
    [("33.34", 3334), (" 33,34 % ", 3334), ("1/3", 3333), ("100", 10_000), ("0", 0), ("2/3%", 6667), ("12.5%", 1250)],
)
def test_shares_are_read_as_people_write_them(text: str, share: int) -> None:
    assert parse_share(text) == share
    assert parse_share(format_share(share)) == share


@pytest.mark.parametrize("text", ["", "a third", "101", "-1", "1/0", "nan", "inf", "1/", "1e9"])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(EditRefused, match="share"):
        parse_share(text)


def test_the_sum_is_told_until_it_is_the_whole_song() -> None:
    anna, ben = Writer(PersonId("a"), share=6000), Writer(PersonId("b"), share=3999)
    assert "0.01 % is missing" in shares_sentence((anna, ben))
    assert "50 % too much" in shares_sentence((anna, Writer(PersonId("b"), share=9000)))
    assert shares_sentence((anna, Writer(PersonId("b"), share=4000))) == shares_sentence(()) == ""


@pytest.mark.parametrize(("text", "cents"), [("120", 12_000), ("99,5", 9_950), ("1 200.05", 120_005), ("", 0)])
def test_amounts_are_read_as_people_write_them(text: str, cents: int) -> None:
    assert parse_money(text) == cents
    assert parse_money(format_money(cents)) == cents


@pytest.mark.parametrize("text", ["-1", "much", "nan", "1e12", "inf"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(EditRefused):
        parse_money(text)
