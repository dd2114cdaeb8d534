"""What errors of a drive mean to the user, and what to do about them.

Lives: engine, writer thread; window, any thread (through app.storage).
"""

import errno
import os
from collections.abc import Callable

LEAST_FREE_BYTES = 24 << 20  # a pass stops when the disk has less: room for headers, journal and song
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
CANNOT_SYNC = frozenset(
    {errno.EINVAL, errno.ENOTSUP, errno.ENOSYS}
)  # some file systems know no sync: that is no refusal
GONE = frozenset({errno.EIO, errno.ENXIO, errno.ENODEV, errno.ENOTCONN, errno.ESTALE})


def advice_for(error: OSError) -> str:
    """What the user can do, as part of a sentence: `make room`."""
    if error.errno in FULL:
        return "make room"
    return "plug its drive in again" if error.errno in GONE else "make its folder writable"


def reason(error: OSError) -> str:
    """What went wrong, as the end of a sentence without its full stop: `No space left on device`."""
    return error.strerror or str(error).rstrip(".")


def error_of(action: Callable[[], None]) -> Exception | None:
    """Run `action` and return the exception that it raised, or None.

    EINVAL, ENOTSUP and ENOSYS mean that the file system cannot sync, which counts as success.
    """
    try:
        action()
    except OSError as error:
        return None if error.errno in CANNOT_SYNC else error
    except Exception as error:  # nobody knows then whether it is kept
        return error
    return None


def sync(descriptor: int) -> None:
    """Force a file to the drive, if its file system can sync. Raises OSError."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in CANNOT_SYNC:
            raise


def why_recording_ended(error: Exception) -> str:
    """One sentence for a pass whose data could not be written."""
    if not isinstance(error, OSError):
        return f"An error in Worktape ended the recording ({error}); everything before that is kept."
    if error.errno in GONE:
        return (
            f"The song's drive does not answer ({error.strerror}): plug it in again and open the song; "
            "what had reached it is kept."
        )
    return f"The disk stopped taking data ({error.strerror}); everything before that is kept."


def printable(text: str) -> str:
    """The text with `?` for each lone surrogate, as in file names that are not UTF-8; JSON allows none."""
    return text.encode("utf-8", "replace").decode()
