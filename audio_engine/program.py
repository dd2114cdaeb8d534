"""Which program this is, for files and other processes that ask.

Lives: any thread.
"""

from importlib.metadata import PackageNotFoundError, version


def program_name(name: str = "worktape") -> str:
    """`worktape 0.3.0`; without the number where it runs from its sources."""
    try:
        return f"{name} {version('worktape')}"
    except PackageNotFoundError:
        return name
