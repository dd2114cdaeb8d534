"""Every test of the document has settings and runtime folders of its own."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def own_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKTAPE_CONFIG", str(tmp_path / "config"))
    monkeypatch.setenv("WORKTAPE_RUNTIME", str(tmp_path / "runtime"))
