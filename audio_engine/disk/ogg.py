"""Finds the links of a chained Ogg file: radio recordings and joined files hold several streams in a row.

Lives: window, workers; command line.
"""

from typing import BinaryIO

_PAGE = b"OggS"
_HEAD_BYTES = 27  # RFC 3533, section 6
_FIRST_PAGE = 2  # flag
_SEARCH_BYTES = 1 << 16


def chain_links(file: BinaryIO, size_bytes: int) -> list[tuple[int, int]]:
    """First and end byte of each link. A file that is not Ogg is one link."""
    starts, at, in_header = [0], 0, True
    while at + _HEAD_BYTES <= size_bytes:
        file.seek(at)
        head = file.read(_HEAD_BYTES + 255)
        if not head.startswith(_PAGE):
            if at == 0:
                break
            at = _next_page(file, at, size_bytes)
            continue
        first = bool(head[5] & _FIRST_PAGE)
        if first and not in_header:
            starts.append(at)
        in_header = first
        segments = head[26]
        at += _HEAD_BYTES + segments + sum(head[_HEAD_BYTES : _HEAD_BYTES + segments])
    return list(zip(starts, [*starts[1:], size_bytes], strict=True))


def _next_page(file: BinaryIO, at: int, size_bytes: int) -> int:
    """First byte of the next page after damaged data."""
    while at < size_bytes:
        file.seek(at)
        found = file.read(_SEARCH_BYTES).find(_PAGE)
        if found >= 0:
            return at + found
        at += _SEARCH_BYTES - len(_PAGE) + 1
    return size_bytes
