"""Bounces and stems.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from pathlib import Path

from app.text.values import count, format_length, format_size

RANGE_BEFORE_SONG = "The range starts before the song. Start it at 0 or later."
RANGE_EMPTY = "The range is empty: it must end after it starts."
ENTER_PLACE = "Enter a place to write to."
NOTHING_SOUNDS = "Nothing sounds. Unmute a track that has clips."
CANCELLED = "Cancelled. Nothing was written."
RANGES_CANCELLED = "Cancelled."
NO_RANGES = "There is no range marker. Select some time and press Shift+M to make one."


def is_a_folder(path: Path) -> str:
    return f"{path} is a folder. Choose another name."


def file_exists(path: Path, free: str) -> str:
    return f"{path} already exists. Choose another name, such as {free}, or allow overwriting."


def stems_are_lossless(formats: str, typed: str) -> str:
    return f"Stems are {formats}, not {typed}: they are mixed again, so they lose nothing."


def is_a_file(path: Path) -> str:
    return f"{path} is a file, not a folder. Choose another name."


def replace_or_rename(name: str) -> str:
    return f"{name} already exists. Replace it, or choose another name."


def writing(what: str) -> str:
    return f"Writing {what}."


def stems_exist(path: Path, free: str) -> str:
    return f"{path} already exists. Choose another folder, such as {free}, or allow overwriting."


def unknown_format(name: str, suffixes: str) -> str:
    return f"{name} must end in {suffixes}."


def name_too_long(name: str, longest: int) -> str:
    return f"The name {name[:20]}… is too long: a file name has {longest} bytes at most."


def no_such_depth(title: str, known: str, depth: str) -> str:
    return f"{title} has a depth of {known}, not {depth}."


def rate_out_of_range(low: int, high: int, rate_hz: int) -> str:
    return f"A sample rate is {low} to {high} Hz, not {rate_hz} Hz."


def rate_not_allowed(title: str, known: str, rate_hz: int) -> str:
    return f"{title} is written at {known} Hz, not at {rate_hz} Hz. Choose one of these, or WAV."


def nothing_to_bounce(song: str) -> str:
    return f"{song} has nothing to bounce yet."


def tail_out_of_range(low_s: float, high_s: float, tail_s: float) -> str:
    return f"The tail is {low_s:g} to {high_s:g} s long, not {tail_s:g} s."


def nothing_audible(song: str) -> str:
    return f"Nothing in {song} sounds. Unmute a track that has clips."


def range_too_long(hours: float) -> str:
    return f"The range is longer than {hours:g} hours."


def song_lacks_audio(fault: str) -> str:
    return f"{fault}. Replace the file before you bounce."


def mix_written(path: str, what: str, levels: str, clipping: str) -> str:
    """`clipping`: a sentence; empty if the file does not clip."""
    return f"{path}: {what}, {levels}.{f' {clipping}' if clipping else ''}"


def clipping(over_db: float, limited: bool) -> str:
    """`limited`: the limiter is on. The master's fader comes before it, and cannot help."""
    lower = "the limiter's ceiling" if limited else "the master"
    return f"It clips. Lower {lower} by {max(over_db, 0.1):.1f} dB."


def stems_written(number: int, folder: Path, what: str, difference: str, clipped: Sequence[str]) -> str:
    """`difference`: `by -120.0 dBFS at most`; `clipped`: names of files."""
    sentence = (
        f"{count(number, 'stem')} in {folder}: {what}. Their sum and the mix before the master differ {difference}."
    )
    return f"{sentence} These clip: {', '.join(clipped)}." if clipped else sentence


def ranges_written(number: int, folder: Path, what: str, clipped: Sequence[str]) -> str:
    """`what`: rate and quality; `clipped`: names of files."""
    sentence = f"{count(number, 'file')} in {folder}: {what}."
    return f"{sentence} These clip: {', '.join(clipped)}." if clipped else sentence


def some_ranges_written(why: str, done: int, asked: int) -> str:
    """`why` the others were not: a sentence."""
    return f"{why} {done} of {count(asked, 'file')} {'is' if done == 1 else 'are'} written."


def ranges_will_be(names: Sequence[str], rate: str) -> str:
    """`names`: of the files."""
    shown = ", ".join(names[:3])
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"{count(len(names), 'file')} at {rate}: {shown}{more}."


def will_be_long(what: str, *, tail_s: float, tail_limit_s: float) -> str:
    """`what`: each file's length and rate; `tail_s`: how long its effects ring on after the last clip, in seconds."""
    if tail_s > tail_limit_s > 0.0:
        rings, limit = format_length(tail_s), format_length(tail_limit_s)
        return f"{what}. The effects would ring on for {rings} and fade out at {limit}."
    return f"{what}. The effects ring on for the last {tail_s:.1f} s." if tail_s and tail_limit_s else f"{what}."


def more_stems(number: int) -> str:
    return f"stems.json lists {number} more."


def more_ranges(number: int) -> str:
    return f"{count(number, 'more file')}."


def audio_unreadable(problems: Sequence[str]) -> str:
    return f"The file is written, but Worktape could not read all of the song's audio: {'; '.join(problems)}"


def list_not_written(name: str, error: OSError) -> str:
    """`name`: the file that lists the stems."""
    return f"The stems are written, but {name} is not: {error.strerror or error}."


def no_such_bit_rate(title: str, known: Sequence[int], kbits: int) -> str:
    return f"{title} takes {', '.join(map(str, known))} kbit/s, not {kbits}."


def no_bit_rate(title: str) -> str:
    return f"{title} loses nothing and has no bit rate."


def disk_full(folder: Path, free_bytes: int, needed_bytes: int) -> str:
    free, needed = format_size(free_bytes), format_size(needed_bytes)
    return f"The disk of {folder} has {free} left, but this needs {needed}. Choose another disk."


def bounce_not_started(error: OSError) -> str:
    return f"Worktape cannot start the bounce: {error.strerror or error}."
