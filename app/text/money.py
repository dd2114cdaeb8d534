"""Amounts of money as text, and read from text.

Lives: any thread (pure).
"""

from app.messages.writing import MONEY_UNREADABLE
from app.model.ranges import MONEY_CENTS
from app.problems import EditRefused


def format_money(cents: int) -> str:
    """`120` or `99.50`."""
    whole, rest = divmod(cents, 100)
    return f"{whole}.{rest:02}" if rest else str(whole)


def parse_money(text: str) -> int:
    """Hundredths in `120`, `99.50`, `99,5` or `1 200`; nothing is 0.

    Raises:
        EditRefused: It is no amount that can be.
    """
    plain = text.replace(" ", "").replace("\u00a0", "").replace(",", ".") or "0"
    try:
        cents = round(float(plain) * 100)
    except (ValueError, OverflowError):
        raise EditRefused(MONEY_UNREADABLE) from None
    if not MONEY_CENTS[0] <= cents <= MONEY_CENTS[1]:
        raise EditRefused(MONEY_UNREADABLE)
    return cents
