"""Reads the text of PDFs that Qt writes, with the place of each letter: what any reader of PDFs does, in few lines."""

import re
import zlib
from typing import NamedTuple

_OBJECT = re.compile(rb"(?<!\d)(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
_SHOWN = re.compile(
    rb"/(F\d+) ([\d.]+) Tf|(-?[\d.]+) (-?[\d.]+) Td|<([0-9A-F]+)> Tj|(1 0 0 -1 0 0 Tm)"
    rb"|((?:-?[\d.]+ ){5}-?[\d.]+) cm|\b(q|Q)\b"
)


class Letter(NamedTuple):
    """A letter on a page; `x` and `y` in points from its upper left, `y` of the baseline."""

    page: int
    x: float
    y: float
    text: str
    font: bytes


class Word(NamedTuple):
    """Letters between blanks."""

    page: int
    x: float
    y: float
    text: str
    font: bytes
    letters: tuple[Letter, ...]


def words_of(pdf: bytes) -> list[Word]:
    """Every word in the order in which it was drawn."""
    words: list[list[Letter]] = [[]]
    for letter in letters_of(pdf):
        last = words[-1][-1] if words[-1] else None
        if letter.text.isspace():
            words.append([])
            continue
        apart = last is not None and (letter.page, letter.font) != (last.page, last.font)
        if last is not None and (apart or abs(letter.y - last.y) > 0.1 or not 0 <= letter.x - last.x < 40):
            words.append([])
        words[-1].append(letter)
    return [
        Word(word[0].page, word[0].x, word[0].y, "".join(letter.text for letter in word), word[0].font, tuple(word))
        for word in words
        if word
    ]


def letters_of(pdf: bytes) -> list[Letter]:
    """Every letter in the order in which it was drawn. A word ends where another text is drawn: a blank stands there."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    pages = [body for body in objects.values() if re.search(rb"/Type /Page\b", body)]
    found = []
    for number, page in enumerate(pages):
        height = float(re.search(rb"/MediaBox \[0 0 [\d.]+ ([\d.]+)", page)[1])  # type: ignore[index]
        resources = objects[_reference(page, rb"Resources")]
        fonts = {
            name: _characters(objects[_reference(objects[int(reference)], rb"ToUnicode")])
            for name, reference in re.findall(rb"/(F\d+) (\d+) 0 R", resources)
        }
        found += _drawn(number, _stream(objects[_reference(page, rb"Contents")]), fonts, height)
    return found


def _reference(body: bytes, name: bytes) -> int:
    found = re.search(rb"/" + name + rb" (\d+) 0 R", body)
    assert found is not None
    return int(found[1])


def _stream(body: bytes) -> bytes:
    data = body[body.index(b"stream") + 6 :].lstrip(b"\r\n")
    return zlib.decompressobj().decompress(data) if b"FlateDecode" in body else data[: data.rindex(b"endstream")]


def _characters(body: bytes) -> dict[int, str]:
    made = {}
    for first, codes in re.findall(rb"<([0-9A-F]{4})> <[0-9A-F]{4}> \[([^\]]*)\]", _stream(body)):
        for offset, code in enumerate(re.findall(rb"<([0-9A-F]+)>", codes)):
            made[int(first, 16) + offset] = bytes.fromhex(code.decode()).decode("utf-16-be")
    return made


def _drawn(page: int, content: bytes, fonts: dict[bytes, dict[int, str]], height: float) -> list[Letter]:
    found: list[Letter] = []
    matrices = [(1.0, 0.0, 0.0)]  # scale, and the place of the origin from the lower left: Qt turns nothing
    font, x, y = b"", 0.0, 0.0
    for name, _size, dx, dy, codes, begin, matrix, nesting in _SHOWN.findall(content):
        if nesting:
            matrices = [*matrices, matrices[-1]] if nesting == b"q" else matrices[:-1]
        elif matrix:
            scale, _b, _c, _d, left, bottom = map(float, matrix.split())
            before, base_left, base_bottom = matrices[-1]
            down = 1 if len(matrices) == 1 else -1  # the first one turns upside down
            matrices[-1] = (before * scale, base_left + before * left, base_bottom + down * before * bottom)
        elif name:
            font = name
        elif begin:
            x = y = 0.0
            found.append(Letter(page, -1.0, -1.0, " ", font))
        elif dx:
            x, y = x + float(dx), y - float(dy)
        else:
            scale, left, bottom = matrices[-1]
            for code in re.findall(b"....", codes):
                text = fonts[font].get(int(code, 16), "\ufffd")
                found.append(Letter(page, left + scale * x, height - bottom + scale * y, text, font))
    return found
