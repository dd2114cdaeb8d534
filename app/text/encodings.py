"""Words of a file as text and as bytes again, whatever encoding another program wrote them in.

Lives: any thread (pure).
"""

from app.model.lyrics import Encoding
from app.problems import encodable

_WITHOUT_MARK: tuple[Encoding, ...] = ("utf-8", "cp1252")
_MARKS: tuple[tuple[bytes, Encoding], ...] = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_SPACES = "\t\n\v\f\r\x1a"  # the last one ends files of DOS
_NO_WORDS = (b"RIFF", b"RF64", b"FORM", b"ID3", b"OggS", b"fLaC", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF-")


def decode_words(data: bytes) -> tuple[str, Encoding]:
    """The text of a file and its encoding; `encode_words` makes the same bytes of them, for any bytes.

    A byte order mark stays in the text.
    """
    tried: list[Encoding] = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in (*tried, *_WITHOUT_MARK):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if text.encode(encoding) == data:
            return text, encoding
    return data.decode("latin-1"), "latin-1"


def is_text(data: bytes) -> bool:
    """Whether the bytes of a file are words: they hold no control characters, which every sound and picture has."""
    text, _encoding = decode_words(data)
    return not data.startswith(_NO_WORDS) and not any(ord(sign) < 32 and sign not in _SPACES for sign in text)


def encode_words(text: str, encoding: Encoding) -> bytes:
    """The bytes of a file; as UTF-8 where the encoding lacks one of the characters."""
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return encodable(text).encode()
