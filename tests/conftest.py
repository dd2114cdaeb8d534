"""Every test session gets a runtime folder and settings of its own, so that it never meets a running Worktape."""

import ctypes
import gc
import os
import sys
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

_libm = ctypes.CDLL("libm.so.6") if sys.platform == "linux" else None
# the same examples each time, so that a run that fails can be repeated; `nightly` tries others each time. Tests scale
# these figures with tests.helpers.examples
settings.register_profile("seeded", derandomize=True, max_examples=50)
settings.register_profile("ci", derandomize=True, max_examples=100)
settings.register_profile("nightly", max_examples=1000)
settings.load_profile("seeded")
# What a test waits for on a busy machine may take long, and a test that waits in vain fails all the same
QtBot.waitUntil.__kwdefaults__["timeout"] = 60_000
_scratch = tempfile.mkdtemp(prefix="worktape-tests-")
os.environ["WORKTAPE_RUNTIME"] = _scratch + "/run"
os.environ["WORKTAPE_CONFIG"] = _scratch + "/config"
os.environ["WORKTAPE_LOGS"] = _scratch + "/logs"
os.environ["XDG_MUSIC_DIR"] = _scratch + "/music"  # where ideas go
os.environ["DBUS_SESSION_BUS_ADDRESS"] = "disabled:"  # Qt would ask the desktop for its look, and warn as it ends


@pytest.fixture(autouse=True)
def denormals() -> Iterator[None]:
    """A pump runs the callback on this thread, which leaves denormals flushed to zero: not for the tests after it."""
    yield
    if sys.platform == "linux":
        _libm.fesetenv(ctypes.c_void_p(-1))  # FE_DFL_ENV


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "qtbot" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.gui)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector need not walk through it again and again."""
    gc.collect()
    gc.freeze()
