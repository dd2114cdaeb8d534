"""What worktape doctor and worktape devices say: findings, and remedies for them.

Lives: any thread (pure).
"""

from pathlib import Path

from app.text.values import format_size

NO_REAL_TIME = "Real-time priority is not allowed. Small blocks may drop out."
ALLOW_REAL_TIME = "Add your user to the group audio and give it rtprio 90 in /etc/security/limits.d."
CALLBACK_COMPILED = "The audio callback is compiled."
FREE_DISK = "Free some space, or keep songs on another disk."
MAKE_WRITABLE = "Make the folder writable."
NO_DEVICES = "No audio device was found. Without a sound card, --device virtual records and plays by a clock."
NO_DEVICE_FOUND = "No audio device was found. The virtual device works."
CONNECT_DEVICE = "Connect an interface, or start JACK or PipeWire. Then look again."
PRIORITY_GIVEN = "The system gives audio threads their priority."
REAL_TIME = "Real-time priority is allowed."
NO_CACHE = "There is no kernel cache, so every start compiles."
MAKE_CACHE_WRITABLE = "Make your cache folder writable."
INSTALL_PORTAUDIO = "On Debian or Ubuntu: apt-get install libportaudio2."
EMPTY_CACHE = "Empty the kernel cache and try again."
MAKE_LOGS_WRITABLE = "Make your log folder writable."
RUN_SETUP = "Run make run, which sets everything up again."


def devices_found(number: int, first: str) -> str:
    return f"Audio devices: {number}, such as {first}."


def folder_is(what: str, folder: Path) -> str:
    return f"Folder of the {what}: {folder}."


def callback_fails(error: Exception) -> str:
    return f"Worktape cannot compile the audio callback: {error}."


def no_log(error: OSError) -> str:
    return f"Worktape cannot write a log: {error}."


def library_fails(name: str, error: Exception) -> str:
    return f"Worktape cannot load {name}: {error}."


def free_space(free_bytes: int, hours: float) -> str:
    return f"{format_size(free_bytes)} free at home: {hours:.0f} hours of one channel at 48 kHz."


def logs_are(folder: Path, names: str) -> str:
    return f"Logs in {folder}: {names}."
