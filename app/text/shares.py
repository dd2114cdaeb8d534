"""Shares of a song as text, and read from text.

Lives: any thread (pure).
"""

from collections.abc import Sequence

from app.messages.writing import SHARE_UNREADABLE, shares_miss, shares_over
from app.model.ranges import SHARE_HUNDREDTHS
from app.model.writers import WHOLE_SONG, Writer, shares_sum
from app.problems import EditRefused


def format_share(share: int) -> str:
    """`33.34 %` of hundredths of a percent; `50 %` without decimals where there are none."""
    whole, hundredths = divmod(share, 100)
    return f"{whole} %" if not hundredths else f"{whole}.{hundredths:02} %"


def parse_share(text: str) -> int:
    """Hundredths of a percent in `33.34`, `33,34 %` or `1/3`.

    Raises:
        EditRefused: It is no share from 0 to 100 %.
    """
    plain = text.strip().removesuffix("%").strip().replace(",", ".")
    above, _, below = plain.partition("/")
    try:
        share = round(100 * 100 * float(above) / float(below)) if below else round(100 * float(plain))
    except (ValueError, ZeroDivisionError, OverflowError):
        raise EditRefused(SHARE_UNREADABLE) from None
    if not SHARE_HUNDREDTHS[0] <= share <= SHARE_HUNDREDTHS[1]:
        raise EditRefused(SHARE_UNREADABLE)
    return share


def shares_sentence(writers: Sequence[Writer]) -> str:
    """What is wrong with the sum of the shares; empty if they sum to 100 % or nobody has written the song yet."""
    total = shares_sum(writers)
    if not writers or total == WHOLE_SONG:
        return ""
    if total < WHOLE_SONG:
        return shares_miss(format_share(total), format_share(WHOLE_SONG - total))
    return shares_over(format_share(total), format_share(total - WHOLE_SONG))
