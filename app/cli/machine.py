"""What this machine has for recording, and whether it works.

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

from app.cli import interrupt
from app.cli.reporting import Reporter
from app.devices.probing import probed_devices
from app.devices.settings import settings_folder
from app.messages.doctor import (
    ALLOW_REAL_TIME,
    CALLBACK_COMPILED,
    CONNECT_DEVICE,
    EMPTY_CACHE,
    FREE_DISK,
    INSTALL_PORTAUDIO,
    MAKE_CACHE_WRITABLE,
    MAKE_LOGS_WRITABLE,
    MAKE_WRITABLE,
    NO_CACHE,
    NO_DEVICE_FOUND,
    NO_DEVICES,
    NO_REAL_TIME,
    PRIORITY_GIVEN,
    REAL_TIME,
    RUN_SETUP,
    callback_fails,
    devices_found,
    folder_is,
    free_space,
    library_fails,
    logs_are,
    no_log,
)
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
        report(NO_DEVICES)
    for device in found:
        default = " (default)" if device.default_input or device.default_output else ""
        report(
            f"{device.host_api}: {device.name}: {device.inputs} in, {device.outputs} out, {device.rate_hz} Hz{default}"
        )


def doctor(report: Reporter) -> bool:
    """Tells every finding; False where something keeps recording from working."""
    well = True
    for finding in findings():
        interrupt.check()
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
            yield Finding(False, library_fails(name, error), RUN_SETUP)
        else:
            yield Finding(True, f"{name} {getattr(module, '__version__', '')}".rstrip())


def _devices() -> Finding:
    try:
        found = probed_devices()
    except Refused as refusal:
        return Finding(False, str(refusal), INSTALL_PORTAUDIO, bad=False)
    if not found:
        return Finding(
            False,
            NO_DEVICE_FOUND,
            CONNECT_DEVICE,
            bad=False,
        )
    return Finding(True, devices_found(len(found), found[0].name))


def _real_time() -> Finding:
    if not sys.platform.startswith("linux"):
        return Finding(True, PRIORITY_GIVEN)
    import resource

    limit = resource.getrlimit(resource.RLIMIT_RTPRIO)[0]
    if os.geteuid() == 0 or limit > 0 or limit == resource.RLIM_INFINITY:
        return Finding(True, REAL_TIME)
    return Finding(
        False,
        NO_REAL_TIME,
        ALLOW_REAL_TIME,
        bad=False,
    )


def _callback() -> Finding:
    try:
        from audio_engine.rt import callback

        address = callback.callback.address
    except Exception as error:  # the doctor tells what is wrong, whatever it is
        return Finding(False, callback_fails(error), EMPTY_CACHE)
    return Finding(bool(address), CALLBACK_COMPILED)


def _disk() -> Finding:
    free = shutil.disk_usage(Path.home()).free
    hours = free / (48000 * 4) / 3600
    what = free_space(free, hours)
    return Finding(free > LITTLE_DISK_BYTES, what, FREE_DISK, bad=False)


def _writable(what: str, folder: Path) -> Finding:
    at = folder
    while not at.exists():
        at = at.parent
    return Finding(os.access(at, os.W_OK), folder_is(what, folder), MAKE_WRITABLE, bad=False)


def _cache() -> Finding:
    folder = os.environ.get("NUMBA_CACHE_DIR", "")
    if not folder:
        return Finding(False, NO_CACHE, MAKE_CACHE_WRITABLE)
    return _writable("compiled kernels", Path(folder))


def log_finding() -> Finding:
    """Where the logs are."""
    try:
        folder = log_folder()
    except OSError as error:
        return Finding(False, no_log(error), MAKE_LOGS_WRITABLE, bad=False)
    names = ", ".join(sorted(file.name for file in folder.glob("*.log"))) or "none yet"
    return _writable("logs", folder)._replace(what=logs_are(folder, names))
