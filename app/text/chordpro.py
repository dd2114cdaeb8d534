"""ChordPro: a text of words and chords read into lines, directives and blocks, of which every character is kept.

What is not known is a line like any other. `"".join(line.text + line.ending for line in parsed.lines)` is the text again,
after its byte order mark. Beside ChordPro's own directives it reads headings as other programs write them: `[Verse 1]`,
`Verse 1:`, `{comment: Verse 1}`, and values such as `Key: Am` before the first words.

Lives: any thread (pure).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from app.model.lyrics import Lyrics
from app.text.chords import Chord, Notation, chords_in, is_chord_line, is_no_chord, notation_of

BYTE_ORDER_MARK = "\ufeff"

Kind = Literal["blank", "note", "directive", "heading", "value", "words", "tab", "grid", "other"]

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|$)")
_DIRECTIVE = re.compile(r"\s*\{\s*(?P<name>[^\s:{}]+)(?P<between>\s*:?\s*)(?P<value>[^{}]*?)\s*\}\s*")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_LABEL = re.compile(r"""label\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_COLON = re.compile(r"([^:\[\]]+):\s*(?:\([^()]*\))?")  # Verse 1: and Chorus: (2x)
_VALUE = re.compile(r"(?P<name>[A-Za-z][A-Za-z ]{1,15}):\s*(?P<value>\S.*?)\s*")
_VALUES = {  # of the song, before its first words
    "title", "artist", "key", "capo", "tempo", "time", "subtitle", "composer", "copyright", "ccli", "album", "year",
    "flow", "duration", "number", "book", "topic", "author", "keywords", "pitch", "tuning", "bpm", "lyricist",
}  # fmt: skip
_SHORT = {
    "t": "title", "st": "subtitle", "c": "comment", "ci": "comment_italic", "cb": "comment_box", "k": "key",
    "sov": "start_of_verse", "eov": "end_of_verse", "soc": "start_of_chorus", "eoc": "end_of_chorus",
    "sob": "start_of_bridge", "eob": "end_of_bridge", "sot": "start_of_tab", "eot": "end_of_tab",
    "sog": "start_of_grid", "eog": "end_of_grid",
}  # fmt: skip
COMMENTS = ("comment", "comment_italic", "comment_box", "highlight")
_NO_WORDS = {"tab", "grid", "abc", "ly", "svg", "textblock"}  # environments whose lines hold no words
_SECTION = re.compile(
    r"(?:(?:pre|post|half|last|final|double|first|second|third|short)[- ]?)*"
    r"(?:verse|vers|chorus|refrain|bridge|intro|outro|introduction|interlude|instrumental|solo|coda|tag|hook|break|breakdown|"
    r"ending|ende|end|turnaround|vamp|middle eight|middle 8|prechorus|strophe|strofa|omkv\u00e6d|ritornello|rap|part|"
    r"riff|drop|build|lead|guitar solo|piano solo|spoken|refr\u00e3o|couplet|estrofa|coro|puente)"
    r"(?![a-z])[\s\w.,:()x\u00d7'&/*-]{0,24}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Span:
    """What stands in brackets in a line.

    Attributes:
        start: Index of the opening bracket in the line.
        end: Index behind the closing one.
        name: What is between them.
    """

    start: int
    end: int
    name: str


@dataclass(frozen=True, slots=True)
class Directive:
    """`{name: value}`. `start` and `end` are those of the value in the line; short names are written out."""

    name: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text.

    Attributes:
        start: Index of its first character in the text.
        text: The line without its end.
        ending: Its end; empty for the last line.
        kind: What it is. `note` is meant for no reader, `value` is such as `Key: Am`, `other` is of another language.
        spans: What stands in brackets, chords or not.
        directive: What a directive, a value or a heading says.
    """

    start: int
    text: str
    ending: str
    kind: Kind
    spans: tuple[Span, ...] = ()
    directive: Directive | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together: a verse, a chorus.

    Attributes:
        name: As a person calls it; empty for words before any heading.
        kind: `verse`, `chorus` and so on as the text says it; empty if it does not.
        lines: The lines between heading and end.
        repeats: True where the text only says that an earlier block comes again, whose lines these are then.
    """

    name: str
    kind: str
    lines: tuple[Line, ...]
    repeats: bool = False

    @property
    def has_content(self) -> bool:
        """True if it has words or chords."""
        return any(line.kind in ("words", "tab", "grid") for line in self.lines)


@dataclass(frozen=True, slots=True)
class ChordPro:
    """A text that was read.

    Attributes:
        lines: All lines in order.
        blocks: All lines but directives in blocks, in the order of the text.
        values: What the text says of the song, by name in small letters: `title`, `key`, `capo`; the first of each.
        notation: How it writes notes.
    """

    lines: tuple[Line, ...]
    blocks: tuple[Block, ...]
    values: dict[str, str]
    notation: Notation

    @property
    def chords(self) -> tuple[Chord, ...]:
        """Every chord in order, also of blocks that only repeat."""
        return tuple(
            chord for block in self.blocks for line in block.lines for name in chord_names(line)
            for chord in chords_in(name, self.notation) or ()
        )  # fmt: skip


def chord_names(line: Line) -> tuple[str, ...]:
    """What may name chords in a line: what stands in brackets, or the whole line of a grid."""
    if line.kind == "grid":
        return tuple(part for part in re.split(r"[\s|]+", line.text) if part)
    return tuple(span.name for span in line.spans)


def has_words(line: Line) -> bool:
    """Whether a line has words to sing besides its chords."""
    sung = line.text
    for span in reversed(line.spans):
        sung = sung[: span.start] + sung[span.end :]
    return line.kind == "words" and any(letter.isalpha() for letter in sung)


def unknown_chords(read: ChordPro) -> tuple[str, ...]:
    """What stands in brackets in the words and is no chord, each once; `[*softly]` is a remark."""
    names = (span.name for block in read.blocks for line in block.lines if line.kind == "words" for span in line.spans)
    unknown = (
        name for name in names if name[:1] != "*" and not is_no_chord(name) and not chords_in(name, read.notation)
    )
    return tuple(dict.fromkeys(unknown))


def parse_lyrics(lyrics: Lyrics) -> ChordPro:
    """Read the words of a song, in the notation that they were written in before they were transposed."""
    return parse(lyrics.text, None if lyrics.origin is None else parse(lyrics.origin.text).notation)


@lru_cache(maxsize=32)
def parse(text: str, notation: Notation | None = None) -> ChordPro:
    """Read a text; any text can be read. Without a notation it is found from the chords."""
    lines = tuple(_classified(text))
    values: dict[str, str] = {}
    for line in lines:
        found = line.directive
        if found is None or not found.value:
            continue
        if line.kind == "directive" and found.name == "meta":
            name, _, value = found.value.partition(" ")
            values.setdefault(name.lower(), value.strip())
        elif line.kind in ("directive", "value"):
            values.setdefault(found.name, found.value)
    found_notation = notation or notation_of(span.name for line in lines for span in line.spans)
    return ChordPro(lines, _blocks(lines), values, found_notation)


# --- lines


def _classified(text: str) -> Iterator[Line]:
    environment, in_head, begun = "", True, False
    at = len(BYTE_ORDER_MARK) if text.startswith(BYTE_ORDER_MARK) else 0
    while at < len(text):
        found = _LINE.match(text, at)
        assert found is not None
        line = _line(found[1], found[2], at, environment, in_head)
        if line.kind == "directive" and line.directive is not None:
            name = line.directive.name
            if name.startswith("start_of_"):
                environment = name.removeprefix("start_of_")
            elif name.startswith("end_of_"):
                environment = ""
        begun = begun or line.kind in ("words", "value")
        in_head = in_head and line.kind not in ("heading", "tab", "grid") and not line.spans
        in_head = in_head and not (begun and line.kind == "blank")
        yield line
        at = found.end()


def _line(text: str, ending: str, start: int, environment: str, in_head: bool) -> Line:
    bare = text.strip()
    if not bare:
        return Line(start, text, ending, "blank")
    if text.startswith("#"):
        return Line(start, text, ending, "note")
    found = _DIRECTIVE.fullmatch(text)
    if found is not None:
        return Line(start, text, ending, "directive", directive=_directive(found))
    if environment in _NO_WORDS:
        kind: Kind = environment if environment in ("tab", "grid") else "other"  # type: ignore[assignment]
        return Line(start, text, ending, kind)
    heading = _heading(bare)
    if heading:
        at = text.index(heading)
        return Line(start, text, ending, "heading", directive=Directive("heading", heading, at, at + len(heading)))
    value = _VALUE.fullmatch(bare) if in_head else None
    if value is not None and value["name"].lower() in _VALUES:
        at = text.index(bare) + value.start("value")
        said = Directive(value["name"].lower(), value["value"].strip("[]"), at, at + len(value["value"]))
        return Line(start, text, ending, "value", directive=said)
    spans = tuple(Span(found.start(), found.end(), found[1]) for found in _BRACKETS.finditer(text))
    return Line(start, text, ending, "words", spans)


def _directive(found: re.Match[str]) -> Directive:
    name = found["name"].lower()
    if name.startswith(("start_of_", "end_of_")):
        name = name.partition("-")[0]  # for some singers or instruments only
    return Directive(_SHORT.get(name, name), found["value"], found.start("value"), found.end("value"))


def _heading(bare: str) -> str:
    """The name in a line that is a heading alone; empty for any other line."""
    if bare.startswith("[") and bare.endswith("]") and bare.count("[") == 1:
        name = bare[1:-1].strip()
        is_name = name[:1].isalpha() and len(name) > 1 and chords_in(name) is None
        return name.removesuffix(":").strip() if is_name and chords_in(name, Notation(german=True)) is None else ""
    found = _COLON.fullmatch(bare)
    name = "" if found is None else found[1].strip()
    return name if is_section_name(name) and not is_chord_line(name) else ""


def is_section_name(name: str) -> bool:
    """True for what people call parts of songs: `Verse 2`, `Pre-Chorus`, `Guitar solo`."""
    return _SECTION.fullmatch(name.strip()) is not None


# --- blocks


class _Building:
    """A block while its lines come."""

    def __init__(self, name: str, kind: str, *, closed_by_end: bool = False) -> None:
        self.name, self.kind, self.closed_by_end = name, kind, closed_by_end
        self.repeats = False
        self.lines: list[Line] = []

    @property
    def has_words(self) -> bool:
        return any(line.kind not in ("blank", "note", "directive") or _is_comment(line) for line in self.lines)


def _blocks(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    found = [_Building("", "")]
    for line in lines:
        said, now = line.directive, found[-1]
        name = said.name if said is not None and line.kind in ("directive", "heading") else ""
        if said is None or not name:
            now.lines.append(line)
        elif name.startswith("start_of_"):
            kind = name.removeprefix("start_of_")
            if kind in _NO_WORDS:
                continue  # part of the block around it
            found.append(_Building(_label(said.value), kind, closed_by_end=True))
        elif name.startswith("end_of_"):
            if now.closed_by_end and name.removeprefix("end_of_") == now.kind:
                found.append(_Building("", ""))
        elif name == "chorus":
            found.append(_repeat(found, _label(said.value)))
            found.append(_Building("", ""))
        elif name == "heading" or (name in COMMENTS and is_section_name(said.value)):
            if now.closed_by_end and not now.name and not now.has_words:
                now.name = said.value.strip()
            else:
                found.append(_Building(said.value.strip(), "", closed_by_end=now.closed_by_end and bool(now.kind)))
                found[-1].kind = now.kind if found[-1].closed_by_end else ""
        else:
            now.lines.append(line)
    return _named(found)


def _is_comment(line: Line) -> bool:
    return line.directive is not None and line.directive.name in COMMENTS


def _label(value: str) -> str:
    """`Verse 1` of `Verse 1` or of `label="Verse 1"`."""
    found = _LABEL.search(value)
    return (found[1] or found[2] or "").strip() if found is not None else value.strip()


def _repeat(found: list[_Building], label: str) -> _Building:
    """The chorus, once more."""
    earlier = next(
        (block for block in reversed(found) if block.kind == "chorus" or "chorus" in block.name.lower()), None
    )
    made = _Building(label or (earlier.name if earlier is not None else ""), "chorus")
    made.lines, made.repeats = list(earlier.lines) if earlier is not None else [], True
    return made


def _named(found: list[_Building]) -> tuple[Block, ...]:
    """Blocks with names: verses without one are counted where there are several."""
    kept = [block for block in found if block.name or block.kind or block.has_words]
    nameless = [block.kind for block in kept if not block.name]
    counted: dict[str, int] = {}
    made = []
    for block in kept:
        name = block.name
        if not name and block.kind:
            counted[block.kind] = counted.get(block.kind, 0) + 1
            name = block.kind.replace("_", " ").capitalize()
            if block.kind == "verse" and nameless.count("verse") > 1:
                name = f"{name} {counted[block.kind]}"
        made.append(Block(name, block.kind, tuple(block.lines), block.repeats))
    return tuple(made)
