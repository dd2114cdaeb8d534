"""The audio files that are read: their names, suffixes and containers. Dialog, command line and refusals use this list.

Lives: any thread.
"""

from typing import NamedTuple


class SoundKind(NamedTuple):
    """`name` as people say it; `containers` are FFmpeg's names of the demuxers that may open such a file."""

    name: str
    suffixes: tuple[str, ...]
    containers: tuple[str, ...]


KINDS = (
    SoundKind("WAV", (".wav", ".wave", ".bwf", ".rf64", ".w64"), ("wav", "w64")),
    SoundKind("AIFF", (".aif", ".aiff", ".aifc"), ("aiff",)),
    SoundKind("FLAC", (".flac", ".fla"), ("flac",)),
    SoundKind("MP3", (".mp3", ".mp2", ".mp1", ".mpga"), ("mp3", "mpeg")),
    SoundKind("AAC and ALAC", (".m4a", ".m4b", ".m4r", ".aac", ".mp4", ".m4v", ".mov", ".3gp"), ("mp4", "aac", "latm")),
    SoundKind("Ogg", (".ogg", ".oga", ".ogv", ".spx"), ("ogg",)),
    SoundKind("Opus", (".opus",), ()),
    SoundKind("WMA", (".wma", ".asf", ".wmv"), ("asf",)),
    SoundKind("WebM", (".webm", ".mka", ".mkv"), ("webm",)),
    SoundKind("WavPack", (".wv",), ("wv",)),
    SoundKind("Monkey's Audio", (".ape",), ("ape",)),
    SoundKind("CAF", (".caf",), ("caf",)),
    SoundKind("AU", (".au", ".snd"), ("au",)),
    SoundKind("AMR", (".amr", ".awb"), ("amr",)),
    SoundKind("AC-3", (".ac3", ".eac3"), ("ac3", "eac3")),
    SoundKind("DTS", (".dts",), ("dts",)),
    SoundKind("Musepack", (".mpc", ".mp+"), ("mpc", "mpc8")),
    SoundKind("TTA", (".tta",), ("tta",)),
    SoundKind("DSD", (".dsf", ".dff"), ("dsf", "iff")),
    SoundKind("AVI", (".avi",), ("avi",)),
    SoundKind("VOC", (".voc",), ("voc",)),
    SoundKind("NIST", (".sph", ".nist"), ("nistsphere",)),
    SoundKind("8SVX", (".iff", ".8svx"), ()),
)
SUFFIXES = tuple(suffix for kind in KINDS for suffix in kind.suffixes)
CONTAINERS = tuple(container for kind in KINDS for container in kind.containers)
NAMED = tuple(kind.name for kind in KINDS[:10])  # the rest would only make a sentence long
