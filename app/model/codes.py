"""Codes by which the music business knows people: their form and their check digits.

Lives: any thread (pure).
"""

_IPI_DIGITS = 11


def ipi_number(text: str) -> str | None:
    """The IPI name number in a text, as 11 digits; None if it is none.

    Spaces, dots and dashes between digits are left out, and leading zeros may be missing. The last two digits check the
    first nine: `t = sum(digit_i * (10 - i)) mod 101`, check 00 if t is 0, else `(101 - t) mod 100` (CISAC, CWR manual).
    """
    digits = "".join(sign for sign in text if sign not in " .-\u00a0")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > _IPI_DIGITS:
        return None
    digits = digits.zfill(_IPI_DIGITS)
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9])) % 101
    check = 0 if total == 0 else (101 - total) % 100
    return digits if int(digits) and int(digits[9:]) == check else None
