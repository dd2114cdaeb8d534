"""The journal of a pass: one JSON object a line, written before and while audio is, so that a crash loses no knowledge.

Each kind of line is a record here, with bounds for what it may say: a journal is read like a song, and a line that no
program wrote counts as lost.

Lives: engine writes; whoever opens the song reads.
"""

import os
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from audio_engine.disk.os_errors import sync
from audio_engine.protocol import Frame, Length, PassRequest, PassResult, Rate, Text

MOST_BYTES = 64 << 20  # of a journal; eight hours with a loss a second take a twentieth
EngineFrame = Annotated[int, msgspec.Meta(ge=-(1 << 53), le=1 << 53)]
Crc32 = Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]


class Checksum(NamedTuple):
    """CRC-32 of the samples' first `bytes` bytes."""

    crc32: int
    bytes: int


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="line"):
    @property
    def kind(self) -> str:
        """What its field `line` says."""
        return str(self.__struct_config__.tag)


class Pass(Line, tag="pass", frozen=True):
    """What was asked for."""

    request: PassRequest
    rate_hz: Rate
    started_at: Text


class Began(Line, tag="began", frozen=True):
    """With the count-in; the tape was to roll at engine frame `rolls` from a timeline frame."""

    engine: EngineFrame
    rolls: EngineFrame = -1
    timeline: Frame = 0


class Rolled(Line, tag="rolled", frozen=True):
    engine: EngineFrame
    timeline: Frame
    began: EngineFrame = -1  # journals of 0.2 begin with the roll


class Wrapped(Line, tag="wrapped", frozen=True):
    """By the loop, or after a locate."""

    engine: EngineFrame
    timeline: Frame


class Left(Line, tag="left", frozen=True):
    """By a locate."""

    engine: EngineFrame


class Lost(Line, tag="lost", frozen=True):
    engine: EngineFrame
    timeline: Frame
    frames: Length


class Suspected(Line, tag="suspected", frozen=True):
    """A loss that is not certain yet."""

    engine: EngineFrame
    frames: Length


class Settled(Line, tag="settled", frozen=True):
    """It was none."""


class Hole(Line, tag="hole", frozen=True):
    """In the file, filled with silence."""

    at: Length
    frames: Length


class Stopped(Line, tag="stopped", frozen=True):
    engine: EngineFrame
    timeline: Frame = 0


class _OfFile(Line, frozen=True):
    file: Text
    crc32: Crc32
    bytes: Bytes


class Noted(_OfFile, tag="checksum", frozen=True):
    """As the bytes were captured."""


class Verified(_OfFile, tag="verified", frozen=True):
    """Read back and found as captured."""


class Differs(_OfFile, tag="differs", frozen=True):
    """Read back and found changed."""


class Finished(Line, tag="finished", frozen=True):
    result: PassResult


AnyLine = (
    Pass
    | Began
    | Rolled
    | Wrapped
    | Left
    | Lost
    | Suspected
    | Settled
    | Hole
    | Stopped
    | Noted
    | Verified
    | Differs
    | Finished
)
_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyLine)


class Journal:
    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self._waiting = b""  # what the disk has not taken yet

    def write(self, line: Line) -> None:
        """Raises OSError; what was not taken then goes before the next line."""
        self._waiting += msgspec.json.encode(line) + b"\n"
        while self._waiting:
            self._waiting = self._waiting[os.write(self.descriptor, self._waiting) :]

    def begin(self, request: PassRequest, rate_hz: int, started_at: str) -> None:
        self.write(Pass(request=request, rate_hz=rate_hz, started_at=started_at))
        sync(self.descriptor)

    def finish(self, result: PassResult) -> None:
        self.write(Finished(result=result))
        sync(self.descriptor)

    def close(self) -> None:
        os.close(self.descriptor)


def append_line(path: Path, line: Line) -> None:
    """To the journal of a pass that has ended. Raises OSError."""
    data = b"\n" + msgspec.json.encode(line) + b"\n"  # a torn last line swallows nothing
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def read_checksums(path: Path) -> dict[str, Checksum]:
    """By file name; empty where the journal is not there or notes none."""
    try:
        lines = read_lines(path)
    except OSError:
        return {}
    return {line.file: Checksum(line.crc32, line.bytes) for line in lines if isinstance(line, Noted)}


def read_lines(path: Path) -> list[Line]:
    """All whole lines; a torn last one, and what no program wrote, is left out. Raises OSError."""
    with path.open("rb") as opened:
        data = opened.read(MOST_BYTES)
    return [line for text in data.split(b"\n") if (line := _line(text)) is not None]


def _line(text: bytes) -> Line | None:
    try:
        line: Line = _decoder.decode(text)
    except (ValueError, RecursionError):  # msgspec's own are ValueErrors
        return None
    return line
