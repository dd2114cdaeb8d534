"""Ideas and work tapes, and what Worktape hears in them.

Lives: any thread (pure).
"""

from collections.abc import Sequence
from pathlib import Path

from app.text.values import count

MOST_CHORDS = 12  # that a sentence names

IDEA_RUNNING = "An idea is being recorded. Stop it first."
STOP_PASS_FIRST = "Worktape records into the song. Stop that first, then record the idea."
NO_IDEAS = "No work tapes yet. Record an idea at once, or drop a phone memo here."
ABOUT_HEARING = "Choose a work tape and let Worktape listen. It proposes; you decide what the song takes over."
IDEA_EMPTY = "Nothing was recorded."


def ideas_folder_problem(folder: Path, error: OSError) -> str:
    return (
        f"The ideas folder {folder} cannot be used ({error.strerror or error}). Choose another one in the preferences."
    )


def no_such_idea(name: str) -> str:
    return f"There is no idea called {name} any more."


def idea_not_imported(name: str, error: OSError) -> str:
    return f"{name} could not be imported: {error.strerror or error}."


def idea_input_missing(number: int, available: int) -> str:
    return f"Ideas are recorded from input {number}, but this device has {available}. Choose another input."


def recording_idea(seconds: float | None) -> str:
    how_long = "" if seconds is None else f" for {seconds:g} s"
    return f"Recording{how_long}. Enter or Ctrl+C stops and keeps the idea."


def still_recorded(names: list[str], program: str) -> str:
    """`program` may be empty: nobody knows."""
    by = f" by {program}" if program else ""
    return f"{', '.join(names)} is still being recorded{by}. It is listed once that has ended."


def idea_kept(name: str, seconds: float) -> str:
    return f"{name} is kept: {seconds:.1f} s."


def ideas_recovered(names: list[str]) -> str:
    return f"An idea that was being recorded when Worktape stopped is back: {', '.join(names)}."


def cannot_be_heard(name: str, reason: str) -> str:
    return f"{name} cannot be read: it {reason}." if reason[:1].islower() else f"{name} cannot be read: {reason}."


def silent(name: str) -> str:
    return f"There is nothing to hear in {name}."


def or_tempos(half: str, double: str) -> str:
    return f"or {half}, or {double}"


def first_bar_at(clock: str) -> str:
    return f"bar 1 at {clock}"


def chords_of_bars(bars: int) -> str:
    return count(bars, "bar")


def applied(title: str, value: str) -> str:
    return f"{title} is now {value}."


def chords_applied(bars: Sequence[str], *, words_differ: bool) -> str:
    """`bars`: the chords of each bar from 1 on; `words_differ`: the words of the song have other chords."""
    names = " ".join(bar for bar in bars if bar).split()
    shown = " ".join(names[:MOST_CHORDS]) + (" \u2026" if len(names) > MOST_CHORDS else "")
    where = "bar 1" if len(bars) == 1 else f"bars 1 to {len(bars)}"
    other = " The words have other chords, which stay in their sections." if words_differ else ""
    return f"The chords of {where} are now {shown}.{other}"


def not_a_proposal(name: str, there: list[str]) -> str:
    return f"{name} is nothing that was heard. Choose among: {', '.join(there)}."


def slowing(name: str) -> str:
    return f"Making {name} at half speed"


def not_slowed(name: str, reason: str) -> str:
    return f"{name} cannot be played at half speed: {reason}."


def thrown_away(name: str) -> str:
    return f"{name} is in the trash of the ideas folder."


def added_to_song(name: str, tempo: str) -> str:
    """`tempo`: as in `92 bpm`, or empty if it is not known."""
    own = f" It plays at its own {tempo}." if tempo else ""
    return f"{name} is a track now.{own}"


def song_begun(name: str, tempo: str, key: str) -> str:
    """`tempo`: as in `92 bpm`, `key`: as in `A minor`; each empty if it is not known."""
    at = f" at {tempo}" if tempo else ""
    in_key = f" in {key}" if key else ""
    return f"A new song{at}{in_key} begins with {name}."


def ideas_input_unclear(typed: str) -> str:
    return f"{typed} is no input. Type 1, or 1+2 for stereo."
