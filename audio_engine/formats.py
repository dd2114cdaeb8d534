"""The formats that a bounce can be written in, one record each: what the file's name ends in says which.

Command line, dialog, jobs and help iterate over FORMATS; how the samples become bytes is in output_file.py.

Lives: any thread (constants).
"""

from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple

import msgspec

Depth = Literal["16", "24", "32f"]
DEPTHS: dict[Depth, str] = {"16": "16 bit", "24": "24 bit", "32f": "32-bit float"}
SAMPLE_BYTES: dict[Depth, int] = {"16": 2, "24": 3, "32f": 4}
DEFAULT_DEPTH: Depth = "24"


class Tags(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says about itself; an empty text is left out. `date` is ISO 8601."""

    title: str = ""
    artist: str = ""
    date: str = ""
    encoder: str = ""


TAGS = Tags.__struct_fields__


class Format(NamedTuple):
    """One format.

    Attributes:
        title: Its name in menus and sentences.
        suffix: The ending of its files, with the dot.
        depths: The depths of a lossless format, the best first; empty for a lossy one.
        kbits: The bit rates of a lossy format in kbit/s, the best first.
        default_kbits: The bit rate chosen unless another is.
        rates_hz: The sample rates that it allows, the highest last; empty: any.
        container: libsndfile's name of it; empty if this program writes the bytes.
        subtype: libsndfile's name of the encoding; empty: PCM of the chosen depth, or floats.
        level: The compression level (0 to 1) for a bit rate in kbit/s and a number of channels.
        constant_rate: Whether libsndfile has to be asked for a constant bit rate.
        tags: Which fields of `Tags` it can hold.
        program_tag: The tag that names the program which wrote the file.
        least_share: The smallest likely size of a file, as a share of its samples' bytes.
    """

    title: str
    suffix: str
    depths: tuple[Depth, ...] = ()
    kbits: tuple[int, ...] = ()
    default_kbits: int = 0
    rates_hz: tuple[int, ...] = ()
    container: str = ""
    subtype: str = ""
    level: Callable[[int, int], float] | None = None
    constant_rate: bool = False
    tags: tuple[str, ...] = TAGS
    program_tag: str = "software"
    least_share: float = 1.0

    @property
    def lossy(self) -> bool:
        """Whether decoding gives other samples than were encoded."""
        return not self.depths

    def encoding(self, depth: Depth) -> str:
        """Return libsndfile's name of the encoding at this depth."""
        return self.subtype or ("FLOAT" if depth == "32f" else f"PCM_{depth}")

    def quality(self, depth: Depth, kbits: int) -> str:
        """Return how a choice is called: `24 bit`, `192 kbit/s`."""
        return f"{kbits or self.default_kbits} kbit/s" if self.lossy else DEPTHS[depth]

    def rate_for(self, rate_hz: int) -> int:
        """Return the rate that a song at `rate_hz` is written at: its own, half or a quarter of it, or the highest allowed."""
        allowed = (rate for rate in (rate_hz, rate_hz // 2, rate_hz // 4) if rate in self.rates_hz)
        return rate_hz if not self.rates_hz else next(allowed, self.rates_hz[-1])


_VORBIS_QUALITY = {128: 0.4, 160: 0.5, 192: 0.6, 256: 0.8, 320: 0.9}  # by nominal bit rate, of two channels

WAV = Format("WAV", ".wav", depths=("32f", "24", "16"))
FLAC = Format("FLAC", ".flac", depths=("24", "16"), container="FLAC", least_share=0.3)
MP3 = Format(
    "MP3", ".mp3", kbits=(320, 256, 192, 160, 128), default_kbits=320, rates_hz=(32000, 44100, 48000), container="MP3",
    subtype="MPEG_LAYER_III", level=lambda kbits, channels: (320 - kbits) / 288, constant_rate=True,
    program_tag="comment",  # libsndfile writes no `software` into an MP3
)  # fmt: skip
OGG = Format(
    "Ogg Vorbis", ".ogg", kbits=tuple(sorted(_VORBIS_QUALITY, reverse=True)), default_kbits=256, container="OGG",
    subtype="VORBIS", level=lambda kbits, channels: 1 - _VORBIS_QUALITY[kbits],
)  # fmt: skip
OPUS = Format(
    "Opus", ".opus", kbits=(256, 192, 160, 128, 96), default_kbits=192, rates_hz=(48000,), container="OGG",
    subtype="OPUS", level=lambda kbits, channels: 1 - (kbits - 6 * channels) / (250 * channels),
)  # fmt: skip
FORMATS = [WAV, FLAC, MP3, OGG, OPUS]  # in the order of menus


def format_of(name: str) -> Format | None:
    """The format of a file name or path; None where its ending is no format's."""
    return next((kind for kind in FORMATS if name.lower().endswith(kind.suffix)), None)


def suffixes() -> str:
    """For a sentence: `.wav, .flac, .mp3, .ogg or .opus`."""
    return _any_of([kind.suffix for kind in FORMATS])


def depths() -> str:
    """For a sentence: `16, 24 or 32f`."""
    return _any_of(list(DEPTHS))


def lossless_formats() -> list[Format]:
    """All lossless formats."""
    return [kind for kind in FORMATS if not kind.lossy]


def bit_rates() -> str:
    """For a sentence: `128, 160 for MP3; 96, 128 for Opus`."""
    lossy = [kind for kind in FORMATS if kind.lossy]
    return "; ".join(f"{', '.join(map(str, sorted(kind.kbits)))} for {kind.title}" for kind in lossy)


def _any_of(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
