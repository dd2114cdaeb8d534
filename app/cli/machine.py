"""devices and doctor: what this machine has for recording.

Lives: command line, main thread.
"""

import importlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.cli.reporting import Reporter
from app.devices.probing import probed_devices
from app.devices.settings import settings_folder
from app.problems import Refused
from audio_engine.log import log_folder

LITTLE_DISK_BYTES = 2_000_000_000  # about 3 hours of one channel


class Finding(NamedTuple):
    """One line of the doctor: `bad` things keep recording from working, others only make it worse."""

    well: bool
    what: str
    remedy: str = ""
    bad: bool = True


def list_devices(as_json: bool, report: Reporter) -> None:
    """Report all audio devices."""
    found = probed_devices()
    if as_json:
        report(json.dumps([device._asdict() for device in found], indent=1))
        return
    if not found:
        report("No audio device was found. Without a sound card, --device virtual records and plays by a clock.")
    for device in found:
        default = " (default)" if device.default_input or device.default_output else ""
        report(
            f"{device.host_api}: {device.name}: {device.inputs} in, {device.outputs} out, {device.rate_hz} Hz{default}"
        )


def doctor(report: Reporter) -> bool:
    """Tells every finding; False where something keeps recording from working."""
    well = True
    for finding in findings():
        mark = "ok  " if finding.well else ("BAD " if finding.bad else "note")
        remedy = f" Remedy: {finding.remedy}" if finding.remedy and not finding.well else ""
        report(f"{mark} {finding.what}{remedy}")
        well = well and (finding.well or not finding.bad)
    return well


def findings() -> Iterator[Finding]:
    """All findings of `doctor`, in order."""
    yield from _libraries()
    yield _devices()
    yield _real_time()
    yield _callback()
    yield _disk()
    yield _writable("settings", settings_folder())
    yield _cache()
    yield log_finding()


def _libraries() -> Iterator[Finding]:
    for name in ("numpy", "numba", "soundfile", "soxr", "av", "msgspec", "platformdirs"):
        try:
            module = importlib.import_module(name)
        except (ImportError, OSError) as error:
            yield Finding(False, f"{name} cannot be loaded: {error}.", "make run sets everything up again.")
        else:
            yield Finding(True, f"{name} {getattr(module, '__version__', '')}".rstrip())


def _devices() -> Finding:
    try:
        found = probed_devices()
    except Refused as refusal:
        return Finding(False, str(refusal), "on Debian or Ubuntu: apt-get install libportaudio2.", bad=False)
    if not found:
        return Finding(
            False,
            "No audio device was found; the virtual device works.",
            "connect an interface, start JACK or PipeWire, then look again.",
            bad=False,
        )
    return Finding(True, f"Audio devices: {len(found)}, among them {found[0].name}.")


def _real_time() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding(True, "The system gives audio threads their priority by itself.")
    import resource

    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    if os.geteuid() == 0 or limit > 0 or limit == resource.RLIM_INFINITY:
        return Finding(True, "Real-time priority is allowed.")
    return Finding(
        False,
        "Real-time priority is not allowed: small blocks may drop out.",
        "add your user to the group audio and give it rtprio 90 in /etc/security/limits.d.",
        bad=False,
    )


def _callback() -> Finding:
    try:
        from audio_engine.rt import callback

        address = callback.callback.address
    except Exception as error:  # the doctor tells what is wrong, whatever it is
        return Finding(
            False, f"The audio callback cannot be compiled: {error}.", "empty the kernel cache and try again."
        )
    return Finding(bool(address), "The audio callback is compiled.")


def _disk() -> Finding:
    free = shutil.disk_usage(Path.home()).free
    hours = free / (48000 * 4) / 3600
    what = f"{free / 1e9:.0f} GB free at home: {hours:.0f} hours of one channel at 48 kHz."
    return Finding(free > LITTLE_DISK_BYTES, what, "make room, or keep songs on another disk.", bad=False)


def _writable(what: str, folder: Path) -> Finding:
    at = folder
    while not at.exists():
        at = at.parent
    return Finding(os.access(at, os.W_OK), f"The {what} lie in {folder}.", "make the folder writable.", bad=False)


def _cache() -> Finding:
    folder = os.environ.get("NUMBA_CACHE_DIR", "")
    if not folder:
        return Finding(
            False, "There is no kernel cache: every start compiles.", "make the user's cache folder writable."
        )
    return _writable("compiled kernels", Path(folder))


def log_finding() -> Finding:
    """Where the logs are."""
    try:
        folder = log_folder()
    except OSError as error:
        return Finding(False, f"No log can be written: {error}.", "make the user's log folder writable.", bad=False)
    names = ", ".join(sorted(file.name for file in folder.glob("*.log"))) or "none yet"
    return _writable("logs", folder)._replace(what=f"The logs lie in {folder}: {names}.")
