"""Repairs headers of recorders that lost power: AIFF, AU and Wave64 files whose size fields are 0.

Lives: window, workers; command line.
"""

import struct

HEAD_BYTES = 1 << 16  # sound begins within these
_W64_RIFF, _W64_DATA = b"riff\x2e\x91\xcf\x11", b"data\xf3\xac\xd3\x11"


def restore_sizes(head: bytes, size_bytes: int) -> bytes:
    """Set the size of the audio chunk to reach to the end of the file.

    Args:
        head: First bytes of the file, up to HEAD_BYTES.
        size_bytes: Size of the file.

    Returns:
        The corrected bytes, or `head` itself if nothing is wrong with it.
    """
    if head.startswith(b".snd") and head[8:12] == bytes(4):
        return head[:8] + b"\xff" * 4 + head[12:]  # the format's own word for unknown
    if head.startswith(b"FORM") and head[8:12] in (b"AIFF", b"AIFC"):
        return _restored(head, size_bytes, 12, b"SSND", 4, ">I", 8, 2)
    if head.startswith(_W64_RIFF):
        return _restored(head, size_bytes, 40, _W64_DATA, 16, "<Q", 0, 8)
    return head


def _restored(
    head: bytes, size_bytes: int, at: int, name: bytes, size_at: int, kind: str, outside: int, aligned: int
) -> bytes:
    """Walk chunks from byte `at` and restore the size of the one called `name`.

    Args:
        head: First bytes of the file.
        size_bytes: Size of the file.
        at: First byte of the first chunk.
        name: Name of the audio chunk.
        size_at: Offset of the size field in a chunk.
        kind: Struct format of the size field.
        outside: Bytes of a chunk that its size does not count.
        aligned: Chunks begin at multiples of this many bytes.
    """
    width = struct.calcsize(kind)
    while at + size_at + width <= len(head):
        (size,) = struct.unpack_from(kind, head, at + size_at)
        if head.startswith(name, at):
            if size + outside > size_at + width + 8:  # it holds more than its own head
                return head
            there = struct.pack(kind, size_bytes - at - outside)
            return head[: at + size_at] + there + head[at + size_at + width :]
        step = size + outside
        at += max(size_at + width, step + -step % aligned)
    return head
