"""Audio files as people have them: of every kind, damaged, cut off, and with headers that are wrong. Each is made from the
same seeded music by the encoders of others, or byte by byte.

`CASES` has them by name: the programs that it takes, what makes the file, and what is in it.
"""

import shutil
import struct
import subprocess
import wave
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

RATE = 44100
FRAMES = 70001
Samples = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Case:
    """`make(folder)` gives the file. `wanted`: its samples [frame, channel], "ffmpeg" for whatever ffmpeg decodes of it, or a
    part of the sentence that refuses it. `note` is part of what is said about it."""

    make: Callable[[Path], Path]
    wanted: "Samples | str"
    note: str = ""
    tools: tuple[str, ...] = ()
    least_frames: int = 0  # where ffmpeg's length is the oracle
    skipped: int = 0  # frames of encoder delay that ffmpeg leaves in
    frames: int | None = None  # that the container says are coded, where ffmpeg leaves padding in


MP3_DELAY = 1105  # of LAME and of a decoder, by the LAME tag's specification


def music(channels: int = 2, frames: int = FRAMES) -> npt.NDArray[np.int16]:
    """A chord that swells, with some noise: no two places are alike."""
    random, t = np.random.default_rng(14), np.arange(frames) / RATE
    chord = sum(np.sin(2 * np.pi * hz * t + n) for n, hz in enumerate((220.0, 277.2, 1318.5, 5001.0)))
    sides = [chord * (0.1 + 0.05 * np.sin(3 * t + side)) + random.normal(0, 0.01, frames) for side in range(channels)]
    return np.round(np.stack(sides, axis=1) * 32767).astype(np.int16)


def floats(whole: npt.NDArray[np.int16]) -> Samples:
    return whole.astype(np.float32) / np.float32(32768)


MUSIC = music()
SOUND = floats(MUSIC)
DATA = MUSIC.astype("<i2").tobytes()


def run(*arguments: object) -> None:
    subprocess.run([str(a) for a in arguments], check=True, capture_output=True, stdin=subprocess.DEVNULL)


