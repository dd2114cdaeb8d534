"""The journal of a pass: JSON lines, written before and during recording so that a crash loses nothing.

Each type of line is a record here, with the bounds of its values. A journal is read with the same suspicion as a song:
a line that no program wrote counts as lost.

Lives: engine writes; whoever opens the song reads.
"""

import os
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import msgspec

from audio_engine.disk.os_errors import sync
from audio_engine.protocol_values import Frame, Length, PassRequest, PassResult, Rate, Text

MOST_BYTES = 64 << 20  # of a journal; eight hours with a loss a second take a twentieth
EngineFrame = Annotated[int, msgspec.Meta(ge=-(1 << 53), le=1 << 53)]
Crc32 = Annotated[int, msgspec.Meta(ge=0, lt=1 << 32)]
Bytes = Annotated[int, msgspec.Meta(ge=0, le=1 << 53)]


class Checksum(NamedTuple):
    """CRC-32 of the first `bytes` bytes of a file's samples."""

    crc32: int
    bytes: int


class Line(msgspec.Struct, frozen=True, kw_only=True, tag_field="line"):
    """One line of a journal; the JSON field `line` holds its type."""

    @property
    def kind(self) -> str:
        """Value of the JSON field `line`."""
        return str(self.__struct_config__.tag)


class Pass(Line, tag="pass", frozen=True):
    """First line: what was requested."""

    request: PassRequest
    rate_hz: Rate
    started_at: Text


class Began(Line, tag="began", frozen=True):
    """The first captured frame, at the start of the count-in if there is one.

    Attributes:
        engine: Engine frame that the first sample in the files corresponds to.
        rolls: Engine frame at which the transport will start; -1 if unknown.
        timeline: Timeline frame at which it will start.
    """

    engine: EngineFrame
    rolls: EngineFrame = -1
    timeline: Frame = 0


class Rolled(Line, tag="rolled", frozen=True):
    """The transport started: engine frame and timeline frame."""

    engine: EngineFrame
    timeline: Frame
    began: EngineFrame = -1  # journals of 0.2 begin with the roll


class Wrapped(Line, tag="wrapped", frozen=True):
    """The timeline position jumped, through the loop or a locate."""

    engine: EngineFrame
    timeline: Frame


class Left(Line, tag="left", frozen=True):
    """The timeline position is undefined from here on, because of a locate."""

    engine: EngineFrame


class Lost(Line, tag="lost", frozen=True):
    """The device lost `frames` frames."""

    engine: EngineFrame
    timeline: Frame
    frames: Length


class Suspected(Line, tag="suspected", frozen=True):
    """The device may have lost frames; not certain yet."""

    engine: EngineFrame
    frames: Length


class Settled(Line, tag="settled", frozen=True):
    """The suspected loss was none."""


class Hole(Line, tag="hole", frozen=True):
    """Frames that the writer missed and filled with silence, from file frame `at`."""

    at: Length
    frames: Length


class Stopped(Line, tag="stopped", frozen=True):
    """The pass ended at an engine frame."""

    engine: EngineFrame
    timeline: Frame = 0


class _OfFile(Line, frozen=True):
    file: Text
    crc32: Crc32
    bytes: Bytes


class Noted(_OfFile, tag="checksum", frozen=True):
    """Checksum of a file as captured."""


class Verified(_OfFile, tag="verified", frozen=True):
    """A file was read back and matches its checksum."""


class Differs(_OfFile, tag="differs", frozen=True):
    """A file was read back and differs from its checksum."""


class Finished(Line, tag="finished", frozen=True):
    """Last line: the result of the pass."""

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
    """A journal open for writing. Raises OSError if it cannot be created or exists."""

    def __init__(self, path: Path) -> None:
        """Create the file `path` and its folder."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o644)
        self._waiting = b""  # what the disk has not taken yet

    def write(self, line: Line) -> None:
        """Append a line.

        Raises:
            OSError: The drive did not take all of it; the rest is written before the next line.
        """
        self._waiting += msgspec.json.encode(line) + b"\n"
        while self._waiting:
            self._waiting = self._waiting[os.write(self.descriptor, self._waiting) :]

    def begin(self, request: PassRequest, rate_hz: int, started_at: str) -> None:
        """Write the request and sync it to the drive. Raises OSError."""
        self.write(Pass(request=request, rate_hz=rate_hz, started_at=started_at))
        sync(self.descriptor)

    def finish(self, result: PassResult) -> None:
        """Write the result and sync it to the drive. Raises OSError."""
        self.write(Finished(result=result))
        sync(self.descriptor)

    def close(self) -> None:
        """Close the file. Raises OSError."""
        os.close(self.descriptor)


def append_line(path: Path, line: Line) -> None:
    """Append a line to the journal of a finished pass. Raises OSError."""
    data = b"\n" + msgspec.json.encode(line) + b"\n"  # a torn last line swallows nothing
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0))
    try:
        os.write(descriptor, data)
    finally:
        os.close(descriptor)


def read_checksums(path: Path) -> dict[str, Checksum]:
    """Checksums by file name; empty if the journal is missing or has none."""
    try:
        lines = read_lines(path)
    except OSError:
        return {}
    return {line.file: Checksum(line.crc32, line.bytes) for line in lines if isinstance(line, Noted)}


def read_lines(path: Path) -> list[Line]:
    """All complete and valid lines of a journal. Raises OSError."""
    with path.open("rb") as opened:
        data = opened.read(MOST_BYTES)
    return [line for text in data.split(b"\n") if (line := _line(text)) is not None]


def _line(text: bytes) -> Line | None:
    try:
        line: Line = _decoder.decode(text)
    except (ValueError, RecursionError):  # msgspec's own are ValueErrors
        return None
    return line
