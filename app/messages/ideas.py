"""Ideas and work tapes, and what Worktape hears in them.

Lives: any thread (pure).
"""

from pathlib import Path

IDEA_RUNNING = "An idea is being recorded. Stop it first."
STOP_PASS_FIRST = "Worktape records into the song. Stop that first, then record the idea."
NO_IDEAS = "No work tapes yet. Record an idea at once, or drop a phone memo here."
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


def idea_kept(name: str, seconds: float) -> str:
    return f"{name} is kept: {seconds:.1f} s."


def ideas_recovered(names: list[str]) -> str:
    return f"An idea that was being recorded when Worktape stopped is back: {', '.join(names)}."
