"""The words of the song with their chords, and the chords of its bars where they were entered by hand.

Lives: any thread (frozen).
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from app.model import ranges
from app.model.ids import SectionId
from app.model.value_spec import Longest, Range

Encoding = Literal["utf-8", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]


@dataclass(frozen=True, slots=True)
class SectionChords:
    """Chords that were entered by hand, in place of those of the text."""

    section: SectionId | None  # None: of the whole song, from bar 1 on, where no section has its own
    bars: tuple[Annotated[str, Longest(ranges.LONGEST_CHORDS)], ...]  # "Am" or "Am F" for each bar; empty: as before


@dataclass(frozen=True, slots=True)
class LyricsOrigin:
    """The words as they were before they were transposed: back at 0 semitones they are this text again."""

    text: Annotated[str, Longest(ranges.LONGEST_LYRICS)]
    key: Annotated[str, Longest(ranges.LONGEST_CHORDS)] = ""
    chords: tuple[SectionChords, ...] = ()
    semitones: Annotated[int, Range(ranges.TRANSPOSED_SEMITONES)] = 0  # how far they are from here, upwards


@dataclass(frozen=True, slots=True)
class Lyrics:
    """Words and chords as ChordPro.

    `text` is the file of the words character for character, with its line ends and byte order mark.
    """

    text: Annotated[str, Longest(ranges.LONGEST_LYRICS)] = ""
    encoding: Encoding = "utf-8"  # of the file beside the song
    capo: Annotated[int, Range(ranges.CAPO)] = 0  # fret; the text has the chords that sound
    key: Annotated[str, Longest(ranges.LONGEST_CHORDS)] = ""  # such as "F#m"; empty: found from the chords
    origin: LyricsOrigin | None = None
    chords: tuple[SectionChords, ...] = ()
