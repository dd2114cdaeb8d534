"""Types of audio files that can be imported: names, suffixes and containers, for dialog, command line and messages.

Lives: any thread.
"""

from typing import NamedTuple


class AudioFileType(NamedTuple):
    """One type of file.

    Attributes:
        name: Name as people say it.
        suffixes: Usual suffixes, lower case.
        containers: FFmpeg's names of the demuxers that may open such a file.
    """

    name: str
    suffixes: tuple[str, ...]
    containers: tuple[str, ...]


FILE_TYPES = (
    AudioFileType("WAV", (".wav", ".wave", ".bwf", ".rf64", ".w64"), ("wav", "w64")),
    AudioFileType("AIFF", (".aif", ".aiff", ".aifc"), ("aiff",)),
    AudioFileType("FLAC", (".flac", ".fla"), ("flac",)),
    AudioFileType("MP3", (".mp3", ".mp2", ".mp1", ".mpga"), ("mp3", "mpeg")),
    AudioFileType(
        "AAC and ALAC", (".m4a", ".m4b", ".m4r", ".aac", ".mp4", ".m4v", ".mov", ".3gp"), ("mp4", "aac", "latm")
    ),
    AudioFileType("Ogg", (".ogg", ".oga", ".ogv", ".spx"), ("ogg",)),
    AudioFileType("Opus", (".opus",), ()),
    AudioFileType("WMA", (".wma", ".asf", ".wmv"), ("asf",)),
    AudioFileType("WebM", (".webm", ".mka", ".mkv"), ("webm",)),
    AudioFileType("WavPack", (".wv",), ("wv",)),
    AudioFileType("Monkey's Audio", (".ape",), ("ape",)),
    AudioFileType("CAF", (".caf",), ("caf",)),
    AudioFileType("AU", (".au", ".snd"), ("au",)),
    AudioFileType("AMR", (".amr", ".awb"), ("amr",)),
    AudioFileType("AC-3", (".ac3", ".eac3"), ("ac3", "eac3")),
    AudioFileType("DTS", (".dts",), ("dts",)),
    AudioFileType("Musepack", (".mpc", ".mp+"), ("mpc", "mpc8")),
    AudioFileType("TTA", (".tta",), ("tta",)),
    AudioFileType("DSD", (".dsf", ".dff"), ("dsf", "iff")),
    AudioFileType("AVI", (".avi",), ("avi",)),
    AudioFileType("VOC", (".voc",), ("voc",)),
    AudioFileType("NIST", (".sph", ".nist"), ("nistsphere",)),
    AudioFileType("8SVX", (".iff", ".8svx"), ()),
)
SUFFIXES = tuple(suffix for kind in FILE_TYPES for suffix in kind.suffixes)
CONTAINERS = tuple(container for kind in FILE_TYPES for container in kind.containers)
NAMED_TYPES = tuple(kind.name for kind in FILE_TYPES[:10])  # the rest would only make a sentence long
