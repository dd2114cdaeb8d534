"""Every test gets a runtime folder and settings of its own, so that it never meets a running Worktape."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

_scratch = tempfile.mkdtemp(prefix="worktape-tests-")
os.environ["WORKTAPE_RUNTIME"] = _scratch + "/run"
os.environ["WORKTAPE_CONFIG"] = _scratch + "/config"


@pytest.fixture(scope="session", autouse=True)
def _nothing_left_in_shared_memory() -> Iterator[None]:
    """Engines started by tests must not leave named memory behind."""
    folder = Path("/dev/shm")
    before = {p.name for p in folder.glob("psm_*")} if folder.exists() else set()
    yield
    if folder.exists():
        left = {p.name for p in folder.glob("psm_*")} - before
        assert not left, f"shared memory left behind: {left}"