def ffmpeg_decodes(path: Path) -> Samples:
    """[sample], interleaved."""
    got = subprocess.run(
        ["ffmpeg", "-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "-"],
        capture_output=True,
        stdin=subprocess.DEVNULL,
    ).stdout
    return np.frombuffer(got[: len(got) // 4 * 4], "<f4")


def missing(case: Case) -> list[str]:
    tools = (*case.tools, "ffmpeg") if isinstance(case.wanted, str) and case.wanted == "ffmpeg" else case.tools
    return [tool for tool in tools if shutil.which(tool) is None]


def plain(folder: Path) -> Path:
    path = folder / "plain.wav"
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(DATA)
    return path


# --- WAV, byte by byte
def chunk(name: bytes, body: bytes, size: int | None = None, pad: bool = True) -> bytes:
    whole = name + struct.pack("<I", len(body) if size is None else size) + body
    return whole + bytes(len(body) % 2) if pad else whole


def fmt(tag: int = 1, bits: int = 16, extra: bytes = b"", channels: int = 2, align: int = 0) -> bytes:
    align = align or channels * bits // 8
    return chunk(b"fmt ", struct.pack("<HHIIHH", tag, channels, RATE, RATE * align, align, bits) + extra)


def riff(*chunks: bytes, name: bytes = b"RIFF", size: int | None = None) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return name + struct.pack("<I", len(body) if size is None else size) + body


def written(name: str, content: bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return make


def _large(name: bytes) -> bytes:
    sizes = struct.pack("<QQQI", len(DATA) + 72, len(DATA), FRAMES, 0)
    return riff(chunk(b"ds64", sizes), fmt(), chunk(b"data", DATA, 0xFFFFFFFF), name=name, size=0xFFFFFFFF)


def _floats_of_an_old_editor(tag: int, bits: int) -> bytes:
    scaled = MUSIC.astype("<f4") * np.float32(2.0 ** (bits - 16))
    return riff(fmt(tag, 32), chunk(b"data", scaled.tobytes()))


def _not_numbers() -> bytes:
    strange = SOUND.astype("<f4")
    strange[1000:1010] = np.nan
    strange[2000], strange[2001] = np.inf, -np.inf
    strange[3000] = 1e30
    return riff(fmt(3, 32), chunk(b"data", strange.tobytes()))


def _hot() -> Samples:
    """Most samples are above full scale, as after a fader was left far up."""
    return (SOUND * np.float32(8.0 / np.abs(SOUND).mean())).astype("<f4")


def _hot_with_infinities() -> bytes:
    strange = _hot()
    strange[1000], strange[1001] = np.inf, np.nan
    return riff(fmt(3, 32), chunk(b"data", strange.tobytes()))


def _silenced_and_hot() -> Samples:
    clean = _hot()
    clean[1000:1002] = 0.0
    return clean


def _silenced() -> Samples:
    clean = SOUND.copy()
    clean[1000:1010] = clean[2000:2002] = clean[3000] = 0.0
    return clean


def _extensible(bits: int, container: int) -> bytes:
    guid = struct.pack("<HHIH", 22, bits, 3, 1) + bytes.fromhex("000000001000800000aa00389b71")
    whole = (MUSIC.astype(np.int32) >> max(0, 16 - bits)) << (container - min(bits, 16))
    if container == 24:
        data = whole.astype("<i4").reshape(-1, 1).view(np.uint8)[:, :3].tobytes()
    else:
        data = whole.astype("<i2").tobytes()
    return riff(fmt(0xFFFE, container, guid), chunk(b"data", data))


# --- of encoders, and damaged afterwards
def encoded(name: str, *arguments: str) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        run("ffmpeg", "-v", "error", "-y", "-i", plain(folder), *arguments, folder / name)
        return folder / name

    return make


def by(tool: str, name: str, *arguments: str) -> Callable[[Path], Path]:
    """Of a tool that is called `tool [arguments] in out`."""

    def make(folder: Path) -> Path:
        run(tool, *arguments, plain(folder), *(("-o",) if tool in ("flac", "oggenc", "wavpack") else ()), folder / name)
        return folder / name

    return make


def changed(make: Callable[[Path], Path], change: Callable[[bytes], bytes]) -> Callable[[Path], Path]:
    def make_changed(folder: Path) -> Path:
        path = make(folder)
        path.write_bytes(change(path.read_bytes()))
        return path

    return make_changed


def _flac_total(total: int) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        info = int.from_bytes(data[18:26], "big") >> 36 << 36 | total
        return data[:18] + info.to_bytes(8, "big") + data[26:]

    return change


def _flac_of(bits: int, container: int) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        source = folder / "extensible.wav"
        source.write_bytes(_extensible(bits, container))
        run("flac", "-s", "-f", "--lax", source, "-o", folder / f"{bits}-bit.flac")
        return folder / f"{bits}-bit.flac"

    return make


def _without_last_page(data: bytes) -> bytes:
    return data[: data.rfind(b"OggS")]


def _without_end_mark(data: bytes) -> bytes:
    """The last page no longer says that it is the last."""
    at = data.rfind(b"OggS")
    page = bytearray(data[at:])
    page[5], page[22:26] = page[5] & ~4, bytes(4)
    checksum = 0  # RFC 3533: CRC-32, polynomial 0x04c11db7, not reflected
    for byte in page:
        checksum ^= byte << 24
        for _ in range(8):
            checksum = (checksum << 1 ^ (0x04C11DB7 if checksum >> 31 else 0)) & 0xFFFFFFFF
    page[22:26] = checksum.to_bytes(4, "little")
    return data[:at] + bytes(page)


def _half(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _zeroed(name: bytes, distance: int, width: int) -> Callable[[bytes], bytes]:
    """Zeros as far behind a chunk's name as its size lies."""

    def change(data: bytes) -> bytes:
        at = data.index(name) + distance
        return data[:at] + bytes(width) + data[at + width :]

    return change


def _holed(data: bytes) -> bytes:
    middle = len(data) // 2
    return data[:middle] + b"\xaa" * 2000 + data[middle + 2000 :]


FLAC, LAME = by("flac", "x.flac", "-s", "-f"), by("lame", "x.mp3", "--quiet", "-V2")
NO_HEADER = by("lame", "no-header.mp3", "--quiet", "-V2", "-t")
OGG, OPUS = by("oggenc", "x.ogg", "-Q"), by("opusenc", "x.opus", "--quiet")
ODD_LIST = chunk(b"LIST", b"INFOodd", pad=False)
JUNK_BEHIND = riff(fmt(), chunk(b"data", DATA)) + b"TAG" + b"x" * 125

CASES: dict[str, Case] = {
    # what recorders and editors leave
    "sizes of 0, of a recorder that lost power": Case(
        written("a.wav", riff(fmt(), chunk(b"data", DATA, 0), size=0)), SOUND, "0.00 s in its header"
    ),
    "a size of 0 and other chunks after it": Case(
        written("a.wav", riff(fmt(), chunk(b"data", b""), chunk(b"LIST", b"INFO"))), "holds no audio"
    ),
    "a header that was not brought up to date": Case(
        written("a.wav", riff(fmt(), chunk(b"data", DATA, len(DATA) // 2), size=36 + len(DATA) // 2)),
        SOUND,
        "in its header and holds",
    ),
    "cut off in the middle of a frame": Case(
        written("a.wav", riff(fmt(), chunk(b"data", DATA))[:100_001]),
        SOUND[: (100_001 - 44) // 4],
        "is cut off: 0.57 s",
    ),
    "an odd chunk without its padding": Case(written("a.wav", riff(ODD_LIST, fmt(), chunk(b"data", DATA))), SOUND),
    "tags of another program behind the samples": Case(written("a.wav", JUNK_BEHIND), SOUND),
    "words behind the samples": Case(
        written("a.wav", riff(fmt(), chunk(b"data", DATA), chunk(b"LIST", b"INFOodd"))), SOUND
    ),
    "a size that means unknown": Case(
        written("a.wav", riff(fmt(), chunk(b"data", DATA, 0xFFFFFFFF), size=0xFFFFFFFF)), SOUND
    ),
    "RF64": Case(written("a.wav", _large(b"RF64")), SOUND),
    "BW64": Case(written("a.wav", _large(b"BW64")), SOUND),
    "extensible without its extension": Case(written("a.wav", riff(fmt(0xFFFE), chunk(b"data", DATA))), SOUND),
    "20 bits in 24": Case(written("a.wav", _extensible(20, 24)), SOUND),
    "24.0 floats called whole numbers": Case(
        written("a.wav", _floats_of_an_old_editor(1, 24)), SOUND, "24-bit integers"
    ),
    "24.0 floats called floats": Case(written("a.wav", _floats_of_an_old_editor(3, 24)), SOUND, "24-bit integers"),
    "16.8 floats": Case(written("a.wav", _floats_of_an_old_editor(3, 16)), SOUND, "16-bit integers"),
    "hot floats, some of them no numbers": Case(
        written("a.wav", _hot_with_infinities()), _silenced_and_hot(), "4 invalid samples"
    ),
    "samples that are no numbers": Case(written("a.wav", _not_numbers()), _silenced(), "26 invalid samples"),
    "no samples at all": Case(written("a.wav", riff(fmt())), "was cut off before"),
    "no format": Case(written("a.wav", riff(chunk(b"data", DATA))), "does not say what format its samples have"),
    "one sample a second": Case(
        written("a.wav", riff(fmt()[:12] + struct.pack("<I", 1) + fmt()[16:], chunk(b"data", DATA))),
        "a sample rate of 1 Hz",
    ),
    "text called WAV": Case(written("a.wav", b"not audio at all, just words"), "is not audio that can be read"),
    "a picture": Case(
        written("a.mp3", bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(200)),
        "is not audio that can be read",
    ),
    "AIFF of a recorder that lost power": Case(
        changed(encoded("x.aiff"), _zeroed(b"SSND", 4, 4)), SOUND, "no length in its header", ("ffmpeg",)
    ),
    "AU of a recorder that lost power": Case(
        changed(encoded("x.au"), _zeroed(b".snd", 8, 4)), SOUND, "no length in its header", ("ffmpeg",)
    ),
    "W64 of a recorder that lost power": Case(
        changed(encoded("x.w64"), _zeroed(b"data", 16, 8)),
        np.vstack([SOUND, SOUND[:1] * 0]),
        "no length in its header",
        ("ffmpeg",),
    ),
    # FLAC
    "FLAC": Case(FLAC, SOUND, tools=("flac",)),
    "FLAC with no total": Case(changed(FLAC, _flac_total(0)), SOUND, tools=("flac",)),
    "FLAC with too small a total": Case(changed(FLAC, _flac_total(1000)), SOUND, tools=("flac",)),
    "FLAC with too large a total": Case(changed(FLAC, _flac_total(10**7)), SOUND, "is cut off: 1.59 s", ("flac",)),
    "FLAC cut off": Case(changed(FLAC, _half), "ffmpeg", "is cut off", ("flac",), 20000),
    "FLAC in Ogg": Case(by("flac", "x.oga", "-s", "-f", "--ogg"), SOUND, tools=("flac",)),
    "FLAC of 12 bits": Case(_flac_of(12, 16), floats(MUSIC >> 4 << 4), tools=("flac",)),
    "FLAC of 15 bits": Case(_flac_of(15, 16), floats(MUSIC >> 1 << 1), tools=("flac",)),
    "FLAC of 20 bits": Case(_flac_of(20, 24), SOUND, tools=("flac",)),
    # MP3
    "MP3": Case(LAME, "ffmpeg", tools=("lame",), least_frames=FRAMES),
    "MP3 of changing rate without a header frame": Case(
        NO_HEADER, "ffmpeg", tools=("lame",), least_frames=FRAMES, skipped=MP3_DELAY
    ),
    "MP3 of a few frames": Case(
        encoded("tiny.mp3", "-af", "atrim=end_sample=229", "-c:a", "libmp3lame"), "ffmpeg", least_frames=200
    ),
    "MP3 with a hole": Case(changed(LAME, _holed), "ffmpeg", "is damaged in", ("lame",), 50000),
    "MP3 cut off": Case(changed(LAME, _half), "ffmpeg", "is cut off", ("lame",), 20000),
    "MP3 cut off that never said how long it is": Case(
        changed(NO_HEADER, _half), "ffmpeg", "", ("lame",), 20000, skipped=MP3_DELAY
    ),
    "MP2": Case(encoded("x.mp2"), "ffmpeg", least_frames=FRAMES),
    # Ogg
    "Ogg Vorbis": Case(OGG, "ffmpeg", tools=("oggenc",), least_frames=FRAMES),
    "Ogg Vorbis without its last page": Case(
        changed(OGG, _without_last_page), "ffmpeg", tools=("oggenc",), least_frames=30000
    ),
    "Opus": Case(OPUS, "ffmpeg", tools=("opusenc",), least_frames=FRAMES),
    "Opus without an end mark": Case(
        changed(OPUS, _without_end_mark), "ffmpeg", tools=("opusenc",), least_frames=FRAMES
    ),
    "Opus without its last page": Case(
        changed(OPUS, _without_last_page), "ffmpeg", tools=("opusenc",), least_frames=30000
    ),
    # the rest
    "AAC in M4A": Case(encoded("x.m4a"), "ffmpeg", least_frames=FRAMES, frames=FRAMES),
    "AAC alone": Case(encoded("x.aac"), "ffmpeg", least_frames=FRAMES),
    "ALAC": Case(encoded("x.m4a", "-c:a", "alac"), SOUND, tools=("ffmpeg",)),
    "M4A that ends before its index": Case(
        changed(encoded("x.m4a"), _half), "is damaged or cut off", tools=("ffmpeg",)
    ),
    "MP4": Case(encoded("x.mp4", "-c:a", "aac"), "ffmpeg", least_frames=FRAMES, frames=FRAMES),
    "WMA": Case(encoded("x.wma"), "ffmpeg", least_frames=60000),
    "WavPack": Case(by("wavpack", "x.wv", "-q", "-y"), SOUND, tools=("wavpack",)),
    "WebM": Case(encoded("x.webm"), "ffmpeg", least_frames=FRAMES),
    "Matroska with FLAC": Case(encoded("x.mka", "-c:a", "flac"), SOUND, tools=("ffmpeg",)),
    "AIFF": Case(encoded("x.aiff"), SOUND, tools=("ffmpeg",)),
    "AIFC": Case(by("sox", "x.aifc"), SOUND, tools=("sox",)),
    "AU": Case(encoded("x.au"), SOUND, tools=("ffmpeg",)),
    "CAF": Case(encoded("x.caf"), SOUND, tools=("ffmpeg",)),
    "W64": Case(encoded("x.w64"), "ffmpeg", least_frames=FRAMES),
    "TTA": Case(encoded("x.tta"), SOUND, tools=("ffmpeg",)),
    "RIFX": Case(by("sox", "x.wav", "-D"), SOUND, tools=("sox",)),
    "ADPCM in WAV": Case(encoded("x.wav", "-c:a", "adpcm_ms"), "ffmpeg", least_frames=FRAMES),
    "MP3 in WAV": Case(encoded("x.wav", "-c:a", "libmp3lame"), "ffmpeg", least_frames=FRAMES),
}
