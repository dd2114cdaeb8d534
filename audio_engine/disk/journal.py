"""The journal of a pass: one JSON object a line, written before and while audio is, so that a crash loses no knowledge.

Lines: `pass` (the request, with rate and time), `began` (with the count-in), `rolled`, `wrapped` (by the loop, or after a
locate), `left` (by a locate), `lost`, `suspected` (a loss that is not certain yet) and `settled` (it was none), `hole`,
`stopped`, `checksum` (of the bytes of a file as they were captured), `finished` (the result), `verified` (a file read back and
found as captured) or `differs`.

Lives: engine writes; whoever opens the song reads.
"""

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from audio_engine.disk.refusal import sync
from audio_engine.protocol import PassRequest, PassResult


class Checksum(NamedTuple):
    """CRC-32 of the samples' first `bytes` bytes."""

    crc32: int
    bytes: int


class Journal:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self._waiting = b""  # what the disk has not taken yet

    def write(self, kind: str, **words: Any) -> None:
        """Raises OSError; what was not taken then goes before the next line."""
        self._waiting += (json.dumps({"line": kind, **words}, separators=(",", ":")) + "\n").encode()
        while self._waiting:
            self._waiting = self._waiting[os.write(self.descriptor, self._waiting) :]

    def begin(self, request: PassRequest, rate_hz: int, started_at: str) -> None:
        self.write("pass", request=msgspec.to_builtins(request), rate_hz=rate_hz, started_at=started_at)
        sync(self.descriptor)

    def finish(self, result: PassResult) -> None:
        self.write("finished", result=msgspec.to_builtins(result))
        sync(self.descriptor)

    def close(self) -> None:
        os.close(self.descriptor)


def append_line(path: Path, kind: str, **words: Any) -> None:
    """To the journal of a pass that has ended. Raises OSError."""
    line = "\n" + json.dumps({"line": kind, **words}, separators=(",", ":")) + "\n"  # a torn last line swallows nothing
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, line.encode())
    finally:
        os.close(descriptor)


def read_checksums(path: Path) -> dict[str, Checksum]:
    """By file name; empty where the journal is not there or notes none."""
    try:
        lines = read_lines(path)
    except OSError:
        return {}
    return {
        line["file"]: Checksum(line["crc32"], line["bytes"])
        for line in lines
        if line.get("line") == "checksum" and {"file", "crc32", "bytes"} <= line.keys()
    }


def read_lines(path: Path) -> list[dict[str, Any]]:
    """All whole lines; a torn last one is left out. Raises OSError."""
    lines = []
    for text in path.read_bytes().split(b"\n"):
        try:
            line = json.loads(text)
        except ValueError:
            continue
        if isinstance(line, dict):
            lines.append(line)
    return lines
