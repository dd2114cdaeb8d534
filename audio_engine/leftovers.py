"""What engines and jobs that were killed left behind: names of shared memory, which nobody else removes.

Lives: every process that starts one of ours, or looks for an engine.
"""

import os
import sys
from pathlib import Path

SHARED_MEMORY = Path("/dev/shm")  # Linux; Windows and macOS keep no names of dead blocks where they can be seen


def is_alive(pid: int) -> bool:
    """Return whether a process runs. Raises PermissionError if it is another user's."""
    # on Windows os.kill(pid, 0) would send it a Ctrl+C
    if sys.platform == "win32":
        import ctypes

        access_limited, still_active = 0x1000, 259
        handle = ctypes.windll.kernel32.OpenProcess(access_limited, False, pid)
        if not handle:
            return False
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return code.value == still_active
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def sweep_blocks() -> None:
    """Remove the names of blocks whose process has ended; those of other users stay."""
    for left in SHARED_MEMORY.glob("worktape-*-*"):
        pid = left.name.split("-")[1]
        try:
            if pid.isdecimal() and not is_alive(int(pid)):
                left.unlink(missing_ok=True)
        except (OSError, OverflowError):
            continue
