"""The program's log: what helps whoever looks for a fault, and is nothing for the screen.

Lives: any thread of window or command line.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from audio_engine.log import log_folder

_MOST_BYTES = 1 << 20


def append(lines: Iterable[str]) -> Path:
    """Adds lines under the time of now; the log's path. A full or read-only disk is borne in silence."""
    log = log_folder() / "worktape.log"
    with suppress(OSError):
        if log.exists() and log.stat().st_size > _MOST_BYTES:
            log.replace(log.with_suffix(".old.log"))
        with log.open("a", encoding="utf-8", errors="replace") as file:
            file.write("\n".join([datetime.now(UTC).isoformat(), *(line.rstrip() for line in lines)]) + "\n")
    return log
